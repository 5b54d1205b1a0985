"""Check-ins in an organization of 1.2 million nodes: `python -m benchmarks.check_ins [--smoke]`.

What one check-in costs the database, how soon what stands above follows, and how many a second one
organization takes, in bulk and one by one. Objectives are driven by key results and children alike,
so that check-ins move what stands above them. Exits 1 where a limit is missed.
"""

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

import asyncpg

from benchmarks.check_ins.filling import (
    CONNECTIONS,
    Place,
    filled,
    log_no_more,
    logging_database,
    say,
)
from benchmarks.serving.load import FIRST, ID, Window
from benchmarks.serving.processes import Generator, Load, Postgres, Server, served

NODES, SMOKE_NODES = 1_200_000, 2_000
SINGLE, SMOKE_SINGLE = 1_000, 30
WARM_UP = 50
ROWS = 100
DATABASE_LIMIT_MS = 5
ABOVE_LIMIT_S = 1
BULK_LIMIT = 1_000
PATIENCE_S = 60

CREATE = (
    "mutation ($input: CheckInCreateInput!) { checkInCreate(input: $input) {"
    " checkIn { id } userErrors { code } } }"
)
BULK = (
    "mutation ($input: CheckInBulkCreateInput!) { checkInBulkCreate(input: $input) {"
    " checkIns { id } userErrors { code } } }"
)
_DURATION = re.compile(rb"duration: ([\d.]+) ms  (statement: COMMIT)?")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.check_ins", description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="a small one, once, not judged")
    parser.add_argument("--data", type=Path, help="keep the organization there for the next run")
    parser.add_argument("--seconds", type=float, default=10, help="of each load")
    options = parser.parse_args()
    seconds, singles = (1, SMOKE_SINGLE) if options.smoke else (options.seconds, SINGLE)
    with ExitStack() as stack:
        folder = options.data or Path(stack.enter_context(TemporaryDirectory()))
        url, log = stack.enter_context(logging_database(folder))
        place = asyncio.run(filled(url, folder, SMOKE_NODES if options.smoke else NODES))
        serve = [sys.executable, "-m", "service", "serve", "--port", "PORT", "--no-worker"]
        with served(serve, place.environment) as server:
            good = _single(place, server, log, singles)
            log_no_more(place.folder)
            with _worker(place):
                good &= asyncio.run(_followed(place, server, singles))
                good &= _loaded(place, server, seconds)
                asyncio.run(_wait_for_the_worker(place))
    return 0 if good or options.smoke else 1


def _single(place: Place, server: Server, log: Path, count: int) -> bool:
    """Whether one check-in, with its answer, takes the database little enough."""
    taken: list[tuple[float, float, float]] = []
    for number, goal in enumerate(place.goals[: WARM_UP + count]):
        read, begin = log.stat().st_size, time.perf_counter()
        _record(place, server, goal, number)
        wall_ms = 1000 * (time.perf_counter() - begin)
        taken.append((*_durations_ms(log, read), wall_ms))
    statements, flushes, walls = zip(*taken[WARM_UP:], strict=True)
    say(f"\none check-in, {count} of them, milliseconds      p50      p99   at most")
    p99 = _percentiles("of the database: statements", statements, DATABASE_LIMIT_MS)
    _percentiles("of the database: flush to disk", flushes, None)
    both = [sum(one) for one in zip(statements, flushes, strict=True)]
    _percentiles("of the database: both", both, None)
    _percentiles("on the wall, over HTTP", walls, None)
    return p99 <= DATABASE_LIMIT_MS


def _durations_ms(log: Path, read: int) -> tuple[float, float]:
    """What statements took since so much was read of the log, and what COMMIT did.

    All is there when the answer is, but for what the log's own process has not written yet.
    """
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        with log.open("rb") as written:
            written.seek(read)
            found = _DURATION.findall(written.read())
        if any(end for _, end in found) and not found[-1][1]:
            break
        time.sleep(0.001)
    commit = sum(float(ms) for ms, end in found if end)
    return sum(float(ms) for ms, end in found) - commit, commit


def _record(place: Place, server: Server, goal: str, number: int) -> None:
    given = {"input": {"keyResultId": goal, "value": str(10 + number % 60)}}
    request = urllib.request.Request(
        f"http://127.0.0.1:{server.port}/graphql",
        json.dumps({"query": CREATE, "variables": given}).encode(),
        place.headers,
    )
    with urllib.request.urlopen(request) as response:  # noqa: S310  the same
        answer = json.load(response)
    assert answer["data"]["checkInCreate"]["userErrors"] == [], answer


