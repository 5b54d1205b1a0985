"""The log as it is read: numbered events, in the order of their numbers.

Whoever reads it remembers the last number that it has seen. Nothing comes before that later on.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from service.database import Database, Session
from service.errors import Gone
from service.events.chain import moment

# What is said here is the id of an organization whose log has grown. It only wakes: who was asleep
# when it was said reads the log all the same.
CHANNEL = "sightline_log"
MOST_READ = 1_000

_ENTRIES = """
SELECT coalesce(json_agg(entry ORDER BY sequence), '[]'::json) FROM (
    SELECT id, sequence, type, subject_kind, subject_id, actor_token_id, actor_person_id,
           occurred_at, changes, details, cause_id, encode(hash, 'hex') AS hash
      FROM event
     WHERE organization_id = $1 AND sequence > $2
       AND ($3::text[] IS NULL OR type = ANY($3)) AND ($4::uuid IS NULL OR subject_id = $4)
       AND subject_kind <> ALL($6)
     ORDER BY sequence LIMIT $5
) entry
"""

_ENDS = """
SELECT json_build_array(coalesce(max(anchor_sequence), 0), coalesce(max(sequence), 0))
  FROM event_chain WHERE organization_id = $1
"""

# Both of one moment: else events could come, or go, in between.
_PAGE = f"SELECT json_build_array(({_ENDS}), ({_ENTRIES}))"

_BEHIND = """
SELECT coalesce(json_agg(c.organization_id), '[]'::json)
  FROM event_chain c LEFT JOIN log_cursor l
    ON l.organization_id = c.organization_id AND l.consumer = $1
 WHERE c.sequence > greatest(l.sequence, c.anchor_sequence)
"""

_CURSOR = text("""
SELECT greatest(
    (SELECT sequence FROM log_cursor
      WHERE organization_id = :organization AND consumer = :consumer),
    (SELECT anchor_sequence FROM event_chain WHERE organization_id = :organization), 0)
