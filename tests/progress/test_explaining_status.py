"""What is said of a status."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from service.progress.explaining import Driver, explain_status
from service.progress.progress_sentences import ProgressRule
from service.progress.rules import NoProgress, ReportedStatus
from service.progress.status import StatusLines, StatusRule
from service.progress.status_sentences import Grounds
from tests.progress.measures import DUE, TODAY, number

LINES = StatusLines()


def grounds(progress, expected, *, due=DUE, day=TODAY, keeps=False, reported=None):
    return Grounds(
        progress=number(progress),
        expected=number(expected),
        due_on=due,
        day=day,
        keeps=keeps,
        reported=None if reported is None else ReportedStatus(reported),
    )


PAST = {"day": DUE + timedelta(1)}


@pytest.mark.parametrize(
    ("known", "rule", "sentence"),
    [
        (grounds(None, 1), "NO_VALUE", "There is no progress to judge on 2026-05-04."),
        (
            grounds(1, "0.2"),
            "TARGET_REACHED",
            "Its progress is 100%: it has reached its target.",
        ),
        (
            grounds(1, 1, keeps=True, **PAST),
            "HELD_TO_THE_END",
            "It was due on 2026-07-10, and kept within its bounds to the end.",
        ),
        (
            grounds("0.8", 1, **PAST),
            "PAST_DUE",
            "It was due on 2026-07-10, and its progress is 80%.",
        ),
        (
            grounds("0.4", None, due=None),
            "NO_EXPECTATION",
            "Its progress is 40%; nothing is expected of it, for it has no due day.",
        ),
        (
            grounds("0.4", None),
            "NO_EXPECTATION",
            "Its progress is 40%; due on 2026-07-10, nothing is expected of it on 2026-05-04 yet.",
        ),
        (
            grounds(None, 1, reported="AT_RISK"),
            "REPORTED",
            (
                "It is reported AT_RISK, and its numbers tell no status."
                " There is no progress to judge on 2026-05-04."
            ),
        ),
    ],
)
def test_each_status_in_a_sentence(known, rule, sentence):
    answer = explain_status(known, LINES)
    assert (answer.rule, answer.sentence) == (rule, sentence)
    json.dumps([answer.inputs, answer.thresholds])


@pytest.mark.parametrize(
    ("expected", "share", "rule", "held_against"),
    [
        ("0.25", "25%", "WITHIN_GAP", "15 points ahead (on track up to 10 points behind)."),
        ("0.4", "40%", "WITHIN_GAP", "just that (on track up to 10 points behind)."),
        (
            "0.433333333333",
            "43.3333%",
            "WITHIN_GAP",
            "3.3333 points behind (on track up to 10 points behind).",
        ),
        ("0.6", "60%", "BEHIND", "20 points behind (at risk up to 25 points)."),
        ("0.8", "80%", "FAR_BEHIND", "40 points behind (at risk up to 25 points only)."),
    ],
)
def test_a_gap_is_told_in_points_with_its_line(expected, share, rule, held_against):
    answer = explain_status(grounds("0.4", expected), LINES)
    assert answer.rule == rule
    assert answer.sentence == (
        f"Its progress is 40% where {share} was expected by 2026-05-04, due on 2026-07-10:"
        f" {held_against}"
    )


def test_what_is_due_on_no_day_of_its_own_is_told_without():
    sentence = explain_status(grounds("0.4", "0.4", due=None), LINES).sentence
    assert sentence.startswith("Its progress is 40% where 40% was expected by 2026-05-04: just")


def test_a_worse_report_is_told_before_the_numbers():
    numbers = explain_status(grounds("0.4", "0.4"), LINES)
    answer = explain_status(grounds("0.4", "0.4", reported="OFF_TRACK"), LINES)
    assert answer.rule == "REPORTED_WORSE"
    assert answer.sentence == (
        f"It is reported OFF_TRACK, worse than its numbers, ON_TRACK. {numbers.sentence}"
    )


def test_what_went_into_a_status_is_plain_text():
    answer = explain_status(grounds("0.4", "0.6", reported="ON_TRACK"), LINES)
    assert json.loads(json.dumps([answer.inputs, answer.thresholds])) == [
        {
            "progress": "0.4",
            "expected": "0.6",
            "gap": "0.2",
            "day": "2026-05-04",
            "due_on": "2026-07-10",
            "keeps_bounds": False,
            "derived": "AT_RISK",
            "reported": "ON_TRACK",
        },
        {"on_track_gap": "0.1", "at_risk_gap": "0.25"},
    ]


def test_the_status_of_an_objective_lists_its_drivers():
    one = Driver(id="a", weight=number(2), progress=number("0.5"), expected=None)
    assert explain_status(grounds("0.5", None), LINES, [one]).inputs["drivers"] == [
        {"id": "a", "weight": "2", "share": "1", "progress": "0.5", "expected": None}
    ]


def test_the_document_names_every_rule():
    text = Path("docs/numbers.md").read_text("utf-8")
    rules = [*ProgressRule, *NoProgress, *StatusRule]
    assert [rule for rule in rules if f"`{rule}`" not in text] == []
