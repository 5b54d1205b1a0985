"""How a goal stands on a day, and by which rule."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.progress.expecting import expected_progress
from service.progress.measuring import raw_progress
from service.progress.rules import ReportedStatus, Status
from service.progress.status import Standing, StatusLines, StatusRule, standing
from tests.progress.measures import DUE, QUARTER, TODAY, after, measure, number, ratios

PAST = DUE + timedelta(1)
WORST = ["ON_TRACK", "AT_RISK", "OFF_TRACK"]


def stands(progress, expected, *, on=TODAY, due=DUE, reported=None, **facts):
    report = None if reported is None else ReportedStatus(reported)
    facts = {"keeps": False, "lines": StatusLines(), **facts}
    return standing(number(progress), number(expected), due, on, reported=report, **facts)


def said(*words, **facts):
    answer = stands(*words, **facts)
    return f"{answer.status} {answer.rule}"


@pytest.mark.parametrize(
    ("case", "progress", "expected", "facts", "answer"),
    [
        ("nothing known", None, None, {}, "NO_DATA NO_VALUE"),
        ("no value", None, "0.5", {}, "NO_DATA NO_VALUE"),
        ("no value, past due", None, 1, {"on": PAST}, "NO_DATA NO_VALUE"),
        ("reached early", 1, "0.1", {}, "ACHIEVED TARGET_REACHED"),
        ("reached before it began", 1, None, {}, "ACHIEVED TARGET_REACHED"),
        ("reached, no due day", 1, None, {"due": None}, "ACHIEVED TARGET_REACHED"),
        ("reached, past due", 1, 1, {"on": PAST}, "ACHIEVED TARGET_REACHED"),
        ("in bounds before the end", 1, 1, {"keeps": True}, "ON_TRACK WITHIN_GAP"),
        ("in bounds on the last day", 1, 1, {"keeps": True, "on": DUE}, "ON_TRACK WITHIN_GAP"),
        ("in bounds after", 1, 1, {"keeps": True, "on": PAST}, "ACHIEVED HELD_TO_THE_END"),
        ("out of bounds", 0, 1, {"keeps": True}, "OFF_TRACK FAR_BEHIND"),
        ("out of bounds after", 0, 1, {"keeps": True, "on": PAST}, "MISSED PAST_DUE"),
        ("bounds, no due day", 1, None, {"keeps": True, "due": None}, "NO_DATA NO_EXPECTATION"),
        ("almost there, on the day", "0.99", 1, {"on": DUE}, "ON_TRACK WITHIN_GAP"),
        ("almost there, a day later", "0.99", 1, {"on": PAST}, "MISSED PAST_DUE"),
        ("no expectation", "0.4", None, {}, "NO_DATA NO_EXPECTATION"),
        ("ahead", "0.9", "0.2", {}, "ON_TRACK WITHIN_GAP"),
        ("on the first line", "0.4", "0.5", {}, "ON_TRACK WITHIN_GAP"),
        ("past the first line", "0.4", "0.500000000001", {}, "AT_RISK BEHIND"),
        ("on the second line", "0.25", "0.5", {}, "AT_RISK BEHIND"),
        ("past the second line", "0.25", "0.500000000001", {}, "OFF_TRACK FAR_BEHIND"),
        ("at 0, nothing expected", 0, 0, {}, "ON_TRACK WITHIN_GAP"),
    ],
)
def test_the_first_rule_that_holds_decides(case, progress, expected, facts, answer):
    assert said(progress, expected, **facts) == answer, case


@pytest.mark.parametrize(
    ("case", "progress", "facts", "reported", "answer"),
    [
        ("worse than its numbers", "0.5", {}, "AT_RISK", "AT_RISK REPORTED_WORSE"),
        ("much worse", "0.5", {}, "OFF_TRACK", "OFF_TRACK REPORTED_WORSE"),
        ("worse than behind", "0.3", {}, "OFF_TRACK", "OFF_TRACK REPORTED_WORSE"),
        ("the same", "0.3", {}, "AT_RISK", "AT_RISK BEHIND"),
        ("hope changes no number", "0.1", {}, "ON_TRACK", "OFF_TRACK FAR_BEHIND"),
        ("better than behind", "0.3", {}, "ON_TRACK", "AT_RISK BEHIND"),
        ("no value", None, {}, "ON_TRACK", "ON_TRACK REPORTED"),
        ("no value, past due", None, {"on": PAST}, "OFF_TRACK", "OFF_TRACK REPORTED"),
        ("no due day", "0.5", {"due": None, "expected": None}, "AT_RISK", "AT_RISK REPORTED"),
        ("achieved is final", 1, {}, "OFF_TRACK", "ACHIEVED TARGET_REACHED"),
        ("missed is final", "0.5", {"on": PAST}, "ON_TRACK", "MISSED PAST_DUE"),
        ("held, but worried", 1, {"keeps": True}, "AT_RISK", "AT_RISK REPORTED_WORSE"),
    ],
)
def test_a_report_makes_a_status_worse_and_never_better(case, progress, facts, reported, answer):
    assert said(progress, facts.pop("expected", "0.5"), **facts, reported=reported) == answer, case


def test_what_the_numbers_say_stays_beside_the_report():
    assert stands("0.5", "0.55", reported="OFF_TRACK") == Standing(
        Status.ON_TRACK, Status.OFF_TRACK, StatusRule.REPORTED_WORSE, number("0.05")
    )
    assert stands(1, "0.2", reported="OFF_TRACK") == Standing(
        Status.ACHIEVED, Status.ACHIEVED, StatusRule.TARGET_REACHED, number("-0.8")
    )
    assert stands(None, "0.2").gap is None
    assert stands("0.2", None).gap is None


def test_an_organization_draws_its_own_lines():
    strict = StatusLines(on_track_gap=Decimal(0), at_risk_gap=Decimal("0.05"))
    answers = [said(reached, "0.5", lines=strict) for reached in ("0.5", "0.49", "0.45", "0.44")]
    assert answers == [
        "ON_TRACK WITHIN_GAP",
        "AT_RISK BEHIND",
        "AT_RISK BEHIND",
        "OFF_TRACK FAR_BEHIND",
    ]


@pytest.mark.parametrize("parts", [(3, 1), (30, 7), (15, 1), (6, 4), (70, 11), (99, 60)])
def test_a_gap_of_a_tenth_is_a_tenth_whatever_the_fractions(parts):
    whole, done = parts
    behind = measure(start=0, target=whole * 10, current=done * 10)
    ahead = measure(start=0, target=whole * 10, current=done * 10 + whole)
    gap = raw_progress(ahead, TODAY) - raw_progress(behind, TODAY)
    assert gap == number("0.1")


def test_status_turns_with_the_calendar_alone():
    steady = measure("INCREASE", start=0, target=100, current=20)
    days = (30, 31, 45, 46, 100, 101)
    answers = [
        said(raw_progress(steady, day), expected_progress(steady, QUARTER, day), on=day)
        for day in map(after, days)
    ]
    assert answers == [
        "ON_TRACK WITHIN_GAP",
        "AT_RISK BEHIND",
        "AT_RISK BEHIND",
        "OFF_TRACK FAR_BEHIND",
        "OFF_TRACK FAR_BEHIND",
        "MISSED PAST_DUE",
    ]


@given(
    progress=ratios,
    expected=ratios,
    days=st.integers(-3, 3),
    keeps=st.booleans(),
    reported=st.sampled_from(WORST),
)
def test_the_effective_status_is_the_worse_of_both(progress, expected, days, keeps, reported):
    facts = {"on": DUE + timedelta(days), "keeps": keeps}
    alone = stands(progress, expected, **facts)
    answer = stands(progress, expected, **facts, reported=reported)
    assert (answer.derived, answer.gap, alone.derived) == (alone.status, alone.gap, alone.status)
    if alone.status in WORST:
        assert answer.status == max(alone.status, reported, key=WORST.index)
    else:
        assert answer == alone