@contextmanager
def _worker(place: Place) -> Iterator[None]:
    child = subprocess.Popen(
        [sys.executable, "-m", "service", "worker"],
        env={**os.environ, **place.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        child.terminate()
        child.wait(PATIENCE_S)


async def _followed(place: Place, server: Server, count: int) -> bool:
    """Whether what stands above a check-in follows soon enough, with a worker beside."""
    connection = await asyncpg.connect(place.url)
    await _emptied(connection, place)
    taken_ms = []
    for number, goal in enumerate(place.goals[-count // 5 :]):
        _record(place, server, goal, number + 7)
        begin = time.perf_counter()
        await _emptied(connection, place)
        taken_ms.append(1000 * (time.perf_counter() - begin))
    await connection.close()
    p99 = _percentiles("until all above has followed", taken_ms, 1000 * ABOVE_LIMIT_S)
    return p99 <= 1000 * ABOVE_LIMIT_S


async def _emptied(connection: asyncpg.Connection, place: Place) -> None:
    """Wait until the worker has done all that it was asked for."""
    asked = "SELECT EXISTS (SELECT 1 FROM roll_up_request WHERE organization_id = $1)"
    while await connection.fetchval(asked, place.organization_id):  # noqa: ASYNC110  another process
        await asyncio.sleep(0.005)


async def _wait_for_the_worker(place: Place) -> None:
    connection, begin = await asyncpg.connect(place.url), time.perf_counter()
    await asyncio.wait_for(_emptied(connection, place), PATIENCE_S)
    say(f"the worker is done {time.perf_counter() - begin:.1f} s after the last")
    await connection.close()


def _loaded(place: Place, server: Server, seconds: float) -> bool:
    """Whether enough are taken a second, from sixteen connections."""
    say(f"\n{CONNECTIONS} connections, a worker beside   a second   p50 ms   p99 ms   CPU ms each")
    with Generator.started() as generator:

        def load(what: str, body: str, ids: list[str], each: int) -> float:
            window = Window(
                port=server.port,
                headers=place.headers,
                body=body,
                ids=ids,
                offset=0,
                connections=CONNECTIONS,
                warm_up_s=min(2, seconds),
                seconds=seconds,
            )
            before = asyncio.run(_count(place))
            load = generator.load(window, server, Postgres(place.folder))
            recorded = asyncio.run(_count(place)) - before
            answered = load.sent - CONNECTIONS  # at the end each waits for one more
            return _told(what, load, each, min(1, recorded / (each * answered)))

        many = load("in bulk, a hundred at once", *_bulk_requests(place), ROWS)
        load("one by one", *_single_requests(place), 1)
    return many >= BULK_LIMIT


async def _count(place: Place) -> int:
    """How many check-ins there are: a refusal is an answer, too."""
    connection = await asyncpg.connect(place.url)
    found: int = await connection.fetchval("SELECT count(*) FROM check_in")
    await connection.close()
    return found


def _bulk_requests(place: Place) -> tuple[str, list[str]]:
    """A body with its rows left open, and the rows of many requests."""
    goals = place.goals
    ids = []
    for begin in range(0, min(len(goals), 100_000), ROWS):
        rows = [
            {"keyResultId": goal, "value": str(10 + (begin + place) % 60), "confidence": 7}
            for place, goal in enumerate(goals[begin : begin + ROWS])
        ]
        ids.append(json.dumps(rows))
    body = json.dumps({"query": BULK, "variables": {"input": {"rows": ID}}})
    return body.replace(f'"{ID}"', ID), ids


def _single_requests(place: Place) -> tuple[str, list[str]]:
    given = {"input": {"keyResultId": ID, "value": FIRST}}
    return json.dumps({"query": CREATE, "variables": given}), place.goals


def _told(what: str, load: Load, each: int, recorded: float) -> float:
    """The rate; `recorded` is the share of the answered ones that was not refused."""
    rate, cpu_ms = load.requests_per_s * each * recorded, load.cpu_ms / each
    say(
        f"  {what:28} {rate:14,.0f} {load.p50_ms:8.1f} {load.p99_ms:8.1f} {cpu_ms:13.2f}"
        f"   {100 * recorded:.0f} % recorded, others took {100 * load.strangers:.0f} % of a core"
    )
    return rate


def _percentiles(what: str, taken_ms: Sequence[float], limit: float | None) -> float:
    found = quantiles(taken_ms, n=100)
    most = "" if limit is None else f"{limit:9.0f}"
    say(f"  {what:34} {found[49]:12.2f} {found[98]:8.2f} {most}")
    return found[98]


if __name__ == "__main__":
    sys.exit(main())
