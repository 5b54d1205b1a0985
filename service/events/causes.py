"""Which events a transaction has told: what follows from them in it names them as its cause."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from service.database import Session

# Of very many, only the latest are remembered: nobody asks what followed from each of an import's.
_MOST = 1_000
# Fields in which an event names what else it is about.
_NAMED = ("key_result_id", "objective_id", "kpi_id", "child_id", "parent_id")

_TOLD: WeakKeyDictionary[Session, list[Mapping[str, Any]]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Causes:
    """What things follow from.

    Attributes:
        by_id: events by what they are about, or name.
        otherwise: of what none of them is about.
        since: when the worker was asked because of an event; what was made then is new to it.
    """

    by_id: Mapping[UUID, UUID] = field(default_factory=dict)
    otherwise: UUID | None = None
    since: Mapping[UUID, datetime] = field(default_factory=dict)

    def made(self, event_id: UUID | None, created_at: datetime | None) -> bool:
        """Whether a row came with the event for which the worker was asked, by the same write."""
        since = None if event_id is None else self.since.get(event_id)
        return since is not None and created_at is not None and created_at >= since

    def of(self, *ids: UUID) -> UUID | None:
        """The event that is about the first of these that one is about."""
        found = (self.by_id.get(one) for one in ids)
        return next((event for event in found if event is not None), self.otherwise)


def remember(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """That these rows of the log were written in the session's transaction."""
    told = _TOLD.setdefault(session, [])
    if len(told) + len(rows) > _MOST:
        told.clear()
    told.extend(rows[-_MOST:])


def causes_in(session: Session) -> Causes:
    """What follows now from what the transaction has told so far; the latest comes first."""
    told = _TOLD.get(session)
    if not told:
        return Causes()
    by_id: dict[UUID, UUID] = {}
    for row in told:
        by_id.update(dict.fromkeys(_about(row), row["id"]))
    return Causes(by_id, told[-1]["id"])


def _about(row: Mapping[str, Any]) -> list[UUID]:
    changes = row["changes"]
    values = [value for name in _NAMED for value in changes.get(name, ()) if value is not None]
    return [*map(UUID, values), row["subject_id"]]
