"""An endpoint of somebody else's, on loopback: notes what it gets, answers what a test says."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web


@dataclass(frozen=True, slots=True)
class Received:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def message_id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def payload(self) -> dict[str, Any]:
        return orjson.loads(self.body)

    @property
    def sequence(self) -> int:
        return self.payload["data"]["sequence"]


Answer = Callable[[Received], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Receiver:
    """What came, in order, and how many requests were there at once at the most."""

    address: str
    received: list[Received] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    under_way: dict[str, int] = field(default_factory=dict)
    most_at_once: dict[str, int] = field(default_factory=dict)
    came: asyncio.Condition = field(default_factory=asyncio.Condition)
    ends: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, path: str = "/hook") -> str:
        return f"{self.address}{path}"

    def answer(self, status: int, path: str = "/hook", **given: Any) -> None:
        """From now on, at this path."""

        async def answered(_: Received) -> web.StreamResponse:
            return web.Response(status=status, **given)

        self.answers[path] = answered

    async def hang(self, _: Received) -> web.StreamResponse:
        """Answer when the server ends."""
        await self.ends.wait()
        return web.Response()

    def at(self, path: str) -> list[Received]:
        return [one for one in self.received if one.path == path]

    async def has(self, count: int, path: str = "/hook") -> None:
        """Wait until so many came to the path."""
        async with asyncio.timeout(30), self.came:
            await self.came.wait_for(lambda: len(self.at(path)) >= count)

    async def take(self, request: web.Request) -> web.StreamResponse:
        path = request.path
        one = Received(path, dict(request.headers), await request.read())
        self.under_way[path] = self.under_way.get(path, 0) + 1
        self.most_at_once[path] = max(self.under_way[path], self.most_at_once.get(path, 0))
        async with self.came:
            self.received.append(one)
            self.came.notify_all()
        try:
            answer = self.answers.get(path)
            return web.Response(text="thanks") if answer is None else await answer(one)
        finally:
            self.under_way[path] -= 1


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver("")
    app = web.Application()
    app.router.add_post("/{path:.*}", receiver.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        receiver.address = f"http://{host}:{port}"
        yield receiver
    finally:
        receiver.ends.set()
        await runner.cleanup()
