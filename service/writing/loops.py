"""Rows of a tree that are put under others, many at once: none may come to stand above itself."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Table, Uuid, any_, bindparam, select

from service.actor import Actor
from service.database import Session
from service.errors import Invalid, SelfLink
from service.writing.batches import Batch
from service.writing.rows import Edit, words_of


async def refuse_loops(
    session: Session,
    actor: Actor,
    table: Table,
    batch: Batch[Any],
    edits: Mapping[int, Edit],
    column: str,
) -> None:
    """Refuse the edits whose new value of `column` is the row itself or one below it.

    The caller holds the tree. Each move counts for those after it. Archived rows count, too:
    whoever restores them must find no loop.
    """
    targets = [edit.after[column] for edit in edits.values() if edit.after.get(column)]
    if not targets:
        return
    above = await _above(session, actor, table, targets, column)

    def check(index: int, _: object) -> None:
        edit = edits[index]
        if column not in edit.after:
            return
        if edit.after[column] == edit.id:
            raise SelfLink(f"a {words_of(table)} cannot stand above itself", [column])
        if edit.id in _way_up(edit.after[column], above):
            raise Invalid(f"it stands below this {words_of(table)} already", [column])
        above[edit.id] = edit.after[column]

    batch.check_each(check)


def _way_up(start: UUID | None, above: Mapping[UUID, UUID | None]) -> set[UUID]:
    """The row and all above it."""
    way: set[UUID] = set()
    while start is not None and start not in way:
        way.add(start)
        start = above.get(start)
    return way


async def _above(
    session: Session, actor: Actor, table: Table, ids: Sequence[UUID], column: str
) -> dict[UUID, UUID | None]:
    """By row, the one above it: of these rows and all above them."""
    scope = {"organization": actor.organization_id, "ids": list(ids)}
    found = await session.execute(_rows_above(table, column), scope)
    return {row[0]: row[1] for row in found}


@lru_cache(maxsize=16)
def _rows_above(table: Table, column: str) -> Select[Any]:
    organization = bindparam("organization", type_=Uuid)
    row = select(table.c.id, table.c[column].label("above_id")).where(
        table.c.organization_id == organization
    )
    start = row.where(table.c.id == any_(bindparam("ids", type_=ARRAY(Uuid))))
    way = start.cte("way", recursive=True)
    way = way.union(row.join_from(way, table, table.c.id == way.c.above_id))
    return select(way.c.id, way.c.above_id)
