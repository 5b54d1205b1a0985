"""The alignment graph in networkx, which answers for the few nodes around one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from service.alignment.records import AlignmentRecord, NodeRecord, structural_edges
from service.alignment.rules import AlignmentState
from service.libraries import nx
from service.nodes.rules import NodeKind


def build_graph(
    nodes: Sequence[NodeRecord], alignments: Iterable[AlignmentRecord], as_of: date
) -> "nx.DiGraph[str]":
    """Live nodes by id and their accepted edges child → parent.

    Args:
        nodes: a key result whose objective is not among them counts by itself.
        alignments: of any state; an edge to a node that is not among them is left out.
        as_of: the day on which edges must be valid.
    """
    node_by_id = {node.id: node for node in nodes}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(node.id for node in nodes if is_live(node, node_by_id))
    graph.add_edges_from(
        (edge.child, edge.parent)
        for edge in edges_up(nodes, alignments)
        if is_accepted(edge, as_of) and edge.child in graph and edge.parent in graph
    )
    return graph


def edges_up(
    nodes: Iterable[NodeRecord], alignments: Iterable[AlignmentRecord]
) -> Iterator[AlignmentRecord]:
    """Every edge of any state: the alignments, then those that the nodes themselves state."""
    yield from alignments
    for node in nodes:
        yield from structural_edges(node)


def is_accepted(edge: AlignmentRecord, as_of: date) -> bool:
    """Whether the edge is accepted and, on a day, valid; the last day counts."""
    if edge.state is not AlignmentState.ACCEPTED:
        return False
    begun = edge.valid_from is None or edge.valid_from <= as_of
    return begun and (edge.valid_to is None or as_of <= edge.valid_to)


def is_live(node: NodeRecord, node_by_id: Mapping[str, NodeRecord]) -> bool:
    """Neither archived nor cancelled, nor a key result of an objective that is."""
    return not any(one.archived or one.cancelled for one in with_home(node, node_by_id))


def with_home(node: NodeRecord, node_by_id: Mapping[str, NodeRecord]) -> tuple[NodeRecord, ...]:
    """The node, and a key result's objective with it."""
    if node.kind is not NodeKind.KEY_RESULT or node.parent is None:
        return (node,)
    home = node_by_id.get(node.parent)
    return (node,) if home is None else (node, home)
