"""What is said of a progress."""

import json

import pytest

from service.progress.explaining import Driver, explain_combined, explain_progress
from service.progress.rules import NoProgress
from tests.progress.measures import TODAY, measure, number


@pytest.mark.parametrize(
    ("metric", "fields", "rule", "sentence"),
    [
        (
            "INCREASE",
            {"start": 10, "target": 40, "current": 20},
            "START_TO_TARGET",
            "From 10 to 40, now 20: 33.3333% of the way.",
        ),
        (
            "DECREASE",
            {"start": "12.50", "target": 10, "current": 5},
            "START_TO_TARGET",
            "From 12.5 to 10, now 5: 300% of the way. It counts as 100%.",
        ),
        (
            None,
            {"start": 0, "target": 10, "current": -5},
            "START_TO_TARGET",
            "From 0 to 10, now -5: -50% of the way. It counts as 0%.",
        ),
        ("INCREASE", {"start": 1, "target": 2}, "NO_VALUE", "There is no value yet."),
        (
            "INCREASE",
            {"target": 2, "current": 1},
            "NO_START_OR_TARGET",
            "It has a value, 1, but no start.",
        ),
        (
            None,
            {"current": 1},
            "NO_START_OR_TARGET",
            "It has a value, 1, but no start and no target.",
        ),
        (
            None,
            {"start": 5, "target": 5, "current": 5},
            "NO_WAY_TO_GO",
            "Start and target are both 5: there is no way to go.",
        ),
        (
            "MAINTAIN_ABOVE",
            {"lower": "99.5", "current": "99.5"},
            "WITHIN_BOUNDS",
            "99.5 is within its bounds, at least 99.5.",
        ),
        (
            "MAINTAIN_BELOW",
            {"target": 3, "current": 4},
            "WITHIN_BOUNDS",
            "4 is not within its bounds, at most 3.",
        ),
        (
            "MAINTAIN_RANGE",
            {"lower": 1, "upper": 3, "current": 2},
            "WITHIN_BOUNDS",
            "2 is within its bounds, from 1 to 3.",
        ),
        (
            "MAINTAIN_RANGE",
            {"current": 2},
            "NO_BOUNDS",
            "There is no bound to hold its value, 2, against.",
        ),
        (
            "MILESTONE",
            {"stages": ["3 done:-1", "1"]},
            "STAGES_DONE",
            "Done by 2026-05-04: 1 of 2 stages, 75% of their weight.",
        ),
        ("MILESTONE", {"stages": ["0"]}, "NO_STAGE_WEIGHS", "All its stages weigh nothing."),
        ("MILESTONE", {}, "NO_VALUE", "There are no stages, and there is no value yet."),
        (
            "MILESTONE",
            {"current": 4},
            "NO_STAGES",
            "There are no stages, and its value, 4, is no share from 0 to 1.",
        ),
        (
            "MILESTONE",
            {"current": "0.4"},
            "SHARE_DONE",
            "There are no stages; its value, 0.4, is what is done.",
        ),
        ("BINARY", {"current": 1}, "DONE_OR_NOT", "1 is at least 1: done."),
        ("BINARY", {"target": 5, "current": 4}, "DONE_OR_NOT", "4 is below 5: not done."),
        ("BASELINE", {"current": "12.5"}, "BASELINE_SET", "The number is established: 12.5."),
    ],
)
def test_the_progress_of_a_key_result_in_a_sentence(metric, fields, rule, sentence):
    answer = explain_progress(measure(metric, **fields), TODAY)
    assert (answer.rule, answer.sentence) == (rule, sentence)


def test_what_went_into_a_progress_is_plain_text():
    answer = explain_progress(measure("INCREASE", start="10.0", target=40, current=50), TODAY)
    assert json.loads(json.dumps([answer.inputs, answer.thresholds])) == [
        {
            "metric_type": "INCREASE",
            "day": "2026-05-04",
            "start": "10",
            "target": "40",
            "current": "50",
            "progress_raw": "1.333333",
            "progress": "1",
        },
        {},
    ]


@pytest.mark.parametrize(
    ("metric", "fields", "thresholds"),
    [
        ("MAINTAIN_ABOVE", {"target": 3}, {"lower": "3", "upper": None}),
        ("BINARY", {}, {"done_from": "1"}),
        ("BASELINE", {}, {}),
    ],
)
def test_the_lines_that_a_value_was_held_against(metric, fields, thresholds):
    assert explain_progress(measure(metric, **fields), TODAY).thresholds == thresholds


def test_stages_are_listed():
    inputs = explain_progress(measure("MILESTONE", stages=["3 done:-1", "1 due:2"]), TODAY).inputs
    assert inputs["stages"] == [
        {"weight": "3", "due_on": None, "done_on": "2026-05-03"},
        {"weight": "1", "due_on": "2026-05-06", "done_on": None},
    ]


def driver(id, weight, progress, expected=None):
    return Driver(
        id=id, weight=number(weight), progress=number(progress), expected=number(expected)
    )


DRIVERS = [driver("a", 3, "0.5", "0.75"), driver("b", 1, "1", 1), driver("c", 1, None)]


def test_the_progress_of_an_objective_lists_its_drivers():
    answer = explain_combined(DRIVERS)
    assert answer.rule == "WEIGHTED_MEAN"
    assert answer.sentence == (
        "The weighted mean of those with data (2 of 3 drivers, 80% of the weight) is 62.5%."
    )
    assert answer.inputs == {
        "progress": "0.625",
        "data_coverage": "0.8",
        "drivers": [
            {"id": "a", "weight": "3", "share": "0.75", "progress": "0.5", "expected": "0.75"},
            {"id": "b", "weight": "1", "share": "0.25", "progress": "1", "expected": "1"},
            {"id": "c", "weight": "1", "share": None, "progress": None, "expected": None},
        ],
    }


@pytest.mark.parametrize(
    ("drivers", "missing", "rule", "sentence"),
    [
        (
            [],
            None,
            "NO_DRIVERS",
            "Nothing drives it: it has no key result and no aligned child that counts.",
        ),
        (
            [driver("a", 1, None)],
            None,
            "NO_DATA",
            "Nothing that drives it has data yet (1 driver).",
        ),
        (
            [driver("a", 0, "0.5")],
            None,
            "ZERO_WEIGHT",
            "What drives it and has data weighs nothing.",
        ),
        (
            DRIVERS,
            NoProgress.CYCLE,
            "CYCLE",
            "It is on a circle of goals that move each other: nothing can be worked out.",
        ),
    ],
)
def test_why_an_objective_has_no_progress(drivers, missing, rule, sentence):
    answer = explain_combined(drivers, missing)
    assert (answer.rule, answer.sentence) == (rule, sentence)
    assert answer.inputs["progress"] is None
    assert all(one["share"] in {None, "0.75", "0.25"} for one in answer.inputs["drivers"])
