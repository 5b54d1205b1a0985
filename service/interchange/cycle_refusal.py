"""Which rows of a document close cycles: each is refused that closes one with those before it."""

from collections.abc import Sequence

from service.alignment.components import cyclic_components
from service.interchange.graph_change import GraphChange, Pair, Place
from service.interchange.problems import Code, Origin, Problem
from service.libraries import np, nx

_SHOWN_STEPS = 12


def closed_cycles(change: GraphChange) -> list[Problem]:
    """One problem for each row that closes a cycle, with the shortest one it closes.

    Without these rows nothing that the document brings is on a cycle; those that were stored
    before are not its fault.
    """
    cyclic = dict.fromkeys(_cyclic_pairs(change.after))
    added = [pair for pair in change.added() if pair in cyclic]
    brought = set(added)
    graph: nx.DiGraph[str] = nx.DiGraph([pair for pair in cyclic if pair not in brought])
    return _Refusing(change, graph).rows(added)


class _Refusing:
    """Adds the edges of rows to a graph, as long as they close nothing."""

    def __init__(self, change: GraphChange, graph: "nx.DiGraph[str]") -> None:
        self._change = change
        self._graph = graph
        self._gone: set[str] = set()
        self._pairs_by_origin: dict[Origin, list[Pair]] = {}
        self._problem_by_origin: dict[Origin, Problem] = {}

    def rows(self, added: Sequence[Pair]) -> list[Problem]:
        for pair in added:
            place = self._change.place(pair)
            if place is not None and place[0] not in self._problem_by_origin:
                self._add(pair, place)
        return list(self._problem_by_origin.values())

    def _add(self, pair: Pair, place: Place) -> None:
        if any(need in self._gone for end in pair for need in self._change.needs(end)):
            return
        way = self._way(pair[1], pair[0])
        if way is None:
            self._graph.add_edge(*pair)
            self._pairs_by_origin.setdefault(place[0], []).append(pair)
        else:
            self._refuse(place, [pair[0], *way])

    def _way(self, start: str, end: str) -> list[str] | None:
        if start not in self._graph or end not in self._graph:
            return None
        try:
            return nx.bidirectional_shortest_path(self._graph, start, end)
        except nx.NetworkXNoPath:
            return None

    def _refuse(self, place: Place, cycle: list[str]) -> None:
        origin, field = place
        message = f"closes a cycle: {_shown(cycle)}"
        self._problem_by_origin[origin] = Problem(origin, field, Code.ALIGNMENT_CYCLE, message)
        self._graph.remove_edges_from(self._pairs_by_origin.pop(origin, ()))
        if self._change.creates(cycle[0], origin):
            self._gone.add(cycle[0])


def _cyclic_pairs(pairs: Sequence[Pair]) -> list[Pair]:
    """The edges inside strongly connected components: no other is on any cycle."""
    row_by_name: dict[str, int] = {}
    for pair in pairs:
        for name in pair:
            row_by_name.setdefault(name, len(row_by_name))
    child = np.array([row_by_name[pair[0]] for pair in pairs], np.int32)
    parent = np.array([row_by_name[pair[1]] for pair in pairs], np.int32)
    component_by_row = {
        row: number
        for number, component in enumerate(cyclic_components(len(row_by_name), child, parent))
        for row in component.members
    }
    numbers = {name: component_by_row.get(row) for name, row in row_by_name.items()}
    return [
        pair
        for pair in pairs
        if numbers[pair[0]] is not None and numbers[pair[0]] == numbers[pair[1]]
    ]


def _shown(cycle: list[str]) -> str:
    """The way around, its first step again at the end, long ones without their middle."""
    if len(cycle) <= _SHOWN_STEPS:
        return " → ".join(cycle)
    skipped = f"… ({len(cycle) - _SHOWN_STEPS} more) …"
    return " → ".join([*cycle[: _SHOWN_STEPS - 1], skipped, cycle[-1]])
