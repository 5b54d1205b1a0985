"""The alignment graph before and after a document."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from service.alignment.records import OrganizationRecords
from service.alignment.rules import AlignmentState
from service.interchange.document import Document
from service.interchange.edges import edges_of
from service.interchange.entries import KeyResultEntry, ObjectiveEntry, StrategyEntry
from service.interchange.problems import Origin
from service.nodes.rules import NodeKind
from service.objectives.rules import Lifecycle

Pair = tuple[str, str]
Place = tuple[Origin, str | None]


@dataclass(slots=True)
class Graph:
    """Edges up, and which nodes are dead, by the names that a document uses.

    Attributes:
        nodes: those that are stored, dead or alive.
        home: the objective of a key result.
        above: the parent of a strategy element.
        aligned: by child and parent, whether the alignment is accepted.
    """

    nodes: set[str] = field(default_factory=set)
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
        graph.nodes.add(name)
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
    """What a document does to a stored graph, which must be read anew for each.

    Attributes:
        before, after: the edges; what the document brings stands last, in its own order.
    """

    def __init__(self, stored: Graph, document: Document) -> None:
        self.before = frozenset(stored.edges())
        self._graph = stored
        self._place_by_pair: dict[Pair, Place] = {}
        self._place_by_node: dict[str, Place] = {}
        self._apply(document)
        self.after = stored.edges()

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

    def place(self, pair: Pair) -> Place | None:
        """Who has put the edge there: its row, or the row that has brought an end to life."""
        nodes = self._place_by_node
        return self._place_by_pair.get(pair) or nodes.get(pair[0]) or nodes.get(pair[1])

    def added(self) -> list[Pair]:
        """The edges that the document brings: structure first, then alignments, in its order."""
        order = {pair: number for number, pair in enumerate(self._place_by_pair)}
        last = len(order)
        brought = [pair for pair in self.after if pair not in self.before and self.place(pair)]
        return sorted(brought, key=lambda pair: (self._is_aligned(pair), order.get(pair, last)))

    def creates(self, node: str, origin: Origin) -> bool:
        """Whether there is no such node but for this row."""
        known = self._place_by_node.get(node)
        return known is not None and known[0] is origin and node not in self._graph.nodes

    def needs(self, node: str) -> tuple[str, ...]:
        """The nodes without which this one cannot be: itself, and a key result's objective."""
        home = self._graph.home.get(node)
        return (node,) if home is None else (node, home)

    def _is_aligned(self, pair: Pair) -> bool:
        return pair[1] in self._graph.aligned.get(pair[0], {})
