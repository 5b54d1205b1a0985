"""The chain of hashes through an organization's log; `docs/events.md` says how to check it.

Each event's hash covers that of the one before it: whoever changes, takes away or slips in one
event has to change all that follow, and the head that somebody may have written down elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson

FORMAT = "sightline-event/1"
# What the first event follows.
BEGINNING = bytes(32)


@dataclass(frozen=True, slots=True)
class Link:
    """An event as the chain knows it: of its row all but the position."""

    organization_id: UUID
    sequence: int
    id: UUID
    type: str
    subject_kind: str
    subject_id: UUID
    actor_person_id: UUID | None
    actor_token_id: UUID | None
    occurred_at: datetime
    changes: Mapping[str, Any]
    details: Mapping[str, Any] | None
    cause_id: UUID | None


def next_hash(before: bytes, link: Link) -> bytes:
    """SHA-256 of the hash before and the event's canonical bytes."""
    return sha256(before + canonical(link)).digest()


def canonical(link: Link) -> bytes:
    """The event as one JSON array in UTF-8: keys in order, no space, nothing escaped in vain."""
    told = (
        FORMAT,
        _text(link.organization_id),
        link.sequence,
        _text(link.id),
        link.type,
        link.subject_kind,
        _text(link.subject_id),
        _text(link.actor_person_id),
        _text(link.actor_token_id),
        moment(link.occurred_at),
        link.changes,
        link.details,
        _text(link.cause_id),
    )
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)


def moment(at: datetime) -> str:
    """A moment in UTC with all six digits, as events always have it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def _text(id: UUID | None) -> str | None:
    return None if id is None else str(id)
