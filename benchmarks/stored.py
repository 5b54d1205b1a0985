"""A generated organization in a database of its own, for benchmarks that ask PostgreSQL."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import asyncpg
import numpy as np

from benchmarks.organizations import (
    INITIATIVE,
    KEY_RESULT,
    OBJECTIVE,
    STRATEGY_ELEMENT,
    OrganizationArrays,
)
from benchmarks.titles import titles
from service.embedded import embedded_server
from service.migration import migrate
from service.nodes.rules import NodeKind
from service.tables import new_id, utc_now

KINDS = {1 + place: kind.value for place, kind in enumerate(NodeKind)}


@contextmanager
def scratch_database() -> Iterator[str]:
    """The address of a migrated database that is gone afterwards."""
    with TemporaryDirectory() as folder, embedded_server(Path(folder), fast=True) as url:
        migrate(url)
        yield url


async def store(url: str, arrays: OrganizationArrays) -> tuple[UUID, list[UUID]]:
    """Copy the organization in; its id, and the node's id by row."""
    organization_id, ids = new_id(), [new_id() for _ in range(len(arrays))]
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            "INSERT INTO organization (id, slug, name, timezone, created_at, updated_at, version)"
            " VALUES ($1, $2, 'Generated', 'UTC', now(), now(), 1)",
            organization_id,
            f"generated-{len(ids)}",
        )
        for table, columns, rows in _tables(organization_id, ids, arrays):
            await connection.copy_records_to_table(table, columns=columns, records=rows)
        await connection.execute("ANALYZE")
    finally:
        await connection.close()
    return organization_id, ids


Table = tuple[str, list[str], Iterator[tuple[object, ...]]]
_ROW = ["organization_id", "id", "kind", "title", "created_at", "updated_at", "version"]
_QUARTER = (date(2026, 10, 1), date(2026, 12, 31))


def _tables(organization: UUID, ids: list[UUID], arrays: OrganizationArrays) -> Iterator[Table]:
    """One cycle and its goals: eight in ten have an owner's role, two in three a number."""
    now, cycle = utc_now(), new_id()
    kinds = [KINDS[kind] for kind in arrays.kind.tolist()]
    yield (
        "node",
        ["organization_id", "id", "kind", "external_system"],
        zip(repeat(organization), ids, kinds, repeat(""), strict=False),
    )
    yield (
        "cycle",
        [*_ROW[:2], "name", *_ROW[4:], "starts_on", "ends_on", "state", "external_system"],
        iter([(organization, cycle, "2026-Q4", now, now, 1, *_QUARTER, "ACTIVE", "")]),
    )
    home, title = homes(arrays), titles(arrays.kind.tolist())

    def rows(kind: int, own: Callable[[int], tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
        for row in np.flatnonzero(arrays.kind == kind).tolist():
            yield (organization, ids[row], KINDS[kind], title[row], now, now, 1, *own(row))

    yield (
        "strategy_element",
        [*_ROW, "element_kind"],
        rows(STRATEGY_ELEMENT, lambda _: ("PILLAR",)),
    )
    yield (
        "objective",
        [*_ROW, "lifecycle", "weight", "cycle_id", "owner_role"],
        rows(OBJECTIVE, lambda row: ("ACTIVE", 1, cycle, "Lead" if row % 5 else None)),
    )
    yield (
        "key_result",
        [*_ROW, "weight", "objective_id", "metric_type", "start", "target"],
        rows(KEY_RESULT, lambda row: (1, ids[home[row]], *(_NUMBERS if row % 3 else _SILENT))),
    )
    yield "initiative", _ROW, rows(INITIATIVE, lambda _: ())
    yield from _edges(organization, ids, arrays, home)


_NUMBERS = ("INCREASE", 10, 80)
_SILENT = (None, None, None)


def _edges(
    organization: UUID, ids: list[UUID], arrays: OrganizationArrays, home: dict[int, int]
) -> Iterator[Table]:
    now = utc_now()
    pairs = list(zip(arrays.child.tolist(), arrays.parent.tolist(), strict=True))
    kind = arrays.kind.tolist()
    yield (
        "initiative_target",
        ["organization_id", "initiative_id", "target_id", "target_kind", "position"],
        (
            (organization, ids[child], ids[parent], KINDS[kind[parent]], 0)
            for child, parent in pairs
            if kind[child] == INITIATIVE
        ),
    )
    columns = ["organization_id", "id", "child_id", "child_kind", "parent_id", "parent_kind"]
    columns += ["kind", "state", "is_primary", "weight", "external_system", "proposed_at"]
    yield (
        "alignment",
        [*columns, "created_at", "updated_at", "version"],
        (
            (
                *(organization, new_id(), ids[child], KINDS[kind[child]], ids[parent]),
                *(KINDS[kind[parent]], "CONTRIBUTES", "ACCEPTED", False, 1, "", now, now, now, 1),
            )
            for child, parent in pairs
            if kind[child] in (OBJECTIVE, KEY_RESULT)
            and child != parent
            and home.get(child) != parent
        ),
    )


def homes(arrays: OrganizationArrays) -> dict[int, int]:
    """The objective of each key result: the first that it has an edge to."""
    contained = (arrays.kind[arrays.child] == KEY_RESULT) & (
        arrays.kind[arrays.parent] == OBJECTIVE
    )
    pairs = zip(
        arrays.child[contained][::-1].tolist(),
        arrays.parent[contained][::-1].tolist(),
        strict=True,
    )
    return dict(pairs)
