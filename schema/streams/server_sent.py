"""Operations as server-sent events: one request, one stream, one operation.

https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md, in its distinct connections mode.
Lines end with LF alone, and a comment now and then is a sign of life.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import NoReturn

import orjson
import structlog
from starlette.types import Receive, Scope, Send

from schema.negotiation import STREAM
from schema.streams.guards import Guard
from schema.streams.lasting import Lasting, Left, Stuck, drop_of, stopping_of
from schema.streams.telling import Ended, Told, ended_by
from service.errors import Unauthenticated
from service.rate_limits import principal_of

_HEADERS = [
    (b"content-type", b"%b; charset=utf-8" % STREAM.encode()),
    (b"vary", b"Accept, Authorization"),
    (b"cache-control", b"private, no-store"),
    # Proxies that keep answers back until they are whole let this one through.
    (b"x-accel-buffering", b"no"),
]
_COMPLETE = b"event: complete\ndata:\n\n"
_SIGN_OF_LIFE = b":\n\n"

log = structlog.stdlib.get_logger("sightline.live")


class _Over(Exception):
    """The stream ends with these bytes."""

    def __init__(self, last: bytes) -> None:
        super().__init__()
        self.last = last


class EventStream:
    """One answer that goes on."""

    def __init__(self, lasting: Lasting, guard: Guard, results: AsyncGenerator[Told, None]) -> None:
        self._lasting = lasting
        self._guard = guard
        self._results = results
        self._taken: int | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, to its end.

        Raises:
            TooManyConnections: who asks has as many as there may be; nothing is sent.
        """
        self._send = send
        principal = principal_of(self._guard.actor)
        try:
            with self._lasting.principals.connected(principal):
                await self._run(scope, receive)
        except ExceptionGroup as group:
            await self._end(group, scope)

    async def _run(self, scope: Scope, receive: Receive) -> None:
        async with aclosing(self._results), asyncio.TaskGroup() as tasks:
            await self._begin()
            tasks.create_task(_until_left(receive))
            tasks.create_task(self._until_stopped(scope))
            tasks.create_task(self._watch())
            tasks.create_task(self._beat())
            await self._tell()

    async def _begin(self) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": _HEADERS}
        await self._lasting.sent(self._send, start)
        await self._say(_SIGN_OF_LIFE)

    async def _tell(self) -> NoReturn:
        try:
            async for one in self._results:
                await self._say(_next(one.body))
                self._taken = one.sequence or self._taken
        except Ended as ended:
            raise _over(ended) from None
        except Unauthenticated as error:
            raise _over(ended_by(error)) from None
        raise _Over(_COMPLETE)

    async def _beat(self) -> NoReturn:
        while True:
            await asyncio.sleep(self._lasting.beat_s)
            await self._say(_SIGN_OF_LIFE)

    async def _watch(self) -> NoReturn:
        try:
            await self._guard.watch()
        except Unauthenticated as error:
            raise _over(ended_by(error)) from None

    async def _until_stopped(self, scope: Scope) -> NoReturn:
        await stopping_of(scope)
        # Not completed: the client is to come again.
        raise _Over(b"")

    async def _say(self, body: bytes, *, more: bool = True) -> None:
        message = {"type": "http.response.body", "body": body, "more_body": more}
        await self._lasting.sent(self._send, message)

    async def _end(self, group: ExceptionGroup[Exception], scope: Scope) -> None:
        reasons = group.exceptions
        if any(isinstance(one, Left) for one in reasons):
            return
        over = next((one for one in reasons if isinstance(one, _Over)), None)
        if over is not None:
            try:
                await self._say(over.last, more=False)
            except (Left, Stuck):
                self._drop(scope, b"")
            return
        if not any(isinstance(one, Stuck) for one in reasons):
            raise group
        self._drop(scope, _too_slow(self._taken))

    def _drop(self, scope: Scope, last: bytes) -> None:
        """Wait no longer for a client that does not read; if it does after all, it is told."""
        log.warning("a slow subscriber is dropped", resume_after=self._taken)
        drop = drop_of(scope)
        if drop is not None:
            drop(last)


async def _until_left(receive: Receive) -> NoReturn:
    while (await receive())["type"] != "http.disconnect":
        pass
    raise Left


def _next(body: bytes) -> bytes:
    return b"event: next\ndata: %b\n\n" % body


def _over(ended: Ended) -> _Over:
    return _Over(_next(orjson.dumps({"errors": ended.errors})) + _COMPLETE)


def _too_slow(taken: int | None) -> bytes:
    extensions = {"code": "SLOW_CONSUMER"}
    if taken is not None:
        extensions["resumeAfter"] = str(taken)
    error = {"message": "this stream is too slow", "extensions": extensions}
    return _over(Ended([error])).last
