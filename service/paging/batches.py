"""Rows of many ids at once: one statement."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, any_, literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from service.actor import Actor
from service.database import Session
from service.paging.nouns import Noun, Row


async def rows_by_id(
    session: Session, actor: Actor, noun: Noun[Row], ids: Sequence[UUID]
) -> dict[UUID, Row]:
    """Those of the ids that name a row of the actor's organization, archived or not."""
    found = await session.scalars(noun.of(actor).where(col(noun.table.id) == _any_of(ids)))
    return {row.id: row for row in found}


def _any_of(ids: Sequence[UUID]) -> ColumnElement[bool]:
    """As one array: a list of thousands would be as many parameters."""
    return any_(literal(list(ids), ARRAY(Uuid)))
