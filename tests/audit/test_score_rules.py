"""SCR001 and SCR002: whether aspirational goals were set where they should be."""

from decimal import Decimal

import pytest

from service.objectives.rules import Lifecycle
from service.progress.rules import Commitment
from tests.audit.organization import (
    INFO,
    WARNING,
    company_objective,
    fired,
    key_result,
    objective,
    quarter,
    team,
)

AROUND = [quarter(), team("web")]


def goals(*scores, make=objective, **fields):
    fields = {"team": "web", "cycle": "q2", "commitment": Commitment.ASPIRATIONAL, **fields}
    return [
        make(f"o{place}", score=None if score is None else Decimal(score), **fields)
        for place, score in enumerate(scores)
    ]


def told(objectives, average, limit=0.9, subject="web", severity=WARNING):
    evidence = {"objectives": objectives, "average": average, "limit": limit}
    return [(subject, ("q2",), severity, evidence)]


HIGH = {
    "all but one at the top": (goals("1", "1", "0.8"), told(3, 0.933333)),
    "exactly at the line": (goals("0.9", "0.9", "0.9"), []),
    "two": (goals("1", "1"), []),
    "two, and one without a score": (goals("1", "1", None), []),
    "beyond the top": (goals("15", "1", "0.7"), []),
    "committed": (goals("1", "1", "1", commitment=Commitment.COMMITTED), []),
    "of no team": (goals("1", "1", "1", team=None), []),
    "of no cycle": (goals("1", "1", "1", cycle=None), []),
    "cancelled": (goals("1", "1", "1", cancelled=True), []),
    "closed": (goals("1", "1", "1", lifecycle=Lifecycle.CLOSED), told(3, 1)),
    "of the company": (
        goals("1", "1", "1", make=company_objective),
        told(3, 1, subject="organization"),
    ),
}


@pytest.mark.parametrize(("things", "expected"), HIGH.values(), ids=HIGH)
def test_goals_that_are_all_reached_were_no_stretch(things, expected):
    assert fired("SCR001", [*AROUND, *things]) == expected


LOW = {
    "out of reach": (goals("0.1", "0.2", "0.3"), told(3, 0.2, 0.3, severity=INFO)),
    "exactly at the line": (goals("0.3", "0.3", "0.3"), []),
    "below zero": (goals("-3", "0.5", "0.5"), []),
    "two": (goals("0", "0"), []),
}


@pytest.mark.parametrize(("things", "expected"), LOW.values(), ids=LOW)
def test_goals_that_are_all_missed_were_out_of_reach(things, expected):
    assert fired("SCR002", [*AROUND, *things]) == expected


def test_without_a_score_of_its_own_an_objective_has_that_of_its_key_results():
    things = [
        *goals("1", None, "1"),
        key_result("k1", "o1", score=Decimal(1), weight=Decimal(3)),
        key_result("k2", "o1", score=Decimal("0.6")),
        key_result("k3", "o1"),
        key_result("k4", "o1", score=Decimal(0), archived=True),
        key_result("k5", "o0", score=Decimal(0)),
    ]
    assert fired("SCR001", [*AROUND, *things]) == told(3, 0.966667)


def test_a_smaller_set_may_be_judged():
    settings = {"thresholds": {"scored_set_objectives": 2, "sandbagging_average": 0.5}}
    assert fired("SCR001", [*AROUND, *goals("0.6", "0.6")], settings=settings) == told(2, 0.6, 0.5)
