"""What the key results below some tops cannot do without."""

from dataclasses import dataclass
from itertools import pairwise

from service.alignment.analysis import Analysis
from service.alignment.arrays import ArrayGraph, slots_of
from service.alignment.reach import hops_down
from service.alignment.snapshot import NO_ROW, Mask, Rows, code
from service.libraries import np, nx
from service.nodes.rules import NodeKind

MEAN_WIDTH = 20  # rows per level: below, networkx's plain loop is faster


@dataclass(frozen=True, eq=False, slots=True)
class _Below:
    """Some tops and what lies below them, numbered anew by distance; 0 stands above the tops.

    Attributes:
        rows: of the whole graph, -1 for what stands above the tops.
        level: the distance from there, ascending.
        start: the parents of i are `parents[start[i]:start[i + 1]]`; a top has but 0.
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
    is_key_result = analysis.snapshot.nodes.kind == code(NodeKind.KEY_RESULT)
    return carried(analysis.graph, np.arange(analysis.graph.size) == element_row, is_key_result)


def carried(graph: ArrayGraph, tops: Mask, counted: Mask) -> tuple[Rows, Rows]:
    """How many of the counted rows lose every way to the tops if a row goes, itself not counted.

    Returns:
        The rows below the tops, ascending, no top among them, and the number for each.
    """
    below = _below(graph, tops)
    dominator = immediate_dominators(below)
    is_counted = np.append(False, counted[below.rows[1:]]).astype(np.int32)
    number = _sums_over_subtrees(dominator, below.level, is_counted)
    number -= is_counted
    first = 1 + int(tops.sum())
    order = first + np.argsort(below.rows[first:], kind="stable")
    return below.rows[order], number[order]


def immediate_dominators(below: _Below) -> Rows:
    """Of each node the nearest one that all its ways up lead through; that of 0 is itself."""
    if len(below.rows) < MEAN_WIDTH * (1 + int(below.level[-1])):
        return _dominators_by_networkx(below)
    return _dominators_by_level(below)


def _below(graph: ArrayGraph, tops: Mask) -> _Below:
    distance = hops_down(graph, tops)
    rows = np.flatnonzero(distance >= 0).astype(np.int32)
    rows = rows[np.argsort(distance[rows], kind="stable")]
    numbers = np.arange(1, len(rows) + 1, dtype=np.int32)
    number = np.zeros(graph.size, np.int32)
    number[rows] = numbers
    slots, counts = slots_of(graph.up_start, rows)
    child, parents = np.repeat(numbers, counts), number[graph.up[slots]]
    top_count = int(tops.sum())  # they come first: nothing else is at distance 0
    inside = (parents > 0) & (child > top_count)
    parent_counts = np.bincount(child[inside], minlength=len(rows) + 1)
    parent_counts[1 : top_count + 1] = 1
    start = np.zeros(len(rows) + 2, np.int32)
    np.cumsum(parent_counts, out=start[1:])
    return _Below(
        rows=np.append(np.int32(NO_ROW), rows),
        level=np.append(np.int32(0), distance[rows] + 1),
        start=start,
        parents=np.append(np.zeros(top_count, np.int32), parents[inside]),
    )


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
