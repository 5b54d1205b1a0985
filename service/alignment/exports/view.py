"""The alignment graph as all exports show it: what each node is, and what each edge stands for."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from math import inf

from service.alignment.analysis import Analysis, analyze
from service.alignment.excerpt import Excerpt, Link, excerpt
from service.alignment.records import NodeRecord, OrganizationRecords
from service.alignment.rules import AlignmentClass, AlignmentState, EdgeOrigin, Reach
from service.alignment.snapshot import snapshot_from_records
from service.nodes.rules import NodeKind
from service.objectives.rules import Level, Lifecycle

_KINDS = tuple(NodeKind)  # from strategy down
_REACHES = tuple(Reach)
_CLASSES = tuple(AlignmentClass)


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


@dataclass(frozen=True, slots=True)
class GraphView:
    """Nodes and the edges between them; strategy first, of each kind what is nearest to the top.

    Attributes:
        total: how many nodes there are, those that a limit left out included.
    """

    organization: str
    as_of: date
    nodes: tuple[NodeView, ...]
    edges: tuple[EdgeView, ...]
    total: int

    def first(self, limit: int) -> "GraphView":
        """The part of at most `limit` nodes: the first ones and the edges between them."""
        nodes = self.nodes[:limit]
        kept = {node.key for node in nodes}
        edges = tuple(edge for edge in self.edges if edge.child in kept and edge.parent in kept)
        return replace(self, nodes=nodes, edges=edges)


def graph_view(
    records: OrganizationRecords,
    as_of: date,
    *,
    cycles: Collection[str] = (),
    teams: Collection[str] = (),
) -> GraphView:
    """The live part of an organization, judged on one day.

    Args:
        records: the whole organization: reach and class are those in the whole graph.
        as_of: the day.
        cycles: ids; only these, their child cycles, and all above. None is no limit.
        teams: ids; only these, their sub-teams, and all above. None is no limit.
    """
    analysis = analyze(snapshot_from_records(records), as_of)
    chosen = excerpt(records, cycles=cycles, teams=teams, limit=len(records.nodes))
    names = _Names(records)
    nodes = tuple(sorted((_node(node, analysis, names) for node in chosen.nodes), key=_rank))
    return GraphView(records.name, as_of, nodes, tuple(_edges(chosen, analysis)), len(nodes))


def _rank(node: NodeView) -> tuple[int, float]:
    return _KINDS.index(node.kind), inf if node.distance is None else node.distance


class _Names:
    """The keys of what nodes refer to."""

    def __init__(self, records: OrganizationRecords) -> None:
        self.team = {team.id: team.key for team in records.teams}
        self.cycle = {cycle.id: cycle.key for cycle in records.cycles}
        self.owner = {person.id: person.key for person in records.people}


def _node(node: NodeRecord, analysis: Analysis, names: _Names) -> NodeView:
    row = analysis.snapshot.row_by_id[node.id]
    distance = int(analysis.distance[row])
    return NodeView(
        id=node.id,
        key=node.key,
        kind=node.kind,
        title=node.title,
        level=node.level,
        lifecycle=node.lifecycle,
        team=names.team.get(node.team or ""),
        cycle=names.cycle.get(node.cycle or ""),
        owner=names.owner.get(node.owner or ""),
        reach=_REACHES[analysis.reach[row] - 1],
        alignment_class=_CLASSES[analysis.alignment_class[row] - 1],
        distance=None if distance < 0 else distance,
    )


def _edges(chosen: Excerpt, analysis: Analysis) -> Iterator[EdgeView]:
    key_by_id = {node.id: node.key for node in chosen.nodes}
    row_by_id = analysis.snapshot.row_by_id
    component_by_row = {
        row: number for number, found in enumerate(analysis.components) for row in found.members
    }
    for link in chosen.links:
        child, parent = row_by_id[link.edge.child], row_by_id[link.edge.parent]
        component = component_by_row.get(child)
        yield EdgeView(
            child=key_by_id[link.edge.child],
            parent=key_by_id[link.edge.parent],
            kind=_kind(link),
            state=link.edge.state,
            weight=float(link.edge.weight),
            allocation=None if link.edge.allocation is None else float(link.edge.allocation),
            is_primary=link.edge.is_primary,
            in_cycle=link.edge.state is AlignmentState.ACCEPTED
            and component is not None
            and component == component_by_row.get(parent),
        )


def _kind(link: Link) -> str:
    return (link.edge.kind if link.origin is EdgeOrigin.ALIGNMENT else link.origin).value
