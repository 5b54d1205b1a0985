"""Rows of a tree that are put under others, many at once: none may come to stand above itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Table, Uuid, any_, bindparam, select

from service.actor import Actor
from service.database import Session
from service.errors import DomainError, Invalid, SelfLink
from service.writing.batches import Batch
from service.writing.rows import Edit, words_of

# From a row up to the last one before it again.
Loop = Sequence[UUID]


@dataclass(frozen=True, slots=True)
class Tree:
    """Rows of one table, under one another by a column."""

    table: Table
    column: str

    def refusal(self, _: Loop) -> DomainError:
        """Why a row cannot be put under one below it: from the row up to itself."""
        return Invalid(f"it stands below this {words_of(self.table)} already", [self.column])


async def refuse_loops(
    session: Session,
    actor: Actor,
    tree: Tree,
    batch: Batch[Any],
    edits: Mapping[int, Edit],
) -> None:
    """Refuse the edits that put a row under itself or one below it.

    The caller holds the tree. Each move counts for those after it. Archived rows count, too:
    whoever restores them must find no loop.
    """
    table, column = tree.table, tree.column
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
        way = _way_up(edit.after[column], above)
        if edit.id in way:
            loop = [edit.id, *way[: way.index(edit.id)]]
            raise tree.refusal(loop)
        above[edit.id] = edit.after[column]

    batch.check_each(check)


def _way_up(start: UUID | None, above: Mapping[UUID, UUID | None]) -> list[UUID]:
    """The row and all above it, in order."""
    way: dict[UUID, None] = {}
    while start is not None and start not in way:
        way[start] = None
        start = above.get(start)
    return list(way)


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
