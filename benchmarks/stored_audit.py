"""From PostgreSQL to the audit: `python -m benchmarks.stored_audit [--smoke]`.

First the structural audit alone, packed columns and arrays against records and plain networkx, by
turns and with equal answers. Then GET /audit of the same organization as a client sees it, and the
longest that anybody else would have waited for the event loop meanwhile. Exits 1 where a limit is
missed.
"""

import argparse
import asyncio
import gc
import json
import logging
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TypeVar
from uuid import UUID

import asyncpg
import numpy as np
import uvicorn

from benchmarks.audits import (
    Audit,
    assert_equal,
    audit_with_arrays,
    audit_with_networkx,
    build_arrays,
    build_networkx,
)
from benchmarks.organizations import KEY_RESULT, OrganizationArrays, generate_organization
from benchmarks.stored import scratch_database, store
from service.actor import Role, operator
from service.alignment.loading import load_snapshot
from service.alignment.queries import organization_records
from service.alignment.records import OrganizationRecords, structural_edges
from service.alignment.snapshot import Snapshot, code
from service.app import create_app
from service.database import WORKING, Database
from service.http.logs import configure_logging
from service.identity.commands import Grant, create_token
from service.settings import LogFormat, Settings

Answer = TypeVar("Answer")

NODES = 100_000
SMOKE_NODES = 2_000
ROUNDS = 5
FASTER = 20
TEXT_RULES = ("ALN014", "DUP001", "KR003", "KR004", "KR013", "OBJ005", "OBJ006", "OBJ007", "OBJ008")
KEY = "of the benchmark alone"
BEAT_S = 0.001
HELD_LIMIT_MS = 25


def main() -> int:
    options = _parse()
    if options.client:
        return _ask_for_each_line(*options.client)
    arrays = generate_organization(SMOKE_NODES if options.smoke else NODES)
    with scratch_database() as url:
        organization_id, _ = asyncio.run(store(url, arrays))
        faster = asyncio.run(_structural(url, organization_id, 1 if options.smoke else ROUNDS))
        held = asyncio.run(_served(url, organization_id))
    return 0 if options.smoke or (faster >= FASTER and held) else 1


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="a small one, once, not judged")
    parser.add_argument("--client", nargs=2, help=argparse.SUPPRESS)
    return parser.parse_args()


async def _structural(url: str, organization_id: UUID, rounds: int) -> float:
    """How many times faster columns and arrays are, on the wall."""
    database = Database(url, patience=WORKING)
    await database.open()
    actor = operator(organization_id)

    async def columns() -> tuple[OrganizationArrays, Audit]:
        async with database.reading() as session:
            read = _of_columns(await load_snapshot(session, actor))
        return read, audit_with_arrays(build_arrays(read), read)

    async def records() -> tuple[OrganizationArrays, Audit]:
        async with database.reading() as session:
            read = _of_records(await organization_records(session, actor))
        return read, audit_with_networkx(build_networkx(read), read)

    taken: dict[str, list[tuple[float, float]]] = {"records, networkx": [], "columns, arrays": []}
    for _ in range(rounds):
        (_, expected), times = await _timed(records)
        taken["records, networkx"].append(times)
        (read, answer), times = await _timed(columns)
        taken["columns, arrays"].append(times)
        assert_equal(read, answer, expected)
    await database.close()
    medians = {
        name: [median(one) for one in zip(*both, strict=True)] for name, both in taken.items()
    }
    print(f"from PostgreSQL to the structural audit, {len(read):,} nodes, medians of {rounds}")
    print("                        seconds    CPU here")
    for name, (wall, cpu) in medians.items():
        print(f"  {name:18} {wall:12.3f} {cpu:11.3f}")
    slow, fast = medians.values()
    print(
        f"  {slow[0] / fast[0]:.1f} times faster (at least {FASTER}), equal answers\n", flush=True
    )
    return slow[0] / fast[0]


def _of_columns(snapshot: Snapshot) -> OrganizationArrays:
    nodes, edges = snapshot.nodes, snapshot.edges
    progress = np.where(nodes.kind == KEY_RESULT, nodes.start / nodes.target, np.nan)
    return OrganizationArrays(nodes.kind, progress, edges.child, edges.parent, edges.weight)


def _of_records(records: OrganizationRecords) -> OrganizationArrays:
    """The same by Python's own means."""
    row_by_id = {node.id: row for row, node in enumerate(records.nodes)}
    edges = [
        *records.alignments,
        *(edge for node in records.nodes for edge in structural_edges(node)),
    ]
    progress = [
        float(node.start / node.target)
        if node.start is not None and node.target is not None
        else np.nan
        for node in records.nodes
    ]
    return OrganizationArrays(
        np.array([code(node.kind) for node in records.nodes], np.int8),
        np.array(progress),
        np.array([row_by_id[edge.child] for edge in edges], np.int32),
        np.array([row_by_id[edge.parent] for edge in edges], np.int32),
        np.array([float(edge.weight) for edge in edges]),
    )


