"""Alignments: which edges to create, change and archive, with one primary parent per child."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

from service.alignment.rules import AlignmentState
from service.interchange.changes import Changes
from service.interchange.edges import Edge
from service.interchange.entries import GOALS, PARENTS
from service.interchange.items import Noun
from service.interchange.names import Names
from service.tables import new_id

Row = dict[str, Any]

_COLUMNS = frozenset(field.name for field in fields(Edge)) - {
    "child",
    "parent",
    "given",
    "origin",
    "field",
    "proposed_at",
    "proposed_by",
}


class AlignmentPlan:
    """Plans edges against the live ones that their children have."""

    def __init__(self, changes: Changes, names: Names, stored: Iterable[Row]) -> None:
        self._changes = changes
        self._names = names
        self._stored: dict[UUID, dict[UUID, Row]] = defaultdict(dict)
        for row in stored:
            self._stored[row["child_id"]][row["parent_id"]] = row

    def plan(self, edges: Sequence[Edge], complete: Sequence[str]) -> None:
        """Bring the stored edges to what the document says.

        Args:
            edges: those of the document, each pair once.
            complete: the children all of whose edges are among `edges`.
        """
        edges_by_child: dict[str, list[Edge]] = {child: [] for child in complete}
        for edge in edges:
            edges_by_child.setdefault(edge.child, []).append(edge)
        whole = set(complete)
        for child, own in edges_by_child.items():
            self._child(child, own, complete=child in whole)

    def _child(self, child: str, edges: list[Edge], *, complete: bool) -> None:
        noun, child_id = self._names.find(GOALS, child)
        stored = self._stored.get(child_id, {})
        ends = [self._names.find(PARENTS, edge.parent) for edge in edges]
        named = {parent_id for _, parent_id in ends}
        # Whoever says which parent is primary says of all others that they are not.
        decided = any(edge.is_primary and "is_primary" in edge.given for edge in edges)
        for row in stored.values():
            if row["parent_id"] in named:
                continue
            if complete:
                self._changes.update(Noun.ALIGNMENT, row, {"archived_at": self._changes.now})
            elif decided:
                self._changes.update(Noun.ALIGNMENT, row, {"is_primary": False}, counted=False)
        has_primary = not complete and any(row["is_primary"] for row in stored.values())
        for edge, (parent_noun, parent_id) in zip(edges, ends, strict=True):
            primary = edge.is_primary and (decided or not has_primary)
            known = stored.get(parent_id)
            if known is not None:
                self._change(edge, known, decided=decided)
                continue
            content = {
                "child_id": child_id,
                "child_kind": noun.name,
                "parent_id": parent_id,
                "parent_kind": parent_noun.name,
                **self._new(edge),
                "is_primary": primary,
            }
            self._changes.create(Noun.ALIGNMENT, new_id(), content)

    def _new(self, edge: Edge) -> Row:
        now, person = self._changes.now, self._changes.actor.person_id
        open_still = edge.state is AlignmentState.PROPOSED
        return {
            **{column: getattr(edge, column) for column in _COLUMNS},
            "proposed_at": edge.proposed_at or now,
            "proposed_by_id": self._proposer(edge) or person,
            "decided_at": None if open_still else now,
            "decided_by_id": None if open_still else person,
        }

    def _change(self, edge: Edge, known: Row, *, decided: bool) -> None:
        given = edge.given | {"is_primary"} if decided else edge.given
        content = {column: getattr(edge, column) for column in _COLUMNS & given}
        if edge.proposed_at is not None:
            content["proposed_at"] = edge.proposed_at
        if edge.proposed_by is not None:
            content["proposed_by_id"] = self._proposer(edge)
        state = content.get("state", known["state"])
        if state != known["state"]:
            open_again = state is AlignmentState.PROPOSED
            content["decided_at"] = None if open_again else self._changes.now
            content["decided_by_id"] = None if open_again else self._changes.actor.person_id
        self._changes.update(Noun.ALIGNMENT, known, content)

    def _proposer(self, edge: Edge) -> UUID | None:
        if edge.proposed_by is None:
            return None
        _, person_id = self._names.find((Noun.PERSON,), edge.proposed_by)
        return person_id
