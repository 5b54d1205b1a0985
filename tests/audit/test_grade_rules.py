"""SCR003 to SCR006: whether goals are graded, with reasons, and what is carried on and on."""

from decimal import Decimal

import pytest

from service.cycles.rules import CycleState
from service.objectives.rules import Lifecycle
from service.progress.rules import Commitment, KeyResultSource, MetricType, ProgressDriver
from tests.audit.organization import (
    ERROR,
    TODAY,
    WARNING,
    check_in,
    fired,
    key_result,
    kpi,
    objective,
    quarter,
    reading,
)

PROMISED = {"commitment": Commitment.COMMITTED}
GRADING, CLOSED = (quarter(state=state) for state in (CycleState.GRADING, CycleState.CLOSED))


def score(number):
    return {"score": Decimal(number)}


def measured(key, home="o", **fields):
    """From 0 to 10, and half way there."""
    way = {"metric_type": MetricType.INCREASE, "start": Decimal(0), "target": Decimal(10)}
    return key_result(key, home, **{**way, "current": Decimal(5), **fields})


MISSED = {
    "a little": ([objective("o", **PROMISED, **score("0.99"))], 0.99),
    "by far": ([objective("o", **PROMISED, **score("-3"))], -3.0),
    "nothing": ([objective("o", **PROMISED, **score("1"))], None),
    "beyond": ([objective("o", **PROMISED, **score("1.5"))], None),
    "with a note": ([objective("o", **PROMISED, **score("0.5"), noted=True)], None),
    "without a score": ([objective("o", **PROMISED)], None),
    "of what was no promise": ([objective("o", **score("0.5"))], None),
    "of what is archived": ([objective("o", **PROMISED, **score("0.5"), archived=True)], None),
}


@pytest.mark.parametrize(("things", "told"), MISSED.values(), ids=MISSED)
def test_a_commitment_is_kept_or_explained(things, told):
    evidence = {"score": told, "committed": 1.0}
    expected = [] if told is None else [("o", (), WARNING, evidence)]
    assert fired("SCR003", things) == expected


def override(subject, scored, suggested, difference, limit=0.2):
    evidence = {
        "score": scored,
        "suggested": suggested,
        "difference": difference,
        "limit": limit,
    }
    return [(subject, (), WARNING, evidence)]


FOLLOWS_KPI = {"follows": KeyResultSource.KPI, "kpi": "n"}
OF_KPI = [kpi("n"), reading("n", TODAY, "5"), measured("k", **FOLLOWS_KPI, **score("1"))]
OVERRIDES = {
    "exactly at the line": (
        [objective("o"), measured("k", **score("0.7"))],
        override("k", 0.7, 0.5, 0.2),
    ),
    "below what it came to": (
        [objective("o"), measured("k", **score("0"))],
        override("k", 0.0, 0.5, -0.5),
    ),
    "just within": ([objective("o"), measured("k", **score("0.699999"))], []),
    "with a note": ([objective("o"), measured("k", **score("1"), noted=True)], []),
    "by its check-ins": (
        [objective("o"), measured("k", **score("0.5")), check_in("k", TODAY, "10")],
        override("k", 0.5, 1.0, -0.5),
    ),
    "capped above": (
        [objective("o"), measured("k", **score("15")), check_in("k", TODAY, "99")],
        [],
    ),
    "without data": ([objective("o"), measured("k", current=None, **score("1"))], []),
    "of an objective by its key results": (
        [
            objective("o", **score("1")),
            measured("k", weight=Decimal(3)),
            measured("l", current=Decimal(9)),
            measured("m", current=None),
            measured("n", archived=True),
        ],
        override("o", 1.0, 0.6, 0.4),
    ),
    "of an objective that others drive, too": (
        [objective("o", progress_driver=ProgressDriver.BOTH, **score("1")), measured("k")],
        [],
    ),
    "where a key result follows its children": (
        [
            objective("o", **score("1")),
            measured("k"),
            measured("l", follows=KeyResultSource.ALIGNED_CHILDREN, **score("0")),
        ],
        [],
    ),
    "where nothing weighs anything": (
        [objective("o", **score("1")), measured("k", weight=Decimal(0))],
        [],
    ),
    "by its KPI": ([GRADING, objective("o", cycle="q2"), *OF_KPI], override("k", 1.0, 0.5, 0.5)),
    "by a KPI that went on": ([CLOSED, objective("o", cycle="q2", **score("1")), *OF_KPI], []),
}


