"""Where lines of sight may have moved, by what the log tells: pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from service.events.catalogue import EventType
from service.events.feed import LogEntry

# Of these events, only where one of these fields has changed; of others always.
_FIELDS: Mapping[EventType, frozenset[str]] = {
    EventType.OBJECTIVE_UPDATED: frozenset(
        {"level", "lifecycle", "standalone_reason", "archived_at"}
    ),
    EventType.KEY_RESULT_UPDATED: frozenset({"objective_id", "archived_at"}),
    EventType.ALIGNMENT_UPDATED: frozenset({"state", "valid_from", "valid_to", "archived_at"}),
    EventType.STRATEGY_ELEMENT_UPDATED: frozenset({"archived_at"}),
}
_ALWAYS = frozenset(
    {
        EventType.OBJECTIVE_CREATED,
        EventType.OBJECTIVE_ARCHIVED,
        EventType.OBJECTIVE_RESTORED,
        EventType.KEY_RESULT_CREATED,
        EventType.KEY_RESULT_ARCHIVED,
        EventType.KEY_RESULT_RESTORED,
        EventType.STRATEGY_ELEMENT_CREATED,
        EventType.STRATEGY_ELEMENT_ARCHIVED,
        EventType.STRATEGY_ELEMENT_RESTORED,
        EventType.ALIGNMENT_CREATED,
        EventType.ALIGNMENT_ARCHIVED,
        EventType.ALIGNMENT_RESTORED,
        EventType.ALIGNMENT_ACCEPTED,
        EventType.ALIGNMENT_DECLINED,
        EventType.ALIGNMENT_WITHDRAWN,
    }
)
MOVING: tuple[EventType, ...] = (*sorted(_ALWAYS), *_FIELDS)
_CANCELLED = "CANCELLED"
ALIGNMENT = "alignment"


@dataclass(frozen=True, slots=True)
class Seed:
    """A node from which on lines of sight may have moved.

    Attributes:
        cause_id: the event that says so; none: the calendar.
        lost_reason: it may no longer stand alone.
    """

    node_id: UUID
    cause_id: UUID | None
    lost_reason: bool = False


def alignments_among(entries: Iterable[LogEntry]) -> list[UUID]:
    return [entry.subject_id for entry in entries if entry.subject_kind == ALIGNMENT]


def seeds_of(entries: Iterable[LogEntry], child_by_edge: Mapping[UUID, UUID]) -> Iterator[Seed]:
    """Of an edge its child, of all else what the event is about, in the order of the log."""
    for entry in entries:
        if not _moves(entry):
            continue
        if entry.subject_kind == ALIGNMENT:
            if entry.subject_id in child_by_edge:
                yield Seed(child_by_edge[entry.subject_id], entry.id)
        else:
            yield Seed(entry.subject_id, entry.id, lost_reason=_lost_reason(entry))


def _moves(entry: LogEntry) -> bool:
    fields = _FIELDS.get(EventType(entry.type))
    if fields is None:
        return True
    moved = fields & entry.changes.keys()
    if moved == {"lifecycle"}:
        # A goal that begins or ends leads up all the same.
        return _CANCELLED in entry.changes["lifecycle"]
    return bool(moved)


def _lost_reason(entry: LogEntry) -> bool:
    before, after = entry.changes.get("standalone_reason", (None, None))
    return entry.type == EventType.OBJECTIVE_UPDATED and bool(before) and not after
