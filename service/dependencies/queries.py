from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select
from sqlmodel import col, select

from service.actor import Actor
from service.database import Session
from service.dependencies.models import Dependency


def dependencies(actor: Actor) -> Select[Dependency]:
    return select(Dependency).where(
        col(Dependency.organization_id) == actor.organization_id,
        col(Dependency.archived_at).is_(None),
    )


async def triples_taken(
    session: Session, actor: Actor, from_ids: Collection[UUID]
) -> set[tuple[UUID, UUID, str]]:
    """From, to and kind of the live dependencies that lead from these."""
    found = await session.scalars(
        dependencies(actor).where(col(Dependency.from_id).in_(set(from_ids)))
    )
    return {(row.from_id, row.to_id, row.kind) for row in found}
