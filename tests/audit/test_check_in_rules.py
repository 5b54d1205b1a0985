"""CHK001 to CHK004: who checks in, when, and what they say against what the numbers say."""

from datetime import date
from decimal import Decimal

import pytest

from service.alignment.records import CheckpointRecord, MilestoneRecord
from service.cycles.rules import CycleState
from service.objectives.rules import Lifecycle
from service.progress.rules import KeyResultSource, MetricType, ReportedStatus
from tests.audit.organization import (
    ERROR,
    TODAY,
    WARNING,
    check_in,
    cycle,
    days_ago,
    fired,
    key_result,
    kpi,
    objective,
    quarter,
    reading,
    weekly,
)

UP = {"metric_type": MetricType.INCREASE, "start": Decimal(0), "target": Decimal(100)}
GOAL = [quarter(), objective("a", cycle="q2")]
ONE = [*GOAL, key_result("k", "a", **UP)]
ON_TRACK = {"status": ReportedStatus.ON_TRACK}
BY_KPI = {"follows": KeyResultSource.KPI, "kpi": "n"}


def stale(days):
    return {
        "checked_in_on": days_ago(days).isoformat(),
        "days": days,
        "cadence_days": 7,
        "grace_days": 3,
    }


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (10, []),
        (11, [("k", (), WARNING, stale(11))]),
        (14, [("k", (), WARNING, stale(14))]),
        (15, [("k", (), ERROR, stale(15))]),
    ],
)
def test_a_check_in_grows_old_after_cadence_and_grace_and_worse_after_two_cadences(days, expected):
    assert fired("CHK001", [*ONE, check_in("k", days_ago(days), "20")]) == expected


def test_the_latest_check_in_counts_whatever_it_says_and_whenever_it_came_in():
    things = [*ONE, check_in("k", days_ago(1)), check_in("k", days_ago(20), "20")]
    assert fired("CHK001", things) == []


def test_a_check_in_after_the_day_that_is_asked_for_has_not_happened():
    things = [*ONE, check_in("k", days_ago(20), "20"), check_in("k", TODAY, "30")]
    assert fired("CHK001", things) == []
    assert fired("CHK001", things, as_of=days_ago(1)) == [
        ("k", (), ERROR, stale(20) | {"days": 19})
    ]


def test_another_cadence_draws_other_lines():
    settings = {"thresholds": {"check_in_cadence_days": 14, "check_in_grace_days": 0}}
    things = [*ONE, check_in("k", days_ago(15), "20")]
    evidence = stale(15) | {"cadence_days": 14, "grace_days": 0}
    assert fired("CHK001", things, settings=settings) == [("k", (), WARNING, evidence)]


OLD = [check_in("k", date(2024, 4, 2), "20")]
NOTHING_TO_SAY = {
    "a draft": [quarter(), objective("a", cycle="q2", lifecycle=Lifecycle.DRAFT)],
    "a closed one": [quarter(), objective("a", cycle="q2", lifecycle=Lifecycle.CLOSED)],
    "a cancelled one": [quarter(), objective("a", cycle="q2", cancelled=True)],
    "a cycle in planning": [quarter(state=CycleState.PLANNING), objective("a", cycle="q2")],
    "a closed cycle": [quarter(state=CycleState.CLOSED), objective("a", cycle="q2")],
    "past due": [cycle("q2", "2024-04-01", "2024-04-30"), objective("a", cycle="q2")],
    "not begun": [cycle("q2", "2024-05-02", "2024-06-30"), objective("a", cycle="q2")],
}


@pytest.mark.parametrize("goal", NOTHING_TO_SAY.values(), ids=NOTHING_TO_SAY)
@pytest.mark.parametrize(("rule", "check_ins"), [("CHK001", OLD), ("CHK002", [])])
def test_what_is_not_under_way_needs_no_check_in(rule, check_ins, goal):
    assert fired(rule, [*goal, key_result("k", "a", **UP), *check_ins]) == []


@pytest.mark.parametrize(
    "things",
    [
        [*GOAL, key_result("k", "a", **UP, archived=True)],
        [*GOAL, key_result("k", "a", **UP, current=Decimal(100))],
        [*GOAL, key_result("k", "a", follows=KeyResultSource.ALIGNED_CHILDREN)],
        [*GOAL, key_result("k", "a", **BY_KPI), kpi("n")],
    ],
    ids=["archived", "reached", "by its children", "by a KPI"],
)
def test_what_is_reached_or_moved_by_others_needs_no_check_in(things):
    assert fired("CHK002", things) == []


