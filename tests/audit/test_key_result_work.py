"""KR010, KR012 and KR014: a way worth going, for someone who has time, with work planned."""

from decimal import Decimal

import pytest

from service.objectives.rules import Lifecycle, UnitKind
from service.progress.rules import MetricType
from tests.audit.organization import (
    INFO,
    WARNING,
    cycle,
    fired,
    initiative,
    key_result,
    objective,
    person,
    quarter,
)

UP, DOWN = MetricType.INCREASE, MetricType.DECREASE
WAYS = {
    "up a little": (UP, "1000", "1019", None, True),
    "up enough": (UP, "1000", "1020", None, False),
    "down a little": (DOWN, "-1000", "-1001", None, True),
    "no metric type": (None, "1000", "1001", None, True),
    "from nothing": (UP, "0", "0.001", None, False),
    "the wrong way": (UP, "1000", "999", None, False),
    "nowhere": (UP, "1000", "1000", None, False),
    "the last percents": (UP, "99", "99.9", UnitKind.PERCENT, False),
    "percents in the middle": (UP, "50", "50.5", UnitKind.PERCENT, True),
    "something to keep": (MetricType.MAINTAIN_ABOVE, "1000", "1001", None, False),
}


@pytest.mark.parametrize(("metric", "start", "target", "unit", "fires"), WAYS.values(), ids=WAYS)
def test_a_target_is_worth_the_way(metric, start, target, unit, fires):
    numbers = {"start": Decimal(start), "target": Decimal(target), "unit_kind": unit}
    found = fired("KR010", [objective("a"), key_result("k", "a", metric_type=metric, **numbers)])

    evidence = {"start": float(start), "target": float(target), "limit": 0.02}
    assert found == [("k", (), WARNING, evidence)] * fires


def loaded(own, inherited, **fields):
    return [
        person("ann", **fields),
        objective("a", owner="ann"),
        objective("b"),
        *(key_result(f"own-{number}", "b", owner="ann") for number in range(own)),
        *(key_result(f"more-{number}", "a") for number in range(inherited)),
    ]


OVERLOAD = [("ann", (), WARNING, {"key_results": 7, "limit": 6})]


@pytest.mark.parametrize(
    ("things", "expected"),
    [
        (loaded(7, 0), OVERLOAD),
        (loaded(4, 3), OVERLOAD),
        (loaded(6, 0), []),
        (loaded(7, 0, active=False), []),
    ],
)
def test_one_person_answers_for_few_numbers(things, expected):
    assert fired("KR012", things) == expected


def test_what_is_not_active_loads_nobody():
    things = [person("ann"), objective("a", owner="ann", lifecycle=Lifecycle.DRAFT)]
    things += [key_result(f"k{number}", "a") for number in range(7)]

    assert fired("KR012", things) == []


RUNNING = [quarter(), objective("a", cycle="q2"), key_result("k", "a")]


def test_a_key_result_without_work_is_told_from_day_fourteen():
    evidence = {"initiatives": 0, "days": 30, "limit": 14, "cycle_starts_on": "2024-04-01"}

    assert fired("KR014", RUNNING) == [("k", (), INFO, evidence)]


@pytest.mark.parametrize(
    "things",
    [
        [*RUNNING, initiative("i", "k")],
        [*RUNNING, initiative("i", "a")],
        [cycle("q2", "2024-04-18", "2024-06-30"), *RUNNING[1:]],
        [cycle("q2", "2024-01-01", "2024-03-31"), *RUNNING[1:]],
        [cycle("q2", None, "2024-06-30"), *RUNNING[1:]],
        [quarter(), objective("a", cycle="q2", lifecycle=Lifecycle.DRAFT), key_result("k", "a")],
    ],
)
def test_work_early_days_and_what_is_over_are_silent(things):
    assert fired("KR014", things) == []


def test_dropped_work_is_none():
    things = [*RUNNING, initiative("i", "k", cancelled=True)]
    assert [row[0] for row in fired("KR014", things)] == ["k"]
