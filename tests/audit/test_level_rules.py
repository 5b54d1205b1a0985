"""ALN010, ALN011 and ALN015: levels, and the length of a chain."""

import pytest

from service.objectives.rules import Level
from tests.audit.organization import (
    ERROR,
    INFO,
    Cases,
    company_objective,
    fired,
    key_result,
    link,
    objective,
    pillar,
    proposal,
)


def department(key):
    return objective(key, level=Level.DEPARTMENT)


def skip(child, parent, *skipped, parent_level="COMPANY", child_level="TEAM"):
    evidence = {
        "child_level": child_level,
        "parent_level": parent_level,
        "skipped_levels": list(skipped),
    }
    return (child, (parent,), INFO, evidence)


SKIPS: Cases = {
    "a team under the company, where departments have goals": (
        [company_objective("top"), department("d"), objective("a"), link("a", "top")],
        [skip("a", "top", "DEPARTMENT")],
    ),
    "an individual under the company": (
        [
            company_objective("top"),
            department("d"),
            objective("t"),
            objective("a", level=Level.INDIVIDUAL),
            link("a", "top"),
        ],
        [skip("a", "top", "DEPARTMENT", "TEAM", child_level="INDIVIDUAL")],
    ),
    "under a key result of the company": (
        [
            company_objective("top"),
            key_result("k", "top"),
            department("d"),
            objective("a"),
            link("a", "k"),
        ],
        [skip("a", "k", "DEPARTMENT")],
    ),
    "a key result under the company": (
        [
            company_objective("top"),
            department("d"),
            objective("a"),
            key_result("k", "a"),
            link("k", "top"),
        ],
        [skip("k", "top", "DEPARTMENT")],
    ),
    "where no department has goals": (
        [company_objective("top"), objective("a"), link("a", "top")],
        [],
    ),
    "where the only department goal is cancelled": (
        [
            company_objective("top"),
            objective("d", level=Level.DEPARTMENT, cancelled=True),
            objective("a"),
            link("a", "top"),
        ],
        [],
    ),
    "under the next level": ([department("d"), objective("a"), link("a", "d")], []),
    "only proposed": (
        [company_objective("top"), department("d"), objective("a"), proposal("a", "top")],
        [],
    ),
    "without a level": (
        [company_objective("top"), department("d"), objective("a", level=None), link("a", "top")],
        [],
    ),
    "straight under strategy": ([pillar("p"), department("d"), objective("a"), link("a", "p")], []),
}


@pytest.mark.parametrize(("things", "expected"), SKIPS.values(), ids=SKIPS)
def test_a_level_that_has_goals_can_be_skipped(things, expected):
    assert fired("ALN010", things) == expected


def inverted(child, parent, child_level, parent_level):
    evidence = {"child_level": child_level, "parent_level": parent_level}
    return (child, (parent,), ERROR, evidence)


INVERSIONS: Cases = {
    "the company under a team": (
        [company_objective("top"), objective("a"), link("top", "a")],
        [inverted("top", "a", "COMPANY", "TEAM")],
    ),
    "a department under a key result of a team": (
        [department("d"), objective("a"), key_result("k", "a"), link("d", "k")],
        [inverted("d", "k", "DEPARTMENT", "TEAM")],
    ),
    "the same level": ([objective("a"), objective("b"), link("a", "b")], []),
    "a parent without level": ([objective("a"), objective("b", level=None), link("a", "b")], []),
    "a child without level": ([objective("a", level=None), objective("b"), link("a", "b")], []),
    "only proposed": ([company_objective("top"), objective("a"), proposal("top", "a")], []),
}


@pytest.mark.parametrize(("things", "expected"), INVERSIONS.values(), ids=INVERSIONS)
def test_a_goal_cannot_stand_under_a_lower_one(things, expected):
    assert fired("ALN011", things) == expected


def chain(*keys):
    """Objectives one above the other, the last one under pillar `p`."""
    return [pillar("p"), *(objective(key) for key in keys)] + [
        link(child, parent) for child, parent in zip(keys, (*keys[1:], "p"), strict=True)
    ]


DEEP: Cases = {
    "seven steps": (chain(*"gfedcba"), [("g", (), INFO, {"distance": 7, "limit": 6})]),
    "a key result seven steps away": (
        [*chain(*"fedcba"), key_result("k", "f")],
        [("k", (), INFO, {"distance": 7, "limit": 6})],
    ),
    "six steps": (chain(*"fedcba"), []),
    "seven steps, with a shortcut": ([*chain(*"gfedcba"), link("g", "a")], []),
    "seven steps to a company objective": (
        [company_objective("h"), *chain(*"gfedcba")[1:-1], link("a", "h")],
        [],
    ),
}


@pytest.mark.parametrize(("things", "expected"), DEEP.values(), ids=DEEP)
def test_more_than_six_steps_to_strategy_are_deep(things, expected):
    assert fired("ALN015", things) == expected