""")

_MOVE = text("""
INSERT INTO log_cursor (organization_id, consumer, sequence)
VALUES (:organization, :consumer, :sequence)
ON CONFLICT (organization_id, consumer) DO UPDATE SET sequence = excluded.sequence
""")


class Consumer(StrEnum):
    """Who reads every organization's log, and does something about each event once."""

    FAN_OUT = "fan_out"
    SIGHT = "sight"
    FINDINGS = "findings"


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One numbered event.

    Attributes:
        sequence: 1, 2, 3 … in its organization, without a gap.
        actor_token_id, actor_person_id: none where the operator or the service itself did it.
        hash: of this event and all before it, in hexadecimal.
    """

    organization_id: UUID
    id: UUID
    sequence: int
    type: str
    subject_kind: str
    subject_id: UUID
    actor_token_id: UUID | None
    actor_person_id: UUID | None
    occurred_at: datetime
    changes: dict[str, Any]
    details: dict[str, Any] | None
    cause_id: UUID | None
    hash: str


@dataclass(frozen=True, slots=True)
class LogEnds:
    """Where an organization's log begins and ends.

    Attributes:
        anchor: the last number that retention has taken away; 0 where all are there.
        head: the last number that was given; 0 before the first.
    """

    anchor: int
    head: int


@dataclass(frozen=True, slots=True)
class LogPage:
    """The next events, and where the log began and ended when they were read."""

    entries: list[LogEntry]
    ends: LogEnds


@dataclass(frozen=True, slots=True)
class LogQuery:
    """Which events are asked for.

    Attributes:
        types: None for all.
        without: kinds of subjects that the asker is told nothing of.
    """

    types: Collection[str] | None = None
    subject_id: UUID | None = None
    without: Collection[str] = ()


_ALL = LogQuery()


async def page_after(
    database: Database, organization_id: UUID, sequence: int, *, most: int, query: LogQuery = _ALL
) -> LogPage:
    """The next events after a number, at most so many.

    Raises:
        Gone: retention has taken events after this number.
    """
    sent = await database.statements.json(_PAGE, _arguments(organization_id, sequence, most, query))
    ends, rows = orjson.loads(sent)
    page = LogPage([_entry(organization_id, row) for row in rows], LogEnds(*ends))
    if sequence < page.ends.anchor:
        raise Gone(
            f"events up to {page.ends.anchor} are no longer kept: ask for what comes after them"
        )
    return page


async def entries_after(
    database: Database,
    organization_id: UUID,
    sequence: int,
    *,
    most: int,
    types: Collection[str] | None = None,
    subject_id: UUID | None = None,
) -> list[LogEntry]:
    """The next events after a number, at most so many; of these types, of this subject."""
    query = LogQuery(types, subject_id)
    arguments = _arguments(organization_id, sequence, most, query)
    found = orjson.loads(await database.statements.json(_ENTRIES, arguments))
    return [_entry(organization_id, row) for row in found]


async def ends_of(database: Database, organization_id: UUID) -> LogEnds:
    """Between which numbers the log is: after the anchor, up to the head."""
    sent = await database.statements.json(_ENDS, (organization_id,))
    return LogEnds(*orjson.loads(sent))


async def head_of(database: Database, organization_id: UUID) -> int:
    """The last number that was given; 0 before the first."""
    return (await ends_of(database, organization_id)).head


async def organizations_behind(database: Database, consumer: Consumer) -> list[UUID]:
    """The organizations whose log goes on after what a consumer has done with."""
    return await database.statements.ids(_BEHIND, (consumer.value,))


async def cursor_of(session: Session, organization_id: UUID, consumer: str) -> int:
    """The last number that a consumer has done with; where the log begins before its first one."""
    scope = {"organization": organization_id, "consumer": consumer}
    return int(await session.scalar(_CURSOR, scope) or 0)


async def move_cursor(
    session: Session, organization_id: UUID, consumer: str, sequence: int
) -> None:
    """Remember how far it has come, in the transaction of what it did about it."""
    scope = {"organization": organization_id, "consumer": consumer, "sequence": sequence}
    await session.execute(_MOVE, scope)


def public_payload(entry: LogEntry, organization: str) -> dict[str, Any]:
    """An event as everybody outside gets it, whichever way; `organization` is the slug."""
    return {
        "type": entry.type,
        "timestamp": moment(entry.occurred_at),
        "data": {
            "id": str(entry.id),
            "sequence": entry.sequence,
            "organization": {"id": str(entry.organization_id), "slug": organization},
            "actor": {"person": _text(entry.actor_person_id), "token": _text(entry.actor_token_id)},
            "subject": {"kind": entry.subject_kind, "id": str(entry.subject_id)},
            "changes": entry.changes,
            "details": entry.details,
            "cause": _text(entry.cause_id),
        },
    }


def _arguments(
    organization_id: UUID, sequence: int, most: int, query: LogQuery
) -> tuple[object, ...]:
    types = None if query.types is None else [str(one) for one in query.types]
    return organization_id, sequence, types, query.subject_id, most, list(query.without)


def _entry(organization_id: UUID, row: dict[str, Any]) -> LogEntry:
    return LogEntry(
        organization_id=organization_id,
        id=UUID(row["id"]),
        sequence=row["sequence"],
        type=row["type"],
        subject_kind=row["subject_kind"],
        subject_id=UUID(row["subject_id"]),
        actor_token_id=_id(row["actor_token_id"]),
        actor_person_id=_id(row["actor_person_id"]),
        occurred_at=datetime.fromisoformat(row["occurred_at"]),
        changes=row["changes"],
        details=row["details"],
        cause_id=_id(row["cause_id"]),
        hash=row["hash"],
    )


def _id(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)


def _text(id: UUID | None) -> str | None:
    return None if id is None else str(id)
