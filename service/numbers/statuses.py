"""That statuses are others than before, as facts: pure."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from service.events.catalogue import EventType
from service.events.causes import Causes
from service.events.facts import Fact, plain
from service.numbers.computing import Computed
from service.numbers.derived import KeyResultNumbers, ObjectiveNumbers
from service.numbers.facts import KeyResultFacts, ObjectiveFacts
from service.progress.ratios import shown_ratio

_Numbers = KeyResultNumbers | ObjectiveNumbers


def status_facts(
    pairs: Sequence[tuple[ObjectiveFacts, Computed]], causes: Causes
) -> Iterator[Fact]:
    """A fact for each goal whose status is another; the first one that a goal has is none.

    What follows from no event follows from the calendar, and says so.
    """
    for objective, found in pairs:
        moved: list[UUID] = []
        for kind, one, before, after in _compared(objective, found):
            # Without a rule it was never computed before: the goal is new.
            if before.status_rule is None or before.status == after.status:
                continue
            # An objective's follows from what its key results do, unless it was changed itself.
            cause = causes.of(one.id, *moved, objective.id)
            if causes.made(cause, one.created_at):
                continue
            moved.append(one.id)
            yield Fact(
                EventType.STATUS_CHANGED,
                kind,
                one.id,
                {"status": (plain(before.status), plain(after.status))},
                _details(after, found, is_calendar=cause is None),
                cause,
            )


def _compared(
    objective: ObjectiveFacts, found: Computed
) -> Iterator[tuple[str, ObjectiveFacts | KeyResultFacts, _Numbers, _Numbers]]:
    """Key results first, and then what they move."""
    for one in objective.key_results:
        yield "key_result", one, one.stored, found.key_results[one.id]
    yield "objective", objective, objective.stored, found.objective


def _details(after: _Numbers, found: Computed, *, is_calendar: bool) -> dict[str, object]:
    day = found.objective.numbers_on
    return {
        "rule": plain(after.status_rule),
        "progress": None if after.progress is None else shown_ratio(after.progress),
        "expected": None if after.expected is None else shown_ratio(after.expected),
        "day": None if day is None else day.isoformat(),
        "calendar": is_calendar,
    }
