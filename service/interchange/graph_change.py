"""The alignment graph before and after a document, and the cycles that the document closes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import networkx as nx
import numpy as np

from service.alignment.components import Component, cyclic_components
from service.alignment.records import OrganizationRecords
from service.alignment.rules import AlignmentState
from service.interchange.document import Document
from service.interchange.edges import edges_of
from service.interchange.entries import KeyResultEntry, ObjectiveEntry, StrategyEntry
from service.interchange.problems import Code, Origin, Problem
from service.nodes.rules import NodeKind
from service.objectives.rules import Lifecycle

Pair = tuple[str, str]
Place = tuple[Origin, str | None]

_SHOWN_STEPS = 12


@dataclass(slots=True)
class Graph:
    """Edges up, and which nodes are dead, by the names that a document uses.

    Attributes:
        home: the objective of a key result.
        above: the parent of a strategy element.
        aligned: by child and parent, whether the alignment is accepted.
    """

    dead: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    home: dict[str, str] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)
    aligned: dict[str, dict[str, bool]] = field(default_factory=lambda: defaultdict(dict))

    def set_dead(self, node: str, why: str, *, dead: bool) -> None:
        (self.dead[why].add if dead else self.dead[why].discard)(node)

    def edges(self) -> list[Pair]:
        """The accepted edges among live nodes; a key result lives no longer than its objective."""
        dead = set().union(*self.dead.values())
        dead |= {node for node, objective in self.home.items() if objective in dead}
        pairs = [*self.home.items(), *self.above.items()]
        for child, parents in self.aligned.items():
            pairs += [(child, parent) for parent, accepted in parents.items() if accepted]
        return [pair for pair in pairs if pair[0] not in dead and pair[1] not in dead]


def graph_of(records: OrganizationRecords, name_by_id: Mapping[str, str]) -> Graph:
    """The stored graph, with the document's own names for the ids that it names."""
    graph = Graph()
    names = {node.id: name_by_id.get(node.id, node.key) for node in records.nodes}
    for node in records.nodes:
        name = names[node.id]
        graph.set_dead(name, "archived", dead=node.archived)
        graph.set_dead(name, "cancelled", dead=node.cancelled)
        if node.parent is not None:
            tree = graph.home if node.kind is NodeKind.KEY_RESULT else graph.above
            tree[name] = names[node.parent]
    for edge in records.alignments:
        accepted = edge.state is AlignmentState.ACCEPTED
        graph.aligned[names[edge.child]][names[edge.parent]] = accepted
    return graph


class GraphChange:
    """What a document does to a stored graph, which must be read anew for each."""

    def __init__(self, stored: Graph, document: Document) -> None:
        self._before = set(stored.edges())
        self._graph = stored
        self._place_by_pair: dict[Pair, Place] = {}
        self._place_by_node: dict[str, Place] = {}
        self._apply(document)

    def cycles(self) -> list[Problem]:
        """One problem for each group of nodes in cycles that the document has a part in."""
        pairs = self._graph.edges()
        row_by_name: dict[str, int] = {}
        for pair in pairs:
            for name in pair:
                row_by_name.setdefault(name, len(row_by_name))
        names = list(row_by_name)
        child = np.array([row_by_name[pair[0]] for pair in pairs], np.int32)
        parent = np.array([row_by_name[pair[1]] for pair in pairs], np.int32)
        components = cyclic_components(len(names), child, parent)
        found = (self._problem(component, names, pairs) for component in components)
        return [problem for problem in found if problem is not None]

    def _apply(self, document: Document) -> None:
        for element in document.strategy:
            self._apply_element(element)
        for goal in document.goals():
            self._apply_goal(goal)
        for edge in edges_of(document):
            known = self._graph.aligned[edge.child]
            if "state" in edge.given or edge.parent not in known:
                known[edge.parent] = edge.state is AlignmentState.ACCEPTED
            self._place_by_pair[edge.child, edge.parent] = (edge.origin, edge.field)

    def _apply_element(self, element: StrategyEntry) -> None:
        self._node(element.id, element.origin, archived=element.archived)
        if "parent" in element.given:
            self._graph.above.pop(element.id, None)
        if element.parent is not None:
            self._graph.above[element.id] = element.parent
            self._place_by_pair[element.id, element.parent] = (element.origin, "parent")

    def _apply_goal(self, goal: ObjectiveEntry | KeyResultEntry) -> None:
        self._node(goal.id, goal.origin, archived=goal.archived)
        if "parents" in goal.given:
            self._graph.aligned.pop(goal.id, None)
        if isinstance(goal, KeyResultEntry):
            self._graph.home[goal.id] = goal.objective
            self._place_by_pair[goal.id, goal.objective] = (goal.origin, "objective")
        elif "lifecycle" in goal.given:
            cancelled = goal.lifecycle is Lifecycle.CANCELLED
            self._graph.set_dead(goal.id, "cancelled", dead=cancelled)

    def _node(self, name: str, origin: Origin, *, archived: bool | None) -> None:
        self._place_by_node[name] = (origin, None)
        if archived is not None:
            self._graph.set_dead(name, "archived", dead=archived)

    def _problem(
        self, component: Component, names: Sequence[str], pairs: Iterable[Pair]
    ) -> Problem | None:
        """The document's edge in the component's witness, or else in any cycle of it."""
        witness = [names[row] for row in component.witness]
        steps = list(zip(witness, [*witness[1:], witness[0]], strict=True))
        blamed = self._newest(steps)
        if blamed is None:
            members = {names[row] for row in component.members}
            inside = [pair for pair in pairs if members.issuperset(pair)]
            blamed = self._newest(inside)
            if blamed is None:
                return None
            way_back = nx.shortest_path(nx.DiGraph(inside), blamed[1], blamed[0])
            witness = [blamed[0], *way_back[:-1]]
        return self._told(blamed, witness)

    def _newest(self, pairs: Iterable[Pair]) -> Pair | None:
        """Of the edges that the document adds the last one, alignments before all others."""
        order = {pair: place for place, pair in enumerate(self._place_by_pair)}
        added = [pair for pair in pairs if pair not in self._before and self._place(pair)]
        aligned = [pair for pair in added if pair[1] in self._graph.aligned.get(pair[0], {})]
        return max(aligned or added, key=lambda pair: order.get(pair, -1), default=None)

    def _place(self, pair: Pair) -> Place | None:
        """Who has put the edge there: its row, or the row that has brought an end to life."""
        nodes = self._place_by_node
        return self._place_by_pair.get(pair) or nodes.get(pair[0]) or nodes.get(pair[1])

    def _told(self, blamed: Pair, cycle: list[str]) -> Problem | None:
        place = self._place(blamed)
        if place is None:
            return None
        start = cycle.index(blamed[0])
        path = [*cycle[start:], *cycle[:start], blamed[0]]
        if len(path) > _SHOWN_STEPS:
            skipped = f"… ({len(path) - _SHOWN_STEPS} more) …"
            path = [*path[: _SHOWN_STEPS - 1], skipped, path[-1]]
        message = f"closes a cycle: {' → '.join(path)}"
        return Problem(place[0], place[1], Code.ALIGNMENT_CYCLE, message)
