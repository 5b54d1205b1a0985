"""How far up each node's line of sight goes, for all nodes at once."""

from service.alignment.arrays import NARROW, ArrayGraph, each_once, is_most_of, slots_of
from service.alignment.rules import Reach
from service.alignment.snapshot import Codes, Mask, Nodes, Rows, code
from service.libraries import np
from service.nodes.rules import NodeKind
from service.objectives.rules import Level

UNREACHED = -1
_BLOCKED = -2


def strategy_elements(nodes: Nodes) -> Mask:
    elements: Mask = nodes.kind == code(NodeKind.STRATEGY_ELEMENT)
    return elements


def company_objectives(nodes: Nodes) -> Mask:
    company: Mask = nodes.level == code(Level.COMPANY)
    company &= nodes.kind == code(NodeKind.OBJECTIVE)
    return company


def reach_and_distance(graph: ArrayGraph, strategy: Mask, company: Mask) -> tuple[Codes, Rows]:
    """Reach and distance of every row.

    Args:
        graph: the alignment graph.
        strategy: the live strategy elements.
        company: the live company objectives.

    Returns:
        `code(Reach)`, and the edges to the nearest strategy element if FULL, to the nearest
        company objective if PARTIAL, -1 if NONE.
    """
    distance = hops_down(graph, strategy)
    full = distance >= 0
    # what is above a row that is not FULL is not FULL either, so the two searches never meet
    partial = hops_down(graph, company & ~full, full)
    reach = np.full(graph.size, code(Reach.NONE), np.int8)
    reach[partial >= 0] = code(Reach.PARTIAL)
    reach[full] = code(Reach.FULL)
    return reach, np.where(full, distance, partial)


def has_support(graph: ArrayGraph, supporters: Mask) -> Mask:
    """The rows that are a supporter or have one below them."""
    return hops(graph.up_start, graph.up, supporters, owner=graph.up_child) >= 0


def hops_down(graph: ArrayGraph, sources: Mask, blocked: Mask | None = None) -> Rows:
    """`hops` from the sources to what is below them."""
    return hops(graph.down_start, graph.down, sources, blocked, graph.down_parent)


def hops(
    starts: Rows,
    neighbors: Rows,
    sources: Mask,
    blocked: Mask | None = None,
    owner: Rows | None = None,
) -> Rows:
    """Edges from the nearest source to each row, -1 where none leads there.

    Args:
        starts: of an `ArrayGraph`, for one direction.
        neighbors: of the same direction.
        sources: the mask of the rows at distance 0.
        blocked: rows that no way may enter.
        owner: of each neighbor, whose it is: makes levels that hold much of the graph cheaper.
    """
    distance = np.full(len(starts) - 1, UNREACHED, np.int32)
    if blocked is not None:
        distance[blocked] = _BLOCKED
    frontier = np.flatnonzero(sources).astype(np.int32)
    distance[frontier] = 0
    scratch = np.empty(len(distance), np.int32)
    level = 0
    while len(frontier):
        if len(frontier) < NARROW:
            level, frontier = _narrow_levels(starts, neighbors, distance, level, frontier)
            continue
        if owner is not None and is_most_of(frontier, len(distance)):
            found = neighbors.compress(distance[owner] == level)
        else:
            found = neighbors[slots_of(starts, frontier)[0]]
        level += 1
        frontier = each_once(found.compress(distance[found] == UNREACHED), scratch)
        distance[frontier] = level
    return distance if blocked is None else np.maximum(distance, UNREACHED)


def _narrow_levels(
    starts: Rows, neighbors: Rows, distance: Rows, level: int, frontier: Rows
) -> tuple[int, Rows]:
    """Goes on row by row until a level is wide again: its number and its rows."""
    start, near, far = starts.data, neighbors.data, distance.data
    rows = frontier.tolist()
    while rows and len(rows) < NARROW:
        level += 1
        following = []
        for row in rows:
            for neighbor in near[start[row] : start[row + 1]]:
                if far[neighbor] == UNREACHED:
                    far[neighbor] = level
                    following.append(neighbor)
        rows = following
    return level, np.array(rows, np.int32)
