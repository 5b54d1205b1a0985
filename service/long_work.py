"""Work that takes long, off the event loop that serves."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from service.database import WORKING, Database

Answer = TypeVar("Answer")

_CONNECTIONS = 4
# So many at a time in one process; the others wait for their turn.
_THREADS = ThreadPoolExecutor(2, thread_name_prefix="long-work")


async def with_database(url: str, work: Callable[[Database], Awaitable[Answer]]) -> Answer:
    """What `work` does with connections of its own, which are as patient as it takes."""
    database = Database(url, patience=WORKING, pool_size=_CONNECTIONS)
    await database.open()
    try:
        return await work(database)
    finally:
        await database.close()


async def aside(url: str, work: Callable[[Database], Awaitable[Answer]]) -> Answer:
    """The same in a thread with an event loop of its own, so that nobody here waits for it."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_THREADS, lambda: asyncio.run(with_database(url, work)))
