"""CYC001 to CYC006: whether dates fit one another."""

from datetime import date

import pytest

from service.objectives.rules import Lifecycle
from tests.audit.organization import (
    ERROR,
    INFO,
    WARNING,
    Cases,
    company_objective,
    cycle,
    fired,
    key_result,
    link,
    objective,
    proposal,
    quarter,
)

APRIL, JUNE, JULY = date(2024, 4, 1), date(2024, 6, 30), date(2024, 7, 1)


def outside(key, starts_on, ends_on):
    evidence = {
        "starts_on": starts_on,
        "ends_on": ends_on,
        "cycle_starts_on": "2024-04-01",
        "cycle_ends_on": "2024-06-30",
    }
    return (key, ("q2",), ERROR, evidence)


def in_quarter(key="a", **fields):
    return [quarter(), objective(key, cycle="q2", **fields)]


CYCLE_WINDOWS: Cases = {
    "an objective that ends a day late": (
        in_quarter(ends_on=JULY),
        [outside("a", None, "2024-07-01")],
    ),
    "an objective that starts a day early": (
        in_quarter(starts_on=date(2024, 3, 31), ends_on=JUNE),
        [outside("a", "2024-03-31", "2024-06-30")],
    ),
    "a key result due before the cycle": (
        [*in_quarter(), key_result("k", "a", ends_on=date(2024, 3, 31))],
        [outside("k", None, "2024-03-31")],
    ),
    "a key result due after the cycle, with its objective": (
        [*in_quarter(ends_on=JULY), key_result("k", "a", ends_on=JULY)],
        [outside("a", None, "2024-07-01"), outside("k", None, "2024-07-01")],
    ),
    "a key result due after its objective, which is CYC003": (
        [*in_quarter(), key_result("k", "a", ends_on=JULY)],
        [],
    ),
    "on the first and the last day": (in_quarter(starts_on=APRIL, ends_on=JUNE), []),
    "a cycle without dates": (
        [cycle("later", None, None), objective("a", cycle="later", ends_on=JULY)],
        [],
    ),
    "no cycle": ([objective("a", ends_on=JULY)], []),
    "cancelled": (in_quarter(ends_on=JULY, cancelled=True), []),
}


@pytest.mark.parametrize(("things", "expected"), CYCLE_WINDOWS.values(), ids=CYCLE_WINDOWS)
def test_dates_stay_within_the_cycle(things, expected):
    assert fired("CYC001", things) == expected


def unfit(reason, mine, theirs, child="a", parent="top"):
    evidence = {
        "reason": reason,
        "starts_on": mine[0],
        "ends_on": mine[1],
        "parent_starts_on": theirs[0],
        "parent_ends_on": theirs[1],
    }
    return (child, (parent,), WARNING, evidence)


Q1, Q2 = ("2024-01-01", "2024-03-31"), ("2024-04-01", "2024-06-30")
BOTH = [
    cycle("q1", *Q1),
    quarter(),
    objective("a", cycle="q2"),
    company_objective("top", cycle="q2"),
]
PARENT_WINDOWS: Cases = {
    "a child of the next cycle": (
        [*BOTH, company_objective("old", cycle="q1"), link("a", "old")],
        [unfit("disjoint", Q2, Q1, parent="old")],
    ),
    "a child of the cycle before": (
        [*BOTH, objective("b", cycle="q1"), link("b", "top")],
        [unfit("disjoint", Q1, Q2, child="b")],
    ),
    "a child that ends a day later by its own date": (
        [*BOTH, objective("b", cycle="q2", ends_on=JULY), link("b", "top")],
        [unfit("ends_after_parent", ("2024-04-01", "2024-07-01"), Q2, child="b")],
    ),
    "a parent key result that is due earlier": (
        [*BOTH, key_result("k", "top", ends_on=date(2024, 5, 31)), link("a", "k")],
        [unfit("ends_after_parent", Q2, ("2024-04-01", "2024-05-31"), parent="k")],
    ),
    "a parent key result without a date of its own": (
        [*BOTH, key_result("k", "top"), link("a", "k")],
        [],
    ),
    "a child key result that is due in time": (
        [
            *BOTH,
            objective("b", cycle="q2", ends_on=JULY),
            key_result("k", "b", ends_on=JUNE),
            link("k", "top"),
        ],
        [],
    ),
    "the same cycle": ([*BOTH, link("a", "top")], []),
    "a quarter inside its year": (
        [
            *BOTH,
            cycle("y", "2024-01-01", "2024-12-31"),
            company_objective("year", cycle="y"),
            link("a", "year"),
        ],
        [],
    ),
    "a parent without dates": ([*BOTH, company_objective("ever"), link("a", "ever")], []),
    "only proposed": (
        [*BOTH, company_objective("old", cycle="q1"), proposal("a", "old")],
        [],
    ),
}


