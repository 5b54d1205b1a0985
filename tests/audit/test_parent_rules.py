"""ALN008, ALN009, ALN012 and ALN013: single links upward, and how many there are."""

from datetime import date
from decimal import Decimal

import pytest

from service.alignment.rules import AlignmentKind, AlignmentState
from tests.audit.organization import (
    ERROR,
    INFO,
    WARNING,
    Cases,
    company_objective,
    fired,
    initiative,
    key_result,
    link,
    objective,
    pillar,
    proposal,
)


def dangling(state, parent="top", child="a"):
    return (child, (parent,), ERROR, {"parent_state": state})


DANGLING: Cases = {
    "an archived parent": (
        [objective("a"), company_objective("top", archived=True), link("a", "top")],
        [dangling("ARCHIVED")],
    ),
    "a cancelled parent": (
        [objective("a"), company_objective("top", cancelled=True), link("a", "top")],
        [dangling("CANCELLED")],
    ),
    "a key result of a cancelled objective": (
        [
            objective("a"),
            company_objective("top", cancelled=True),
            key_result("k", "top"),
            link("a", "k"),
        ],
        [dangling("CANCELLED", "k")],
    ),
    "a strategy element under an archived one": (
        [pillar("p", parent="m"), pillar("m", archived=True)],
        [dangling("ARCHIVED", "m", "p")],
    ),
    "one of two parents": (
        [
            objective("a"),
            company_objective("top", archived=True),
            company_objective("b"),
            link("a", "top"),
            link("a", "b", is_primary=False),
        ],
        [dangling("ARCHIVED")],
    ),
    "a dead child": (
        [
            objective("a", archived=True),
            company_objective("top", archived=True),
            link("a", "top"),
        ],
        [],
    ),
    "a declined link": (
        [
            objective("a"),
            company_objective("top", archived=True),
            link("a", "top", state=AlignmentState.DECLINED),
        ],
        [],
    ),
    "a link that is over": (
        [
            objective("a"),
            company_objective("top", archived=True),
            link("a", "top", valid_to=date(2024, 4, 30)),
        ],
        [],
    ),
    "an initiative that serves a dead goal, which is INI001": (
        [initiative("i", "a"), objective("a", archived=True)],
        [],
    ),
}


@pytest.mark.parametrize(("things", "expected"), DANGLING.values(), ids=DANGLING)
def test_a_link_to_a_dead_parent_dangles(things, expected):
    assert fired("ALN008", things) == expected


TOP = [objective("a"), company_objective("top")]
PENDING: Cases = {
    "eight days": (
        [*TOP, proposal("a", "top", proposed_on=date(2024, 4, 23))],
        [("a", ("top",), INFO, {"days": 8, "limit": 7, "proposed_on": "2024-04-23"})],
    ),
    "seven days": ([*TOP, proposal("a", "top", proposed_on=date(2024, 4, 24))], []),
    "nobody knows since when": ([*TOP, proposal("a", "top")], []),
    "accepted since": ([*TOP, link("a", "top", proposed_on=date(2024, 1, 1))], []),
    "by a cancelled child": (
        [
            objective("a", cancelled=True),
            company_objective("top"),
            proposal("a", "top", proposed_on=date(2024, 1, 1)),
        ],
        [],
    ),
}


@pytest.mark.parametrize(("things", "expected"), PENDING.values(), ids=PENDING)
def test_a_proposal_may_wait_for_seven_days(things, expected):
    assert fired("ALN009", things) == expected


FOUR = [company_objective(key) for key in "bcde"]
CROWDED: Cases = {
    "four parents": (
        [objective("a"), *FOUR, *(link("a", key, is_primary=key == "b") for key in "edcb")],
        [("a", ("b", "c", "d", "e"), WARNING, {"parents": 4, "primary": 1, "limit": 3})],
    ),
    "two parents, none primary": (
        [objective("a"), *FOUR, *(link("a", key, is_primary=False) for key in "bc")],
        [("a", ("b", "c"), WARNING, {"parents": 2, "primary": 0, "limit": 3})],
    ),
    "three parents, one primary": (
        [objective("a"), *FOUR, *(link("a", key, is_primary=key == "b") for key in "bcd")],
        [],
    ),
    "one parent, not primary": ([objective("a"), *FOUR, link("a", "b", is_primary=False)], []),
    "four parents, one of them dead": (
        [objective("a"), *FOUR[:3], company_objective("e", archived=True)]
        + [link("a", key, is_primary=key == "b") for key in "bcde"],
        [],
    ),
    "four parents, one of them proposed": (
        [
            objective("a"),
            *FOUR,
            *(link("a", key, is_primary=key == "b") for key in "bcd"),
            proposal("a", "e"),
        ],
        [],
    ),
}


@pytest.mark.parametrize(("things", "expected"), CROWDED.values(), ids=CROWDED)
def test_more_than_three_parents_or_none_primary_are_too_many(things, expected):
    assert fired("ALN012", things) == expected


def shared(*allocations, **fields):
    """Objective `a` under b, c, d: one allocation each, None for an equal part."""
    return [objective("a"), *FOUR] + [
        link("a", key, allocation=None if share is None else Decimal(share), **fields)
        for key, share in zip("bcd", allocations, strict=False)
    ]


def handed_out(allocation, *parents):
    evidence = {"allocation": allocation, "limit": 1, "parents": len(parents)}
    return [("a", parents, ERROR, evidence)]


ALLOCATED: Cases = {
    "0.7 and 0.6": (shared("0.7", "0.6"), handed_out(1.3, "b", "c")),
    "0.6 and an equal part of two": (shared("0.6", None), handed_out(1.1, "b", "c")),
    "more than all to one": (shared("1.000001"), handed_out(1.000001, "b")),
    "0.7 and 0.3": (shared("0.7", "0.3"), []),
    "three equal parts": (shared(None, None, None), []),
    "three thirds in decimals": (shared("0.3333333333", "0.3333333333", "0.3333333334"), []),
    "links that only support": (shared("0.7", "0.6", kind=AlignmentKind.SUPPORTS), []),
    "links that are only proposed": (shared("0.7", "0.6", state=AlignmentState.PROPOSED), []),
}


@pytest.mark.parametrize(("things", "expected"), ALLOCATED.values(), ids=ALLOCATED)
def test_a_goal_cannot_give_away_more_than_itself(things, expected):
    assert fired("ALN013", things) == expected
