"""What archiving leaves of a tree: a live row stands under a live one, or under none.

Rows of one batch count as what they become. The caller holds the tree.
"""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Table, Uuid, any_, bindparam, select

from service.actor import Actor
from service.database import Session
from service.errors import Invalid
from service.writing.batches import Batch
from service.writing.rows import Edit, words_of


async def refuse_leaving_below(
    session: Session, actor: Actor, table: Table, batch: Batch[Any], edits: Mapping[int, Edit]
) -> None:
    """Refuse to archive rows that others stand under which stay live."""
    leaving = {edits[index].id for index, _ in batch.accepted() if edits[index].after}
    below = await _live(session, actor, table, "parent_id", leaving)
    while torn := {parent for child, parent in below if child not in leaving} & leaving:
        leaving -= torn

    def check(index: int, _: object) -> None:
        if edits[index].after and edits[index].id not in leaving:
            words = words_of(table)
            raise Invalid(f"other rows stand under this {words}: move or archive them", ["id"])

    batch.check_each(check)


async def refuse_archived_above(
    session: Session, actor: Actor, table: Table, batch: Batch[Any], edits: Mapping[int, Edit]
) -> None:
    """Refuse to restore rows under one that stays archived."""
    parent_by_id = {
        edits[index].id: edits[index].before["parent_id"]
        for index, _ in batch.accepted()
        if edits[index].after and edits[index].before["parent_id"] is not None
    }
    returning = {edits[index].id for index, _ in batch.accepted() if edits[index].after}
    live = {row for row, _ in await _live(session, actor, table, "id", parent_by_id.values())}
    while torn := {
        child
        for child, parent in parent_by_id.items()
        if child in returning and parent not in live | returning
    }:
        returning -= torn

    def check(index: int, _: object) -> None:
        if edits[index].after and edits[index].id not in returning:
            raise Invalid(f"the {words_of(table)} above it is archived: restore that first", ["id"])

    batch.check_each(check)


async def _live(
    session: Session, actor: Actor, table: Table, column: str, ids: Collection[UUID]
) -> list[tuple[UUID, UUID | None]]:
    """The live rows whose `column` is one of the ids, each with the row above it."""
    if not ids:
        return []
    scope = {"organization": actor.organization_id, "ids": list(ids)}
    return [(row[0], row[1]) for row in await session.execute(_live_by(table, column), scope)]


@lru_cache(maxsize=32)
def _live_by(table: Table, column: str) -> Select[Any]:
    return select(table.c.id, table.c.parent_id).where(
        table.c.organization_id == bindparam("organization", type_=Uuid),
        table.c[column] == any_(bindparam("ids", type_=ARRAY(Uuid))),
        table.c.archived_at.is_(None),
    )
