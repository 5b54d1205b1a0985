"""Where a line of sight ends without having arrived, and why."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from service.alignment.graph import edges_up, is_accepted, is_live, with_home
from service.alignment.records import AlignmentRecord, NodeRecord, OrganizationRecords
from service.alignment.rules import AlignmentState, BreakReason
from service.libraries import nx


@dataclass(frozen=True, slots=True)
class Break:
    """A node, by id, from which nothing leads further up."""

    node: str
    reason: BreakReason


@dataclass(frozen=True, eq=False, slots=True)
class Frontier:
    """What the search for breaks looks at: the graph, and all edges out of each node."""

    graph: "nx.DiGraph[str]"
    as_of: date
    node_by_id: Mapping[str, NodeRecord]
    edges_by_child: Mapping[str, Sequence[AlignmentRecord]]


def frontier_of(graph: "nx.DiGraph[str]", records: OrganizationRecords, as_of: date) -> Frontier:
    node_by_id = {node.id: node for node in records.nodes}
    edges_by_child = defaultdict(list)
    for edge in edges_up(records.nodes, records.alignments):
        edges_by_child[edge.child].append(edge)
    return Frontier(graph, as_of, node_by_id, edges_by_child)


def broken_at(frontier: Frontier, subject: str) -> tuple[Break, ...]:
    """The breaks above a subject that is not FULL, each once, by key.

    They are its ancestors without a way up, and of each cycle without one the member nearest to
    the subject. A subject that is not live is its own break.
    """
    graph = frontier.graph
    if subject not in graph:
        return (Break(subject, _reason(frontier, subject)),)
    distance = nx.single_source_shortest_path_length(graph, subject)

    def nearness(name: str) -> tuple[int, str]:
        return distance[name], frontier.node_by_id[name].key

    above = graph.subgraph(distance)
    ends = [min(members, key=nearness) for members in nx.attracting_components(above)]
    ends.sort(key=lambda name: frontier.node_by_id[name].key)
    return tuple(
        Break(name, BreakReason.IN_CYCLE if graph[name] else _reason(frontier, name))
        for name in ends
    )


def _reason(frontier: Frontier, name: str) -> BreakReason:
    """Why nothing in the graph leads up from the node; the gravest where several hold."""
    edges = frontier.edges_by_child.get(name, ())
    lost = [
        with_home(frontier.node_by_id[edge.parent], frontier.node_by_id)
        for edge in edges
        if is_accepted(edge, frontier.as_of) and _names_dead_parent(frontier, edge)
    ]
    if any(node.cancelled for nodes in lost for node in nodes):
        return BreakReason.PARENT_CANCELLED
    if lost:
        return BreakReason.PARENT_ARCHIVED
    states = {edge.state for edge in edges}
    if AlignmentState.PROPOSED in states:
        return BreakReason.PROPOSED_ONLY
    if AlignmentState.DECLINED in states:
        return BreakReason.DECLINED_ONLY
    return BreakReason.NO_PARENT


def _names_dead_parent(frontier: Frontier, edge: AlignmentRecord) -> bool:
    parent = frontier.node_by_id.get(edge.parent)
    return parent is not None and not is_live(parent, frontier.node_by_id)
