"""The queue of what is to be computed anew, emptied in batches by one worker at a time."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from service.actor import Actor, operator
from service.database import Database, Session
from service.events.causes import Causes
from service.numbers.refreshing import refresh
from service.rollup.climbing import climb
from service.rollup.statements import PENDING, PLAN_ANEW, TAKE, TURN_PLAIN, WAITING
from service.turns import Purpose, take_turn

# Rows of the queue that one batch looks at. Who writes waits two seconds for a row at most, so no
# batch may hold its objectives nearly as long.
_CLAIMED = 1_000
# Objectives of which one batch computes all numbers.
_REFRESHED = 250


async def pending_organizations(database: Database) -> list[UUID]:
    """The organizations whose queues are not empty."""
    return await database.statements.ids(PENDING)


async def drain(database: Database, organization_id: UUID, now: datetime) -> int:
    """Empty an organization's queue, waiting for others who do; answers what was taken from it."""
    taken = 0
    while batch := await drain_batch(database, organization_id, now, wait=True):
        taken += batch
    return taken


async def drain_batch(
    database: Database, organization_id: UUID, now: datetime, *, wait: bool = False
) -> int:
    """One transaction's worth of it: all of that is done and gone from the queue, or nothing.

    Returns:
        How many requests were attended to; 0 where there is none, or another worker has its turn.
    """
    async with database.writing_lightly(organization_id) as session:
        if not await take_turn(session, organization_id, Purpose.DRAIN, wait=wait):
            return 0
        scope = {"organization": organization_id, "most": _CLAIMED}
        rows = list(await session.execute(WAITING, scope))
        if not rows:
            return 0
        await session.execute(PLAN_ANEW)
        return await _attended(session, operator(organization_id), rows, now)


async def _attended(session: Session, actor: Actor, rows: Sequence[Any], now: datetime) -> int:
    """Numbers of objectives first; what is above them waits until many can be climbed at once."""
    wanted = dict.fromkeys(row.objective_id for row in rows if row.refresh)
    if chosen := set(islice(wanted, _REFRESHED)):
        done = [row.id for row in rows if row.refresh and row.objective_id in chosen]
        await session.execute(TURN_PLAIN, {"organization": actor.organization_id, "requests": done})
        await refresh(session, actor, chosen, now, _causes(rows))
        return len(done)
    done = [row.id for row in rows]
    await session.execute(TAKE, {"organization": actor.organization_id, "requests": done})
    await climb(session, actor, {row.objective_id for row in rows}, now, _causes(rows))
    return len(done)


def _causes(rows: Sequence[Any]) -> Causes:
    """By objective, the last event for which it is asked for; the calendar's requests have none."""
    by_id = {row.objective_id: row.cause_id for row in rows if row.cause_id is not None}
    is_of_events = all(row.cause_id is not None for row in rows)
    since = {row.cause_id: row.requested_at for row in reversed(rows)}
    return Causes(by_id, max(by_id.values()) if is_of_events else None, since)
