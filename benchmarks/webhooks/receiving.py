"""Endpoints in a process of their own: one answers at once, one takes its time, one never does.

Small on purpose: it takes its CPU from what is measured.
"""

import asyncio
import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import NamedTuple, cast

import uvloop

FAST, SLOW, HANGING = "/fast", "/slow", "/hanging"
SLOW_S = 0.02
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nthanks"
_END = b"\r\n\r\n"


class Arrival(NamedTuple):
    """A request that came; `at_s` by the clock that all processes share."""

    path: str
    message_id: str
    at_s: float


class Told(NamedTuple):
    """What came since it was asked last, and how many requests there were at once at the most."""

    arrivals: list[Arrival]
    most_at_once: dict[str, int]


class Endpoints:
    """The process, as others see it."""

    def __init__(self, connection: Connection, port: int) -> None:
        self._connection = connection
        self._port = port

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._port}{path}"

    def told(self) -> Told:
        self._connection.send(None)
        return cast("Told", self._connection.recv())


@contextmanager
def endpoints() -> Iterator[Endpoints]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(theirs,), daemon=True)
    process.start()
    try:
        yield Endpoints(ours, ours.recv())
    finally:
        process.kill()
        process.join()


def _run(connection: Connection) -> None:
    uvloop.run(_serve(connection))


async def _serve(connection: Connection) -> None:
    noted = _Noted()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Requests(noted), "127.0.0.1", 0)

    def answer() -> None:
        connection.recv()
        # The loop takes it that everything it watches does not block.
        os.set_blocking(connection.fileno(), True)
        connection.send(noted.taken())

    loop.add_reader(connection.fileno(), answer)
    connection.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


class _Noted:
    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.under_way: Counter[str] = Counter()
        self.most_at_once: dict[str, int] = {}

    def begin(self, path: str, message_id: str) -> None:
        self.arrivals.append(Arrival(path, message_id, time.monotonic()))
        self.under_way[path] += 1
        self.most_at_once[path] = max(self.under_way[path], self.most_at_once.get(path, 0))

    def taken(self) -> Told:
        told = Told(self.arrivals, self.most_at_once)
        self.arrivals, self.most_at_once = [], {}
        return told


class _Requests(asyncio.Protocol):
    """Just enough of HTTP: a head with a length, a body, one request at a time."""

    def __init__(self, noted: _Noted) -> None:
        self._noted = noted
        self._read = b""
        self._path: str | None = None
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client went: what it waited for is over."""
        del exc
        self._finish()

    def data_received(self, data: bytes) -> None:
        self._read += data
        head, end, rest = self._read.partition(_END)
        if not end:
            return
        lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines[1:])
        if len(rest) < int(headers["content-length"]):
            return
        self._read = b""
        self._path = lines[0].split()[1]
        self._noted.begin(self._path, headers["webhook-id"])
        if self._path == SLOW:
            asyncio.get_running_loop().call_later(SLOW_S, self._answer)
        elif self._path != HANGING:
            self._answer()

    def _answer(self) -> None:
        self._finish()
        if not self._transport.is_closing():
            self._transport.write(_ANSWER)

    def _finish(self) -> None:
        if self._path is not None:
            self._noted.under_way[self._path] -= 1
            self._path = None
