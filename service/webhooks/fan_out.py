"""From the log to the endpoints: a delivery for each event that an endpoint wants.

In the worker, not in the transaction of the change: nobody who writes waits for who listens. What
is delivered and how far the log was read are one transaction, so each event is fanned out once.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from service.database import Database, Session
from service.events.feed import (
    Consumer,
    LogEntry,
    cursor_of,
    entries_after,
    head_of,
    move_cursor,
)
from service.tables import new_id
from service.turns import Purpose, take_turn
from service.webhooks.filters import subscribes
from service.webhooks.teams import teams_of

# Events of one transaction.
_EVENTS = 500
# Clocks of machines differ: rather one event from before an endpoint was there than one too few.
_SLACK = timedelta(minutes=1)

# A paused endpoint is sent later what happens now; a disabled one is not.
_SUBSCRIBERS = text("""
SELECT w.id, w.event_types, w.team_id, w.created_at FROM webhook w
 WHERE w.organization_id = :organization AND w.state IN ('ENABLED', 'PAUSED')
   AND w.archived_at IS NULL
 ORDER BY w.id
""")

# The commit need not wait for the disk: were it lost with the database, it would be done again, and
# whatever is settled of it flushes it.
_IN_MEMORY = text("SET LOCAL synchronous_commit = off")

# In the order of the log: the ids and the moment that it is due have this order, too.
_DELIVER = text("""
INSERT INTO webhook_delivery (organization_id, id, webhook_id, event_id, sequence, type, subject_id,
                              kind, state, attempts, next_attempt_at, created_at)
SELECT CAST(:organization AS uuid), d.*, 'EVENT', 'PENDING', 0, statement_timestamp(),
       statement_timestamp()
  FROM unnest(CAST(:ids AS uuid[]), CAST(:webhooks AS uuid[]), CAST(:events AS uuid[]),
              CAST(:sequences AS bigint[]), CAST(:types AS text[]), CAST(:subjects AS uuid[])) d
ON CONFLICT DO NOTHING
""")


@dataclass(frozen=True, slots=True)
class Subscriber:
    """What an endpoint wants to be told, of what happened since it is there."""

    id: UUID
    filters: frozenset[str]
    team_id: UUID | None
    since: datetime


async def fan_out(database: Database, organization_id: UUID) -> int:
    """One transaction's worth of it.

    Returns:
        How many events it went past; 0 where there is none, or another worker has its turn.
    """
    async with database.writing_lightly(organization_id) as session:
        if not await take_turn(session, organization_id, Purpose.FAN_OUT):
            return 0
        done = await cursor_of(session, organization_id, Consumer.FAN_OUT)
        # Before the endpoints: who was there when something happened is among them.
        reached = await head_of(database, organization_id)
        if reached <= done:
            return 0
        if subscribers := await _subscribers(session, organization_id):
            await session.execute(_IN_MEMORY)
            reached = min(reached, done + _EVENTS)
            entries = await entries_after(database, organization_id, done, most=reached - done)
            await _deliver(session, organization_id, subscribers, entries)
        await move_cursor(session, organization_id, Consumer.FAN_OUT, reached)
        return reached - done


def deliveries_of(
    subscribers: Sequence[Subscriber],
    entries: Sequence[LogEntry],
    teams: Mapping[UUID, Collection[UUID]],
) -> list[tuple[LogEntry, UUID]]:
    """Which events go to which endpoints, in the order of the log.

    `teams` are by subject its own and those above, as far as an endpoint asks for one.
    """
    interested = _interested(subscribers, entries)
    return [
        (entry, one.id)
        for entry in entries
        for one in interested[entry.type]
        if one.since <= entry.occurred_at
        and (one.team_id is None or one.team_id in teams.get(entry.subject_id, ()))
    ]


async def _subscribers(session: Session, organization_id: UUID) -> list[Subscriber]:
    rows = await session.execute(_SUBSCRIBERS, {"organization": organization_id})
    return [
        Subscriber(row.id, frozenset(row.event_types), row.team_id, row.created_at - _SLACK)
        for row in rows
    ]


async def _deliver(
    session: Session,
    organization_id: UUID,
    subscribers: Sequence[Subscriber],
    entries: Sequence[LogEntry],
) -> None:
    of_teams = [one for one in subscribers if one.team_id is not None]
    interested = _interested(of_teams, entries)
    subjects = {
        (entry.subject_kind, entry.subject_id): None for entry in entries if interested[entry.type]
    }
    teams = await teams_of(session, organization_id, list(subjects))
    made = deliveries_of(subscribers, entries, teams)
    if made:
        given = {
            "organization": organization_id,
            "ids": [new_id() for _ in made],
            "webhooks": [webhook_id for _, webhook_id in made],
            "events": [entry.id for entry, _ in made],
            "sequences": [entry.sequence for entry, _ in made],
            "types": [entry.type for entry, _ in made],
            "subjects": [entry.subject_id for entry, _ in made],
        }
        await session.execute(_DELIVER, given)


def _interested(
    subscribers: Sequence[Subscriber], entries: Sequence[LogEntry]
) -> Mapping[str, list[Subscriber]]:
    """By type of the entries, whose filters let it pass."""
    return {
        type_: [one for one in subscribers if subscribes(one.filters, type_)]
        for type_ in {entry.type for entry in entries}
    }
