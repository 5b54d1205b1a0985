"""CHK005 to CHK007: what the values of check-ins foretell."""

from decimal import Decimal

import pytest

from service.cycles.rules import CycleState
from service.progress.rules import KeyResultSource, MetricType
from tests.audit.organization import (
    INFO,
    TODAY,
    WARNING,
    check_in,
    cycle,
    days_ago,
    fired,
    key_result,
    objective,
    weekly,
)

# Sixty days are left, so that a value a week goes on for 60/7 of its steps.
GOAL = [cycle("q2", "2024-04-01", "2024-06-30"), objective("a", cycle="q2")]
UP = {"metric_type": MetricType.INCREASE, "start": Decimal(0), "target": Decimal(100)}
DOWN = {"metric_type": MetricType.DECREASE, "start": Decimal(90), "target": Decimal(20)}


def of(fields, *values):
    return [*GOAL, key_result("k", "a", **fields), *weekly("k", *values)]


def missed(projected, target, per_day, required, check_ins=3):
    evidence = {
        "projected": projected,
        "target": target,
        "due_on": "2024-06-30",
        "per_day": per_day,
        "required_per_day": required,
        "check_ins": check_ins,
    }
    return [("k", (), WARNING, evidence)]


FORECASTS = {
    "too slow": (of(UP, "10", "15", "20"), missed(62.857143, 100, 0.714286, 1.333333)),
    "fast enough": (of(UP, "10", "20", "30"), []),
    "just enough": (of(UP, "26", "33", "40"), []),
    "down too slow": (of(DOWN, "88", "85", "82"), missed(56.285714, 20, -0.428571, -1.033333)),
    "down fast enough": (of(DOWN, "88", "78", "68"), []),
    "one wild value": (of(UP, "10", "20", "99", "40", "50"), []),
    "standing still": (of(UP, "20", "20", "20"), missed(20, 100, 0, 1.333333)),
    "two check-ins": (of(UP, "10", "11"), []),
    "no metric type": (
        of({**UP, "metric_type": None}, "10", "15", "20"),
        missed(62.857143, 100, 0.714286, 1.333333),
    ),
    "no start value": (
        of({"metric_type": MetricType.INCREASE, "target": Decimal(100)}, "10", "15", "20"),
        missed(62.857143, 100, 0.714286, 1.333333),
    ),
    "a yes or no": (of({"metric_type": MetricType.BINARY}, "0", "0", "0"), []),
    "reached": (of(UP, "120", "110", "100"), []),
    "by a KPI": (of({**UP, "follows": KeyResultSource.KPI}, "10", "11", "12"), []),
    "silence between": (
        [*of(UP, "10", "15", "20"), check_in("k", days_ago(3))],
        missed(62.857143, 100, 0.714286, 1.333333),
    ),
    "no due day": ([objective("a"), *of(UP, "10", "15", "20")[2:]], []),
    "all within a day": (
        [*GOAL, key_result("k", "a", **UP), *(check_in("k", TODAY, value) for value in "123")],
        [],
    ),
}


@pytest.mark.parametrize(("things", "expected"), FORECASTS.values(), ids=FORECASTS)
def test_the_rate_of_the_check_ins_is_held_against_the_target(things, expected):
    assert fired("CHK005", things) == expected


def test_only_what_has_happened_is_a_trend():
    things = of(UP, "1", "2", "60")
    assert fired("CHK005", things) == []
    assert fired("CHK005", things, as_of=days_ago(1)) == []
    late = of(UP, "1", "2", "3", "90")
    assert [row[0] for row in fired("CHK005", late, as_of=days_ago(1))] == ["k"]


def test_the_latest_hundred_check_ins_are_the_trend():
    values = ["90", *["10"] * 40, *["20"] * 60]
    things = [*GOAL, key_result("k", "a", **UP)]
    things += [
        check_in("k", days_ago(len(values) - place), one) for place, one in enumerate(values)
    ]
    [(_, _, _, evidence)] = fired("CHK005", things)
    assert (evidence["check_ins"], evidence["per_day"]) == (100, 0)


def test_on_the_due_day_nothing_more_can_be_required():
    goal = [cycle("q2", "2024-04-01", "2024-05-01"), objective("a", cycle="q2")]
    things = [*goal, key_result("k", "a", **UP), *weekly("k", "10", "15", "20")]
    [(_, _, _, evidence)] = fired("CHK005", things)
    assert (evidence["projected"], evidence["required_per_day"]) == (20, None)


def back(current, progress, fields=UP):
    start, target = float(fields["start"]), float(fields["target"])
    evidence = {"start": start, "current": current, "target": target, "progress": progress}
    return [("k", (), INFO, evidence)]


REGRESSIONS = {
    "below its start": (of(UP, "-5"), back(-5, -0.05)),
    "above its start, downwards": (of(DOWN, "97"), back(97, -0.1, DOWN)),
    "at its start": (of(UP, "0"), []),
    "on its way": (of(UP, "1"), []),
    "recovered": (of(UP, "-5", "5"), []),
    "by what was set": ([*GOAL, key_result("k", "a", **UP, current=Decimal(-5))], back(-5, -0.05)),
    "no number": (of({"metric_type": MetricType.BINARY}, "-5"), []),
    "in a closed cycle": (
        [cycle("q2", None, None, state=CycleState.CLOSED), *of(UP, "-5")[1:]],
        [],
    ),
}


@pytest.mark.parametrize(("things", "expected"), REGRESSIONS.values(), ids=REGRESSIONS)
def test_a_key_result_may_be_worse_off_than_at_its_start(things, expected):
    assert fired("CHK006", things) == expected


def stuck(check_ins, progress):
    evidence = {"check_ins": check_ins, "limit": 3, "progress": progress}
    return [("k", (), INFO, evidence | {"from": 0.85, "to": 0.99})]


RUNS = {
    "three": (of(UP, "85", "90", "99"), stuck(3, 0.99)),
    "more": (of(UP, "10", "88", "90", "91", "92"), stuck(4, 0.92)),
    "two": (of(UP, "84", "90", "91"), []),
    "with silence between": (
        [*of(UP, "88", "90", "91"), check_in("k", days_ago(3), confidence=5)],
        stuck(3, 0.91),
    ),
    "a step back between": (of(UP, "88", "90", "80", "91", "92"), []),
    "nearer than nearly": (of(UP, "88", "90", "99.5"), []),
    "reached": (of(UP, "88", "90", "91", "100"), []),
    "downwards": (of(DOWN, "30", "29", "27"), stuck(3, 0.9)),
    "by share": (of({"metric_type": MetricType.MILESTONE}, "0.9", "0.9", "0.9"), stuck(3, 0.9)),
    "within its bounds": (
        of({"metric_type": MetricType.MAINTAIN_ABOVE, "lower": Decimal(80)}, "88", "90", "91"),
        [],
    ),
}


@pytest.mark.parametrize(("things", "expected"), RUNS.values(), ids=RUNS)
def test_nearly_there_three_times_in_a_row_is_stuck(things, expected):
    assert fired("CHK007", things) == expected


def test_runs_of_several_key_results_stay_apart():
    things = [
        *GOAL,
        *(key_result(key, "a", **UP) for key in ("k", "m", "n")),
        *weekly("k", "88", "90"),
        *weekly("m", "88", "90", "91"),
        *weekly("n", "91"),
    ]
    assert [row[0] for row in fired("CHK007", things)] == ["m"]
