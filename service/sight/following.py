"""Lines of sight follow the log: what an event may have moved is looked at anew, and no more."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from service.actor import operator
from service.database import Database, Session
from service.events.feed import Consumer, LogEntry, cursor_of, entries_after, head_of, move_cursor
from service.events.record import record_all
from service.identity.rules import day_in, is_over
from service.libraries import loaded, np
from service.sight.ground import Ground
from service.sight.reaches import Reaches
from service.sight.seeds import MOVING, Seed, alignments_among, seeds_of
from service.sight.settling import Settling
from service.sight.statements import (
    CHILDREN,
    CLOCK,
    CLOCKS,
    PLAN_ANEW,
    SET_CLOCK,
    TURNED,
)
from service.sight.storing import read_parts, write_parts
from service.sight.survey import surveyed
from service.sight.walk import TooWideError, Walk
from service.turns import Purpose, take_turn

# Events that are looked at together.
_MOST_ENTRIES = 1_000
# Where so many events wait, as after an import, one look at everything serves them all.
_LONG = 20_000


async def organizations_turned(database: Database, now: datetime) -> list[UUID]:
    """The organizations whose lines of sight are kept for a day that is over.

    Of one whose day came again, by another time zone, the event of that tells.
    """
    clocks = orjson.loads(await database.statements.json(CLOCKS, ()))
    return [
        UUID(id_)
        for id_, timezone, day in clocks
        if is_over(date.fromisoformat(day), timezone, now)
    ]


async def follow(database: Database, organization_id: UUID, now: datetime) -> int:
    """One transaction's worth of it: standings, events and how far the log was read, or nothing.

    The first time, what there is now is remembered, and nothing told. Edges hold as on the
    organization's day.

    Returns:
        How many events it went past, or 1 for the first time or another day; 0 where there is
        nothing to do, or another worker has its turn.
    """
    async with database.writing(organization_id) as session:
        if not await take_turn(session, organization_id, Purpose.SIGHT):
            return 0
        (row,) = await session.execute(CLOCK, {"organization": organization_id})
        today = day_in(row.timezone, now)
        # Before anything is looked at: what comes after is looked at the next time.
        head = await head_of(database, organization_id)
        seen = await cursor_of(session, organization_id, Consumer.SIGHT)
        if seen >= head and row.day == today:
            return 0
        await loaded(np)
        following = _Following(database, session, organization_id, today)
        if row.day is None:
            await following.begin()
            reached = head
        else:
            reached = await following.attend(row.day, seen, head)
        await move_cursor(session, organization_id, Consumer.SIGHT, reached)
    return max(reached - seen, 1)


class _Following:
    """What one transaction does about an organization."""

    def __init__(
        self, database: Database, session: Session, organization_id: UUID, today: date
    ) -> None:
        self._database = database
        self._session = session
        self._organization_id = organization_id
        self._today = today
        self._scope = {"organization": organization_id, "day": today}

    async def begin(self) -> None:
        """Remember how far everybody sees."""
        async with self._database.reading() as session:
            ground = await surveyed(session, self._organization_id, self._today)
        reaches = await self._stored(ground)
        reaches.put(ground.seq, ground.actual)
        await write_parts(self._session, self._organization_id, reaches)
        await self._session.execute(SET_CLOCK, self._scope)

    async def attend(self, kept: date, seen: int, head: int) -> int:
        """Follow the next events, and the calendar with the last ones; answers the last number."""
        pages = self._pages(seen, head)
        entries = await anext(pages)
        is_long = len(entries) == _MOST_ENTRIES and head - entries[-1].sequence > _LONG
        if is_long:
            await self._follow_all(entries, pages)
        else:
            is_last = len(entries) < _MOST_ENTRIES
            turned = await self._turned(kept) if is_last and kept != self._today else []
            await self._follow_some([*await self._seeds(entries), *turned])
            if not is_last:
                return entries[-1].sequence
            await self._session.execute(SET_CLOCK, self._scope)
        return head

    async def _pages(self, seen: int, head: int) -> AsyncIterator[Sequence[LogEntry]]:
        """What moves lines of sight, up to the number that was the last one; one page at least."""
        is_more = True
        while is_more:
            found = await entries_after(
                self._database, self._organization_id, seen, most=_MOST_ENTRIES, types=MOVING
            )
            entries = [entry for entry in found if entry.sequence <= head]
            is_more = len(entries) == _MOST_ENTRIES
            yield entries
            seen = entries[-1].sequence if entries else head

    async def _follow_some(self, seeds: Sequence[Seed]) -> None:
        if not seeds:
            return
        try:
            async with self._database.reading() as session:
                await session.execute(PLAN_ANEW)
                walk = Walk(session, self._session, self._organization_id, self._today)
                ground = await walk.ground([seed.node_id for seed in seeds])
            reaches = walk.reaches
        except TooWideError:
            ground = await self._survey()
            reaches = await self._stored(ground)
        settling = Settling(ground, reaches.of(ground.seq))
        await self._tell(settling, seeds)
        reaches.put(ground.seq, settling.standings)
        await write_parts(self._session, self._organization_id, reaches)

    async def _follow_all(
        self, entries: Sequence[LogEntry], pages: AsyncIterator[Sequence[LogEntry]]
    ) -> None:
        """A long log by one look, which comes after all of it; the calendar the next time."""
        ground = await self._survey()
        reaches = await self._stored(ground)
        settling = Settling(ground, reaches.of(ground.seq))
        await self._tell(settling, await self._seeds(entries))
        async for more in pages:
            await self._tell(settling, await self._seeds(more))
        reaches.put(ground.seq, settling.standings)
        await write_parts(self._session, self._organization_id, reaches)

    async def _survey(self) -> Ground:
        async with self._database.reading() as session:
            return await surveyed(session, self._organization_id, self._today)

    async def _stored(self, ground: Ground) -> Reaches:
        reaches = Reaches()
        await read_parts(self._session, self._organization_id, reaches, ground.seq)
        return reaches

    async def _seeds(self, entries: Sequence[LogEntry]) -> list[Seed]:
        children: dict[UUID, UUID] = {}
        if edges := alignments_among(entries):
            rows = await self._session.execute(CHILDREN, {**self._scope, "ids": edges})
            children = {row.id: row.child_id for row in rows}
        return list(seeds_of(entries, children))

    async def _turned(self, kept: date) -> list[Seed]:
        """Children of edges that hold since another day, or no longer."""
        days: dict[str, Any] = {
            "since": min(kept, self._today),
            "day": max(kept, self._today),
        }
        children = await self._session.scalars(TURNED, {**self._scope, **days})
        return [Seed(child, None) for child in children]

    async def _tell(self, settling: Settling, seeds: Sequence[Seed]) -> None:
        # Off the event loop: an edge may move a million nodes.
        facts = await asyncio.to_thread(
            lambda: [fact for seed in seeds for fact in settling.facts(seed)]
        )
        await record_all(self._session, operator(self._organization_id), facts)
