"""ALN004, ALN005, ALN006 and ALN018: where the cascade meets strategy."""

import pytest

from service.objectives.rules import Lifecycle
from service.strategy.rules import StrategyKind
from tests.audit.organization import (
    WARNING,
    Cases,
    company_objective,
    fired,
    key_result,
    link,
    objective,
    pillar,
    proposal,
)

UNANCHORED: Cases = {
    "beside a pillar": (
        [pillar("p"), company_objective("a")],
        [("a", (), WARNING, {"strategy_elements": 1})],
    ),
    "under a pillar that is only proposed": (
        [pillar("p"), pillar("q"), company_objective("a"), proposal("a", "p")],
        [("a", (), WARNING, {"strategy_elements": 2})],
    ),
    "under a pillar": ([pillar("p"), company_objective("a"), link("a", "p")], []),
    "under another company objective that is under a pillar": (
        [
            pillar("p"),
            company_objective("a"),
            company_objective("b"),
            link("a", "b"),
            link("b", "p"),
        ],
        [],
    ),
    "where no strategy is recorded": ([company_objective("a")], []),
    "with a reason for standing alone": (
        [pillar("p"), company_objective("a", standalone=True)],
        [],
    ),
    "a team objective": ([pillar("p"), objective("a")], []),
}


@pytest.mark.parametrize(("things", "expected"), UNANCHORED.values(), ids=UNANCHORED)
def test_a_company_objective_beside_the_strategy_is_unanchored(things, expected):
    assert fired("ALN004", things) == expected


def unsupported(key_results=0):
    return ("top", (), WARNING, {"children": 0, "key_results": key_results})


UNSUPPORTED: Cases = {
    "alone": ([company_objective("top")], [unsupported()]),
    "with key results of its own": (
        [company_objective("top"), key_result("k", "top")],
        [unsupported(1)],
    ),
    "with a child that is only proposed": (
        [company_objective("top"), objective("a"), proposal("a", "top")],
        [unsupported()],
    ),
    "with a cancelled child": (
        [company_objective("top"), objective("a", cancelled=True), link("a", "top")],
        [unsupported()],
    ),
    "with a key result of its own linked to it once more": (
        [company_objective("top"), key_result("k", "top"), link("k", "top")],
        [unsupported(1)],
    ),
    "with a child": ([company_objective("top"), objective("a"), link("a", "top")], []),
    "with a child at its key result": (
        [company_objective("top"), key_result("k", "top"), objective("a"), link("a", "k")],
        [],
    ),
    "with another objective's key result as child": (
        [company_objective("top"), objective("a"), key_result("k", "a"), link("k", "top")],
        [],
    ),
    "still a draft": ([company_objective("top", lifecycle=Lifecycle.DRAFT)], []),
    "a team objective": ([objective("top")], []),
}


@pytest.mark.parametrize(("things", "expected"), UNSUPPORTED.values(), ids=UNSUPPORTED)
def test_a_company_objective_without_children_is_unsupported(things, expected):
    assert fired("ALN005", things) == expected


def uncovered(supporters=0):
    return ("p", (), WARNING, {"active_key_results": 0, "direct_supporters": supporters})


UNCOVERED: Cases = {
    "nothing below": ([pillar("p")], [uncovered()]),
    "an objective without key results below": (
        [pillar("p"), company_objective("a"), link("a", "p")],
        [uncovered(1)],
    ),
    "only a draft's key result below": (
        [
            pillar("p"),
            company_objective("a", lifecycle=Lifecycle.DRAFT),
            key_result("k", "a"),
            link("a", "p"),
        ],
        [uncovered(1)],
    ),
    "an active key result two steps below": (
        [
            pillar("p"),
            company_objective("a"),
            objective("b"),
            key_result("k", "b"),
            link("a", "p"),
            link("b", "a"),
        ],
        [],
    ),
    "a mission with nothing below": (
        [pillar("m", strategy_kind=StrategyKind.MISSION)],
        [],
    ),
    "an archived pillar": ([pillar("p", archived=True)], []),
}


@pytest.mark.parametrize(("things", "expected"), UNCOVERED.values(), ids=UNCOVERED)
def test_a_pillar_without_an_active_key_result_below_is_uncovered(things, expected):
    assert fired("ALN006", things) == expected


def no_strategy(company_objectives):
    evidence = {"strategy_elements": 0, "company_objectives": company_objectives}
    return ("organization", (), WARNING, evidence)


NO_STRATEGY: Cases = {
    "two company objectives": (
        [company_objective("a"), company_objective("b")],
        [no_strategy(2)],
    ),
    "an archived pillar": ([pillar("p", archived=True)], [no_strategy(0)]),
    "a value alone": ([pillar("v", strategy_kind=StrategyKind.VALUE)], []),
}


@pytest.mark.parametrize(("things", "expected"), NO_STRATEGY.values(), ids=NO_STRATEGY)
def test_an_organization_without_strategy_is_told_once(things, expected):
    assert fired("ALN018", things) == expected
