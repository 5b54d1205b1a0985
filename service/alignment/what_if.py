"""What if: an organization as it would be after some changes of its edges. Nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal

from service.alignment.records import AlignmentRecord, OrganizationRecords
from service.alignment.rules import AlignmentKind, EdgeOrigin, check_ends, check_shares
from service.alignment.snapshot import (
    NO_ROW,
    Edges,
    Mask,
    Rows,
    Snapshot,
    code,
    edges_from_records,
)
from service.errors import DomainError, Limit, NotFound, SelfLink, Taken
from service.libraries import np
from service.nodes.rules import NodeKind

MOST_CHANGES = 100

_KINDS = tuple(NodeKind)


@dataclass(frozen=True, slots=True)
class EdgeAdded:
    """An accepted edge child → parent, by ids; `is_primary` absent: the child's first one is."""

    child: str
    parent: str
    kind: AlignmentKind = AlignmentKind.CONTRIBUTES
    weight: Decimal = Decimal(1)
    allocation: Decimal | None = None
    is_primary: bool | None = None


@dataclass(frozen=True, slots=True)
class EdgeRemoved:
    """An alignment child → parent of any state, by ids, that would be no more."""

    child: str
    parent: str


EdgeChange = EdgeAdded | EdgeRemoved
Ends = tuple[int, int]  # the rows of a child and its parent


def what_if(snapshot: Snapshot, changes: Sequence[EdgeChange]) -> Snapshot:
    """The organization after the changes, one after the other.

    A cycle that they close and allocations that they drive beyond 1 are for the audit to find. To
    change an edge, remove it and add it anew.

    Raises:
        NotFound: a change names no node, one that is archived, or no alignment to remove.
        SelfLink: both ends of an edge are one.
        Taken: the two are aligned already, or proposed to be.
        Invalid: a number or a kind of end that an edge cannot have, a cancelled parent.
        Limit: there are more than `MOST_CHANGES`.

        But for the last, the path is the place of the change, from 0, and its field.
    """
    if len(changes) > MOST_CHANGES:
        raise Limit(f"at most {MOST_CHANGES} changes at once, not {len(changes)}")
    draft = _Draft(snapshot)
    for place, change in enumerate(changes):
        try:
            draft.take(change)
        except DomainError as refusal:
            raise type(refusal)(refusal.message, [str(place), *refusal.path]) from None
    return replace(snapshot, edges=draft.edges())


class _Draft:
    """The edges of a snapshot while they change; `_added` by the rows of child and parent."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._is_alignment = snapshot.edges.origin == code(EdgeOrigin.ALIGNMENT)
        self._is_kept = np.ones(len(snapshot.edges), np.bool_)
        self._is_primary = snapshot.edges.is_primary.copy()
        self._added: dict[Ends, AlignmentRecord] = {}

    def take(self, change: EdgeChange) -> None:
        ends = self._row(change.child, "child_id"), self._row(change.parent, "parent_id")
        match change:
            case EdgeAdded():
                self._add(change, ends)
            case EdgeRemoved():
                self._remove(ends)

    def edges(self) -> Edges:
        """What is kept, then what was added."""
        before = replace(self._snapshot.edges, is_primary=self._is_primary)
        records = OrganizationRecords("", alignments=list(self._added.values()))
        added = edges_from_records(records, self._snapshot.row_by_id)
        return Edges(
            **{
                name: np.concatenate([getattr(before, name)[self._is_kept], getattr(added, name)])
                for name in (column.name for column in fields(Edges))
            }
        )

    def _add(self, edge: EdgeAdded, ends: Ends) -> None:
        self._check(edge, ends)
        if ends in self._added or len(self._alignment(ends)):
            raise Taken("the two are aligned already: remove that alignment first", ["parent_id"])
        is_primary = edge.is_primary
        if is_primary is None:
            is_primary = not self._has_primary(ends[0])
        if is_primary:
            self._give_way(ends[0])
        self._added[ends] = AlignmentRecord(
            edge.child,
            edge.parent,
            edge.kind,
            weight=edge.weight,
            allocation=edge.allocation,
            is_primary=is_primary,
        )

    def _remove(self, ends: Ends) -> None:
        found = self._alignment(ends)
        if self._added.pop(ends, None) is None and not len(found):
            raise NotFound("the two are not aligned", ["parent_id"])
        self._is_kept[found] = False

    def _row(self, name: str, field: str) -> int:
        row = self._snapshot.row_by_id.get(name)
        if row is None:
            raise NotFound(f"there is no node {name!r}", [field])
        return row

    def _check(self, edge: EdgeAdded, ends: Ends) -> None:
        nodes = self._snapshot.nodes
        child, parent = ends
        if child == parent:
            raise SelfLink("a node cannot be aligned to itself", ["parent_id"])
        for row, field in ((child, "child_id"), (parent, "parent_id")):
            if _is_so(nodes.archived, row, nodes.home):
                raise NotFound(f"{nodes.key[row]!r} is archived", [field])
        check_ends(
            _KINDS[nodes.kind[child] - 1],
            _KINDS[nodes.kind[parent] - 1],
            parent_cancelled=_is_so(nodes.cancelled, parent, nodes.home),
        )
        check_shares(edge.weight, edge.allocation)

    def _alignments_of(self, child: int) -> Rows:
        kept = self._is_kept & self._is_alignment
        return np.flatnonzero(kept & (self._snapshot.edges.child == child)).astype(np.int32)

    def _alignment(self, ends: Ends) -> Rows:
        found = self._alignments_of(ends[0])
        return found.compress(self._snapshot.edges.parent[found] == ends[1])

    def _has_primary(self, child: int) -> bool:
        stored = self._is_primary[self._alignments_of(child)].any()
        return bool(stored) or any(self._added[ends].is_primary for ends in self._ends_of(child))

    def _give_way(self, child: int) -> None:
        """A child has one primary parent: the one before gives way to the new one."""
        self._is_primary[self._alignments_of(child)] = False
        for ends in self._ends_of(child):
            self._added[ends] = replace(self._added[ends], is_primary=False)

    def _ends_of(self, child: int) -> list[Ends]:
        return [ends for ends in self._added if ends[0] == child]


def _is_so(mask: Mask, row: int, home: Rows) -> bool:
    """Whether it holds for a node, or for the objective of a key result."""
    return bool(mask[row] or (home[row] != NO_ROW and mask[home[row]]))
