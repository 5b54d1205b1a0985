"""Clients that wait for events, and say when each came."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import orjson
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

QUERY = "subscription { events(after: 0) { id type subject { id } } }"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """One connection; `next` gives the id of the next event."""

    next: Callable[[], Awaitable[str]]
    close: Callable[[], Awaitable[object]]

    async def told(self, event_id: str) -> float:
        """When it came, by the clock of `time.monotonic`."""
        while await self.next() != event_id:
            pass
        return time.monotonic()


async def over_socket(port: int, token: str) -> Subscriber:
    socket = await connect(
        f"ws://127.0.0.1:{port}/graphql",
        subprotocols=[Subprotocol("graphql-transport-ws")],
        compression=None,
        ping_interval=None,
    )

    async def say(**message: object) -> None:
        await socket.send(orjson.dumps(message).decode())

    async def next_id() -> str:
        message = orjson.loads(await socket.recv())
        found: str = message["payload"]["data"]["events"]["id"]
        return found

    await say(type="connection_init", payload={"authorization": f"Bearer {token}"})
    await socket.recv()
    await say(type="subscribe", id="one", payload={"query": QUERY})
    await next_id()
    return Subscriber(next_id, socket.close)


async def over_stream(port: int, token: str) -> Subscriber:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = orjson.dumps({"query": QUERY})
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        "Accept: text/event-stream\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body)

    async def next_id() -> str:
        while not (line := await reader.readline()).startswith(b"data: "):
            assert line, "the stream has ended"
        found: str = orjson.loads(line.removeprefix(b"data: "))["data"]["events"]["id"]
        return found

    async def close() -> None:
        writer.close()

    await next_id()
    return Subscriber(next_id, close)
