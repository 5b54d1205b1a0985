"""`record()`: the one way that a fact gets into the log, in the transaction of the change."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert

from service.actor import Actor
from service.database import Session
from service.events.causes import remember
from service.events.facts import Fact
from service.events.models import Event
from service.tables import metadata, new_id, utc_now

# The table itself, past the mapper, which would cost more than all else here.
EVENTS = metadata.tables[str(Event.__tablename__)]
# What `event_rows` have: all but the position, which the database gives, and the sequence and hash,
# which are given after commit.
TOLD = (
    "organization_id",
    "id",
    "type",
    "subject_kind",
    "subject_id",
    "actor_token_id",
    "actor_person_id",
    "occurred_at",
    "changes",
    "details",
    "cause_id",
)


async def record(session: Session, actor: Actor, *facts: Fact) -> None:
    """Write the facts, in their order; nothing where there are none."""
    await record_all(session, actor, facts)


async def record_all(session: Session, actor: Actor, facts: Sequence[Fact]) -> None:
    if facts:
        rows = event_rows(actor, facts)
        await session.execute(insert(EVENTS), rows)
        remember(session, rows)


def event_rows(actor: Actor, facts: Sequence[Fact]) -> list[dict[str, Any]]:
    """The facts as rows of the log, which all happened now."""
    now = utc_now()
    return [
        {
            "organization_id": actor.organization_id,
            "id": new_id(),
            "type": fact.type,
            "subject_kind": fact.subject_kind,
            "subject_id": fact.subject_id,
            "actor_token_id": actor.token_id,
            "actor_person_id": actor.person_id,
            "occurred_at": now,
            "changes": {field: list(change) for field, change in fact.changes.items()},
            "details": None if fact.details is None else dict(fact.details),
            "cause_id": fact.cause_id,
        }
        for fact in facts
    ]
