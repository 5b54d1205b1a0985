"""Children before parents, and who is on a cycle."""

from collections.abc import Collection, Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Generic, TypeVar

from service.libraries import nx

Node = TypeVar("Node", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Ordering(Generic[Node]):
    """Nodes, each after those that it needs, but for members of one component.

    Attributes:
        cyclic: the members of components of more than one, and what needs itself.
    """

    nodes: list[Node]
    cyclic: frozenset[Node]


def ordered(needs: Mapping[Node, Collection[Node]]) -> Ordering[Node]:
    """The nodes in an order in which they can be computed.

    Args:
        needs: by node, what it depends on; only what is a node itself.
    """
    peeled = _peeled(needs)
    rest = needs.keys() - set(peeled)
    if not rest:
        return Ordering(peeled, frozenset())
    # On a cycle, or above one: few, and networkx is the authority on these.
    graph: nx.DiGraph[Node] = nx.DiGraph()
    graph.add_nodes_from(rest)
    graph.add_edges_from((need, node) for node in rest for need in needs[node] if need in rest)
    components = list(nx.strongly_connected_components(graph))
    order = nx.topological_sort(nx.condensation(graph, components))
    cyclic = {
        node
        for members in components
        for node in members
        if len(members) > 1 or graph.has_edge(node, node)
    }
    nodes = [node for component in order for node in components[component]]
    return Ordering([*peeled, *nodes], frozenset(cyclic))


def _peeled(needs: Mapping[Node, Collection[Node]]) -> list[Node]:
    """The nodes that need nothing but one another and lead to no cycle, in order."""
    sorter = TopologicalSorter(needs)
    with suppress(CycleError):
        sorter.prepare()
    found: list[Node] = []
    while ready := sorter.get_ready():
        found += ready
        sorter.done(*ready)
    return found
