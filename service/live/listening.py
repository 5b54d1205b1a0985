"""A connection that hears what is said on a channel, made anew whenever it is lost."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import asyncpg
import structlog

from service.database import Database
from service.errors import Unavailable
from service.outages import FAILURES

_AGAIN_AFTER_S = 1.0
# How often it is asked whether it is still there: a network may lose it without a word.
_ASKED_EVERY_S = 30.0
_PATIENCE_S = 5.0

log = structlog.stdlib.get_logger("sightline.live")


async def listen(
    database: Database, channel: str, heard: Callable[[str], None], anything: Callable[[], None]
) -> None:
    """Listen until it is cancelled.

    Args:
        database: whose channel it is.
        channel: its name.
        heard: is called with what was said.
        anything: is called when it begins to listen: what was said before, nobody heard.
    """
    while True:
        try:
            async with _listening(database, channel, heard) as connection:
                anything()
                await _lost(connection)
        except (Unavailable, *FAILURES) as error:
            log.warning("nobody listens to the log", reason=str(error), again_in_s=_AGAIN_AFTER_S)
        await asyncio.sleep(_AGAIN_AFTER_S)


@asynccontextmanager
async def _listening(
    database: Database, channel: str, heard: Callable[[str], None]
) -> AsyncIterator[asyncpg.Connection]:
    connection = await database.alone()
    try:
        await connection.add_listener(channel, lambda *said: heard(str(said[-1])))
        yield connection
    finally:
        with suppress(*FAILURES):
            await connection.close(timeout=_PATIENCE_S)


async def _lost(connection: asyncpg.Connection) -> None:
    """Wait for its end.

    Raises:
        TimeoutError, asyncpg.PostgresError, …: it does not answer any more.
    """
    ended = asyncio.Event()
    connection.add_termination_listener(lambda _: ended.set())
    while not ended.is_set():
        try:
            async with asyncio.timeout(_ASKED_EVERY_S):
                await ended.wait()
        except TimeoutError:
            await connection.fetchval("SELECT 1", timeout=_PATIENCE_S)
