"""The two nodes of an edge, as far as they say whether the edge may be written."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import Row, text

from service.actor import Actor
from service.alignment.rules import check_ends
from service.cycles.rules import CycleState
from service.database import Session
from service.errors import Invalid, NotFound, ReadOnly
from service.nodes.rules import NodeKind

# An end's id, kind, archived, cancelled, and the state of its cycle.
End = Row[UUID, str, bool, bool, str | None]
EndById = Mapping[UUID, End]

_ENDS = text("""
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
  LEFT JOIN cycle c
    ON c.organization_id = n.organization_id AND c.id = coalesce(o.cycle_id, home.cycle_id)
 WHERE n.organization_id = :organization AND n.id = ANY(CAST(:ids AS uuid[]))
""")


async def ends_by_id(session: Session, actor: Actor, ids: Collection[UUID]) -> EndById:
    """Those of the ids that are nodes of the organization, archived or not."""
    scope = {"organization": actor.organization_id, "ids": sorted(set(ids))}
    return {row.id: row for row in await session.execute(_ENDS, scope)}


def check_new_ends(ends: EndById, child_id: UUID, parent_id: UUID) -> None:
    """Whether an edge may be drawn between the two.

    Raises:
        NotFound: one is not there, or archived.
        Invalid: one is of a kind that has no such edges, or the parent is cancelled.
        ReadOnly: the child's cycle is closed.
    """
    child, parent = _live(ends, child_id, "child_id"), _live(ends, parent_id, "parent_id")
    check_ends(NodeKind(child.kind), NodeKind(parent.kind), parent_cancelled=parent.cancelled)
    _check_open(child, "child_id")


def check_restored_ends(ends: EndById, child_id: UUID, parent_id: UUID) -> None:
    """Whether an edge may come back.

    Raises:
        Invalid: an end is archived, or the parent cancelled.
        ReadOnly: the child's cycle is closed.
    """
    child, parent = ends[child_id], ends[parent_id]
    if child.archived or parent.archived:
        raise Invalid("what it leads from or to is archived: restore that first", ["id"])
    if parent.cancelled:
        raise Invalid("the parent is cancelled", ["id"])
    _check_open(child, "id")


def check_changeable(ends: EndById, child_id: UUID) -> None:
    """Whether an edge of this child may be changed or archived.

    Raises:
        ReadOnly: the child's cycle is closed.
    """
    _check_open(ends[child_id], "id")


def _live(ends: EndById, node_id: UUID, path: str) -> End:
    end = ends.get(node_id)
    if end is None or end.archived:
        raise NotFound("there is no such node", [path])
    return end


def _check_open(child: End, path: str) -> None:
    if child.cycle_state == CycleState.CLOSED:
        raise ReadOnly("the child's cycle is closed", [path])
