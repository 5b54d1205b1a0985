"""One line of sight, one refused cycle, in organizations of growing size.

`python -m benchmarks.line_of_sight [--smoke]`: what a request costs must not grow with the
organization: at most `GROWTH_LIMIT` times from the smallest to the largest.
"""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import date
from statistics import quantiles
from time import perf_counter
from uuid import UUID

import numpy as np

from benchmarks.organizations import KEY_RESULT, OBJECTIVE, generate_organization
from benchmarks.stored import scratch_database, store
from service.actor import Actor, operator
from service.alignment.commands import NewAlignment, create_alignments
from service.alignment.queries import lines_of_sight_of, records_above
from service.alignment.writing import graph_writing
from service.database import Database
from service.errors import AlignmentCycle
from service.nodes.rules import NodeKind
from service.tables import utc_now

SIZES = (10_000, 1_000_000)
SMOKE_SIZES = (2_000, 10_000)
ROUNDS = 300
GROWTH_LIMIT = 4
TODAY = date(2026, 11, 22)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="small organizations, not judged")
    smoke = parser.parse_args().smoke
    sizes = SMOKE_SIZES if smoke else SIZES
    with scratch_database() as url:
        print(
            "milliseconds on the wall, with every round trip\n    nodes  what            p50    p99"
        )
        medians = [asyncio.run(_measure(url, size)) for size in sizes]
    growth = max(large / small for small, large in zip(*medians, strict=True))
    print(f"from {sizes[0]:,} to {sizes[-1]:,} nodes the medians grow at most {growth:.1f} times")
    return 0 if smoke or growth <= GROWTH_LIMIT else 1


async def _measure(url: str, size: int) -> list[float]:
    arrays = generate_organization(size)
    organization_id, ids = await store(url, arrays)
    database = Database(url)
    await database.open()
    actor = operator(organization_id)
    random = np.random.default_rng(7)
    subjects = random.choice(np.flatnonzero(arrays.kind == KEY_RESULT), ROUNDS).tolist()
    objectives = random.choice(np.flatnonzero(arrays.kind == OBJECTIVE), 4 * ROUNDS).tolist()
    climbs = [await _climb(database, actor, ids[row]) for row in objectives]
    closing = [climb for climb in climbs if climb is not None][:ROUNDS]

    async def look(row: int) -> None:
        async with database.reading() as session:
            await lines_of_sight_of(session, actor, [ids[row]], TODAY)

    async def refuse(pair: NewAlignment) -> None:
        try:
            async with graph_writing(database, actor) as session:
                await create_alignments(session, actor, [pair], None, utc_now())
        except AlignmentCycle:
            return
        raise AssertionError("the cycle was not refused")

    medians = [
        await _time(len(arrays), "line of sight", look, subjects),
        await _time(len(arrays), "refused cycle", refuse, closing),
    ]
    await database.close()
    return medians


async def _climb(database: Database, actor: Actor, child: UUID) -> NewAlignment | None:
    """An edge from somewhere above the child back down to it."""
    async with database.reading() as session:
        records = await records_above(session, actor, [child])
    above = [
        node.id
        for node in records.nodes
        if node.kind is NodeKind.OBJECTIVE and node.id != str(child)
    ]
    return NewAlignment(UUID(above[0]), child) if above else None


async def _time(
    size: int, what: str, act: Callable[..., Awaitable[None]], cases: list[object]
) -> float:
    taken_ms = []
    for case in [*cases[:20], *cases]:
        begin = perf_counter()
        await act(case)
        taken_ms.append(1000 * (perf_counter() - begin))
    percentiles = quantiles(taken_ms[20:], n=100)
    print(f"{size:>9,}  {what:13} {percentiles[49]:6.1f} {percentiles[98]:6.1f}", flush=True)
    return percentiles[49]


if __name__ == "__main__":
    sys.exit(main())
