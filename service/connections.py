"""Connections that pass from one piece of work to the next.

A loan of asyncpg's pool takes a task, a timer and a future; a small statement takes less than that.
So the pool makes the connections and mends them, and between two loans they stay here.
"""

import asyncio
from collections import deque
from contextlib import suppress
from typing import Any

import asyncpg

from service.errors import Unavailable
from service.outages import FAILURES

# How long a connection may take to become free.
PATIENCE_S = 10
# How long none may be needed before the pool has it back, to close it in its own time.
SPARE_S = 60


class Connections:
    """As many connections as the pool has at most; of those that are idle, the last used first."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Inside a running event loop; nobody else may take connections of this pool."""
        self._pool = pool
        # None in place of a connection that the pool still has, or has to make.
        self._idle: list[Any] = [None] * pool.get_max_size()
        self._waiting: deque[asyncio.Future[Any]] = deque()
        # So many, the first of the idle, were not needed since it was last looked.
        self._spare = 0
        self._sparing = asyncio.create_task(self._return_the_spare())

    async def take(self) -> Any:  # noqa: ANN401 - the pool's proxy of a connection
        """A connection, to be given back or, after a failure, discarded.

        Raises:
            Unavailable: they all stay busy.
        """
        connection = self._idle.pop() if self._idle else await self._next()
        self._spare = min(self._spare, len(self._idle))
        return connection if _is_open(connection) else await self._renewed(connection)

    def give_back(self, connection: Any) -> None:  # noqa: ANN401 - as it was taken
        """Let the next have it: there must be nothing left to undo."""
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(connection)
                return
        self._idle.append(connection)

    async def discard(self, connection: Any) -> None:  # noqa: ANN401 - as it was taken
        """Have the pool put in order what a failure left behind, or replace the connection."""
        try:
            await self._pool.release(connection)
        finally:
            self.give_back(None)

    async def close(self) -> None:
        """Close them all, when those that are lent have come back; those that do not, too."""
        self._sparing.cancel()
        places = self._pool.get_max_size()
        try:
            for _ in range(places):
                connection = self._idle.pop() if self._idle else await self._next()
                if connection is not None:
                    await self._pool.release(connection)
            await self._pool.close()
        except Unavailable:
            self._pool.terminate()
        # Who asks now is told by the pool that it is closed.
        self._idle = [None] * places

    async def _return_the_spare(self) -> None:
        while True:
            await asyncio.sleep(SPARE_S)
            spare, self._idle[: self._spare] = self._idle[: self._spare], [None] * self._spare
            self._spare = len(self._idle)
            for connection in filter(None, spare):
                with suppress(*FAILURES):
                    await self._pool.release(connection)

    async def _next(self) -> Any:  # noqa: ANN401 - a connection, or none
        loop = asyncio.get_running_loop()
        waiter = loop.create_future()
        self._waiting.append(waiter)
        timer = loop.call_later(PATIENCE_S, _give_up, waiter)
        try:
            return await waiter
        except asyncio.CancelledError:
            if not waiter.cancelled() and waiter.exception() is None:
                self.give_back(waiter.result())
            raise
        finally:
            timer.cancel()

    async def _renewed(self, closed: Any) -> Any:  # noqa: ANN401 - connections, or none
        try:
            async with asyncio.timeout(PATIENCE_S):
                if closed is not None:
                    await self._pool.release(closed)
                return await self._pool.acquire()
        except BaseException as error:
            self.give_back(None)
            if isinstance(error, TimeoutError):
                raise _busy() from error
            raise


def _is_open(connection: Any) -> bool:  # noqa: ANN401 - a connection, or none
    try:
        return connection is not None and not connection.is_closed()
    except asyncpg.InterfaceError:
        # It broke, and the pool has taken it back already.
        return False


def _give_up(waiter: asyncio.Future[Any]) -> None:
    if not waiter.done():
        waiter.set_exception(_busy())


def _busy() -> Unavailable:
    return Unavailable("every database connection is busy")
