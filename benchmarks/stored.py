"""A generated organization in a database of its own, for benchmarks that ask PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
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


def _tables(organization: UUID, ids: list[UUID], arrays: OrganizationArrays) -> Iterator[Table]:
    now = utc_now()
    kinds = [KINDS[kind] for kind in arrays.kind.tolist()]
    yield (
        "node",
        ["organization_id", "id", "kind", "external_system"],
        zip(repeat(organization), ids, kinds, repeat(""), strict=False),
    )
    home = homes(arrays)

    def rows(kind: int, *values: object) -> Iterator[tuple[object, ...]]:
        for row in np.flatnonzero(arrays.kind == kind).tolist():
            yield (organization, ids[row], KINDS[kind], f"Node {row}", now, now, 1, *values)

    yield (
        "strategy_element",
        [*_ROW, "element_kind"],
        rows(STRATEGY_ELEMENT, "PILLAR"),
    )
    yield "objective", [*_ROW, "lifecycle", "weight"], rows(OBJECTIVE, "ACTIVE", 1)
    yield (
        "key_result",
        [*_ROW, "weight", "objective_id"],
        (
            (organization, ids[row], "KEY_RESULT", f"Node {row}", now, now, 1, 1, ids[home[row]])
            for row in np.flatnonzero(arrays.kind == KEY_RESULT).tolist()
        ),
    )
    yield "initiative", _ROW, rows(INITIATIVE)
    yield from _edges(organization, ids, arrays, home)


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
