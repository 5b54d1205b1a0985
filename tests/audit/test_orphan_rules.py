"""ALN001, ALN002, ALN003 and ALN007: goals that lead nowhere."""

from datetime import date

import pytest

from service.alignment.rules import AlignmentState
from service.cycles.rules import CycleState
from service.objectives.rules import Level
from tests.audit.organization import (
    ERROR,
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
    quarter,
)

CIRCLES: Cases = {
    "two objectives under each other": (
        [objective("b"), objective("a"), link("a", "b"), link("b", "a")],
        [("a", ("b",), ERROR, {"members": 2, "witness": ["a", "b"]})],
    ),
    "a circle through key results, without an edge between objectives": (
        [
            objective("a"),
            objective("b"),
            key_result("ka", "a"),
            key_result("kb", "b"),
            link("a", "kb"),
            link("b", "ka"),
        ],
        [("a", ("b", "ka", "kb"), ERROR, {"members": 4, "witness": ["a", "kb", "b", "ka"]})],
    ),
    "its own parent": (
        [objective("a"), link("a", "a")],
        [("a", (), ERROR, {"members": 1, "witness": ["a"]})],
    ),
    "two circles apart, each once, and a way into them": (
        [objective(key) for key in "abcde"]
        + [link("a", "b"), link("b", "a"), link("c", "d"), link("d", "c"), link("e", "a")],
        [
            ("a", ("b",), ERROR, {"members": 2, "witness": ["a", "b"]}),
            ("c", ("d",), ERROR, {"members": 2, "witness": ["c", "d"]}),
        ],
    ),
    "the shortest way around a larger component": (
        [objective(key) for key in "abcd"]
        + [link("a", "b"), link("b", "c"), link("c", "d"), link("d", "a"), link("d", "c")],
        [("a", ("b", "c", "d"), ERROR, {"members": 4, "witness": ["c", "d"]})],
    ),
    "a circle of which one edge is only proposed": (
        [objective("a"), objective("b"), link("a", "b"), proposal("b", "a")],
        [],
    ),
    "a circle through something archived": (
        [objective("a"), objective("b", archived=True), link("a", "b"), link("b", "a")],
        [],
    ),
    "two ways up to the same goal": (
        [objective(key) for key in "abcd"]
        + [link("a", "b"), link("a", "c"), link("b", "d"), link("c", "d")],
        [],
    ),
}


@pytest.mark.parametrize(("things", "expected"), CIRCLES.values(), ids=CIRCLES)
def test_a_circle_is_told_once_with_its_shortest_way_around(things, expected):
    assert fired("ALN001", things) == expected


def lonely(key="a", severity=ERROR, **evidence):
    numbers = {"accepted_parents": 0, "proposed_parents": 0, "declined_parents": 0}
    return (key, (), severity, {**numbers, "cycle_state": None, **evidence})


ORPHANS: Cases = {
    "no parent": ([objective("a")], [lonely()]),
    "no parent and no level": ([objective("a", level=None)], [lonely()]),
    "no parent in an active cycle": (
        [objective("a", cycle="q2"), quarter()],
        [lonely(cycle_state="ACTIVE")],
    ),
    "no parent yet, while the cycle is planned": (
        [objective("a", cycle="q2"), quarter(state=CycleState.PLANNING)],
        [lonely(severity=WARNING, cycle_state="PLANNING")],
    ),
    "only a proposed parent": (
        [objective("a"), company_objective("top"), proposal("a", "top")],
        [lonely(proposed_parents=1)],
    ),
    "only a declined parent": (
        [
            objective("a"),
            company_objective("top"),
            link("a", "top", state=AlignmentState.DECLINED),
        ],
        [lonely(declined_parents=1)],
    ),
    "a parent whose time is over": (
        [
            objective("a"),
            company_objective("top"),
            link("a", "top", valid_to=date(2024, 4, 30)),
        ],
        [lonely()],
    ),
    "a parent until today": (
        [objective("a"), company_objective("top"), link("a", "top", valid_to=date(2024, 5, 1))],
        [],
    ),
    "a dead parent, which is ALN008": (
        [objective("a"), company_objective("top", archived=True), link("a", "top")],
        [],
    ),
    "a company objective": ([company_objective("a")], []),
    "a reason for standing alone": ([objective("a", standalone=True)], []),
    "cancelled": ([objective("a", cancelled=True)], []),
    "a key result as parent": (
        [objective("a"), company_objective("top"), key_result("k", "top"), link("a", "k")],
        [],
    ),
}


@pytest.mark.parametrize(("things", "expected"), ORPHANS.values(), ids=ORPHANS)
def test_an_orphan_has_no_accepted_parent_and_no_reason(things, expected):
    assert fired("ALN002", things) == expected


CLUSTERS: Cases = {
    "two objectives linked with each other alone": (
        [objective("b"), objective("a"), link("a", "b")],
        [("a", ("b",), WARNING, {"objectives": 2})],
    ),
    "linked through a key result": (
        [
            objective("b"),
            objective("a"),
            objective("c"),
            key_result("k", "b"),
            link("a", "k"),
            link("c", "b"),
        ],
        [("a", ("b", "c"), WARNING, {"objectives": 3})],
    ),
    "two clusters, each once": (
        [objective(key) for key in "abcd"] + [link("a", "c"), link("b", "d")],
        [
            ("a", ("c",), WARNING, {"objectives": 2}),
            ("b", ("d",), WARNING, {"objectives": 2}),
        ],
    ),
    "one objective that only an initiative serves": (
        [objective("a"), initiative("i", "a")],
        [("a", (), WARNING, {"objectives": 1})],
    ),
    "one objective without any link": ([objective("a"), key_result("k", "a")], []),
    "a chain up to a company objective": (
        [
            objective("a"),
            objective("b"),
            company_objective("top"),
            link("a", "b"),
            link("b", "top"),
        ],
        [],
    ),
}


@pytest.mark.parametrize(("things", "expected"), CLUSTERS.values(), ids=CLUSTERS)
def test_objectives_that_lead_nowhere_together_are_one_finding(things, expected):
    assert fired("ALN003", things) == expected


def blind(key, alignment_class, home="a"):
    return (key, (home,), WARNING, {"reach": "NONE", "alignment_class": alignment_class})


BLIND: Cases = {
    "under an orphan": (
        [objective("a"), key_result("k", "a")],
        [blind("k", "UNALIGNED")],
    ),
    "linked, but not upward": (
        [objective("a"), key_result("k", "a"), objective("b"), link("b", "k")],
        [blind("k", "MISALIGNED")],
    ),
    "with a way of its own, though its objective has none": (
        [objective("a"), key_result("k", "a"), pillar("p"), link("k", "p")],
        [],
    ),
    "up to a company objective": ([company_objective("a"), key_result("k", "a")], []),
    "under an objective that may stand alone": (
        [objective("a", standalone=True), key_result("k", "a")],
        [],
    ),
    "under a cancelled objective": ([objective("a", cancelled=True), key_result("k", "a")], []),
    "at every level": (
        [
            objective("a", level=Level.INDIVIDUAL),
            company_objective("top"),
            key_result("k", "a"),
            link("a", "top"),
        ],
        [],
    ),
}


@pytest.mark.parametrize(("things", "expected"), BLIND.values(), ids=BLIND)
def test_a_key_result_without_line_of_sight_is_named(things, expected):
    assert fired("ALN007", things) == expected
