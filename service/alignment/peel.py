"""Everything that needs children before parents: the weighted roll-up, and what lies on cycles.

Kahn's algorithm level by level: rows whose children are all done are peeled off and hand their
progress up. What cannot be peeled lies on or above a cycle. networkx names the cycles among
those, scipy where they are many; then the members are peeled by force and the rest follows.
Linear in rows and edges for every shape: wide levels are numpy, narrow ones a plain loop.

Source: A. B. Kahn, Topological sorting of large networks, CACM 5 (1962).
"""

from dataclasses import dataclass

from service.alignment.arrays import NARROW, ArrayGraph, each_once, is_most_of, slots_of
from service.alignment.snapshot import Numbers, Rows
from service.libraries import csgraph, np, nx, sparse

SMALL_RESIDUE = 1_000  # rows: networkx whatever the share
LARGE_RESIDUE = 20_000  # rows: scipy whatever the share
LARGE_SHARE = 20  # scipy where more than one row in so many is left


@dataclass(frozen=True, eq=False, slots=True)
class Peeling:
    """What one pass from the leaves up found.

    Attributes:
        progress: per row, NaN where there is no data and on cycles.
        cyclic: the strongly connected components of more than one row, and the rows with an edge
            to themselves; members ascending, ordered by smallest member.
    """

    progress: Numbers
    cyclic: tuple[Rows, ...]


def peel(graph: ArrayGraph, progress: Numbers) -> Peeling:
    """The cyclic components, and the roll-up as `roll_up` has it."""
    state = _Peel(graph, progress)
    state.run(np.flatnonzero(state.waiting == 0).astype(np.int32))
    residue = np.flatnonzero(state.waiting > 0).astype(np.int32)
    if not len(residue):
        return Peeling(state.value, ())
    cyclic = _cyclic_groups(graph, residue)
    state.run_over_cycles(np.concatenate(cyclic))
    return Peeling(state.value, cyclic)


def roll_up(graph: ArrayGraph, progress: Numbers) -> Numbers:
    """Progress of every row: Σ w·p / Σ w over its children with data, else its own.

    Args:
        graph: its weights say what moves what: weight by allocation, 0 for an edge that moves
            nothing, such as one to a key result.
        progress: measured per row, NaN where there is none; counts upward clamped to 0..1.

    Returns:
        NaN where there is no data, where Σ w is 0, and for the members of a cycle, whatever
        was measured there: edges inside a component carry no progress.
    """
    return peel(graph, progress).progress


def cyclic_groups(graph: ArrayGraph) -> tuple[Rows, ...]:
    """The rows of each cycle, as `Peeling.cyclic`."""
    return peel(graph, np.full(graph.size, np.nan)).cyclic


