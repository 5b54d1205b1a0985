"""KPI001, DUP002 and DUP003: who moves a KPI, and whether they pull the same way."""

from datetime import date
from decimal import Decimal

import pytest

from service.audit.scope import Scope
from service.cycles.rules import CycleState
from service.objectives.rules import Lifecycle
from service.progress.rules import MetricType
from tests.audit.organization import (
    INFO,
    TODAY,
    WARNING,
    company_objective,
    cycle,
    days_ago,
    fired,
    key_result,
    kpi,
    link,
    objective,
    proposal,
    quarter,
    reading,
    report_on,
    team,
)

BOUNDS = {"lower": Decimal(20), "upper": Decimal(35)}
KPI = kpi("n", **BOUNDS)


def red(value, read_on="2024-05-01", lower=20.0, upper=35.0):
    evidence = {"value": value, "read_on": read_on, "lower": lower, "upper": upper}
    return [("n", (), INFO, evidence | {"active_key_results": 0})]


READINGS = {
    "above": ([KPI, reading("n", TODAY, "36")], red(36)),
    "below": ([KPI, reading("n", TODAY, "19.9")], red(19.9)),
    "at the bound": ([KPI, reading("n", TODAY, "35")], []),
    "at the other bound": ([KPI, reading("n", TODAY, "20")], []),
    "no reading": ([KPI], []),
    "an open end": (
        [kpi("n", lower=Decimal(20)), reading("n", TODAY, "9")],
        red(9, upper=None),
    ),
    "no range": ([kpi("n"), reading("n", TODAY, "9")], []),
    "recovered": ([KPI, reading("n", TODAY, "30"), reading("n", days_ago(9), "99")], []),
    "archived": ([kpi("n", **BOUNDS, archived=True), reading("n", TODAY, "99")], []),
    "moved": (
        [KPI, reading("n", TODAY, "99"), objective("a"), key_result("k", "a", kpi="n")],
        [],
    ),
    "to be moved by a draft": (
        [
            *(KPI, reading("n", TODAY, "99"), key_result("k", "a", kpi="n")),
            objective("a", lifecycle=Lifecycle.DRAFT),
        ],
        red(99),
    ),
    "moved by what is gone": (
        [
            *(KPI, reading("n", TODAY, "99"), objective("a")),
            key_result("k", "a", kpi="n", archived=True),
        ],
        red(99),
    ),
}


@pytest.mark.parametrize(("things", "expected"), READINGS.values(), ids=READINGS)
def test_a_kpi_out_of_its_range_wants_a_key_result(things, expected):
    assert fired("KPI001", things) == expected


def test_a_later_reading_is_not_known_yet():
    things = [KPI, reading("n", days_ago(9), "99"), reading("n", TODAY, "30")]
    assert fired("KPI001", things, as_of=days_ago(1)) == red(99, "2024-04-22")


def test_a_kpi_is_of_the_whole_organization():
    things = [KPI, reading("n", TODAY, "99"), quarter(), team("web")]
    counts = [
        [row.rule for row in report_on(things, scope=scope).findings if row.rule == "KPI001"]
        for scope in (Scope(cycles=("q2",)), Scope(teams=("web",)))
    ]
    assert counts == [["KPI001"], []]


UP = {"metric_type": MetricType.INCREASE, "kpi": "n"}
DOWN = {"metric_type": MetricType.DECREASE, "kpi": "n"}
TWO = [
    *(kpi("n"), objective("a"), objective("b")),
    key_result("a-1", "a", **UP),
    key_result("b-1", "b", **UP),
]
PAIR = [("a-1", ("b-1", "n"), WARNING, {"kpi": "n", "key_results": 2})]


def test_two_key_results_without_a_link_move_one_kpi():
    assert fired("DUP002", TWO) == PAIR


def during(key, starts_on, ends_on):
    return cycle(key, starts_on, ends_on)


