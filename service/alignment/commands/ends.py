"""The two nodes of an edge, as far as they say whether the edge may be written."""

from uuid import UUID

from service.alignment.rules import check_ends
from service.cycles.rules import Deed, check_permits
from service.errors import Invalid, NotFound
from service.nodes.queries import End, EndById
from service.nodes.rules import NodeKind


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
    check_permits(child.cycle_state, Deed.WRITE, [path], "the child's cycle")
