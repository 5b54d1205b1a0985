"""DEP001 to DEP003: who waits for whom."""

from datetime import date

import pytest

from service.dependencies.rules import DependencyKind, DependencyState
from tests.audit.organization import (
    ERROR,
    WARNING,
    Cases,
    fired,
    key_result,
    needs,
    objective,
    person,
    quarter,
    team,
)

GOALS = [objective(key) for key in "abc"]
BLOCKS, RELATES = DependencyKind.BLOCKS, DependencyKind.RELATES
DEADLOCKS: Cases = {
    "three goals that need each other": (
        [*GOALS, needs("a", "b"), needs("b", "c"), needs("c", "a")],
        [("a", ("b", "c"), ERROR, {"members": 3, "witness": ["a", "b", "c"]})],
    ),
    "a need one way and a block the same way": (
        [*GOALS, needs("a", "b"), needs("a", "b", kind=BLOCKS)],
        [("a", ("b",), ERROR, {"members": 2, "witness": ["a", "b"]})],
    ),
    "a need and the block that says the same": (
        [*GOALS, needs("a", "b"), needs("b", "a", kind=BLOCKS)],
        [],
    ),
    "a circle with a resolved dependency": (
        [*GOALS, needs("a", "b"), needs("b", "a", state=DependencyState.RESOLVED)],
        [],
    ),
    "a circle with a declined dependency": (
        [*GOALS, needs("a", "b"), needs("b", "a", state=DependencyState.DECLINED)],
        [],
    ),
    "a circle with a relation": ([*GOALS, needs("a", "b"), needs("b", "a", kind=RELATES)], []),
    "a circle through a cancelled goal": (
        [objective("a"), objective("b", cancelled=True), needs("a", "b"), needs("b", "a")],
        [],
    ),
}


@pytest.mark.parametrize(("things", "expected"), DEADLOCKS.values(), ids=DEADLOCKS)
def test_goals_that_wait_for_each_other_are_told_once(things, expected):
    assert fired("DEP001", things) == expected


NOBODY = {"provider_team": None, "risk_owner": None}


def asked(days, waiting="a", provider="b", kind="NEEDS", requested_on="2024-04-23"):
    evidence = {"kind": kind, "requested_on": requested_on, "days": days, "limit": 7}
    return (waiting, (provider,), WARNING, {**evidence, **NOBODY})


EIGHT_DAYS_AGO = date(2024, 4, 23)
UNCONFIRMED: Cases = {
    "eight days": ([*GOALS, needs("a", "b", requested_on=EIGHT_DAYS_AGO)], [asked(8)]),
    "a goal that is blocked waits for the other": (
        [*GOALS, needs("a", "b", kind=BLOCKS, requested_on=EIGHT_DAYS_AGO)],
        [asked(8, "b", "a", "BLOCKS")],
    ),
    "the same request twice": (
        [
            *GOALS,
            needs("a", "b", requested_on=EIGHT_DAYS_AGO),
            needs("b", "a", kind=BLOCKS, requested_on=date(2024, 4, 1)),
        ],
        [asked(30, kind="BLOCKS", requested_on="2024-04-01")],
    ),
    "seven days": ([*GOALS, needs("a", "b", requested_on=date(2024, 4, 24))], []),
    "confirmed": (
        [
            *GOALS,
            needs("a", "b", requested_on=EIGHT_DAYS_AGO, state=DependencyState.CONFIRMED),
        ],
        [],
    ),
    "nobody knows since when": ([*GOALS, needs("a", "b")], []),
    "of an archived goal": (
        [
            objective("a", archived=True),
            objective("b"),
            needs("a", "b", requested_on=EIGHT_DAYS_AGO),
        ],
        [],
    ),
}


@pytest.mark.parametrize(("things", "expected"), UNCONFIRMED.values(), ids=UNCONFIRMED)
def test_a_request_may_wait_for_seven_days(things, expected):
    assert fired("DEP002", things) == expected


def late(days, waiting="a", provider="b", kind="NEEDS", ends_on="2024-06-30"):
    evidence = {
        "kind": kind,
        "needed_by": "2024-06-15",
        "provider_ends_on": ends_on,
        "days": days,
    }
    return (waiting, (provider,), WARNING, {**evidence, **NOBODY})


PAIR = [quarter(), *(objective(key, cycle="q2") for key in "ab")]
MID_JUNE = date(2024, 6, 15)
PROVIDERS: Cases = {
    "by its cycle": ([*PAIR, needs("a", "b", needed_by=MID_JUNE)], [late(15)]),
    "a goal that blocks provides": (
        [*PAIR, needs("b", "a", kind=BLOCKS, needed_by=MID_JUNE)],
        [late(15, kind="BLOCKS")],
    ),
    "by its own date": (
        [
            *PAIR,
            key_result("k", "b", ends_on=date(2024, 6, 16)),
            needs("a", "k", needed_by=MID_JUNE),
        ],
        [late(1, provider="k", ends_on="2024-06-16")],
    ),
    "on the day": (
        [*PAIR, key_result("k", "b", ends_on=MID_JUNE), needs("a", "k", needed_by=MID_JUNE)],
        [],
    ),
    "without an end": ([*GOALS, needs("a", "b", needed_by=MID_JUNE)], []),
    "needed on no day": ([*PAIR, needs("a", "b")], []),
    "resolved": (
        [*PAIR, needs("a", "b", needed_by=MID_JUNE, state=DependencyState.RESOLVED)],
        [],
    ),
    "only related": ([*PAIR, needs("a", "b", kind=RELATES, needed_by=MID_JUNE)], []),
}


@pytest.mark.parametrize(("things", "expected"), PROVIDERS.values(), ids=PROVIDERS)
def test_a_provider_ends_when_it_is_needed(things, expected):
    assert fired("DEP003", things) == expected


def test_the_evidence_names_the_team_that_provides_and_who_watches_over_it():
    people = [*(team(key) for key in ("api", "web")), person("ada")]
    goals = [objective("a", team="web"), objective("b", team="api", ends_on=date(2024, 6, 30))]
    days = {"requested_on": EIGHT_DAYS_AGO, "needed_by": MID_JUNE}
    named = needs("a", "b", provider_team="web", risk_owner="ada", **days)
    for rule in ("DEP002", "DEP003"):
        ((_, _, _, told),) = fired(rule, [*people, *goals, named])
        assert (told["provider_team"], told["risk_owner"]) == ("web", "ada")
        ((_, _, _, told),) = fired(rule, [*people, *goals, needs("a", "b", **days)])
        assert (told["provider_team"], told["risk_owner"]) == ("api", None)
