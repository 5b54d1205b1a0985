"""The load generator, a process of its own: `python -m benchmarks.serving.load`.

Reads one window per line of standard input, loads the server with it and answers in one line. A
closed loop: each connection sends its next request when the last is answered. It talks to the
socket through a bare protocol on uvloop and reads of an answer only the status and the length, so
that it takes a small and equal share of the machine from everybody; its own CPU is in the answer.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

import uvloop

ID = "@ID@"
FIRST = "@FIRST@"
_FIRST_FROM, _FIRST_TO = 10, 100
_PATIENCE_S = 30


@dataclass(frozen=True)
class Window:
    """One server under one load.

    Attributes:
        body: of a request; ID stands for the id that is asked for, FIRST for a size of a page.
        offset: how many requests the run has made before, so that none comes twice.
    """

    port: int
    headers: dict[str, str]
    body: str
    ids: list[str]
    offset: int
    connections: int
    warm_up_s: float
    seconds: float

    def requests(self) -> Iterator[bytes]:
        """All that is alike is put together once: this loop is the generator's own cost."""
        head = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
        begin = f"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\n{head}content-length: "
        before, _, after = self.body.partition(ID)
        sized = FIRST in after
        number, fixed, count = self.offset, len(before) + len(after), len(self.ids)
        while True:
            turn, place = divmod(number, count)
            id_, end = self.ids[place], after
            length = fixed + len(id_)
            if sized:
                first = str(_FIRST_FROM + turn % (_FIRST_TO - _FIRST_FROM + 1))
                end = after.replace(FIRST, first)
                length += len(first) - len(FIRST)
            yield f"{begin}{length}\r\n\r\n{before}{id_}{end}".encode()
            number += 1


@dataclass
class Tally:
    """What came back since the window began."""

    requests: int = 0
    answered: int = 0
    received: int = 0
    failures: list[str] = field(default_factory=list)
    taken_s: list[float] = field(default_factory=list)


class Connection(asyncio.Protocol):
    """One client, which asks again as soon as it is answered."""

    transport: asyncio.Transport

    def __init__(self, requests: Iterator[bytes], tally: Tally) -> None:
        self._requests = requests
        self._tally = tally
        self._head = b""
        self._missing = 0
        self._asked_s = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self._ask(time.perf_counter())

    def _ask(self, now: float) -> None:
        self._tally.requests += 1
        self._asked_s = now
        self.transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        tally = self._tally
        tally.received += len(data)
        if not self._missing:
            data = self._head + data
            end = data.find(b"\r\n\r\n")
            if end < 0:
                self._head = data
                return
            self._head = b""
            self._missing = _length(data[:end]) + end + 4
            if not data.startswith(b"HTTP/1.1 200") or self._missing == end + 4:
                tally.failures.append(data[:500].decode(errors="replace"))
                self.transport.close()
                return
        self._missing -= len(data)
        if not self._missing:
            now = time.perf_counter()
            tally.taken_s.append(now - self._asked_s)
            tally.answered += 1
            self._ask(now)

    def connection_lost(self, exception: Exception | None) -> None:
        self._tally.failures.append(f"the server hung up: {exception}")


def _length(head: bytes) -> int:
    at = head.lower().find(b"content-length:")
    return int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


async def _load(window: Window) -> None:
    loop, tally, requests = asyncio.get_running_loop(), Tally(), window.requests()
    connections = [
        (
            await loop.create_connection(
                lambda: Connection(requests, tally), "127.0.0.1", window.port
            )
        )[1]
        for _ in range(window.connections)
    ]
    await asyncio.sleep(window.warm_up_s)
    sent = tally.requests
    tally.answered = tally.received = 0
    tally.taken_s.clear()
    _say({})
    cpu, begin = time.process_time(), time.perf_counter()
    await asyncio.sleep(window.seconds)
    while not tally.answered and time.perf_counter() - begin < _PATIENCE_S:  # noqa: ASYNC110  no event marks an answer
        await asyncio.sleep(window.seconds)  # slower than the window: at least one answer
    seconds, cpu = time.perf_counter() - begin, time.process_time() - cpu
    _say(
        {
            "seconds": seconds,
            "answered": tally.answered,
            "received": tally.received,
            "sent": tally.requests,
            "sent_before": sent,
            "failures": tally.failures[:3],
            "taken_s": _percentiles(tally.taken_s),
            "cpu_s": cpu,
        }
    )
    for connection in connections:
        connection.transport.abort()


def _percentiles(taken_s: list[float]) -> dict[str, float]:
    ordered = sorted(taken_s)
    if not ordered:
        return {}
    return {
        name: ordered[min(len(ordered) - 1, int(len(ordered) * share))]
        for name, share in (("p50", 0.5), ("p99", 0.99))
    }


def _say(message: dict[str, object]) -> None:
    print(json.dumps(message), flush=True)


if __name__ == "__main__":
    for line in sys.stdin:
        uvloop.run(_load(Window(**json.loads(line))))
