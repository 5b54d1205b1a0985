"""Work that takes long, off the event loop that serves."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Lock
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

    def done() -> Answer:
        with _COLLECTIONS.paused():
            return asyncio.run(with_database(url, work))

    return await asyncio.get_running_loop().run_in_executor(_THREADS, done)


class _Collections:
    """Python's collector of cycles, which stops every thread while it looks at all there is.

    Among the millions of rows of an import that is a quarter of a second, again and again, and
    finds nothing: what they leave is freed without it.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._pauses = 0

    @contextmanager
    def paused(self) -> Iterator[None]:
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def _count(self, more: int) -> None:
        with self._lock:
            self._pauses += more
            if self._pauses:
                gc.disable()
            else:
                gc.enable()


_COLLECTIONS = _Collections()
