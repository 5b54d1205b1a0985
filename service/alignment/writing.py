"""One writer of an organization's graph at a time, so that no two each close half a cycle."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text

from service.actor import Actor
from service.database import Database, Session
from service.errors import Conflict

TURN_S = 5


@asynccontextmanager
async def graph_writing(database: Database, actor: Actor) -> AsyncIterator[Session]:
    """A transaction that holds the organization's graph from before its first read.

    Writers of one process queue before they take a connection; those of other processes meet at
    the advisory lock. READ COMMITTED lets each see what the one before it left.

    Raises:
        Conflict: it was not this writer's turn within `TURN_S` seconds.
    """
    turn = database.graph_lock(actor.organization_id)
    try:
        async with asyncio.timeout(TURN_S):
            await turn.acquire()
    except TimeoutError:
        raise Conflict("others are changing the alignment graph; try again") from None
    try:
        async with database.writing(actor.organization_id) as session:
            await hold_graph(session, actor)
            yield session
    finally:
        turn.release()


async def hold_graph(session: Session, actor: Actor) -> None:
    """Hold the organization's graph until the transaction ends."""
    await session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:organization, 0))"),
        {"organization": str(actor.organization_id)},
    )