KNOWN_TO_EACH_OTHER = {
    "one objective": [*TWO[:2], *(key_result(key, "a", **UP) for key in ("a-1", "a-2"))],
    "linked": [*TWO, link("b", "a")],
    "linked to the key result": [*TWO, link("b", "a-1")],
    "linked over another": [*TWO, objective("c"), link("b", "c"), link("c", "a")],
    "a common parent": [*TWO, company_objective("top"), link("a", "top"), link("b", "top")],
    "one after the other": [
        *(kpi("n"), quarter(), during("q3", "2024-07-01", "2024-09-30")),
        *(objective("a", cycle="q2"), objective("b", cycle="q3"), *TWO[3:]),
    ],
    "a closed objective": [
        *(kpi("n"), objective("a", lifecycle=Lifecycle.CLOSED), objective("b"), *TWO[3:]),
    ],
    "a closed cycle": [
        *(kpi("n"), cycle("q1", None, None, state=CycleState.CLOSED)),
        *(objective("a", cycle="q1"), objective("b"), *TWO[3:]),
    ],
    "one that is cancelled": [
        *(kpi("n"), objective("a", cancelled=True), objective("b"), *TWO[3:]),
    ],
    "an archived KPI": [kpi("n", archived=True), *TWO[1:]],
    "two KPIs": [*TWO[:4], kpi("m"), key_result("b-1", "b", kpi="m")],
}


@pytest.mark.parametrize("things", KNOWN_TO_EACH_OTHER.values(), ids=KNOWN_TO_EACH_OTHER)
def test_those_who_know_of_each_other_or_never_meet_are_silent(things):
    assert fired("DUP002", things) == []


def test_a_proposal_is_no_link_yet():
    assert fired("DUP002", [*TWO, proposal("b", "a")]) == PAIR


def test_all_strangers_of_one_kpi_are_one_finding_and_their_kin_are_left_out():
    many = [f"o{place:02}" for place in range(30)]
    things = [kpi("n"), *map(objective, many), *(key_result(f"{key}-1", key, **UP) for key in many)]
    things += [link("o29", "o28"), objective("apart"), key_result("z", "apart", kpi="n")]

    [(subject, related, _, evidence)] = fired("DUP002", things)

    assert (subject, len(related), related[0], related[-1]) == ("o00-1", 21, "o01-1", "n")
    assert evidence == {"kpi": "n", "key_results": 31}


CONFLICTS = {
    "up and down": (UP, DOWN, PAIR),
    "both up": (UP, UP, []),
    "up and kept": (UP, {"metric_type": MetricType.MAINTAIN_ABOVE, "kpi": "n"}, []),
    "by their numbers": (
        {**UP, "metric_type": None, "start": Decimal(1), "target": Decimal(2)},
        {**DOWN, "metric_type": None, "start": Decimal(2), "target": Decimal(1)},
        PAIR,
    ),
    "one without numbers": (UP, {**DOWN, "metric_type": None}, []),
}


@pytest.mark.parametrize(("one", "other", "expected"), CONFLICTS.values(), ids=CONFLICTS)
def test_one_kpi_up_and_down_is_a_conflict(one, other, expected):
    things = [*TWO[:3], key_result("a-1", "a", **one), key_result("b-1", "b", **other)]
    assert fired("DUP003", things) == expected
    assert fired("DUP003", [*things, link("b", "a")]) == expected


def test_up_in_one_quarter_and_down_in_the_next_is_none():
    things = [
        *(kpi("n"), quarter(), during("q3", "2024-07-01", "2024-09-30")),
        *(objective("a", cycle="q2"), objective("b", cycle="q3")),
        *(key_result("a-1", "a", **UP), key_result("b-1", "b", **DOWN)),
    ]
    assert fired("DUP003", things) == []
    early = key_result("a-1", "a", **UP, ends_on=date(2024, 7, 9))
    assert fired("DUP003", [*things[:5], early, things[6]]) == PAIR
