"""Clients that connect, ask, and then do not read for as long as a test likes."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import orjson
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from tests.subscriptions.talking import PATIENCE_S

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Sleeper:
    """A connection whose window is small, and stays full."""

    connection: socket.socket

    async def send(self, data: bytes) -> None:
        await asyncio.get_running_loop().sock_sendall(self.connection, data)

    async def awake(self) -> AsyncIterator[bytes]:
        """Whatever was sent, to the end."""
        loop = asyncio.get_running_loop()
        while chunk := await asyncio.wait_for(loop.sock_recv(self.connection, _CHUNK), PATIENCE_S):
            yield chunk


@asynccontextmanager
async def sleeping(address: str) -> AsyncIterator[Sleeper]:
    parts = urlsplit(address)
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.settimeout(0)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(connection, (parts.hostname, parts.port))
        yield Sleeper(connection)


class SleepingSocket:
    """The same, and a WebSocket."""

    def __init__(self, sleeper: Sleeper, address: str) -> None:
        uri = parse_uri(address.replace("http", "ws") + "/graphql")
        subprotocol = Subprotocol("graphql-transport-ws")
        self._sleeper = sleeper
        self._protocol = ClientProtocol(uri, subprotocols=[subprotocol], max_size=None)

    async def begin(self, token: str, query: str) -> None:
        """Subscribe, and read no further than to where it is known who asks."""
        self._protocol.send_request(self._protocol.connect())
        await self._sleeper.send(b"".join(self._protocol.data_to_send()))
        async for chunk in self._sleeper.awake():
            self._protocol.receive_data(chunk)
            if self._protocol.events_received():
                break
        who = {"authorization": f"Bearer {token}"}
        self._say({"type": "connection_init", "payload": who})
        self._say({"type": "subscribe", "id": "one", "payload": {"query": query}})
        await self._sleeper.send(b"".join(self._protocol.data_to_send()))

    async def heard(self) -> tuple[list[str], int, str]:
        """All messages that came, and the code and the words at the end."""
        messages, parts = [], []
        async for chunk in self._sleeper.awake():
            self._protocol.receive_data(chunk)
            for event in self._protocol.events_received():
                assert isinstance(event, Frame)
                if event.opcode in (Opcode.TEXT, Opcode.CONT):
                    parts.append(bytes(event.data))
                    if event.fin:
                        messages.append(b"".join(parts).decode())
                        parts.clear()
        closed = self._protocol.close_rcvd
        assert closed is not None
        return messages, closed.code, closed.reason

    def _say(self, message: object) -> None:
        self._protocol.send_text(orjson.dumps(message))
