"""The graph that progress takes, in arrays: a few dozen bytes for a node or an edge."""

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from service.libraries import nx
from service.progress.combining import child_weight, drives_by
from service.progress.rules import KeyResultSource, ProgressDriver

OBJECTIVE, KEY_RESULT = "OBJECTIVE", "KEY_RESULT"
_ID_BYTES = 16
_NO_ID = bytes(_ID_BYTES)


class Nodes:
    """Live nodes by row, in the order of `seq`."""

    def __init__(self) -> None:
        self.seq = array("q")
        self.kind: list[str] = []
        # What drives an objective, or what a key result follows; their texts are few.
        self.moved_by: list[str | None] = []
        self._ids = bytearray()
        self._homes = array("q")
        self._days = array("l")
        self._text: dict[str, str] = {}
        self._measured: set[int] = set()
        self._followers: dict[int, list[int]] = defaultdict(list)

    def add(self, node: Any) -> None:  # noqa: ANN401 - a row of NODES
        self.seq.append(node.seq)
        self.kind.append(self._text.setdefault(node.kind, node.kind))
        moved_by = node.moved_by
        self.moved_by.append(moved_by and self._text.setdefault(moved_by, moved_by))
        self._ids += _NO_ID if node.id is None else node.id.bytes
        self._homes.append(node.home)
        self._days.append(0 if node.numbers_on is None else node.numbers_on.toordinal())

    def settle(self) -> None:
        """Know the objectives of key results, when all are there."""
        for row, kind in enumerate(self.kind):
            if kind == KEY_RESULT and (home := self.row(self._homes[row])) is not None:
                self._measured.add(home)
                if self.follows_children(row):
                    self._followers[home].append(row)

    def row(self, seq: int) -> int | None:
        at = bisect_left(self.seq, seq)
        return at if at < len(self.seq) and self.seq[at] == seq else None

    def home(self, row: int) -> int:
        """The objective of a key result; of anything else itself."""
        found = self.row(self._homes[row])
        return row if found is None else found

    def objective_id(self, row: int) -> UUID:
        start = _ID_BYTES * self.home(row)
        return UUID(bytes=bytes(self._ids[start : start + _ID_BYTES]))

    def day(self, row: int, today: date) -> date:
        """The day that a node's numbers are for."""
        ordinal = self._days[self.home(row)]
        return date.fromordinal(ordinal) if ordinal else today

    def follows_children(self, row: int) -> bool:
        return self.moved_by[row] == KeyResultSource.ALIGNED_CHILDREN

    def driver(self, row: int) -> ProgressDriver:
        """What moves an objective."""
        named = self.moved_by[row]
        return drives_by(ProgressDriver(named) if named else None, row in self._measured)

    def moved_by_children(self, row: int) -> bool:
        if self.kind[row] == KEY_RESULT:
            return self.follows_children(row)
        return self.kind[row] == OBJECTIVE and self.driver(row) is not ProgressDriver.KEY_RESULTS

    def followers(self, row: int) -> list[int]:
        """The key results of an objective that follow their children."""
        return self._followers.get(row, [])

    def members(self, homes: Collection[int]) -> Iterator[int]:
        """The key results of some objectives."""
        for row, kind in enumerate(self.kind):
            if kind == KEY_RESULT and self.home(row) in homes:
                yield row


class Graph:
    """What moves what; edges are added by their children, ascending."""

    def __init__(self, nodes: Nodes, today: date) -> None:
        self.nodes = nodes
        self._today = today
        self._child = array("q")
        self._parent = array("q")
        self._weight: list[Decimal] = []
        self._known: dict[Decimal, Decimal] = {}
        self._by_parent = array("q")
        self._parents = array("q")

    def add(self, edges: list[Any]) -> None:
        """All edges of one child, as rows of EDGES."""
        child = self.nodes.row(edges[0].child)
        if child is None:
            return
        live = [
            (parent, edge) for edge in edges if (parent := self.nodes.row(edge.parent)) is not None
        ]
        for parent, edge in live:
            day = self.nodes.day(parent, self._today)
            if not self.nodes.moved_by_children(parent) or not _holds(edge, day):
                continue
            shared = sum(_holds(other, day) for _, other in live)
            weight = child_weight(edge.weight, edge.allocation, shared)
            self._child.append(child)
            self._parent.append(parent)
            self._weight.append(self._known.setdefault(weight, weight))

    def settle(self) -> None:
        """Know the edges of each parent, when all are there."""
        order = sorted(range(len(self._parent)), key=self._parent.__getitem__)
        self._by_parent = array("q", order)
        self._parents = array("q", (self._parent[edge] for edge in order))

    def below(self, row: int) -> Iterator[tuple[int, Decimal]]:
        """The children that move a node, with what each of them weighs."""
        for place in range(bisect_left(self._parents, row), bisect_right(self._parents, row)):
            edge = self._by_parent[place]
            yield self._child[edge], self._weight[edge]

    def above(self, row: int) -> Iterator[int]:
        """What a node moves directly."""
        yield from self._parent[bisect_left(self._child, row) : bisect_right(self._child, row)]
        home = self.nodes.home(row)
        if home != row and self.nodes.follows_children(row) and self._waits(home):
            yield home

    def all_above(self, rows: Collection[int]) -> set[int]:
        """These and all that they move, however far above."""
        found, waiting = set(rows), list(rows)
        while waiting:
            row = waiting.pop()
            fresh = {*self.above(row), self.nodes.home(row)} - found
            found |= fresh
            waiting += fresh
        return found

    def order(self) -> tuple[list[int], set[int]]:
        """Objectives and the key results that others depend on, children first; and who is cyclic.

        Members of one component come in any order, after what is below all of them.
        """
        kinds = self.nodes.kind
        key_results = {row for row in self._child if kinds[row] == KEY_RESULT}
        rows = [
            row
            for row, kind in enumerate(kinds)
            if kind == OBJECTIVE or row in key_results or self.nodes.follows_children(row)
        ]
        missing = {row: count for row in rows if (count := sum(1 for _ in self._needs(row)))}
        order = [row for row in rows if row not in missing]
        for row in order:  # which grows meanwhile
            for parent in self.above(row):
                missing[parent] -= 1
                if not missing[parent]:
                    del missing[parent]
                    order.append(parent)
        rest, cyclic = self._residue(missing)
        return order + rest, cyclic

    def _residue(self, rows: Collection[int]) -> tuple[list[int], set[int]]:
        """What lies on cycles, or above one."""
        if not rows:
            return [], set()
        graph: nx.DiGraph[int] = nx.DiGraph()
        graph.add_nodes_from(rows)
        graph.add_edges_from(
            (need, row) for row in rows for need in self._needs(row) if need in rows
        )
        components = list(nx.strongly_connected_components(graph))
        order = nx.topological_sort(nx.condensation(graph, components))
        cyclic = {row for members in components if len(members) > 1 for row in members}
        return [row for component in order for row in components[component]], cyclic

    def _needs(self, row: int) -> Iterator[int]:
        """What has to be computed before a node."""
        yield from (child for child, _ in self.below(row))
        if self._waits(row):
            yield from self.nodes.followers(row)

    def _waits(self, row: int) -> bool:
        """Whether it is an objective that its key results drive."""
        if self.nodes.kind[row] != OBJECTIVE:
            return False
        return self.nodes.driver(row) is not ProgressDriver.ALIGNED_CHILDREN


def _holds(edge: Any, day: date) -> bool:  # noqa: ANN401 - a row of EDGES
    return (edge.valid_from is None or edge.valid_from <= day) and (
        edge.valid_to is None or day <= edge.valid_to
    )
