from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel import col, select

from service.actor import Actor
from service.database import Session
from service.errors import NotFound
from service.identity.queries import is_named
from service.nodes.models import Node

# An end's id, kind, archived, cancelled, and the state of its cycle.
End = Row[UUID, str, bool, bool, str | None]
EndById = Mapping[UUID, End]

_ENDS = """
SELECT n.id, n.kind,
       coalesce(o.archived_at, k.archived_at, home.archived_at, s.archived_at) IS NOT NULL
           AS archived,
       coalesce(o.lifecycle, home.lifecycle) IS NOT DISTINCT FROM 'CANCELLED' AS cancelled,
       c.state AS cycle_state
  FROM node n
  LEFT JOIN objective o ON o.organization_id = n.organization_id AND o.id = n.id
  LEFT JOIN strategy_element s ON s.organization_id = n.organization_id AND s.id = n.id
  LEFT JOIN key_result k ON k.organization_id = n.organization_id AND k.id = n.id
  LEFT JOIN objective home
    ON home.organization_id = n.organization_id AND home.id = k.objective_id
  LEFT JOIN LATERAL (
       SELECT cycle.state FROM cycle
        WHERE cycle.organization_id = n.organization_id
          AND cycle.id = coalesce(o.cycle_id, home.cycle_id) {lock}
  ) c ON true
 WHERE n.organization_id = :organization AND n.id = ANY(CAST(:ids AS uuid[]))
"""
_FREE_ENDS = text(_ENDS.format(lock=""))
_HELD_ENDS = text(_ENDS.format(lock="FOR KEY SHARE"))


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


async def ends_by_id(session: Session, actor: Actor, ids: Collection[UUID]) -> EndById:
    """Those of the ids that are nodes of the organization, archived or not.

    For whoever holds the graph, which no cycle is closed beside.
    """
    scope = {"organization": actor.organization_id, "ids": sorted(set(ids))}
    return {row.id: row for row in await session.execute(_FREE_ENDS, scope)}


async def held_ends_by_id(session: Session, actor: Actor, ids: Collection[UUID]) -> EndById:
    """The same where nobody holds the graph; their cycles stay open until the transaction ends."""
    scope = {"organization": actor.organization_id, "ids": sorted(set(ids))}
    return {row.id: row for row in await session.execute(_HELD_ENDS, scope)}
