"""Bottlenecks: what the key results below a strategy element cannot do without."""

from dataclasses import dataclass
from itertools import pairwise

import networkx as nx
import numpy as np

from service.alignment.analysis import Analysis
from service.alignment.arrays import slots_of
from service.alignment.reach import hops_down
from service.alignment.snapshot import Rows, code
from service.nodes.rules import NodeKind

MEAN_WIDTH = 20  # rows per level: below, networkx's plain loop is faster


@dataclass(frozen=True, eq=False, slots=True)
class _Below:
    """What lies below one element, numbered anew by distance; 0 is the element.

    Attributes:
        rows: of the whole graph.
        level: the distance, ascending.
        start: the parents of i are `parents[start[i]:start[i + 1]]`; the element has none.
    """

    rows: Rows
    level: Rows
    start: Rows
    parents: Rows


def carried_key_results(analysis: Analysis, element_row: int) -> tuple[Rows, Rows]:
    """How many key results lose every way to the element if a node goes, itself not counted.

    Returns:
        The rows below the element, ascending, and the number for each.
    """
    below = _below(analysis, element_row)
    dominator = immediate_dominators(below)
    is_key_result = analysis.snapshot.nodes.kind[below.rows] == code(NodeKind.KEY_RESULT)
    carried = _sums_over_subtrees(dominator, below.level, is_key_result.astype(np.int32))
    carried -= is_key_result
    order = 1 + np.argsort(below.rows[1:], kind="stable")
    return below.rows[order], carried[order]


def immediate_dominators(below: _Below) -> Rows:
    """Of each node the nearest one that all its ways up lead through; the element's is itself."""
    if len(below.rows) < MEAN_WIDTH * (1 + int(below.level[-1])):
        return _dominators_by_networkx(below)
    return _dominators_by_level(below)


def _below(analysis: Analysis, element_row: int) -> _Below:
    graph = analysis.graph
    distance = hops_down(graph, np.arange(graph.size) == element_row)
    rows = np.flatnonzero(distance >= 0).astype(np.int32)
    rows = rows[np.argsort(distance[rows], kind="stable")]
    number = np.full(graph.size, -1, np.int32)
    number[rows] = np.arange(len(rows), dtype=np.int32)
    slots, counts = slots_of(graph.up_start, rows)
    child = np.repeat(np.arange(len(rows), dtype=np.int32), counts)
    parents = number[graph.up[slots]]
    inside = (parents >= 0) & (child > 0)
    start = np.zeros(len(rows) + 1, np.int32)
    np.cumsum(np.bincount(child[inside], minlength=len(rows)), out=start[1:])
    return _Below(rows, distance[rows], start, parents[inside])


def _dominators_by_networkx(below: _Below) -> Rows:
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_node(0)
    child = np.repeat(np.arange(len(below.rows)), np.diff(below.start))
    graph.add_edges_from(zip(below.parents.tolist(), child.tolist(), strict=True))
    dominators = nx.immediate_dominators(graph, 0)
    dominators[0] = 0
    return np.array([dominators[number] for number in range(len(below.rows))], np.int32)


def _dominators_by_level(below: _Below) -> Rows:
    """Cooper, Harvey and Kennedy's iteration, a whole level at a time, until nothing changes.

    A dominator lies on a level above its node, so the level tells which of two nodes to lift.

    Source: K. D. Cooper et al., A Simple, Fast Dominance Algorithm (2001).
    """
    dominator = np.full(len(below.rows), -1, np.int32)
    dominator[0] = 0
    bounds = np.searchsorted(below.level, np.arange(1, int(below.level[-1]) + 2))
    levels = [np.arange(*ends, dtype=np.int32) for ends in pairwise(bounds)]
    changed = True
    while changed:
        changed = False
        for nodes in levels:
            common = _common_dominators(below, dominator, nodes)
            changed = changed or not np.array_equal(dominator[nodes], common)
            dominator[nodes] = common
    return dominator


def _common_dominators(below: _Below, dominator: Rows, nodes: Rows) -> Rows:
    """The nearest node above all parents of each, as far as these are known yet."""
    slots, counts = slots_of(below.start, nodes)
    parents = below.parents[slots]
    known = dominator[parents] >= 0
    owner = np.repeat(np.arange(len(nodes)), counts)[known]
    found: Rows = parents[known]
    counts = np.bincount(owner, minlength=len(nodes)).astype(np.int32)
    while len(found) > len(nodes):  # a tournament: neighbors meet, an odd last one waits
        first = np.repeat(np.cumsum(counts) - counts, counts)
        rank = np.arange(len(found)) - first
        left = np.flatnonzero(rank % 2 == 0)
        paired = rank[left] + 1 < np.repeat(counts, (counts + 1) // 2)
        right = np.where(paired, np.minimum(left + 1, len(found) - 1), left)
        found = _meet(below.level, dominator, found[left], found[right])
        counts = (counts + 1) // 2
    return found


def _meet(level: Rows, dominator: Rows, one: Rows, other: Rows) -> Rows:
    apart = np.flatnonzero(one != other)
    one = one.copy()
    left, right = one[apart], other[apart]
    while len(apart):
        heights = level[left], level[right]
        left, right = (
            np.where(heights[0] >= heights[1], dominator[left], left),
            np.where(heights[1] >= heights[0], dominator[right], right),
        )
        one[apart] = left
        still = left != right
        apart, left, right = apart[still], left[still], right[still]
    return one


def _sums_over_subtrees(dominator: Rows, level: Rows, amount: Rows) -> Rows:
    sums = amount.copy()
    bounds = np.searchsorted(level, np.arange(1, int(level[-1]) + 2))
    for first, last in reversed(list(pairwise(bounds))):
        np.add.at(sums, dominator[first:last], sums[first:last])
    return sums
