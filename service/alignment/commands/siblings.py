"""The edges of one child: no two to one parent, no more than all of it, one primary."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, any_, bindparam, select

from service.actor import Actor
from service.alignment.models import Alignment
from service.alignment.rules import (
    TURNED_DOWN,
    AlignmentKind,
    AlignmentState,
    exceeds_whole,
)
from service.database import Session
from service.errors import Invalid, Taken
from service.writing.given import Values
from service.writing.recordset import table_of
from service.writing.rows import Edit, Row

ALIGNMENTS = table_of(Alignment)


class Siblings:
    """The live edges of some children, as a batch leaves them row by row."""

    def __init__(self, stored: Iterable[Row]) -> None:
        self._before: dict[UUID, Row] = {row["id"]: row for row in stored}
        self._now: dict[UUID, Values] = {id_: dict(row) for id_, row in self._before.items()}

    def check_pair(self, edge: Row, path: str) -> None:
        """Let pass an edge to a parent that the child has not yet, nor is proposed for.

        Raises:
            Taken: it has it by another edge.
        """
        for other in self._others(edge):
            if other["parent_id"] != edge["parent_id"] or self._gives_way(other, edge):
                continue
            if other["state"] == AlignmentState.PROPOSED:
                raise Taken("that the two be aligned is proposed already", [path])
            raise Taken("the two are aligned already", [path])

    def check_allocations(self, edge: Row, path: str) -> None:
        """Let pass an edge that leaves the child's other parents their shares.

        Raises:
            Invalid: the child would give away more than all of itself.
        """
        if not _shares(edge):
            return
        shares = [other["allocation"] for other in self._others(edge) if _shares(other)]
        if exceeds_whole([*shares, edge["allocation"]]):
            raise Invalid("the child's allocations would add up to more than 1", [path])

    def has_primary(self, edge: Row) -> bool:
        """Whether another accepted edge of the child is its primary one."""
        return any(
            other["is_primary"] and other["state"] == AlignmentState.ACCEPTED
            for other in self._others(edge)
        )

    def put(self, edge: Row) -> None:
        """The edge is as given from now on; what is in its place gives way.

        That is the primary one, where this is primary; and one between the same two that was
        turned down.
        """
        for other in self._others(edge):
            if edge["is_primary"]:
                other["is_primary"] = False
            if other["parent_id"] == edge["parent_id"] and self._gives_way(other, edge):
                del self._now[other["id"]]
        self._now[edge["id"]] = dict(edge)

    def now(self, edge_id: UUID) -> Row:
        """An edge as the batch has left it so far."""
        return self._now[edge_id]

    def is_primary(self, edge_id: UUID) -> bool:
        return bool(self._now[edge_id]["is_primary"])

    def given_way(self, now: datetime, but: Collection[UUID] = ()) -> list[Edit]:
        """The edits of stored edges that are no longer primary, or no longer there, `but` these."""
        edits = []
        for id_, row in self._before.items():
            if id_ in but:
                continue
            if id_ not in self._now:
                edits.append(Edit(row, {"archived_at": now}, {}))
            elif row["is_primary"] and not self._now[id_]["is_primary"]:
                edits.append(Edit(row, {"is_primary": False}, {}))
        return edits

    def _gives_way(self, other: Row, edge: Row) -> bool:
        """Whether a stored edge that was turned down leaves its place to one that is not."""
        is_left = other["id"] in self._before and other["state"] in TURNED_DOWN
        return is_left and edge["state"] not in TURNED_DOWN

    def _others(self, edge: Row) -> list[Values]:
        return [
            other
            for other in self._now.values()
            if other["child_id"] == edge["child_id"] and other["id"] != edge["id"]
        ]


async def siblings_of(session: Session, actor: Actor, child_ids: Collection[UUID]) -> Siblings:
    """The live edges of the children; the caller holds the graph."""
    scope = {"organization": actor.organization_id, "ids": sorted(set(child_ids))}
    return Siblings([row._asdict() for row in await session.execute(_EDGES, scope)])


def _edges() -> Select[Any]:
    table = ALIGNMENTS
    return select(table).where(
        table.c.organization_id == bindparam("organization", type_=Uuid),
        table.c.child_id == any_(bindparam("ids", type_=ARRAY(Uuid))),
        table.c.archived_at.is_(None),
    )


_EDGES = _edges()


def _shares(edge: Row) -> bool:
    """Whether the edge takes of its child."""
    is_contribution: bool = edge["kind"] == AlignmentKind.CONTRIBUTES
    return is_contribution and edge["state"] == AlignmentState.ACCEPTED
