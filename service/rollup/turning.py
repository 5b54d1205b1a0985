"""The calendar: at an organization's own midnight, what is expected by the new day."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from service.actor import operator
from service.database import Database, Session
from service.events.causes import Causes
from service.identity.rules import day_in, is_over
from service.numbers.refreshing import refresh
from service.rollup.statements import CLOCK, CLOCKS, PLAN_ANEW, REQUEST_EDGES, TO_TURN, TURNED
from service.turns import Purpose, take_turn

# Objectives of one transaction: who writes waits two seconds for one of them at most.
_TURNED_AT_ONCE = 250
_BEFORE_ALL = UUID(int=0)


async def turn_calendar(database: Database, now: datetime) -> int:
    """Turn all organizations whose day is over; answers how many objectives were looked at."""
    behind = await organizations_behind(database, now)
    return sum([await turn_organization(database, id_, now) for id_ in behind])


async def organizations_behind(database: Database, now: datetime) -> list[UUID]:
    """The organizations whose numbers are not yet of their day."""
    clocks = orjson.loads(await database.statements.json(CLOCKS, ()))
    return [
        UUID(id_)
        for id_, timezone, turned_on in clocks
        if is_over(date.fromisoformat(turned_on) if turned_on else None, timezone, now)
    ]


async def turn_organization(database: Database, organization_id: UUID, now: datetime) -> int:
    """Turn one organization to its day, by batches: one that was broken off is taken up again.

    Returns:
        How many objectives were looked at; 0 where it is turned, or another worker has its turn.
    """
    # This transaction writes the clock at the end and nothing else: it is in nobody's way.
    async with database.writing_lightly(organization_id) as keeper:
        if not await take_turn(keeper, organization_id, Purpose.CALENDAR):
            return 0
        (clock,) = await keeper.execute(CLOCK, {"organization": organization_id})
        if not is_over(clock.turned_on, clock.timezone, now):
            return 0
        day = day_in(clock.timezone, now)
        turned = await _turned(database, organization_id, clock, now)
        await _end(keeper, organization_id, clock, day, now)
    return turned


async def _turned(database: Database, organization_id: UUID, clock: Any, now: datetime) -> int:  # noqa: ANN401 - a row
    scope = {
        "organization": organization_id,
        "day": day_in(clock.timezone, now),
        "since": clock.turned_on,
        # A clock that was set back: what is of this day, too, was computed by other settings.
        "every": clock.seen is not None and clock.turned_on is None,
        "most": _TURNED_AT_ONCE,
    }
    causes = Causes(otherwise=clock.cause_id)
    turned, after = 0, _BEFORE_ALL
    while batch := await _batch(database, {**scope, "after": after}, now, causes):
        turned, after = turned + len(batch), batch[-1]
    return turned


async def _batch(
    database: Database, scope: dict[str, Any], now: datetime, causes: Causes
) -> Sequence[UUID]:
    organization_id = scope["organization"]
    async with database.writing_lightly(organization_id) as session:
        await session.execute(PLAN_ANEW)
        ids = list(await session.scalars(TO_TURN, scope))
        await refresh(session, operator(organization_id), ids, now, causes)
    return ids


async def _end(
    keeper: Session,
    organization_id: UUID,
    clock: Any,  # noqa: ANN401 - a row
    day: date,
    now: datetime,
) -> None:
    scope = {"organization": organization_id, "day": day}
    if clock.turned_on is not None:
        since = {**scope, "since": clock.turned_on, "now": now}
        await keeper.execute(REQUEST_EDGES, since)
    await keeper.execute(TURNED, {**scope, "seen": clock.seen})
