"""Clients of subscriptions that do exactly what a test says, and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson

PATIENCE_S = 20.0


@dataclass(frozen=True, slots=True)
class Talker:
    """One end of a WebSocket."""

    socket: aiohttp.ClientWebSocketResponse

    async def say(self, type: str, **said: Any) -> None:
        await self.socket.send_str(orjson.dumps({"type": type, **said}).decode())

    async def hear(self) -> dict[str, Any]:
        """The next message; it must come."""
        message = await self.socket.receive(PATIENCE_S)
        assert message.type is aiohttp.WSMsgType.TEXT, (message.type, message.data, message.extra)
        heard: dict[str, Any] = orjson.loads(message.data)
        return heard

    async def subscribe(self, query: str, name: str = "one", /, **variables: Any) -> None:
        """Begin an operation, of any kind."""
        await self.say("subscribe", id=name, payload={"query": query, "variables": variables})

    async def next(self, id: str = "one") -> dict[str, Any]:
        """The next result of an operation."""
        heard = await self.hear()
        assert (heard["type"], heard["id"]) == ("next", id), heard
        payload: dict[str, Any] = heard["payload"]
        return payload

    async def data(self, id: str = "one") -> Any:
        payload = await self.next(id)
        assert "errors" not in payload, payload
        return payload["data"]

    async def refused(self, id: str = "one") -> str:
        """The code of the error that an operation ends with."""
        heard = await self.hear()
        assert (heard["type"], heard["id"]) == ("error", id), heard
        return str(heard["payload"][0]["extensions"]["code"])

    async def closing(self) -> tuple[int | None, str]:
        """The code and the words that the connection is closed with."""
        message = await self.socket.receive(PATIENCE_S)
        assert message.type is aiohttp.WSMsgType.CLOSE, message
        return message.data, message.extra or ""


@asynccontextmanager
async def connected(
    address: str, *, protocols: tuple[str, ...] = ("graphql-transport-ws",), **headers: str
) -> AsyncIterator[Talker]:
    """A WebSocket that nobody has said anything over."""
    url = f"{address}/graphql"
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(url, protocols=protocols, headers=headers, autoclose=False) as socket,
    ):
        yield Talker(socket)


@asynccontextmanager
async def talking(address: str, token: str) -> AsyncIterator[Talker]:
    """One over which is said who it is."""
    async with connected(address) as talker:
        await talker.say("connection_init", payload={"authorization": f"Bearer {token}"})
        assert await talker.hear() == {"type": "connection_ack"}
        yield talker


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer in events, as it comes."""

    response: aiohttp.ClientResponse

    async def frame(self) -> bytes:
        """The next event, or comment; b"" at the end."""
        async with asyncio.timeout(PATIENCE_S):
            lines = []
            while line := await self.response.content.readline():
                if line == b"\n":
                    return b"".join(lines)
                lines.append(line)
        return b"".join(lines)

    async def event(self) -> tuple[str, Any]:
        """The next event's name and data; ("", None) at the end. Signs of life are passed over."""
        while frame := await self.frame():
            if frame == b":\n":
                continue
            name, data = frame.decode().removesuffix("\n").split("\n")
            text = data.removeprefix("data:").strip()
            return name.removeprefix("event: "), orjson.loads(text) if text else None
        return "", None

    async def data(self) -> Any:
        name, payload = await self.event()
        assert name == "next", (name, payload)
        assert "errors" not in payload, payload
        return payload["data"]


@asynccontextmanager
async def streaming(
    address: str, token: str, query: str, *, accept: str = "text/event-stream", **variables: Any
) -> AsyncIterator[Stream]:
    """An operation that is asked for as a stream."""
    headers = {"Authorization": f"Bearer {token}", "Accept": accept}
    body = {"query": query, "variables": variables}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{address}/graphql", json=body) as response,
    ):
        yield Stream(response)
