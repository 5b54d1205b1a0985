"""Lines of sight after edits, in 1.2 million nodes: `python -m benchmarks.sight [--smoke]`.

How long it takes after the commit until the log tells what one edge brought or took: of typical
edges, and of one near the top on which a million nodes hang. Exits 1 where a typical one takes
longer than a second.
"""

import argparse
import asyncio
import random
import resource
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from uuid import UUID

import asyncpg

from benchmarks.organizations import generate_organization
from benchmarks.stored import store
from service.actor import Actor, operator
from service.alignment.commands.archiving import archive_alignments, restore_alignments
from service.alignment.writing import graph_writing
from service.database import WORKING, Database
from service.embedded import embedded_server
from service.events.feed import entries_after, head_of
from service.events.sequencing import number_all
from service.migration import migrate
from service.sight.following import follow
from service.sight.verifying import verify_sight
from service.tables import new_id, utc_now
from service.writing.given import Seen

NODES, SMOKE_NODES = 1_200_000, 5_000
EDITS, SMOKE_EDITS = 200, 10
LIMIT_MS = 1_000

# One objective between all that stands right under the strategy, and the strategy.
_APEX = """
WITH element AS (
    SELECT organization_id, id FROM strategy_element ORDER BY id LIMIT 1
), node AS (
    INSERT INTO node (organization_id, id, kind, external_system, external_id)
    SELECT organization_id, $1, 'OBJECTIVE', '', 'apex' FROM element
), objective AS (
    INSERT INTO objective (organization_id, id, kind, title, lifecycle, weight, created_at,
                           updated_at, version)
    SELECT organization_id, $1, 'OBJECTIVE', 'Apex', 'ACTIVE', 1, now(), now(), 1 FROM element
)
INSERT INTO alignment (organization_id, id, child_id, child_kind, parent_id, parent_kind, kind,
                       state, is_primary, weight, external_system, proposed_at, created_at,
                       updated_at, version)
SELECT organization_id, $2, $1, 'OBJECTIVE', id, 'STRATEGY_ELEMENT', 'SUPPORTS', 'ACCEPTED', true,
       1, '', now(), now(), now(), 1 FROM element
"""
_UNDER_IT = """
WITH once AS (
    UPDATE alignment a SET archived_at = now()
     WHERE a.parent_kind = 'STRATEGY_ELEMENT' AND a.child_id <> $1
       AND EXISTS (SELECT 1 FROM alignment b
                    WHERE b.child_id = a.child_id AND b.parent_kind = a.parent_kind AND b.id < a.id)
    RETURNING id
)
UPDATE alignment SET parent_id = $1, parent_kind = 'OBJECTIVE'
 WHERE parent_kind = 'STRATEGY_ELEMENT' AND child_id <> $1 AND archived_at IS NULL
   AND id NOT IN (SELECT id FROM once)
   AND NOT EXISTS (SELECT 1 FROM alignment b
                    WHERE b.child_id = alignment.child_id AND b.id < alignment.id
                      AND b.parent_kind = 'STRATEGY_ELEMENT')
"""
_EDGES = """
SELECT id FROM alignment WHERE archived_at IS NULL AND state = 'ACCEPTED' AND id <> $1 ORDER BY id
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sight", description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="a small one, not judged")
    parser.add_argument("--data", type=Path, help="keep the organization there for the next run")
    options = parser.parse_args()
    nodes, edits = (SMOKE_NODES, SMOKE_EDITS) if options.smoke else (NODES, EDITS)
    with ExitStack() as stack:
        folder = options.data or Path(stack.enter_context(TemporaryDirectory()))
        url = stack.enter_context(embedded_server(folder))
        migrate(url)
        good = asyncio.run(_measured(url, nodes, edits))
    return 0 if good or options.smoke else 1


async def _measured(url: str, nodes: int, edits: int) -> bool:
    connection = await asyncpg.connect(url)
    organization_id = await connection.fetchval("SELECT id FROM organization")
    if organization_id is None:
        organization_id, _ = await store(url, generate_organization(nodes))
    # It has circles, and an edge on one could not come back.
    await connection.execute('UPDATE organization SET settings = \'{"cycle_policy": "REPORT"}\'')
    apex = await _apex(connection)
    edges = [row["id"] for row in await connection.fetch(_EDGES, apex)]
    await connection.close()
    database = Database(url, patience=WORKING)
    await database.open()
    bench = _Bench(database, operator(organization_id))
    await bench.begin()
    chosen = random.Random(7).sample(edges, min(edits, len(edges)))  # noqa: S311  no secret
    p99 = await bench.edits(chosen)
    await bench.top(apex)
    found = await verify_sight(database, organization_id)
    print(f"verified: {found.nodes:,} nodes, {found.differing} differences")
    await database.close()
    return p99 <= LIMIT_MS and not found.differing


async def _apex(connection: asyncpg.Connection) -> UUID:
    """The edge on which everything hangs."""
    apex = await connection.fetchval("SELECT id FROM node WHERE external_id = 'apex'")
    if apex is None:
        apex = new_id()
        await connection.execute(_APEX, apex, new_id())
        await connection.execute(_UNDER_IT, apex)
        await connection.execute("VACUUM (ANALYZE)")
    edge: UUID = await connection.fetchval("SELECT id FROM alignment WHERE child_id = $1", apex)
    return edge


class _Bench:
    """Edits one organization, and follows them as a worker does."""

    def __init__(self, database: Database, actor: Actor) -> None:
        self._database = database
        self._actor = actor

    async def begin(self) -> None:
        """The first look, where there was none; else whatever there is to follow."""
        begin = time.perf_counter()
        await self._followed()
        print(f"the first look at everything: {time.perf_counter() - begin:.1f} s, {_memory()}")

    async def edits(self, edges: Sequence[UUID]) -> float:
        """Each edge is archived and restored; the 99th percentile in milliseconds."""
        taken_ms, counts = [], []
        for edge in edges:
            for command in (archive_alignments, restore_alignments):
                ms, found = await self._edit(command, edge)
                taken_ms.append(ms)
                counts.append(sum(found))
        _told(f"a typical edge, {len(taken_ms)} edits", taken_ms)
        moved = [count for count in counts if count]
        print(f"  {len(moved)} of them moved lines of sight, of {max(moved, default=0):,} at most")
        return quantiles(taken_ms, n=100, method="inclusive")[98]

    async def top(self, edge: UUID) -> None:
        """The edge on which everything hangs, three times."""
        for _ in range(3):
            for command in (archive_alignments, restore_alignments):
                ms, found = await self._edit(command, edge)
                print(f"the edge at the top: {found} nodes in {ms / 1_000:.1f} s, {_memory()}")

    async def _edit(self, command: object, edge: UUID) -> tuple[float, list[int]]:
        """Milliseconds from the commit until the log tells what came of it; whom it counts."""
        async with graph_writing(self._database, self._actor) as session:
            await command(session, self._actor, [Seen(id=edge)], None, utc_now())  # type: ignore[operator]  # either command
        begin = time.perf_counter()
        head = await self._followed()
        ms = 1_000 * (time.perf_counter() - begin)
        told = await entries_after(self._database, self._actor.organization_id, head, most=100)
        sights = [one for one in told if one.type.startswith("line_of_sight.")]
        return ms, [one.details["count"] for one in sights if one.details]

    async def _followed(self) -> int:
        """Number, follow, and number what came of it; the last number before that."""
        id_ = self._actor.organization_id
        await number_all(self._database, id_)
        head = await head_of(self._database, id_)
        await follow(self._database, id_, utc_now())
        await number_all(self._database, id_)
        return head


def _told(what: str, taken_ms: Sequence[float]) -> None:
    found = quantiles(taken_ms, n=100, method="inclusive")
    print(f"{what}: p50 {found[49]:.1f} ms, p99 {found[98]:.1f}, at most {max(taken_ms):.1f}")


def _memory() -> str:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return f"memory at its peak {peak / 1_024:,.0f} MB"


if __name__ == "__main__":
    sys.exit(main())
