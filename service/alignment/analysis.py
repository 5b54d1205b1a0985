"""The whole alignment graph of a snapshot, judged on one day."""

from dataclasses import dataclass
from datetime import date

from service.alignment.arrays import ArrayGraph, graph_from_edges
from service.alignment.components import Component, with_witnesses
from service.alignment.peel import cyclic_groups
from service.alignment.reach import company_objectives, reach_and_distance, strategy_elements
from service.alignment.rules import (
    AlignmentClass,
    AlignmentKind,
    AlignmentState,
    EdgeOrigin,
    Reach,
)
from service.alignment.snapshot import NO_ROW, Codes, Edges, Mask, Nodes, Numbers, Rows, Snapshot
from service.alignment.snapshot import code as code_of
from service.libraries import np
from service.nodes.rules import NodeKind
from service.objectives.rules import Lifecycle


@dataclass(frozen=True, eq=False, slots=True)
class Analysis:
    """What the graph says of every node.

    Attributes:
        live: per node: neither archived nor cancelled, nor a key result of such an objective.
        active: live, and its objective's lifecycle ACTIVE where it has one.
        in_graph: per edge: accepted, valid on the day, both ends live.
        graph: those edges, weighted by what they move.
        reach: `code(Reach)` per node; NONE for what is not live.
        distance: edges to the nearest top, -1 where reach is NONE.
        alignment_class: `code(AlignmentClass)` per node.
        components: each cycle once, ordered by smallest member.
        records_strategy: a live strategy element exists.
    """

    snapshot: Snapshot
    as_of: date
    live: Mask
    active: Mask
    in_graph: Mask
    graph: ArrayGraph
    reach: Codes
    distance: Rows
    alignment_class: Codes
    components: tuple[Component, ...]
    records_strategy: bool


def analyze(snapshot: Snapshot, as_of: date) -> Analysis:
    """Reach, distance, class and cycles of every node; the same snapshot gives the same answer."""
    nodes, edges = snapshot.nodes, snapshot.edges
    live = live_nodes(nodes)
    in_graph = edges_in_graph(edges, live, as_of)
    graph = graph_from_edges(
        len(nodes),
        edges.child[in_graph],
        edges.parent[in_graph],
        contribution_weights(nodes, edges, in_graph)[in_graph],
    )
    strategy = strategy_elements(nodes) & live
    reach, distance = reach_and_distance(graph, strategy, company_objectives(nodes) & live)
    records_strategy = bool(strategy.any())
    return Analysis(
        snapshot=snapshot,
        as_of=as_of,
        live=live,
        active=live & _active_by_lifecycle(nodes),
        in_graph=in_graph,
        graph=graph,
        reach=reach,
        distance=distance,
        alignment_class=_classes(snapshot, in_graph, reach, records_strategy=records_strategy),
        components=with_witnesses(graph, cyclic_groups(graph)),
        records_strategy=records_strategy,
    )


def live_nodes(nodes: Nodes) -> Mask:
    own = ~(nodes.archived | nodes.cancelled)
    return own & _of_home(nodes, own, otherwise=True)


def edges_in_graph(edges: Edges, live: Mask, as_of: date) -> Mask:
    day = np.datetime64(as_of, "D")
    begun = np.isnat(edges.valid_from) | (edges.valid_from <= day)
    ended = edges.valid_to < day  # the last day counts; an unknown one never comes
    accepted = edges.state == code_of(AlignmentState.ACCEPTED)
    in_graph: Mask = accepted & begun & ~ended & live[edges.child] & live[edges.parent]
    return in_graph


def contribution_weights(nodes: Nodes, edges: Edges, in_graph: Mask) -> Numbers:
    """What each edge counts in its parent's progress: weight by allocation, 0 where none.

    An objective with key results is driven by them alone, each by its own weight; any other
    parent by the edges that contribute to it. A key result is measured: no edge moves it. An
    allocation that is absent is the child's 1/n over all it contributes to.
    """
    contained = in_graph & (edges.origin == code_of(EdgeOrigin.CONTAINMENT))
    driven = np.zeros(len(nodes), np.bool_)
    driven[edges.parent[contained]] = True
    contributes = in_graph & (edges.origin == code_of(EdgeOrigin.ALIGNMENT))
    contributes &= edges.kind == code_of(AlignmentKind.CONTRIBUTES)
    shares = np.bincount(edges.child[contributes], minlength=len(nodes))[edges.child]
    allocation = np.where(np.isnan(edges.allocation), 1 / np.maximum(shares, 1), edges.allocation)
    moves = contributes & ~driven[edges.parent]
    moves &= nodes.kind[edges.parent] != code_of(NodeKind.KEY_RESULT)
    aligned = np.where(moves, edges.weight * allocation, 0.0)
    return np.where(contained, nodes.weight[edges.child], aligned)


def _active_by_lifecycle(nodes: Nodes) -> Mask:
    """Whether the node's objective is ACTIVE; true for what has none."""
    active: Mask = nodes.lifecycle == code_of(Lifecycle.ACTIVE)
    active |= nodes.kind != code_of(NodeKind.OBJECTIVE)
    return active & _of_home(nodes, active, otherwise=True)


def _of_home(nodes: Nodes, mask: Mask, *, otherwise: bool) -> Mask:
    """The mask's value for each key result's objective, `otherwise` for all other nodes."""
    answer: Mask = np.where(nodes.home == NO_ROW, otherwise, mask[nodes.home])
    return answer


def _classes(snapshot: Snapshot, in_graph: Mask, reach: Codes, *, records_strategy: bool) -> Codes:
    nodes = snapshot.nodes
    none = reach == code_of(Reach.NONE)
    unanchored = company_objectives(nodes) & (reach != code_of(Reach.FULL)) & records_strategy
    choices = {
        AlignmentClass.EXEMPT: nodes.standalone
        | _of_home(nodes, nodes.standalone, otherwise=False),
        AlignmentClass.MISALIGNED: none & _touches_more_than_key_results(snapshot, in_graph),
        AlignmentClass.UNALIGNED: none,
        AlignmentClass.UNANCHORED: unanchored,
    }
    codes = [code_of(alignment_class) for alignment_class in choices]
    aligned = code_of(AlignmentClass.ALIGNED)
    return np.select(list(choices.values()), codes, aligned).astype(np.int8)


def _touches_more_than_key_results(snapshot: Snapshot, in_graph: Mask) -> Mask:
    """The nodes with an edge in the graph besides key result → its own objective."""
    nodes, edges = snapshot.nodes, snapshot.edges
    other = in_graph & (nodes.home[edges.child] != edges.parent)
    touched = np.zeros(len(nodes), np.bool_)
    touched[edges.child[other]] = True
    touched[edges.parent[other]] = True
    return touched
