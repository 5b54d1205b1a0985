"""The structural audit twice: on arrays, and as one writes it with networkx alone."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import isnan, nan
from pathlib import Path

import networkx as nx
import numpy as np

from benchmarks.organizations import KEY_RESULT, STRATEGY_ELEMENT, OrganizationArrays
from service.alignment.arrays import ArrayGraph, graph_from_edges
from service.alignment.components import Component, with_witnesses
from service.alignment.peel import peel
from service.alignment.reach import has_support, hops_down
from service.alignment.snapshot import Numbers, Rows

PlainGraph = nx.DiGraph  # of rows


@dataclass(frozen=True, eq=False)
class Audit:
    """What both must agree on.

    Attributes:
        orphans: rows without a way to strategy, ascending.
        distance: per row to the nearest strategy element, -1 without a way.
        components: each cycle with a witness; a shortest one on arrays, any in networkx.
        uncovered: strategy elements without a key result below, ascending.
        progress: per row, rolled up; NaN without data and on cycles.
    """

    orphans: Rows
    distance: Rows
    components: tuple[Component, ...]
    uncovered: Rows
    progress: Numbers


def build_arrays(organization: OrganizationArrays) -> ArrayGraph:
    return graph_from_edges(
        len(organization), organization.child, organization.parent, organization.weight
    )


def audit_with_arrays(graph: ArrayGraph, organization: OrganizationArrays) -> Audit:
    strategy = organization.kind == STRATEGY_ELEMENT
    distance = hops_down(graph, strategy)
    peeling = peel(graph, organization.progress)
    supported = has_support(graph, organization.kind == KEY_RESULT)
    return Audit(
        np.flatnonzero(distance < 0).astype(np.int32),
        distance,
        with_witnesses(graph, peeling.cyclic),
        np.flatnonzero(strategy & ~supported).astype(np.int32),
        peeling.progress,
    )


def build_networkx(organization: OrganizationArrays) -> "PlainGraph[int]":
    graph: PlainGraph[int] = nx.DiGraph()
    measured = zip(organization.kind.tolist(), organization.progress.tolist(), strict=True)
    for row, (kind, progress) in enumerate(measured):
        graph.add_node(row, kind=kind, progress=progress)
    edges = (organization.child, organization.parent, organization.weight)
    graph.add_weighted_edges_from(zip(*(column.tolist() for column in edges), strict=True))
    return graph


def audit_with_networkx(graph: "PlainGraph[int]", organization: OrganizationArrays) -> Audit:
    kind = {row: data["kind"] for row, data in graph.nodes.items()}
    strategy = [row for row in graph if kind[row] == STRATEGY_ELEMENT]
    layers = nx.bfs_layers(graph.reverse(copy=False), strategy)
    distance = {row: length for length, layer in enumerate(layers) for row in layer}
    steps = list(nx.strongly_connected_components(graph))
    cyclic = [step for step in steps if len(step) > 1 or any(graph.has_edge(x, x) for x in step)]
    return Audit(
        np.array([row for row in graph if row not in distance], np.int32),
        np.array([distance.get(row, -1) for row in range(len(organization))], np.int32),
        tuple(sorted((_component(graph, one) for one in cyclic), key=lambda one: one.members)),
        np.array([row for row in strategy if not _is_covered(graph, row, kind)], np.int32),
        np.array(_roll_up(graph, steps, cyclic)),
    )


def _component(graph: "PlainGraph[int]", members: set[int]) -> Component:
    cycle = nx.find_cycle(graph.subgraph(members))
    return Component(tuple(sorted(members)), tuple(edge[0] for edge in cycle))


def _is_covered(graph: "PlainGraph[int]", element: int, kind: dict[int, int]) -> bool:
    below = (edge[1] for edge in nx.bfs_edges(graph, element, reverse=True))
    return any(kind[row] == KEY_RESULT for row in below)


def _roll_up(
    graph: "PlainGraph[int]", steps: list[set[int]], cyclic: Iterable[set[int]]
) -> list[float]:
    progress = {row: data["progress"] for row, data in graph.nodes.items()}
    condensed = nx.condensation(graph, steps)
    on_cycle = set().union(*cyclic)
    for step in nx.topological_sort(condensed):
        for row in steps[step]:
            progress[row] = nan if row in on_cycle else _mean(graph, row, progress)
    return [progress[row] for row in range(len(progress))]


def _mean(graph: "PlainGraph[int]", row: int, progress: dict[int, float]) -> float:
    weighted = total = 0.0
    for child, edge in graph.pred[row].items():
        weight, value = edge["weight"], progress[child]
        if weight > 0 and not isnan(value):
            weighted += weight * min(max(value, 0.0), 1.0)
            total += weight
    return weighted / total if total else progress[row]


def assert_equal(organization: OrganizationArrays, answer: Audit, expected: Audit) -> None:
    edges = set(zip(organization.child.tolist(), organization.parent.tolist(), strict=True))
    assert np.array_equal(answer.orphans, expected.orphans)
    assert np.array_equal(answer.distance, expected.distance)
    assert np.array_equal(answer.uncovered, expected.uncovered)
    assert np.allclose(answer.progress, expected.progress, rtol=1e-12, atol=0, equal_nan=True)
    for ours, theirs in zip(answer.components, expected.components, strict=True):
        assert ours.members == theirs.members
        assert len(ours.witness) <= len(theirs.witness)
        assert edges.issuperset(pairwise((*ours.witness, ours.witness[0])))


def save_audit(audit: Audit, folder: Path, name: str) -> None:
    components = [(one.members, one.witness) for one in audit.components]
    (folder / f"{name}.json").write_text(json.dumps(components))
    np.savez(
        folder / f"{name}.npz",
        orphans=audit.orphans,
        distance=audit.distance,
        uncovered=audit.uncovered,
        progress=audit.progress,
    )


def load_audit(folder: Path, name: str) -> Audit:
    components = [
        Component(tuple(members), tuple(witness))
        for members, witness in json.loads((folder / f"{name}.json").read_text())
    ]
    with np.load(folder / f"{name}.npz") as arrays:
        return Audit(
            components=tuple(components), **{column: arrays[column] for column in arrays.files}
        )
