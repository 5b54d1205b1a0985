"""The alignments that a document means: its `parents`, refined by its `alignments`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from service.alignment.rules import AlignmentKind, AlignmentState
from service.interchange.document import Document
from service.interchange.entries import AlignmentEntry, KeyResultEntry, ObjectiveEntry
from service.interchange.problems import Origin

# What a name in `parents` says of its edge; its `alignments` row may say otherwise.
_LISTED = frozenset(("kind", "state", "weight", "allocation", "is_primary"))


@dataclass(frozen=True, slots=True)
class Edge:
    """One alignment child → parent, by ids.

    Attributes:
        given: the attributes that the document says; a stored edge keeps the others.
        origin, field: the row to blame, and where in it the edge stands.
    """

    child: str
    parent: str
    kind: AlignmentKind
    state: AlignmentState
    is_primary: bool
    weight: Decimal
    allocation: Decimal | None
    rationale: str | None
    valid_from: date | None
    valid_to: date | None
    proposed_at: datetime | None
    proposed_by: str | None
    decision_note: str | None
    given: frozenset[str]
    origin: Origin
    field: str


def edges_of(document: Document) -> list[Edge]:
    """Every edge once: those of `parents` by child, then those that only `alignments` name."""
    rows_by_child: dict[str, dict[str, AlignmentEntry]] = defaultdict(dict)
    for row in document.alignments:
        rows_by_child[row.child][row.parent] = row
    edges: list[Edge] = []
    for goal in document.goals():
        if "parents" in goal.given:
            edges += _listed(goal, rows_by_child.pop(goal.id, {}))
    for rows in rows_by_child.values():
        primary = _primary(list(rows), rows)
        edges += [
            _edge(row, "parent", row.given, is_primary=primary == parent)
            for parent, row in rows.items()
        ]
    return edges


def _listed(
    goal: ObjectiveEntry | KeyResultEntry, rows: Mapping[str, AlignmentEntry]
) -> list[Edge]:
    parents = goal.parents or ()
    primary = _primary(parents, rows)
    edges = []
    for place, parent in enumerate(parents, 1):
        row = rows.get(parent)
        field = "parent"
        if row is None:
            row = AlignmentEntry(child=goal.id, parent=parent, origin=goal.origin)
            field = f"parents[{place}]"
        edges.append(_edge(row, field, row.given | _LISTED, is_primary=primary == parent))
    return edges + [
        _edge(row, "parent", row.given | {"is_primary"}, is_primary=primary == parent)
        for parent, row in rows.items()
        if parent not in parents
    ]


def _edge(row: AlignmentEntry, field: str, given: frozenset[str], *, is_primary: bool) -> Edge:
    return Edge(
        child=row.child,
        parent=row.parent,
        kind=row.kind or AlignmentKind.CONTRIBUTES,
        state=row.state or AlignmentState.ACCEPTED,
        is_primary=is_primary,
        weight=Decimal(1) if row.weight is None else row.weight,
        allocation=row.allocation,
        rationale=row.rationale,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        proposed_at=row.proposed_at,
        proposed_by=row.proposed_by,
        decision_note=row.decision_note,
        given=given,
        origin=row.origin,
        field=field,
    )


def _primary(parents: Sequence[str], rows: Mapping[str, AlignmentEntry]) -> str | None:
    """The parent that a row calls primary, else the first, unless a row says it is not."""
    for parent, row in rows.items():
        if row.is_primary:
            return parent
    if not parents:
        return None
    first = rows.get(parents[0])
    return None if first is not None and first.is_primary is False else parents[0]