class _Peel:
    """What has not come in yet to each row (`waiting`), and what came: Σ w·p and Σ w."""

    def __init__(self, graph: ArrayGraph, progress: Numbers) -> None:
        self.graph = graph
        self.waiting = np.diff(graph.down_start)
        self.value = np.array(progress, np.float64)
        self.weighted = np.zeros(graph.size)
        self.total = np.zeros(graph.size)
        self.scratch = np.empty(graph.size, np.int32)

    def run(self, frontier: Rows) -> None:
        while len(frontier):
            wide = len(frontier) >= NARROW
            frontier = self._level(frontier) if wide else self._narrow_levels(frontier)

    def run_over_cycles(self, members: Rows) -> None:
        # their value is known without their children: peel them at once, and they never
        # come up again, since `waiting` can only fall below 0
        self.waiting[members] = 0
        self.total[members] = 0
        self.value[members] = np.nan
        self.run(members)

    def _level(self, frontier: Rows) -> Rows:
        moved = frontier.compress(self.total[frontier] > 0)
        self.value[moved] = self.weighted[moved] / self.total[moved]
        slots = self._slots_of(frontier)
        parents = self.graph.up[slots]
        self._carry(slots, parents)
        # Of the array's own type: ten times faster to subtract than a plain 1.
        np.subtract.at(self.waiting, parents, np.int32(1))
        return each_once(parents.compress(self.waiting[parents] == 0), self.scratch)

    def _slots_of(self, frontier: Rows) -> Rows:
        if not is_most_of(frontier, self.graph.size):
            return slots_of(self.graph.up_start, frontier)[0]
        chosen = np.zeros(self.graph.size, np.bool_)
        chosen[frontier] = True
        return np.flatnonzero(chosen[self.graph.up_child]).astype(np.int32)

    def _carry(self, slots: Rows, parents: Rows) -> None:
        value, weight = self.value[self.graph.up_child[slots]], self.graph.weight[slots]
        carries = (weight > 0) & ~np.isnan(value)
        parents, weight = parents.compress(carries), weight.compress(carries)
        weighted = np.clip(value.compress(carries), 0, 1) * weight
        np.add.at(self.weighted, parents, weighted)
        np.add.at(self.total, parents, weight)

    def _narrow_levels(self, frontier: Rows) -> Rows:
        """The same one by one, until a level is wide again."""
        starts, up = self.graph.up_start.data, self.graph.up.data
        waiting = self.waiting.data
        rows = frontier.tolist()
        while rows and len(rows) < NARROW:
            following = []
            for row in rows:
                first, last = starts[row], starts[row + 1]
                self._carry_one(row, first, last)
                for parent in up[first:last]:
                    waiting[parent] -= 1
                    if waiting[parent] == 0:
                        following.append(parent)
            rows = following
        return np.array(rows, np.int32)

    def _carry_one(self, row: int, first: int, last: int) -> None:
        total = self.total.item(row)
        if total > 0:
            self.value[row] = self.weighted.item(row) / total
        value = self.value.item(row)
        if value != value:  # noqa: PLR0124  NaN, and this runs once per row
            return
        counted = min(max(value, 0.0), 1.0)
        for slot in range(first, last):
            weight = self.graph.weight.item(slot)
            if weight > 0:
                parent = self.graph.up.item(slot)
                self.weighted[parent] += weight * counted
                self.total[parent] += weight


def _cyclic_groups(graph: ArrayGraph, residue: Rows) -> tuple[Rows, ...]:
    slots, counts = slots_of(graph.up_start, residue)
    child, parent = np.repeat(residue, counts), graph.up[slots]
    bound = min(LARGE_RESIDUE, max(SMALL_RESIDUE, graph.size // LARGE_SHARE))
    find = _groups_by_scipy if len(residue) > bound else _groups_by_networkx
    return tuple(sorted(find(residue, child, parent), key=lambda rows: int(rows[0])))


def _groups_by_networkx(_residue: Rows, child: Rows, parent: Rows) -> list[Rows]:
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_edges_from(zip(child.tolist(), parent.tolist(), strict=True))
    return [
        np.array(sorted(members), np.int32)
        for members in nx.strongly_connected_components(graph)
        if len(members) > 1 or any(graph.has_edge(row, row) for row in members)
    ]


def _groups_by_scipy(residue: Rows, child: Rows, parent: Rows) -> list[Rows]:
    # every parent of the residue belongs to it; rows are numbered anew within it
    ends = np.searchsorted(residue, child), np.searchsorted(residue, parent)
    matrix = sparse.csr_array(
        (np.ones(len(child), np.int8), ends), shape=(len(residue), len(residue))
    )
    count, label = csgraph.connected_components(matrix, directed=True, connection="strong")
    cyclic = np.bincount(label, minlength=count) > 1
    cyclic[label[ends[0][child == parent]]] = True
    members = np.flatnonzero(cyclic[label])
    members = members[np.argsort(label[members], kind="stable")]
    breaks = np.flatnonzero(np.diff(label[members])) + 1
    return list(np.split(residue[members], breaks))
