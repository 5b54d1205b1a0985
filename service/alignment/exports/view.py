"""The alignment graph as all exports show it: what each node is, and what each edge stands for.

Nodes and edges are columns until somebody looks at them: of a large graph, only the part that is
just being written is there as objects.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import isnan
from typing import Generic, TypeVar, overload

from service.alignment.analysis import Analysis, analyze
from service.alignment.excerpt import edges_among, from_the_top, seen_from
from service.alignment.records import CycleRecord, PersonRecord, TeamRecord
from service.alignment.rules import AlignmentClass, AlignmentKind, AlignmentState, EdgeOrigin, Reach
from service.alignment.snapshot import NO_ROW, Rows, Snapshot, code
from service.libraries import np
from service.nodes.rules import NodeKind
from service.objectives.rules import Level, Lifecycle

_KINDS = tuple(NodeKind)
_REACHES = tuple(Reach)
_CLASSES = tuple(AlignmentClass)
_LEVELS = (None, *Level)
_LIFECYCLES = (None, *Lifecycle)
_STATES = tuple(AlignmentState)
_ORIGINS = tuple(EdgeOrigin)
_ALIGNMENT_KINDS = tuple(AlignmentKind)
_PIECE = 500

View = TypeVar("View")
NodeId = Callable[[NodeKind, str], str]


@dataclass(frozen=True, slots=True)
class NodeView:
    """One live node; `team`, `cycle` and `owner` are keys, `distance` is None without reach."""

    id: str
    key: str
    kind: NodeKind
    title: str
    level: Level | None
    lifecycle: Lifecycle | None
    team: str | None
    cycle: str | None
    owner: str | None
    reach: Reach
    alignment_class: AlignmentClass
    distance: int | None


@dataclass(frozen=True, slots=True)
class EdgeView:
    """One edge up between two of the nodes, by their keys.

    Attributes:
        kind: CONTRIBUTES or SUPPORTS of an alignment, else CONTAINMENT, SERVES or STRATEGY.
        in_cycle: it is accepted and both its ends are in one cycle.
    """

    child: str
    parent: str
    kind: str
    state: AlignmentState
    weight: float
    allocation: float | None
    is_primary: bool
    in_cycle: bool


class Views(Sequence[View], Generic[View]):
    """Rows of a table, each an object when it is looked at."""

    def __init__(self, rows: Rows, view: Callable[[int], View]) -> None:
        self.rows = rows
        self._view = view

    @overload
    def __getitem__(self, place: int) -> View: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[View]: ...
    def __getitem__(self, place: int | slice) -> View | Sequence[View]:
        if isinstance(place, slice):
            return [self._view(row) for row in self.rows[place].tolist()]
        return self._view(int(self.rows[place]))

    def __iter__(self) -> Iterator[View]:
        for piece in self.pieces():
            yield from piece

    def __len__(self) -> int:
        return len(self.rows)

    def pieces(self) -> Iterator[Sequence[View]]:
        """All of them, some at a time."""
        for start in range(0, len(self.rows), _PIECE):
            yield self[start : start + _PIECE]

    def of(self, rows: Rows) -> "Views[View]":
        """Other rows of the same table."""
        return Views(rows, self._view)


@dataclass(frozen=True, eq=False, slots=True)
class GraphView:
    """Nodes and the edges between them; strategy first, of each kind what is nearest to the top.

    Attributes:
        total: how many nodes there are, those that a limit left out included.
    """

    snapshot: Snapshot
    as_of: date
    nodes: Views[NodeView]
    edges: Views[EdgeView]
    total: int

    @property
    def organization(self) -> str:
        return self.snapshot.name

    def first(self, limit: int) -> "GraphView":
        """The part of at most `limit` nodes: the first ones and the edges between them."""
        rows = self.nodes.rows[:limit]
        edges = self.edges.of(edges_among(self.snapshot, rows))
        return replace(self, nodes=self.nodes.of(rows), edges=edges)


def _own(_kind: NodeKind, node_id: str) -> str:
    return node_id


def graph_view(
    snapshot: Snapshot,
    as_of: date,
    *,
    cycles: Collection[str] = (),
    teams: Collection[str] = (),
    node_id: NodeId = _own,
) -> GraphView:
    """The live part of an organization, judged on one day.

    Args:
        snapshot: the whole organization: reach and class are those in the whole graph.
        as_of: the day.
        cycles: ids; only these, their child cycles, and all above. None is no limit.
        teams: ids; only these, their sub-teams, and all above. None is no limit.
        node_id: what a node is called beside its key; its own id unless told otherwise.
    """
    analysis = analyze(snapshot, as_of)
    chosen = seen_from(snapshot, cycles, teams)
    rows = from_the_top(snapshot.nodes, chosen, analysis.distance)
    return GraphView(
        snapshot=snapshot,
        as_of=as_of,
        nodes=Views(rows, _node_of(analysis, node_id)),
        edges=Views(edges_among(snapshot, rows), _edge_of(analysis)),
        total=len(rows),
    )


def _node_of(analysis: Analysis, node_id: NodeId) -> Callable[[int], NodeView]:
    snapshot, nodes = analysis.snapshot, analysis.snapshot.nodes

    def view(row: int) -> NodeView:
        own_id, kind = nodes.id[row], _KINDS[nodes.kind[row] - 1]
        distance = int(analysis.distance[row])
        return NodeView(
            id=node_id(kind, own_id),
            key=nodes.key[row],
            kind=kind,
            title=nodes.title[row],
            level=_LEVELS[nodes.level[row]],
            lifecycle=_LIFECYCLES[nodes.lifecycle[row]],
            team=_key(snapshot.teams, nodes.team[row]),
            cycle=_key(snapshot.cycles, nodes.cycle[row]),
            owner=_key(snapshot.people, nodes.owner[row]),
            reach=_REACHES[analysis.reach[row] - 1],
            alignment_class=_CLASSES[analysis.alignment_class[row] - 1],
            distance=None if distance < 0 else distance,
        )

    return view


def _edge_of(analysis: Analysis) -> Callable[[int], EdgeView]:
    edges, keys = analysis.snapshot.edges, analysis.snapshot.nodes.key
    component = _components(analysis)
    in_cycle = edges.state == code(AlignmentState.ACCEPTED)
    in_cycle &= component[edges.child] != NO_ROW
    in_cycle &= component[edges.child] == component[edges.parent]

    def view(place: int) -> EdgeView:
        origin, allocation = _ORIGINS[edges.origin[place] - 1], float(edges.allocation[place])
        is_alignment = origin is EdgeOrigin.ALIGNMENT
        return EdgeView(
            child=keys[edges.child[place]],
            parent=keys[edges.parent[place]],
            kind=(_ALIGNMENT_KINDS[edges.kind[place] - 1] if is_alignment else origin).value,
            state=_STATES[edges.state[place] - 1],
            weight=float(edges.weight[place]),
            allocation=None if isnan(allocation) else allocation,
            is_primary=bool(edges.is_primary[place]),
            in_cycle=bool(in_cycle[place]),
        )

    return view


def _components(analysis: Analysis) -> Rows:
    """The number of the cycle that each node is in."""
    component = np.full(len(analysis.snapshot.nodes), NO_ROW, np.int32)
    for number, found in enumerate(analysis.components):
        component[list(found.members)] = number
    return component


def _key(records: Sequence[CycleRecord | PersonRecord | TeamRecord], row: int) -> str | None:
    return None if row == NO_ROW else records[row].key
