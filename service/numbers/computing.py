"""The numbers of objectives and their key results from their facts: pure, for one day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from service.identity.rules import day_in
from service.numbers.derived import KeyResultNumbers, ObjectiveNumbers
from service.numbers.facts import Child, Days, Facts, KeyResultFacts, ObjectiveFacts
from service.progress.combining import Combined, Share, child_weight, combine, drives_by
from service.progress.expecting import Window, expected_progress
from service.progress.measuring import Measure, clamped, keeps, raw_progress
from service.progress.rules import (
    KeyResultSource,
    NoProgress,
    ProgressDriver,
    ReportedStatus,
    Status,
)
from service.progress.staleness import counts_from, is_stale
from service.progress.status import standing

_RESTING = frozenset({"PLANNING", "CLOSED"})

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Computed:
    """The numbers of one objective and of its live key results, these by id."""

    objective: ObjectiveNumbers
    key_results: dict[UUID, KeyResultNumbers]


def computed(
    facts: Facts, objective: ObjectiveFacts, day: date, cyclic: Collection[UUID] = ()
) -> Computed:
    """All numbers of an objective on a day of its organization.

    `cyclic` are objectives and key results that are members of a component of the graph: what
    their children do moves none of them, and such an objective has no progress.
    """
    key_results = {
        one.id: key_result_numbers(facts, objective, one, day, cyclic=one.id in cyclic)
        for one in objective.key_results
    }
    combined = combine([share for _, share in drivers(objective, key_results, day)])
    if objective.id in cyclic:
        combined = Combined(None, None, None, NoProgress.CYCLE)
    stands = standing(
        combined.progress,
        combined.expected,
        objective.ends_on,
        day,
        keeps=False,
        reported=None,
        lines=facts.settings.lines,
    )
    numbers = ObjectiveNumbers(
        progress=combined.progress,
        data_coverage=combined.data_coverage,
        expected=combined.expected,
        status=stands.status,
        status_rule=stands.rule,
        stale=any(one.stale for one in key_results.values()),
        no_progress_reason=combined.missing,
        numbers_on=day,
    )
    return Computed(numbers, key_results)


def known_cyclic(objective: ObjectiveFacts) -> Collection[UUID]:
    """What the last look at the graph found on a cycle; only that can tell that it is no more."""
    if objective.stored.no_progress_reason != NoProgress.CYCLE:
        return ()
    members = [
        one.id
        for one in objective.key_results
        if follows_children(one) and one.stored.progress is None
    ]
    return [objective.id, *members]


def drivers(
    objective: ObjectiveFacts, key_results: dict[UUID, KeyResultNumbers], day: date
) -> list[tuple[UUID, Share]]:
    """What drives an objective: its key results, its aligned children, or both, by id."""
    named = objective.progress_driver
    driver = drives_by(ProgressDriver(named) if named else None, has_key_results=bool(key_results))
    shares: list[tuple[UUID, Share]] = []
    if driver is not ProgressDriver.ALIGNED_CHILDREN:
        for one in objective.key_results:
            numbers = key_results[one.id]
            shares.append((one.id, Share(one.weight, numbers.progress, numbers.expected)))
    if driver is not ProgressDriver.KEY_RESULTS:
        shares += shares_of(objective.children, day)
    return shares


def shares_of(children: Sequence[Child], day: date) -> list[tuple[UUID, Share]]:
    """What each child whose edge holds on the day counts in its parent, by id."""
    return [
        (child.id, Share(_weight(child, day), child.progress, child.expected))
        for child in children
        if _holds(child.valid, day)
    ]


def key_result_numbers(
    facts: Facts, objective: ObjectiveFacts, one: KeyResultFacts, day: date, *, cyclic: bool = False
) -> KeyResultNumbers:
    """The numbers of one key result; where it is `cyclic`, its children do not move it."""
    measure, window = measured(one), window_of(objective, one)
    raw = (
        _followed(one, day, cyclic=cyclic) if follows_children(one) else raw_progress(measure, day)
    )
    progress, expected = clamped(raw), expected_progress(measure, window, day)
    reported = reported_status(one)
    stands = standing(
        progress,
        expected,
        window.due_on,
        day,
        keeps=keeps(measure.metric_type) and not follows_children(one),
        reported=ReportedStatus(reported) if reported else None,
        lines=facts.settings.lines,
    )
    return KeyResultNumbers(
        current=measure.current,
        confidence=_settled(one, "confidence", one.said.confidence, one.stored.confidence),
        reported_status=reported,
        progress_raw=raw,
        progress=progress,
        expected=expected,
        derived_status=stands.derived,
        status=stands.status,
        status_rule=stands.rule,
        stale=_is_stale(facts, objective, one, stands.status, day),
        checked_in_at=one.said.at,
    )


def measured(one: KeyResultFacts) -> Measure:
    """Its measure with the value of its KPI, else of a check-in, else as it was set."""
    said = one.said.value if one.reading is None else one.reading
    return replace(one.measure, current=_settled(one, "current", said, one.stored.current))


def reported_status(one: KeyResultFacts) -> str | None:
    """The status that was reported last."""
    return _settled(one, "reported_status", one.said.status, one.stored.reported_status)


def window_of(objective: ObjectiveFacts, one: KeyResultFacts) -> Window:
    """When a key result begins and is due."""
    due_on = objective.ends_on if one.due_on is None else one.due_on
    return Window(objective.starts_on, due_on, one.checkpoints)


def follows_children(one: KeyResultFacts) -> bool:
    """Whether the children aligned to a key result tell its progress."""
    return one.follows == KeyResultSource.ALIGNED_CHILDREN


def since(facts: Facts, objective: ObjectiveFacts, one: KeyResultFacts) -> date:
    """The day that its next check-in is counted from."""
    checked_in_on = None if one.said.at is None else day_in(facts.timezone, one.said.at)
    created_on = day_in(facts.timezone, one.created_at)
    return counts_from(checked_in_on, objective.starts_on, created_on)


def runs(objective: ObjectiveFacts) -> bool:
    """Whether check-ins of its key results are to be expected."""
    return objective.lifecycle == "ACTIVE" and objective.cycle_state not in _RESTING


def _is_stale(
    facts: Facts, objective: ObjectiveFacts, one: KeyResultFacts, status: Status, day: date
) -> bool:
    return is_stale(
        since(facts, objective, one),
        window_of(objective, one),
        status,
        day,
        facts.settings,
        runs=runs(objective),
    )


def _followed(one: KeyResultFacts, day: date, *, cyclic: bool) -> Decimal | None:
    if cyclic:
        return None
    return combine([share for _, share in shares_of(one.children, day)]).progress


def _settled(
    one: KeyResultFacts, column: str, said: Value | None, stored: Value | None
) -> Value | None:
    """What is said, else what was set; a value that was taken back was not set."""
    if said is not None:
        return said
    return None if column in one.taken_back else stored


def _weight(child: Child, day: date) -> Decimal:
    # A cancelled parent is none of those that the child is shared among.
    parents = sum(_holds(days, day) for days in child.shared)
    return child_weight(child.weight, child.allocation, max(parents, 1))


def _holds(days: Days, day: date) -> bool:
    first, last = days
    return (first is None or first <= day) and (last is None or day <= last)