async def _timed(
    work: Callable[[], Awaitable[Answer]],
) -> tuple[Answer, tuple[float, float]]:
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    answer = await work()
    return answer, (time.perf_counter() - wall, time.process_time() - cpu)


@dataclass(frozen=True)
class _Case:
    """One request; `limit_s` is the most that it may take, None for any time."""

    what: str
    path: str
    limit_s: float | None = None


_WARM_UP = _Case("the first request of all, not judged", "/health/ready")
_STRUCTURAL = (_Case("structural rules, metrics, counts", "/audit?limit=100", 2),)
_ALL = (
    _Case("all rules, every title read anew", "/audit?limit=100", 10),
    _Case("all rules, titles known", "/audit?limit=100&as_of=2026-11-20", 2),
    _Case("the same again", "/audit?limit=100&as_of=2026-11-20"),
    _Case("all findings as JSON", "/audit?as_of=2026-11-20"),
    _Case("all findings as SARIF", "/audit?as_of=2026-11-20&format=sarif"),
    _Case("all findings as CSV", "/audit?as_of=2026-11-20&format=csv"),
    _Case("the summary as Markdown", "/audit?as_of=2026-11-20&format=markdown"),
)


class _Heart:
    """Beats in the event loop; what comes late was held up."""

    def __init__(self) -> None:
        self.worst_s = 0.0

    async def beat(self) -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(BEAT_S)
            now = time.perf_counter()
            self.worst_s = max(self.worst_s, now - last - BEAT_S)
            last = now


async def _served(url: str, organization_id: UUID) -> bool:
    """Whether every request kept its limit, and the loop was never held for long."""
    database = Database(url)
    await database.open()
    async with database.writing(organization_id) as session:
        grant, hour = Grant("benchmark", Role.VIEWER), timedelta(hours=1)
        _, token = await create_token(
            session, operator(organization_id), secret_key=KEY.encode(), grant=grant, lifetime=hour
        )
    await database.close()
    configure_logging(LogFormat.JSON)
    logging.disable(logging.INFO)
    with TemporaryDirectory() as folder:
        settings = Settings(database_url=url, secret_key=KEY, data_dir=Path(folder))
        config = uvicorn.Config(create_app(settings), port=0, log_config=None, access_log=False)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110  uvicorn has nothing to wait for
            await asyncio.sleep(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        held = await _all_cases(url, organization_id, [f"http://127.0.0.1:{port}", token])
        server.should_exit = True
        await serving
    return held


async def _all_cases(url: str, organization_id: UUID, door: list[str]) -> bool:
    command = [sys.executable, "-m", "benchmarks.stored_audit", "--client", *door]
    client = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    print("GET /audit                            seconds  at most      MB   loop held, ms")
    await _measure(client, _WARM_UP)
    off = {"audit": {"severities": dict.fromkeys(TEXT_RULES, "off")}}
    held = True
    for settings, cases in ((off, _STRUCTURAL), ({}, _ALL)):
        await _set(url, organization_id, settings)
        for case in cases:
            held &= await _measure(client, case)
    client.terminate()
    await client.wait()
    return held


async def _measure(client: asyncio.subprocess.Process, case: _Case) -> bool:
    assert client.stdin is not None
    assert client.stdout is not None
    heart = _Heart()
    beating = asyncio.create_task(heart.beat())
    client.stdin.write(f"{case.path}\n".encode())
    seconds, size = json.loads(await client.stdout.readline())
    beating.cancel()
    worst_ms, limit = 1000 * heart.worst_s, "" if case.limit_s is None else f"{case.limit_s:.0f}"
    print(
        f"  {case.what:34} {seconds:8.2f} {limit:>8} {size / 1e6:7.1f} {worst_ms:16.1f}", flush=True
    )
    return worst_ms <= HELD_LIMIT_MS and (case.limit_s is None or seconds <= case.limit_s)


async def _set(url: str, organization_id: UUID, settings: dict[str, object]) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(
        "UPDATE organization SET settings = $1, version = version + 1 WHERE id = $2",
        json.dumps(settings),
        organization_id,
    )
    await connection.close()


def _ask_for_each_line(address: str, token: str) -> int:
    """The client: a process of its own, so that it takes nothing from the server's."""
    for path in map(str.strip, sys.stdin):
        request = urllib.request.Request(  # noqa: S310  our own server
            f"{address}{path}", headers={"Authorization": f"Bearer {token}"}
        )
        begin, size = time.perf_counter(), 0
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            while part := answer.read(1 << 20):
                size += len(part)
        print(json.dumps([time.perf_counter() - begin, size]), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
