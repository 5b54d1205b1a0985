from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Text, Uuid, and_, any_, bindparam, or_
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from service.actor import Actor
from service.database import Session
from service.reviews.models import Review
from service.tables import NO_SYSTEM
from service.writing.recordset import table_of

_REVIEWS = table_of(Review)

StoredReview = dict[str, Any]


def reviews(actor: Actor) -> Select[Review]:
    return select(Review).where(
        col(Review.organization_id) == actor.organization_id, col(Review.archived_at).is_(None)
    )


async def reviews_called(
    session: Session, actor: Actor, ids: Collection[UUID], external_ids: Collection[str]
) -> list[StoredReview]:
    """The reviews, archived or not, of these ids or of our own of these external ids."""
    if not ids and not external_ids:
        return []
    scope = {
        "organization": actor.organization_id,
        "ids": list(ids),
        "external_ids": list(external_ids),
    }
    return [row._asdict() for row in await session.execute(_CALLED, scope)]


_CALLED = select_columns(_REVIEWS).where(
    _REVIEWS.c.organization_id == bindparam("organization", type_=Uuid),
    or_(
        _REVIEWS.c.id == any_(bindparam("ids", type_=ARRAY(Uuid))),
        and_(
            _REVIEWS.c.external_id == any_(bindparam("external_ids", type_=ARRAY(Text))),
            _REVIEWS.c.external_system == NO_SYSTEM,
        ),
    ),
)
