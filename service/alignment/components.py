"""Cycles: strongly connected components with one short witness each."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from service.alignment.arrays import ArrayGraph, graph_from_edges
from service.alignment.peel import cyclic_groups
from service.alignment.snapshot import Rows
from service.libraries import np

WITNESS_WORK = 200_000  # edges looked at per component before the best so far will do

Parents = Mapping[int, list[int]]


@dataclass(frozen=True, slots=True)
class Component:
    """Rows that all lead to one another, or one that leads to itself.

    Attributes:
        members: ascending.
        witness: a shortest cycle, child before parent, from its smallest row, which is not
            repeated at the end; in a component too large to search whole, the shortest found.
    """

    members: tuple[int, ...]
    witness: tuple[int, ...]


def cyclic_components(size: int, child: Rows, parent: Rows) -> tuple[Component, ...]:
    """Every cycle of the graph once, ordered by smallest member."""
    graph = graph_from_edges(size, child, parent, np.zeros(len(child)))
    return with_witnesses(graph, cyclic_groups(graph))


def with_witnesses(graph: ArrayGraph, groups: tuple[Rows, ...]) -> tuple[Component, ...]:
    return tuple(
        Component(tuple(rows.tolist()), shortest_cycle(_parents_within(graph, rows)))
        for rows in groups
    )


def shortest_cycle(parents: Parents) -> tuple[int, ...]:
    """The shortest cycle, of several the one with the smallest first row.

    A shorter one through a smaller row would have been found from there, so each cycle starts at
    its smallest row.

    Args:
        parents: of each row of one component in it, ascending, the rows ascending too.
    """
    best: tuple[int, ...] = ()
    work = 0
    for row in parents:
        cycle, looked_at = _cycle_through(row, parents, len(best))
        best = cycle or best
        work += looked_at
        if len(best) == 1 or work > WITNESS_WORK:
            break
    return best


def _cycle_through(row: int, parents: Parents, shorter_than: int) -> tuple[tuple[int, ...], int]:
    """The shortest cycle through the row if it beats the length (0: any), and the edges seen."""
    child_by_row = {row: row}
    depth_by_row = {row: 1}
    waiting = deque([row])
    work = 0
    while waiting:
        current = waiting.popleft()
        if shorter_than and depth_by_row[current] >= shorter_than:
            break
        for parent in parents[current]:
            work += 1
            if parent == row:
                return _walk_back(current, row, child_by_row), work
            if parent not in child_by_row:
                child_by_row[parent] = current
                depth_by_row[parent] = depth_by_row[current] + 1
                waiting.append(parent)
    return (), work


def _walk_back(last: int, first: int, child_by_row: Mapping[int, int]) -> tuple[int, ...]:
    way = [last]
    while way[-1] != first:
        way.append(child_by_row[way[-1]])
    return tuple(reversed(way))


def _parents_within(graph: ArrayGraph, rows: Rows) -> dict[int, list[int]]:
    members = set(rows.tolist())
    starts, up = graph.up_start, graph.up
    return {
        row: sorted(members.intersection(up[starts[row] : starts[row + 1]].tolist()))
        for row in sorted(members)
    }
