"""A generated document in and out of a database: `python -m benchmarks.interchange [--smoke]`.

Prints the seconds for reading, importing, importing again without a change, and exporting.
"""

import argparse
import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import orjson

from benchmarks.organizations import (
    INITIATIVE,
    KEY_RESULT,
    OBJECTIVE,
    STRATEGY_ELEMENT,
    OrganizationArrays,
    generate_organization,
)
from benchmarks.stored import homes, scratch_database
from service.actor import operator
from service.alignment.rules import CyclePolicy
from service.database import WORKING, Database
from service.identity.commands import create_organization
from service.interchange.commands import ImportOptions, import_document
from service.interchange.export import export_document
from service.interchange.formats import to_json
from service.interchange.reading import Reading, read_documents
from service.tables import new_id

NODES = 100_000
SMOKE_NODES = 2_000
LIMIT_S = 60


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="a small document, not judged")
    smoke = parser.parse_args().smoke
    arrays = generate_organization(SMOKE_NODES if smoke else NODES)
    with TemporaryDirectory() as folder, scratch_database() as url:
        path = Path(folder) / "generated.json"
        path.write_bytes(orjson.dumps(document(arrays)))
        begin = perf_counter()
        reading = read_documents([path])
        steps = {"read": perf_counter() - begin, **asyncio.run(_times(url, reading))}
    print(f"{len(arrays):,} nodes, {len(arrays.child):,} edges")
    for name, seconds in steps.items():
        print(f"{name:14} {seconds:6.1f} s")
    return 0 if smoke or steps["read"] + steps["import"] <= LIMIT_S else 1


def document(arrays: OrganizationArrays) -> dict[str, object]:
    """The organization as `sightline/1`, without the edges that an import refuses."""
    home, kinds = homes(arrays), arrays.kind.tolist()
    parents: dict[int, list[str]] = {}
    for child, parent in zip(arrays.child.tolist(), arrays.parent.tolist(), strict=True):
        if child != parent and home.get(child) != parent:
            parents.setdefault(child, []).append(f"n{parent}")
    rows: dict[int, list[dict[str, object]]] = {kind: [] for kind in range(1, 5)}
    for row, kind in enumerate(kinds):
        values: dict[str, object] = {"id": f"n{row}", "title": f"Node {row} of the organization"}
        above = parents.get(row, [])
        if kind == STRATEGY_ELEMENT:
            values["kind"] = "PILLAR"
        elif kind == INITIATIVE:
            values["serves"] = above
        else:
            values["parents"] = above
        if kind == KEY_RESULT:
            values |= {"objective": f"n{home[row]}", "target": row, "start": 0}
        rows[kind].append(values)
    return {
        "format": "sightline/1",
        "organization": {"name": "Generated"},
        "strategy": rows[STRATEGY_ELEMENT],
        "objectives": rows[OBJECTIVE],
        "key_results": rows[KEY_RESULT],
        "initiatives": rows[INITIATIVE],
    }


async def _times(url: str, reading: Reading) -> dict[str, float]:
    database = Database(url, patience=WORKING)
    await database.open()
    actor = operator(new_id())
    async with database.writing(actor.organization_id) as session:
        await create_organization(session, actor.organization_id, "generated")
    times = {}
    for name in ("import", "import again"):
        begin = perf_counter()
        async with database.writing(actor.organization_id) as session:
            # A generated organization has cycles, as a real one may.
            options = ImportOptions(cycles=CyclePolicy.REPORT)
            result = await import_document(session, actor, reading, options)
        assert result.written
        times[name] = perf_counter() - begin
    begin = perf_counter()
    async with database.reading() as session:
        to_json(await export_document(session, actor))
    times["export"] = perf_counter() - begin
    await database.close()
    return times


if __name__ == "__main__":
    sys.exit(main())
