"""The ways up in a small graph: how far, how many, and the shortest ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush

from service.alignment.records import NodeRecord
from service.alignment.rules import Reach
from service.libraries import nx
from service.nodes.rules import NodeKind
from service.objectives.rules import Level

# length with what is left at least, keys, ids, steps
_Beginning = tuple[int, tuple[str, ...], tuple[str, ...], tuple[int, ...]]

PATH_WORK = 10_000  # beginnings of paths looked at per subject, whatever the graph


@dataclass(frozen=True, eq=False, slots=True)
class Ways:
    """Every way up, cut off at the first top it meets.

    Attributes:
        graph: the nodes that reach a top; its sinks are the tops.
        reach, distance: of those nodes; others have NONE and no distance.
        step: of those nodes: the cycle it lies on, or its own number.
        count: of each step: the paths from there, a cycle counting as one step.
    """

    graph: "nx.DiGraph[str]"
    reach: Mapping[str, Reach]
    distance: Mapping[str, int]
    step: Mapping[str, int]
    count: Mapping[int, int]

    def path_count(self, subject: str) -> int:
        return self.count[self.step[subject]] if subject in self.step else 0


def ways_up(graph: "nx.DiGraph[str]", node_by_id: Mapping[str, NodeRecord]) -> Ways:
    nodes = [node_by_id[name] for name in graph]
    strategy = [node.id for node in nodes if node.kind is NodeKind.STRATEGY_ELEMENT]
    company = [node.id for node in nodes if is_company_objective(node)]
    full = _hops_down(graph, strategy)
    tops = {*strategy, *(name for name in company if name not in full)}
    partial = _hops_down(graph, (name for name in company if name not in full))
    reach = dict.fromkeys(partial, Reach.PARTIAL) | dict.fromkeys(full, Reach.FULL)
    cut: nx.DiGraph[str] = nx.DiGraph()
    cut.add_nodes_from(reach)
    cut.add_edges_from(
        (child, parent)
        for child, parent in graph.edges
        if child in reach and child not in tops and reach[child] is reach.get(parent)
    )
    condensed = nx.condensation(cut)
    return Ways(cut, reach, partial | full, condensed.graph["mapping"], _counts(condensed))


def is_company_objective(node: NodeRecord) -> bool:
    return node.kind is NodeKind.OBJECTIVE and node.level is Level.COMPANY


def shortest_paths(
    ways: Ways, subject: str, limit: int, node_by_id: Mapping[str, NodeRecord]
) -> tuple[tuple[str, ...], ...]:
    """Up to `limit` paths from the subject to its tops, shortest first, ties by the nodes' keys.

    Of the paths that differ only inside a cycle the first one stands for all, as they count one.
    The distance left is known exactly, so best-first search never enters a dead end.
    """
    paths: list[tuple[str, ...]] = []
    looked_at = set()
    heap: list[_Beginning] = [
        (0, (node_by_id[subject].key,), (subject,), (ways.step.get(subject, -1),))
    ]
    for _ in range(PATH_WORK if subject in ways.reach else 0):
        if not heap or len(paths) == limit:
            break
        _, keys, path, steps = heappop(heap)
        here = path[-1]
        if (here, steps) in looked_at:
            continue
        looked_at.add((here, steps))
        if not ways.graph[here]:
            paths.append(path)
        for parent in ways.graph[here]:
            length = len(path) + ways.distance[parent]
            step = ways.step[parent]
            more = steps if step == steps[-1] else (*steps, step)
            heappush(heap, (length, (*keys, node_by_id[parent].key), (*path, parent), more))
    return tuple(paths)


def _hops_down(graph: "nx.DiGraph[str]", tops: Iterable[str]) -> dict[str, int]:
    layers = nx.bfs_layers(graph.reverse(copy=False), list(tops))
    return {name: distance for distance, layer in enumerate(layers) for name in layer}


def _counts(condensed: "nx.DiGraph[int]") -> dict[int, int]:
    counts: dict[int, int] = {}
    for step in reversed(list(nx.topological_sort(condensed))):
        counts[step] = sum(counts[above] for above in condensed[step]) or 1
    return counts
