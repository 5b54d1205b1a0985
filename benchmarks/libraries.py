"""The structural audit with rustworkx and with igraph: what is compiled there, the rest in Python.

Two more nodes make one search of many: one that every strategy element leads to, and one that
leads to every key result. Components and order are theirs; the roll-up is a loop over the nodes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import Any

import igraph
import numpy as np
import rustworkx

from benchmarks.audits import Audit
from benchmarks.organizations import KEY_RESULT, STRATEGY_ELEMENT, OrganizationArrays
from service.alignment.components import Component

Edges = list[tuple[int, int]]


@dataclass(frozen=True)
class Built:
    """A library's graph, and what a loop in Python needs of the organization."""

    graph: Any  # neither library has types
    edges: Edges
    weights: list[float]
    progress: list[float]
    strategy: list[int]

    @property
    def size(self) -> int:
        """Of the organization; the node above all strategy comes next, that below all after it."""
        return len(self.progress)


def build_rustworkx(organization: OrganizationArrays) -> Built:
    built = _built(organization, rustworkx.PyDiGraph())
    built.graph.add_nodes_from(range(built.size + 2))
    built.graph.add_edges_from(
        [(*edge, weight) for edge, weight in zip(built.edges, built.weights, strict=True)]
    )
    return built


def build_igraph(organization: OrganizationArrays) -> Built:
    built = _built(organization, igraph.Graph(directed=True))
    built.graph.add_vertices(built.size + 2)
    built.graph.add_edges(built.edges)
    return built


def audit_with_rustworkx(built: Built) -> Audit:
    graph, size = built.graph, built.size
    distance = [-1] * (size + 2)
    distance[size] = 0
    for row, below in rustworkx.bfs_predecessors(graph, size):
        for other in below:
            if distance[other] < 0:
                distance[other] = distance[row] + 1
    supported = rustworkx.descendants(graph, size + 1)
    cyclic = [step for step in rustworkx.strongly_connected_components(graph) if len(step) > 1]
    cyclic += [[row] for row, other in built.edges if row == other and _is_alone(row, cyclic)]
    acyclic = graph.copy()
    acyclic.remove_edges_from(_within(built.edges, cyclic))
    order = rustworkx.topological_sort(acyclic)
    weighted = (((child, weight) for child, _, weight in graph.in_edges(row)) for row in order)
    progress = _roll_up(built, order, weighted, cyclic)
    return _audit(built, [max(-1, one - 1) for one in distance], supported, cyclic, progress)


def audit_with_igraph(built: Built) -> Audit:
    graph, size = built.graph, built.size
    distance = [-1] * (size + 2)
    rows, starts, _ = graph.bfs(size, mode="in")
    for length, start in enumerate(starts[:-1]):
        for row in rows[start : starts[length + 1]]:
            distance[row] = length
    supported = set(graph.bfs(size + 1, mode="out")[0])
    cyclic = [step for step in graph.connected_components(mode="strong") if len(step) > 1]
    cyclic += [[row] for row, other in built.edges if row == other and _is_alone(row, cyclic)]
    acyclic = graph.copy()
    acyclic.delete_edges(_within(built.edges, cyclic))
    order = acyclic.topological_sorting()
    incoming = graph.get_inclist(mode="in")
    weighted = (
        ((built.edges[edge][0], built.weights[edge]) for edge in incoming[row]) for row in order
    )
    progress = _roll_up(built, order, weighted, cyclic)
    return _audit(built, [max(-1, one - 1) for one in distance], supported, cyclic, progress)


def _built(organization: OrganizationArrays, graph: object) -> Built:
    size = len(organization)
    edges = list(zip(organization.child.tolist(), organization.parent.tolist(), strict=True))
    strategy = np.flatnonzero(organization.kind == STRATEGY_ELEMENT).tolist()
    more = [(row, size) for row in strategy]
    more += [(size + 1, row) for row in np.flatnonzero(organization.kind == KEY_RESULT).tolist()]
    weights = [*organization.weight.tolist(), *[0.0] * len(more)]
    return Built(graph, [*edges, *more], weights, organization.progress.tolist(), strategy)


def _is_alone(row: int, cyclic: Iterable[Sequence[int]]) -> bool:
    return not any(row in step for step in cyclic)


def _within(edges: Edges, cyclic: Sequence[Sequence[int]]) -> Edges:
    """The edges inside of the components."""
    step_by_row = {row: place for place, step in enumerate(cyclic) for row in step}
    return [
        (child, parent)
        for child, parent in edges
        if child in step_by_row and step_by_row[child] == step_by_row.get(parent)
    ]


def _roll_up(
    built: Built,
    order: Iterable[int],
    weighted_by_row: Iterable[Iterable[tuple[int, float]]],
    cyclic: Iterable[Iterable[int]],
) -> list[float]:
    progress = [*built.progress, nan, nan]
    on_cycle = {row for step in cyclic for row in step}
    for row, weighted in zip(order, weighted_by_row, strict=True):
        progress[row] = nan if row in on_cycle else _mean(progress, row, weighted)
    return progress[: built.size]


def _mean(progress: list[float], row: int, weighted: Iterable[tuple[int, float]]) -> float:
    total = share = 0.0
    for child, weight in weighted:
        if weight:
            value = progress[child]
            if not isnan(value):
                total += weight * min(max(value, 0.0), 1.0)
                share += weight
    return total / share if share else progress[row]


def _audit(
    built: Built,
    distance: list[int],
    supported: set[int],
    cyclic: Iterable[Sequence[int]],
    progress: list[float],
) -> Audit:
    lengths = np.array(distance[: built.size], np.int32)
    return Audit(
        np.flatnonzero(lengths < 0).astype(np.int32),
        lengths,
        tuple(sorted((_component(built, one) for one in cyclic), key=lambda one: one.members)),
        np.array([row for row in built.strategy if row not in supported], np.int32),
        np.array(progress),
    )


def _component(built: Built, members: Sequence[int]) -> Component:
    """The members with a cycle: the way up from any of them until it comes back to itself."""
    graph, inside = built.graph, set(members)
    is_rust = isinstance(graph, rustworkx.PyDiGraph)
    above = graph.successor_indices if is_rust else graph.successors
    way = [members[0]]
    while way[-1] not in way[:-1]:
        way.append(next(row for row in above(way[-1]) if row in inside))
    return Component(tuple(sorted(members)), tuple(way[way.index(way[-1]) : -1]))
