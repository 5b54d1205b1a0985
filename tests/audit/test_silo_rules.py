"""ALN016 and ALN017: what hangs by nothing, and what hangs by one thing."""

import pytest

from service.dependencies.rules import DependencyKind, DependencyState
from tests.audit.organization import (
    INFO,
    Cases,
    company_objective,
    fired,
    initiative,
    key_result,
    link,
    needs,
    objective,
    pillar,
    proposal,
    team,
)

TEAMS = [team("root"), team("web", "root"), team("api", "root")]


def of_web(*keys, **fields):
    return [objective(key, team="web", **fields) for key in keys]


def silo(key="web", objectives=3):
    return (key, (), INFO, {"objectives": objectives, "minimum": 3, "ties": 0})


SILO = [*TEAMS, *of_web("a", "b", "c")]
SILOS: Cases = {
    "three objectives linked with each other alone": (
        [*SILO, link("a", "b"), link("b", "c")],
        [silo()],
    ),
    "three objectives over two teams below": (
        [*TEAMS, team("app", "web"), *of_web("a", "b"), objective("c", team="app"), link("c", "a")],
        [silo()],
    ),
    "a declined dependency on another team": (
        [*SILO, objective("d", team="api"), needs("a", "d", state=DependencyState.DECLINED)],
        [silo()],
    ),
    "a link to a goal of no team": ([*SILO, objective("d"), link("a", "d")], [silo()]),
    "a proposal to another team": (
        [*SILO, objective("d", team="api"), proposal("a", "d")],
        [silo()],
    ),
    "a link to another team": ([*SILO, objective("d", team="api"), link("a", "d")], []),
    "a link from another team": ([*SILO, objective("d", team="api"), link("d", "a")], []),
    "a link from a key result to one of another team": (
        [
            *SILO,
            key_result("k", "a"),
            objective("d", team="api"),
            key_result("l", "d"),
            link("k", "l"),
        ],
        [],
    ),
    "another team's initiative that serves it": ([*SILO, initiative("i", "a", team="api")], []),
    "a dependency of another team, of any kind": (
        [*SILO, objective("d", team="api"), needs("d", "a", kind=DependencyKind.RELATES)],
        [],
    ),
    "a link to a company objective of no team": (
        [*SILO, company_objective("top"), link("a", "top")],
        [],
    ),
    "a link to strategy": ([*SILO, pillar("p"), link("a", "p")], []),
    "a company objective of its own": ([*SILO, company_objective("top", team="web")], []),
    "two objectives": ([*TEAMS, *of_web("a", "b")], []),
    "the root team": ([*TEAMS, *(objective(key, team="root") for key in "abc")], []),
}


@pytest.mark.parametrize(("things", "expected"), SILOS.values(), ids=SILOS)
def test_a_team_without_ties_is_a_silo(things, expected):
    assert fired("ALN016", things) == expected


def test_ties_inside_a_department_leave_the_department_a_silo():
    things = [
        *[team("root"), team("tech", "root"), team("web", "tech"), team("api", "tech")],
        *of_web("a", "b", "c"),
        *(objective(key, team="api") for key in "def"),
        link("a", "d"),
    ]

    assert fired("ALN016", things) == [silo("tech", 6)]


def test_a_loop_among_teams_is_walked_once():
    things = [team("web", "api"), team("api", "web"), *of_web("a", "b", "c")]

    assert fired("ALN016", things) == [silo("api"), silo("web")]


def under(parent, child, key_results):
    rows = [key_result(f"{child}{number}", child) for number in range(key_results)]
    return [objective(child), link(child, parent), *rows]


def single(node, element, key_results, of):
    evidence = {
        "key_results": key_results,
        "all_key_results": of,
        "share": round(key_results / of, 6),
        "limit": 0.5,
    }
    return (node, (element,), INFO, evidence)


SINGLE_POINTS: Cases = {
    "three of four key results through one of two supporters": (
        [pillar("p"), *under("p", "a", 3), *under("p", "b", 1)],
        [single("a", "p", 3, 4)],
    ),
    "the deepest of those that carry as much": (
        [pillar("p"), *under("p", "top", 0), *under("top", "a", 3), *under("p", "b", 1)],
        [single("a", "p", 3, 4)],
    ),
    "the deepest that still carries more than half": (
        [pillar("p"), *under("p", "top", 1), *under("top", "a", 3), *under("p", "b", 1)],
        [single("a", "p", 3, 5)],
    ),
    "a key result that the goals of others hang on": (
        [pillar("p"), *under("p", "a", 1), *under("a0", "c", 3), *under("p", "b", 1)],
        [single("c", "p", 3, 5)],
    ),
    "half of the key results": ([pillar("p"), *under("p", "a", 2), *under("p", "b", 2)], []),
    "one supporter alone": ([pillar("p"), *under("p", "a", 3)], []),
    "a second way up for most": (
        [
            pillar("p"),
            *under("p", "a", 3),
            *under("p", "b", 1),
            link("a0", "b"),
            link("a1", "b"),
            link("a2", "b"),
        ],
        [],
    ),
    "no key results": ([pillar("p"), *under("p", "a", 0), *under("p", "b", 0)], []),
}


@pytest.mark.parametrize(("things", "expected"), SINGLE_POINTS.values(), ids=SINGLE_POINTS)
def test_one_node_that_carries_more_than_half_is_a_single_point(things, expected):
    assert fired("ALN017", things) == expected
