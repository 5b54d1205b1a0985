"""The same for many at once: one statement, however many parents ask."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, any_, column, func, literal, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from service.actor import Actor
from service.database import Session
from service.paging.keys import keys_of
from service.paging.nouns import EXTERNAL_ID, Noun, Relation, Row
from service.paging.pages import Page, PageRequest, ordered, sought, to_page
from service.tables import Scoped


async def rows_by_id(
    session: Session, actor: Actor, noun: Noun[Row], ids: Sequence[UUID]
) -> dict[UUID, Row]:
    """Those of the ids that name a row of the actor's organization, archived or not."""
    found = await session.scalars(noun.of(actor).where(col(noun.table.id) == _any_of(ids)))
    return {row.id: row for row in found}


async def rows_by_external_id(
    session: Session, actor: Actor, noun: Noun[Row], external_ids: Sequence[str]
) -> dict[str, Row]:
    """The same by the senders' ids; where two systems use one id, the row that came first."""
    keyed = noun.keyed or noun.table
    name: ColumnElement[str] = getattr(keyed, EXTERNAL_ID)
    statement = noun.of(actor).add_columns(name).where(name.in_(external_ids))
    if keyed is not noun.table:
        statement = statement.join(
            keyed,
            (col(keyed.organization_id) == actor.organization_id)
            & (col(keyed.id) == col(noun.table.id)),
        )
    found = await session.execute(statement.order_by(col(noun.table.id).desc()))
    return {external_id: row for row, external_id in found}


async def external_ids(
    session: Session, actor: Actor, keyed: type[Scoped], ids: Sequence[UUID]
) -> dict[UUID, str]:
    """By id, what the sender calls it, where it has such a name."""
    name: ColumnElement[str] = getattr(keyed, EXTERNAL_ID)
    found = await session.execute(
        select(col(keyed.id), name).where(
            col(keyed.organization_id) == actor.organization_id,
            col(keyed.id) == _any_of(ids),
            name.is_not(None),
        )
    )
    return {row[0]: row[1] for row in found}


async def pages_by_parent(
    session: Session,
    actor: Actor,
    relation: Relation[Row],
    parents: Sequence[UUID],
    request: PageRequest,
) -> dict[UUID, Page[Row]]:
    """The same page of each parent's rows.

    Lateral, so that the index gives each parent its few rows: a window over all of them would
    read every row of a parent with a hundred thousand.

    Raises:
        UnusableCursor: a cursor is not one of this list and order.
    """
    noun = relation.noun
    keys = keys_of(noun, request.order)
    parent = (
        func.unnest(literal(list(parents), ARRAY(Uuid)))
        .table_valued(column("id", Uuid), name="parent")
        .render_derived()
    )
    mine = relation.of(actor).where(_parent_of(relation) == parent.c.id)
    order_by = [key.ordered(backward=request.backward) for key in keys]
    rank = func.row_number().over(order_by=order_by).label("rank")
    inner = ordered(sought(mine, noun, request, keys).add_columns(rank), request, keys)
    few = inner.limit(request.size + 1).lateral("few")
    row = aliased(noun.table, few)
    positions = [few.c[f"key_{index}"] for index in range(len(keys))]
    statement = select(parent.c.id, row).add_columns(*positions).join(few, true())
    found: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    for owner, *rest in await session.execute(statement.order_by(few.c.rank)):
        found[owner].append(tuple(rest))
    return {owner: to_page(found[owner], noun, request) for owner in parents}


async def counts_by_parent(
    session: Session, actor: Actor, relation: Relation[Row], parents: Sequence[UUID]
) -> dict[UUID, int]:
    """How many rows each parent has; parents without any are left out."""
    parent = _parent_of(relation)
    statement = (
        relation.of(actor)
        .where(parent == _any_of(parents))
        .with_only_columns(parent, func.count())
        .group_by(parent)
    )
    return {row[0]: row[1] for row in await session.execute(statement)}


def _any_of(ids: Sequence[UUID]) -> ColumnElement[bool]:
    """As one array: a list of thousands would be as many parameters."""
    return any_(literal(list(ids), ARRAY(Uuid)))


def _parent_of(relation: Relation[Row]) -> ColumnElement[Any]:
    return cast("ColumnElement[Any]", relation.parent)
