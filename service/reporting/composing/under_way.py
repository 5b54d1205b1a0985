"""Key results that somebody should speak of, and who did."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from service.cycles.rules import CycleState
from service.narrative.facts import Goal, KeyResult
from service.numbers.computing import window_of
from service.objectives.rules import Lifecycle
from service.progress.rules import KeyResultSource, Status
from service.reporting.composing.material import Material, key_result_numbers
from service.reporting.history import Numbers
from service.reporting.model import Share

_RESTING = {CycleState.PLANNING, CycleState.CLOSED}


def checked_in(material: Material, goals: Iterable[Goal]) -> Share:
    """Of the key results under way that move by check-ins, those of the last cadence."""
    told = [
        one.checked_in_on is not None
        and (material.as_of - one.checked_in_on).days <= material.cadence_days
        for goal in goals
        if goal.lifecycle is Lifecycle.ACTIVE and goal.cycle_state not in _RESTING
        for one in goal.key_results
        if _is_under_way(material, goal, one)
    ]
    return Share(sum(told), len(told))


def confidence_of(numbers: Numbers, goal: Goal, id_: UUID) -> int | None:
    found = key_result_numbers(numbers, goal, id_)
    return None if found is None else found.confidence


def _is_under_way(material: Material, goal: Goal, one: KeyResult) -> bool:
    objective = material.history.facts.objectives.get(goal.id)
    if objective is None or one.progress.status is Status.ACHIEVED:
        return False
    facts = next((part for part in objective.key_results if part.id == one.id), None)
    if facts is None or facts.follows != KeyResultSource.CHECK_INS:
        return False
    window = window_of(objective, facts)
    return _holds(window.starts_on, window.due_on, material.as_of)


def _holds(first: date | None, last: date | None, day: date) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)
