"""What is true of whatever is told."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from service.events.catalogue import CATALOGUE, EventType
from service.events.models import Event


def assert_catalogued(told: Sequence[Event]) -> None:
    for event in told:
        kind = CATALOGUE[EventType(event.type)]
        assert event.subject_kind in kind.subject_kinds
        assert (event.cause_id is not None) <= kind.is_derived


def repeated(told: Sequence[Event]) -> list[tuple[str, UUID]]:
    """What was said twice."""
    counts = Counter((event.type, event.subject_id) for event in told)
    return [one for one, count in counts.items() if count > 1]
