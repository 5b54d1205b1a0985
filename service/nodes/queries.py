from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from service.actor import Actor
from service.database import Session
from service.errors import NotFound
from service.identity.queries import is_named
from service.nodes.models import Node
from service.nodes.rules import NodeKind


async def node_id_named(session: Session, actor: Actor, name: str) -> UUID:
    """The id of the actor's node with that external id, or that id.

    Raises:
        NotFound: there is none.
    """
    found = await session.scalar(
        select(col(Node.id))
        .where(col(Node.organization_id) == actor.organization_id, is_named(Node, name))
        .order_by(col(Node.external_system), col(Node.seq))
        .limit(1)
    )
    if found is None:
        raise NotFound(
            f"there is no strategy element, objective, key result or initiative {name!r}", ["id"]
        )
    return found


async def kinds_by_id(session: Session, actor: Actor, ids: Sequence[UUID]) -> dict[UUID, NodeKind]:
    """What those of the ids are that name a node of the actor's organization."""
    found = await session.execute(
        select(col(Node.id), col(Node.kind)).where(
            col(Node.organization_id) == actor.organization_id, col(Node.id).in_(ids)
        )
    )
    return {row[0]: NodeKind(row[1]) for row in found}
