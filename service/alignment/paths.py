"""How many ways lead up from each node, exactly, without walking them."""

from collections import defaultdict

from service.alignment.analysis import Analysis
from service.alignment.arrays import graph_from_edges
from service.alignment.peel import cyclic_groups
from service.alignment.reach import company_objectives, strategy_elements
from service.alignment.rules import Reach
from service.alignment.snapshot import Mask, Rows, code
from service.libraries import np


def path_counts(analysis: Analysis) -> list[int]:
    """Per node, the paths up to the first strategy element (PARTIAL: company objective) met.

    A cycle counts as one step, parallel edges once; a top is 1, reach NONE 0. Exact, by dynamic
    programming from the tops down: 55 nodes can hold 262,144 paths.
    """
    tops = path_ends(analysis)
    child, parent = _ways_up(analysis, tops)
    step = _step_by_row(len(tops), child, parent)
    counts = _counts_by_step(step[np.flatnonzero(tops)], step[child], step[parent])
    return [counts.get(row, 0) for row in step.tolist()]


def path_ends(analysis: Analysis) -> Mask:
    """The nodes at which paths end: they reach the top at distance 0."""
    nodes = analysis.snapshot.nodes
    partial = analysis.reach == code(Reach.PARTIAL)
    tops = strategy_elements(nodes)
    tops |= company_objectives(nodes) & partial
    tops &= analysis.live
    return tops


def _ways_up(analysis: Analysis, tops: Mask) -> tuple[Rows, Rows]:
    """The edges that lie on a path: between nodes of one reach, none out of a top."""
    edges, reach = analysis.snapshot.edges, analysis.reach
    child, parent = edges.child[analysis.in_graph], edges.parent[analysis.in_graph]
    on_path = (reach[child] == reach[parent]) & (reach[child] != code(Reach.NONE)) & ~tops[child]
    return child[on_path], parent[on_path]


def _step_by_row(size: int, child: Rows, parent: Rows) -> Rows:
    """The row itself, or the smallest of the cycle that it lies on."""
    step = np.arange(size, dtype=np.int32)
    for members in cyclic_groups(graph_from_edges(size, child, parent, np.zeros(len(child)))):
        step[members] = members[0]
    return step


def _counts_by_step(tops: Rows, child: Rows, parent: Rows) -> dict[int, int]:
    between = child != parent
    pairs = np.unique(np.stack([parent[between], child[between]]), axis=1)
    children = defaultdict(list)
    missing: dict[int, int] = defaultdict(int)
    for above, below in zip(*pairs.tolist(), strict=True):
        children[above].append(below)
        missing[below] += 1
    counts: dict[int, int] = defaultdict(int, dict.fromkeys(tops.tolist(), 1))
    done = list(counts)
    while done:
        above = done.pop()
        for below in children.get(above, ()):
            counts[below] += counts[above]
            missing[below] -= 1
            if not missing[below]:
                done.append(below)
    return counts