def test_a_bound_is_kept_by_checking_in_to_the_end():
    keeps = {"metric_type": MetricType.MAINTAIN_ABOVE, "lower": Decimal(5)}
    things = [*GOAL, key_result("k", "a", **keeps), check_in("k", days_ago(15), "9")]
    assert fired("CHK001", things) == [("k", (), ERROR, stale(15))]


def never(since, days):
    return [("k", (), WARNING, {"check_ins": 0, "since": since, "days": days, "limit": 7})]


SINCE = {
    "its cycle": ([quarter(), objective("a", cycle="q2")], {}, never("2024-04-01", 30)),
    "its objective": (
        [quarter(), objective("a", cycle="q2", starts_on=days_ago(7))],
        {},
        never("2024-04-24", 7),
    ),
    "its objective, of late": (
        [quarter(), objective("a", cycle="q2", starts_on=days_ago(6))],
        {},
        [],
    ),
    "the day it was made": (GOAL, {"created_on": days_ago(8)}, never("2024-04-23", 8)),
    "today, when it was made": (GOAL, {"created_on": TODAY}, []),
    "long before its cycle": (GOAL, {"created_on": days_ago(99)}, never("2024-04-01", 30)),
    "nobody knows when": ([objective("a")], {}, []),
    "when it was made alone": (
        [objective("a")],
        {"created_on": days_ago(9)},
        never("2024-04-22", 9),
    ),
}


@pytest.mark.parametrize(("goal", "fields", "expected"), SINCE.values(), ids=SINCE)
def test_the_first_check_in_is_awaited_for_seven_days(goal, fields, expected):
    assert fired("CHK002", [*goal, key_result("k", "a", **fields)]) == expected


def test_one_check_in_is_one_even_without_a_value_but_not_before_it_happened():
    things = [*GOAL, key_result("k", "a"), check_in("k", TODAY)]
    assert fired("CHK002", things) == []
    assert fired("CHK002", things, as_of=days_ago(1)) == never("2024-04-01", 29)


# On day 30 of 90 a third of the way is expected.
def behind(progress, expected, gap):
    evidence = {"reported_status": "ON_TRACK", "progress": progress, "expected": expected}
    return [("k", (), WARNING, evidence | {"gap": gap, "limit": 0.25})]


AGAINST = {
    "behind": (UP, "5", behind(0.05, 0.333333, 0.283333)),
    "not far behind": (UP, "10", []),
    "ahead": (UP, "90", []),
    "going back": (UP, "-50", behind(0, 0.333333, 0.333333)),
    "down": (
        {"metric_type": MetricType.DECREASE, "start": Decimal(50), "target": Decimal(10)},
        "48",
        behind(0.05, 0.333333, 0.283333),
    ),
    "out of its bounds": (
        {"metric_type": MetricType.MAINTAIN_ABOVE, "lower": Decimal(5)},
        "4.9",
        behind(0, 1, 1),
    ),
    "at its bound": ({"metric_type": MetricType.MAINTAIN_ABOVE, "lower": Decimal(5)}, "5", []),
    "not done and not due": ({"metric_type": MetricType.BINARY}, "0", []),
    "not done on the day it is due": (
        {"metric_type": MetricType.BINARY, "ends_on": TODAY},
        "0",
        behind(0, 1, 1),
    ),
    "no start value": ({"metric_type": MetricType.INCREASE, "target": Decimal(9)}, "5", []),
}


@pytest.mark.parametrize(("fields", "value", "expected"), AGAINST.values(), ids=AGAINST)
def test_on_track_is_held_against_the_numbers(fields, value, expected):
    things = [*GOAL, key_result("k", "a", **fields), check_in("k", TODAY, value, **ON_TRACK)]
    assert fired("CHK003", things) == expected


def test_a_gap_of_exactly_a_quarter_is_none():
    goal = [cycle("q2", "2024-04-01", "2024-05-11"), objective("a", cycle="q2")]
    things = [*goal, key_result("k", "a", **UP), check_in("k", TODAY, "50", **ON_TRACK)]
    assert fired("CHK003", things) == []
    assert fired("CHK003", things, settings={"thresholds": {"status_vs_data_gap": 0.24}}) != []


def test_the_latest_report_holds_until_another_is_made():
    silent = [*ONE, check_in("k", days_ago(8), "0", **ON_TRACK), check_in("k", TODAY, "5")]
    changed = [*silent, check_in("k", TODAY, "5", status=ReportedStatus.AT_RISK)]
    assert fired("CHK003", silent) == behind(0.05, 0.333333, 0.283333)
    assert fired("CHK003", changed) == []
    assert fired("CHK003", changed, as_of=days_ago(1)) == behind(0, 0.322222, 0.322222)