@pytest.mark.parametrize(("things", "expected"), OVERRIDES.values(), ids=OVERRIDES)
def test_a_score_far_from_its_suggestion_is_explained(things, expected):
    assert fired("SCR004", things) == expected


def test_how_far_from_its_suggestion_a_score_may_be_is_a_setting():
    settings = {"thresholds": {"unexplained_override_difference": 0.05}}
    things = [objective("o"), measured("k", **score("0.6"))]
    assert fired("SCR004", things, settings=settings) == override("k", 0.6, 0.5, 0.1, 0.05)


def of(state, **fields):
    return [quarter(state=state), objective("o", cycle="q2", **fields)]


UNGRADED = {
    "while it is graded": (of(CycleState.GRADING), True),
    "when it is closed": (of(CycleState.CLOSED, lifecycle=Lifecycle.CLOSED), True),
    "while it runs": (of(CycleState.ACTIVE), False),
    "that has a score": (of(CycleState.CLOSED, **score("0")), False),
    "that was a draft": (of(CycleState.CLOSED, lifecycle=Lifecycle.DRAFT), False),
    "that was cancelled": (
        of(CycleState.CLOSED, lifecycle=Lifecycle.CANCELLED, cancelled=True),
        False,
    ),
    "of no cycle": ([objective("o")], False),
}


@pytest.mark.parametrize(("things", "fires"), UNGRADED.values(), ids=UNGRADED)
def test_every_objective_of_a_graded_cycle_has_a_score(things, fires):
    keys = [key_result("k", "o", **score("1")), key_result("l", "o")]
    found = fired("SCR005", [*things, *keys])

    told = [(row[0], row[1], row[2], row[3]["key_results_scored"]) for row in found]
    assert told == ([("o", ("q2",), ERROR, 1)] if fires else [])


def carried(*keys, make=objective, **fields):
    """Each continues the one before it."""
    return [
        make(key, carried_from=before, **fields)
        for before, key in zip((None, *keys), keys, strict=False)
    ]


AGAIN = {
    "once": (carried("a", "b"), []),
    "twice": (carried("a", "b", "c"), [("c", "a", 2)]),
    "three times, told of the last": (carried("a", "b", "c", "d"), [("d", "a", 3)]),
    "and given up": (
        [*carried("a", "b", "c"), objective("d", carried_from="c", cancelled=True)],
        [("c", "a", 2)],
    ),
    "from what was put away": (
        [objective("a", archived=True), *carried("a", "b", "c")[1:]],
        [("c", "a", 2)],
    ),
    "to two": (
        [*carried("a", "b", "c"), objective("d", carried_from="b")],
        [("c", "a", 2), ("d", "a", 2)],
    ),
    "key results by themselves": (
        [objective("o"), *carried("k", "l", "m", make=measured)],
        [("m", "k", 2)],
    ),
    "key results with their objective": (
        [
            *carried("a", "b", "c"),
            measured("k", "a"),
            measured("l", "b", carried_from="k"),
            measured("m", "c", carried_from="l"),
        ],
        [("c", "a", 2)],
    ),
    "in a circle": ([objective("a", carried_from="b"), objective("b", carried_from="a")], []),
    "from itself": ([objective("a", carried_from="a")], []),
}


@pytest.mark.parametrize(("things", "expected"), AGAIN.values(), ids=AGAIN)
def test_what_is_carried_on_and_on_is_told_once(things, expected):
    evidence = {"limit": 2}
    assert fired("SCR006", things) == [
        (subject, (first,), WARNING, {**evidence, "times": times})
        for subject, first, times in expected
    ]


def test_how_often_a_goal_may_be_carried_is_a_setting():
    settings = {"thresholds": {"carried_again_times": 1}}
    found = fired("SCR006", carried("a", "b"), settings=settings)
    assert found == [("b", ("a",), WARNING, {"times": 1, "limit": 1})]