@pytest.mark.parametrize(("things", "expected"), PARENT_WINDOWS.values(), ids=PARENT_WINDOWS)
def test_a_child_ends_with_its_parent_and_runs_beside_it(things, expected):
    assert fired("CYC002", things) == expected


def overdue(due_on, objective_ends_on):
    return ("k", ("a",), ERROR, {"due_on": due_on, "objective_ends_on": objective_ends_on})


DUE_DATES: Cases = {
    "a day after the cycle of its objective": (
        [*in_quarter(), key_result("k", "a", ends_on=JULY)],
        [overdue("2024-07-01", "2024-06-30")],
    ),
    "a day after its objective's own end": (
        [*in_quarter(ends_on=date(2024, 5, 31)), key_result("k", "a", ends_on=date(2024, 6, 1))],
        [overdue("2024-06-01", "2024-05-31")],
    ),
    "on the last day": ([*in_quarter(), key_result("k", "a", ends_on=JUNE)], []),
    "after the cycle, but with its objective": (
        [*in_quarter(ends_on=JULY), key_result("k", "a", ends_on=JULY)],
        [],
    ),
    "an objective without an end": ([objective("a"), key_result("k", "a", ends_on=JULY)], []),
    "archived": ([*in_quarter(), key_result("k", "a", ends_on=JULY, archived=True)], []),
}


@pytest.mark.parametrize(("things", "expected"), DUE_DATES.values(), ids=DUE_DATES)
def test_a_key_result_is_due_before_its_objective_ends(things, expected):
    assert fired("CYC003", things) == expected


NO_DATES = {"due_on": None, "objective_ends_on": None, "cycle_ends_on": None}
DEADLINES: Cases = {
    "no cycle at all": (
        [objective("a"), key_result("k", "a")],
        [("k", (), ERROR, NO_DATES)],
    ),
    "a cycle that only starts": (
        [cycle("c", "2024-01-01", None), objective("a", cycle="c"), key_result("k", "a")],
        [("k", (), ERROR, NO_DATES)],
    ),
    "its own date": ([objective("a"), key_result("k", "a", ends_on=JUNE)], []),
    "its objective's date": ([objective("a", ends_on=JUNE), key_result("k", "a")], []),
    "its cycle's date": ([*in_quarter(), key_result("k", "a")], []),
    "an objective without key results": ([objective("a")], []),
}


@pytest.mark.parametrize(("things", "expected"), DEADLINES.values(), ids=DEADLINES)
def test_a_key_result_has_a_date_from_somewhere(things, expected):
    assert fired("CYC004", things) == expected


def in_last_quarter(*keys, **fields):
    return [cycle("q1", *Q1), *(objective(key, cycle="q1", **fields) for key in keys)]


def left_open(*keys, count=None):
    evidence = {"active_objectives": count or len(keys), "ends_on": "2024-03-31", "days": 31}
    return ("q1", keys, ERROR, evidence)


MANY = [f"o{number:02}" for number in range(25)]
PAST_DUE: Cases = {
    "two active objectives": (in_last_quarter("b", "a"), [left_open("a", "b")]),
    "at most twenty are named": (
        in_last_quarter(*MANY),
        [left_open(*MANY[:20], count=25)],
    ),
    "all closed": (in_last_quarter("a", lifecycle=Lifecycle.CLOSED), []),
    "all archived": (in_last_quarter("a", archived=True), []),
    "a cycle that ends today": (
        [cycle("now", "2024-02-01", "2024-05-01"), objective("a", cycle="now")],
        [],
    ),
    "a cycle without an end": (
        [cycle("ever", "2024-02-01", None), objective("a", cycle="ever")],
        [],
    ),
}


@pytest.mark.parametrize(("things", "expected"), PAST_DUE.values(), ids=PAST_DUE)
def test_a_cycle_that_ended_with_active_objectives_is_told_once(things, expected):
    assert fired("CYC005", things) == expected


def drafted_in(starts_on, **fields):
    return [
        cycle("c", starts_on, "2024-12-31"),
        objective("a", cycle="c", **{"lifecycle": Lifecycle.DRAFT, **fields}),
    ]


DRAFTS: Cases = {
    "fourteen days into the cycle": (
        drafted_in("2024-04-17"),
        [("a", ("c",), INFO, {"days": 14, "limit": 14, "cycle_starts_on": "2024-04-17"})],
    ),
    "thirteen days": (drafted_in("2024-04-18"), []),
    "before the cycle": (drafted_in("2024-05-02"), []),
    "a cycle without a start": (drafted_in(None), []),
    "active": (drafted_in("2024-01-01", lifecycle=Lifecycle.ACTIVE), []),
    "no cycle": ([objective("a", lifecycle=Lifecycle.DRAFT)], []),
}


@pytest.mark.parametrize(("things", "expected"), DRAFTS.values(), ids=DRAFTS)
def test_a_draft_has_two_weeks(things, expected):
    assert fired("CYC006", things) == expected
