"""OBJ001 to OBJ004: owned, measured, and few."""

import pytest

from service.alignment.rules import AlignmentKind
from service.objectives.rules import Lifecycle
from tests.audit.organization import (
    ERROR,
    WARNING,
    Cases,
    company_objective,
    fired,
    key_result,
    link,
    objective,
    person,
    quarter,
    team,
)

OWNERS: Cases = {
    "nobody": (
        [objective("a")],
        [("a", (), ERROR, {"owners": 0, "inactive_owners": 0, "teams": 0})],
    ),
    "somebody who left": (
        [objective("a", owner="ann"), person("ann", active=False)],
        [("a", ("ann",), ERROR, {"owners": 0, "inactive_owners": 1, "teams": 0})],
    ),
    "somebody": ([objective("a", owner="ann"), person("ann")], []),
    "a role": ([objective("a", owner_role=True)], []),
    "a team": ([objective("a", team="web"), team("web")], []),
    "cancelled": ([objective("a", cancelled=True)], []),
}


@pytest.mark.parametrize(("things", "expected"), OWNERS.values(), ids=OWNERS)
def test_an_objective_has_an_owner_a_role_or_a_team(things, expected):
    assert fired("OBJ001", things) == expected


def bare(severity=ERROR, children=0):
    return ("a", (), severity, {"key_results": 0, "contributing_children": children})


BARE: Cases = {
    "neither key results nor children": ([objective("a")], [bare()]),
    "an archived key result": ([objective("a"), key_result("k", "a", archived=True)], [bare()]),
    "children that contribute": (
        [objective("a")]
        + [objective(key, lifecycle=Lifecycle.CLOSED) for key in "bc"]
        + [link("b", "a"), link("c", "a")],
        [bare(WARNING, 2)],
    ),
    "a child that only supports": (
        [
            objective("a"),
            objective("b", lifecycle=Lifecycle.CLOSED),
            link("b", "a", kind=AlignmentKind.SUPPORTS),
        ],
        [bare()],
    ),
    "a key result": ([objective("a"), key_result("k", "a")], []),
    "a draft": ([objective("a", lifecycle=Lifecycle.DRAFT)], []),
}


@pytest.mark.parametrize(("things", "expected"), BARE.values(), ids=BARE)
def test_an_active_objective_has_key_results(things, expected):
    assert fired("OBJ002", things) == expected


def counted(number):
    return [objective("a"), *(key_result(f"k{place}", "a") for place in range(number))]


@pytest.mark.parametrize("number", [1, 6])
def test_one_key_result_is_too_few_and_six_are_too_many(number):
    evidence = {"key_results": number, "minimum": 2, "maximum": 5}
    assert fired("OBJ003", counted(number)) == [("a", (), WARNING, evidence)]


@pytest.mark.parametrize("number", [0, 2, 5])
def test_two_to_five_key_results_are_fine_and_none_is_told_by_obj002(number):
    assert fired("OBJ003", counted(number)) == []


def test_an_archived_key_result_is_not_counted():
    things = [*counted(5), key_result("gone", "a", archived=True)]

    assert fired("OBJ003", things) == []


def goals(number, prefix="a", make=objective, **fields):
    return [make(f"{prefix}{place}", **{"cycle": "q2", **fields}) for place in range(number)]


def crowded(holder, objectives, limit=5):
    return (holder, ("q2",), WARNING, {"objectives": objectives, "limit": limit})


HOLDERS = [quarter(), quarter("q3"), team("web"), team("app", "web"), person("ann")]
CROWDS: Cases = {
    "six of the company": (
        [*HOLDERS, *goals(6, make=company_objective)],
        [crowded("organization", 6)],
    ),
    "six of a team": ([*HOLDERS, *goals(6, team="web")], [crowded("web", 6)]),
    "four of a person": ([*HOLDERS, *goals(4, owner="ann")], [crowded("ann", 4, 3)]),
    "six of a person and of a team at once": (
        [*HOLDERS, *goals(6, team="web", owner="ann")],
        [crowded("ann", 6, 3), crowded("web", 6)],
    ),
    "five of the company, held by one person in one team": (
        [*HOLDERS, *goals(5, make=company_objective, team="web", owner="ann")],
        [],
    ),
    "five of a team": ([*HOLDERS, *goals(5, team="web")], []),
    "three of a person": ([*HOLDERS, *goals(3, owner="ann")], []),
    "five of a team and five below it": (
        [*HOLDERS, *goals(5, team="web"), *goals(5, "b", team="app")],
        [],
    ),
    "five in one cycle and five in the next": (
        [*HOLDERS, *goals(5, team="web"), *goals(5, "b", team="web", cycle="q3")],
        [],
    ),
    "six without a cycle": ([*HOLDERS, *goals(6, team="web", cycle=None)], []),
    "six, one of them cancelled": (
        [*HOLDERS, *goals(5, team="web"), *goals(1, "b", team="web", cancelled=True)],
        [],
    ),
}


@pytest.mark.parametrize(("things", "expected"), CROWDS.values(), ids=CROWDS)
def test_company_team_and_person_keep_to_a_few_objectives_per_cycle(things, expected):
    assert fired("OBJ004", things) == expected
