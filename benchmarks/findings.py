"""Stored findings: `python -m benchmarks.findings [--nodes 1200000] [--edits 200] [--smoke]`.

How long the first stored audit takes and the next one with few changes, how long they hold the
event loop and who writes meanwhile, and how soon findings follow one edit. Exits 1 where the 99th
percentile of these is above a second.
"""

import argparse
import asyncio
import random
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from benchmarks.organizations import generate_organization
from benchmarks.stored import scratch_database, store
from service.actor import Actor, operator
from service.alignment.commands.archiving import archive_alignments
from service.alignment.writing import graph_writing
from service.database import WORKING, Database
from service.events.sequencing import number_all
from service.findings.commands import request_audit
from service.findings.following import follow
from service.findings.running import audit_organization
from service.objectives.commands.key_results import KeyResultChange, update_key_results
from service.objectives.commands.objectives import ObjectiveChange, update_objectives
from service.objectives.rules import Lifecycle
from service.tables import utc_now
from service.writing.given import Seen

LIMIT_MS = 1_000
EVERY_S = 0.005
FEW = 100

_EDGES = "SELECT id FROM alignment WHERE archived_at IS NULL ORDER BY random() LIMIT $1"
_STANDING = "SELECT count(*) FROM finding WHERE state <> 'RESOLVED'"
_REQUESTED = "SELECT requested_at IS NOT NULL FROM audit_clock"
_FORGET = "UPDATE audit_clock SET requested_at = NULL, requested_for = NULL"


@dataclass(frozen=True)
class Place:
    """An organization, and how to look at it."""

    database: Database
    connection: asyncpg.Connection
    actor: Actor

    async def ids(self, table: str) -> list[UUID]:
        rows = await self.connection.fetch(f"SELECT id FROM {table} WHERE archived_at IS NULL")  # noqa: S608
        found = [row["id"] for row in rows]
        random.shuffle(found)
        return found

    async def write(self, command: Callable[..., Awaitable[Any]], given: object) -> None:
        async with graph_writing(self.database, self.actor) as session:
            await command(session, self.actor, [given], None, utc_now())

    async def number(self) -> None:
        await number_all(self.database, self.actor.organization_id)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.findings", description=__doc__)
    parser.add_argument("--nodes", type=int, default=100_000)
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--smoke", action="store_true", help="a small one, not judged")
    options = parser.parse_args()
    nodes, edits = (2_000, 5) if options.smoke else (options.nodes, options.edits)
    with scratch_database() as url:
        good = asyncio.run(_measured(url, nodes, edits))
    return 0 if good or options.smoke else 1


async def _measured(url: str, nodes: int, edits: int) -> bool:
    organization_id, _ = await store(url, generate_organization(nodes))
    connection = await asyncpg.connect(url)
    database = Database(url, patience=WORKING)
    await database.open()
    place = Place(database, connection, operator(organization_id))
    goals, key_results = await place.ids("objective"), await place.ids("key_result")
    try:
        await _audits(place, nodes, goals)
        await connection.execute("ANALYZE")
        return await _edits(place, goals[FEW:], key_results, edits)
    finally:
        await connection.close()
        await database.close()


async def _audits(place: Place, nodes: int, goals: Sequence[UUID]) -> None:
    say(f"{nodes:,} nodes                     s   loop held, ms   a writer, ms, at most")
    await _audit("the first stored audit", place, goals[0])
    standing = await place.connection.fetchval(_STANDING)
    for goal in goals[:FEW]:
        await place.write(update_objectives, ObjectiveChange(id=goal, title="Win the north"))
    async with place.database.writing(place.actor.organization_id) as session:
        await request_audit(session, place.actor, None, utc_now())
    await place.number()
    await _audit(f"another, {FEW} changes on", place, goals[0])
    say(f"  {standing:,} findings stand")


async def _audit(what: str, place: Place, goal: UUID) -> None:
    begin = time.perf_counter()
    async with _watched(place, goal) as watched:
        await audit_organization(place.database, place.actor.organization_id, utc_now())
        taken_s = time.perf_counter() - begin
    say(f"  {what:24} {taken_s:8.1f} {max(watched.held_ms):12.0f} {max(watched.writes_ms):12.0f}")


@dataclass
class Watched:
    """What others felt meanwhile."""

    held_ms: list[float]
    writes_ms: list[float]


@asynccontextmanager
async def _watched(place: Place, goal: UUID) -> AsyncIterator[Watched]:
    watched, stop = Watched([0], [0]), asyncio.Event()

    async def tick() -> None:
        while not stop.is_set():
            begin = time.perf_counter()
            await asyncio.sleep(EVERY_S)
            watched.held_ms.append(1000 * (time.perf_counter() - begin - EVERY_S))

    async def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            begin = time.perf_counter()
            await place.write(update_objectives, ObjectiveChange(id=goal, description=str(number)))
            watched.writes_ms.append(1000 * (time.perf_counter() - begin))
            await asyncio.sleep(20 * EVERY_S)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(tick())
        tasks.create_task(write())
        yield watched
        stop.set()


async def _edits(
    place: Place, goals: Sequence[UUID], key_results: Sequence[UUID], edits: int
) -> bool:
    edges = [row["id"] for row in await place.connection.fetch(_EDGES, edits)]
    say(f"\none edit, followed, {edits} of each   p50 ms   p99 ms   at most   judged as a whole")
    changes: dict[str, tuple[Callable[..., Awaitable[Any]], list[object]]] = {
        "an objective's title": (
            update_objectives,
            [ObjectiveChange(id=goal, title="Grow the north") for goal in goals[:edits]],
        ),
        "a key result's start": (
            update_key_results,
            [KeyResultChange(id=goal, start=None) for goal in key_results[:edits]],
        ),
        "an alignment's end": (archive_alignments, [Seen(id=edge) for edge in edges]),
        "an objective cancelled": (
            update_objectives,
            [ObjectiveChange(id=goal, lifecycle=Lifecycle.CANCELLED) for goal in goals[-edits:]],
        ),
    }
    return all([await _followed(what, place, *each) for what, each in changes.items()])


async def _followed(
    what: str,
    place: Place,
    command: Callable[..., Awaitable[Any]],
    changes: Sequence[object],
) -> bool:
    taken_ms, whole = [], 0
    await place.number()
    await _follow_all(place)
    for change in changes:
        await place.write(command, change)
        begin = time.perf_counter()
        await place.number()
        await follow(place.database, place.actor.organization_id, utc_now())
        taken_ms.append(1000 * (time.perf_counter() - begin))
        whole += await place.connection.fetchval(_REQUESTED)
        await place.connection.execute(_FORGET)
        await place.number()
        await _follow_all(place)
    ordered = sorted(taken_ms)
    p50, p99 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    say(f"  {what:28} {p50:8.0f} {p99:8.0f} {ordered[-1]:9.0f} {whole:12}")
    return p99 <= LIMIT_MS


async def _follow_all(place: Place) -> None:
    while await follow(place.database, place.actor.organization_id, utc_now()):
        pass


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
