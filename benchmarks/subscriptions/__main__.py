"""Subscribers: what idle ones take of a serving process, and how soon all are told.

Everything is on this machine: PostgreSQL with fsync, a process that serves, a worker that numbers
what happens, clients on loopback. Each subscriber has a connection of its own; half of them come
over WebSockets, half as server-sent events. It exits 1 where a limit is missed.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from benchmarks.serving.processes import Server, served
from benchmarks.subscriptions.subscribers import Subscriber, over_socket, over_stream
from benchmarks.webhooks.office import Office, opened, workers
from schema.identifiers import global_id
from service.actor import Role
from service.embedded import embedded_server
from service.identity.commands import Grant, create_token
from service.migration import migrate

MEMORY_LIMIT_MB = 200
SECRET_KEY = "a key for the benchmark alone"  # noqa: S105 - of a benchmark
# Connections of one token: fewer than one may have.
_PER_TOKEN = 100
_CONNECTED_AT_ONCE = 20


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.subscriptions", description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="a small one, not judged")
    options = parser.parse_args()
    count, events = (60, 5) if options.smoke else (1_000, 50)
    with TemporaryDirectory() as folder, embedded_server(Path(folder)) as url:
        migrate(url)
        with _serving(url, Path(folder)) as server, workers(url, Path(folder)):
            good = asyncio.run(_measured(url, server, count, events))
    return 0 if good or options.smoke else 1


@contextmanager
def _serving(url: str, folder: Path) -> Iterator[Server]:
    command = [sys.executable, "-m", "service", "serve", "--no-worker", "--port", "PORT"]
    environment = {
        "SIGHTLINE_DATABASE_URL": url,
        "SIGHTLINE_DATA_DIR": str(folder),
        "SIGHTLINE_SECRET_KEY": SECRET_KEY,
    }
    with served(command, environment) as server:
        yield server


async def _measured(url: str, server: Server, count: int, events: int) -> bool:
    async with opened(url) as office:
        tokens = [await _token(office) for _ in range(-(-count // _PER_TOKEN))]
        # What a process does for the first time takes memory, too: that is not what is asked here.
        async with _subscribed(server, tokens, 4) as first:
            await _told_ms(office, first, 2)
        before = server.memory_mb()
        began = time.perf_counter()
        async with _subscribed(server, tokens, count) as subscribers:
            taken_s = time.perf_counter() - began
            idle = server.memory_mb()
            cpu = await _idle_cpu(server)
            told = await _told_ms(office, subscribers, events)
            after = server.memory_mb()
    _say(f"\n{count:,} subscribers, connected in {taken_s:.1f} s")
    _say(f"  memory: {before:.0f} MB before, {idle:.0f} idle, {after:.0f} after {events} events")
    _say(f"  that is {1000 * (idle - before) / count:.0f} KB each")
    _say(f"  idle they take {cpu:.1%} of a core")
    p50, p95, p99 = (quantiles(told, n=100)[place] for place in (49, 94, 98))
    _say("from commit to each subscriber, milliseconds                 p50      p95      p99")
    _say(f"  {events} events, one after the other {p50:29.1f} {p95:8.1f} {p99:8.1f}")
    return after - before <= MEMORY_LIMIT_MB


async def _token(office: Office) -> str:
    async with office.database.writing(office.actor.organization_id) as session:
        _, text = await create_token(
            session,
            office.actor,
            secret_key=SECRET_KEY.encode(),
            grant=Grant("a subscriber's", Role.VIEWER),
        )
    return text


@asynccontextmanager
async def _subscribed(
    server: Server, tokens: Sequence[str], count: int
) -> AsyncIterator[list[Subscriber]]:
    """So many, each of which has begun to listen."""
    turns = asyncio.Semaphore(_CONNECTED_AT_ONCE)

    async def connect(number: int) -> Subscriber:
        way = over_socket if number % 2 else over_stream
        async with turns:
            return await way(server.port, tokens[number // _PER_TOKEN])

    subscribers = await asyncio.gather(*(connect(number) for number in range(count)))
    try:
        yield subscribers
    finally:
        await asyncio.gather(*(one.close() for one in subscribers))


async def _idle_cpu(server: Server) -> float:
    before, began = server.cpu_s(), time.perf_counter()
    await asyncio.sleep(5)
    return (server.cpu_s() - before) / (time.perf_counter() - began)


async def _told_ms(office: Office, subscribers: Sequence[Subscriber], events: int) -> list[float]:
    """From the commit of each event until each subscriber has it."""
    taken: list[float] = []
    for _ in range(events):
        event_id, committed_s = await office.happens()
        name = global_id("Event", event_id)
        came = await asyncio.gather(*(one.told(name) for one in subscribers))
        taken += [1000 * (at_s - committed_s) for at_s in came]
    return taken


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