def test_what_was_set_counts_where_no_check_in_ever_says_it():
    reported = {"reported_status": ReportedStatus.ON_TRACK, "current": Decimal(5)}
    things = [*GOAL, key_result("k", "a", **UP, **reported)]
    assert fired("CHK003", things) == behind(0.05, 0.333333, 0.283333)
    # Its value is what a later check-in brought: before that, none is known.
    assert fired("CHK003", [*things, check_in("k", TODAY, "5")], as_of=days_ago(1)) == []


def test_a_curve_expects_less_than_a_line():
    things = [*ONE, check_in("k", TODAY, "5", **ON_TRACK)]
    curve = [CheckpointRecord("k", date(2024, 6, 1), Decimal(10))]
    assert fired("CHK003", things) == behind(0.05, 0.333333, 0.283333)
    assert fired("CHK003", [*things, *curve]) == []


def test_stages_are_done_and_due_by_their_days():
    stages = [
        MilestoneRecord("k", Decimal(2), due_on=days_ago(5)),
        MilestoneRecord("k", Decimal(1), due_on=days_ago(9), done_on=days_ago(2)),
        MilestoneRecord("k", Decimal(1)),
    ]
    goal = [*GOAL, key_result("k", "a", metric_type=MetricType.MILESTONE), *stages]
    things = [*goal, check_in("k", TODAY, **ON_TRACK)]
    assert fired("CHK003", things) == behind(0.25, 0.75, 0.5)
    done = [*things, MilestoneRecord("k", Decimal(8), done_on=days_ago(1))]
    assert fired("CHK003", done) == []


def test_what_follows_a_kpi_has_its_latest_reading():
    goal = [*GOAL, key_result("k", "a", **UP, **BY_KPI, reported_status=ReportedStatus.ON_TRACK)]
    goal.append(kpi("n"))
    readings = [reading("n", days_ago(9), "40"), reading("n", days_ago(2), "5")]
    assert fired("CHK003", [*goal, *readings, check_in("k", TODAY, "90")]) == behind(
        0.05, 0.333333, 0.283333
    )
    assert fired("CHK003", [*goal, *readings], as_of=days_ago(3)) == []


def lost(confidence, before=None):
    evidence = {"confidence": confidence, "before": before, "drop": 3, "low": 3}
    return [("k", (), WARNING, evidence)]


CONFIDENCES = {
    "a fall by three": ([8, 5], lost(5, 8)),
    "a fall by two": ([8, 6], []),
    "a fall over three": ([8, 6, 4], []),
    "a fall that was before": ([8, 4, 4], []),
    "low": ([4, 3], lost(3, 4)),
    "low from the start": ([3], lost(3)),
    "not quite low": ([4], []),
    "the bottom": ([0], lost(0)),
    "a fall with silence between": ([9, None, 6, None], lost(6, 9)),
    "a rise": ([2, 9], []),
}


@pytest.mark.parametrize(("said", "expected"), CONFIDENCES.values(), ids=CONFIDENCES)
def test_confidence_is_told_where_it_falls_or_is_low(said, expected):
    weeks = range(len(said) - 1, -1, -1)
    told = [
        check_in("k", days_ago(7 * week), "20", confidence=one)
        for week, one in zip(weeks, said, strict=True)
    ]
    assert fired("CHK004", [*ONE, *told]) == expected


def test_confidence_that_was_set_counts_until_a_check_in_says_it():
    goal = [*GOAL, key_result("k", "a", **UP, confidence=2)]
    assert fired("CHK004", goal) == lost(2)
    assert fired("CHK004", [*goal, check_in("k", TODAY, confidence=7)]) == []


def test_what_is_reached_needs_no_confidence():
    assert fired("CHK004", [*ONE, check_in("k", TODAY, "100", confidence=1)]) == []


def test_check_ins_of_several_key_results_stay_apart():
    things = [
        *GOAL,
        *(key_result(key, "a", **UP) for key in ("k", "m", "n")),
        *weekly("m", "10", "20", "40"),
        check_in("n", days_ago(12), "20"),
        check_in("k", TODAY, "5", confidence=9, **ON_TRACK),
    ]
    told = [(rule, [row[0] for row in fired(rule, things)]) for rule in ("CHK001", "CHK003")]
    assert told == [("CHK001", ["n"]), ("CHK003", ["k"])]
