"""Goals that lead nowhere: circles, orphans, and what hangs together on them."""

from collections.abc import Iterator
from typing import cast

from service.alignment.rules import AlignmentClass, AlignmentState, EdgeOrigin, Reach
from service.alignment.snapshot import NO_ROW, Mask, Rows, code
from service.audit.findings import Severity
from service.audit.inquiry import Inquiry, member, rows_of
from service.audit.rules.circles import circle_hit, circles
from service.audit.rules.definition import Hit, Neighborhood, Rule
from service.cycles.rules import CycleState
from service.libraries import csgraph, np, sparse
from service.objectives.rules import Level


def _cycles(inquiry: Inquiry) -> Iterator[Hit]:
    edges, analysis = inquiry.snapshot.edges, inquiry.analysis
    tangled = np.zeros(len(inquiry.snapshot.nodes), np.bool_)
    tangled[[row for component in analysis.components for row in component.members]] = True
    among = analysis.in_graph & tangled[edges.child] & tangled[edges.parent]
    for circle in circles(inquiry, edges.child[among], edges.parent[among]):
        sentence = "{count} goals justify each other in a circle: {way}."
        alone = "Is its own parent: {way}."
        yield circle_hit(inquiry, circle, sentence if len(circle.members) > 1 else alone)


def _orphans(inquiry: Inquiry) -> Iterator[Hit]:
    """Judged by accepted edges alone: one to a dead parent is ALN008, not an orphan as well."""
    snapshot, nodes = inquiry.snapshot, inquiry.snapshot.nodes
    adopted = np.zeros(len(nodes), np.bool_)
    adopted[snapshot.edges.child[inquiry.accepted]] = True
    below = inquiry.objectives & (nodes.level != code(Level.COMPANY)) & ~nodes.standalone
    proposed = _edges_of(inquiry, AlignmentState.PROPOSED)
    declined = _edges_of(inquiry, AlignmentState.DECLINED)
    for row in rows_of(below & ~adopted):
        is_planning = _cycle_state(inquiry, row) is CycleState.PLANNING
        yield Hit(
            subject=inquiry.node_ref(row),
            message=_without_parent(int(proposed[row]), int(declined[row])),
            judged=(row,),
            evidence={
                "accepted_parents": 0,
                "proposed_parents": int(proposed[row]),
                "declined_parents": int(declined[row]),
                "cycle_state": _cycle_state(inquiry, row),
            },
            severity=Severity.WARNING if is_planning else None,
        )


def _edges_of(inquiry: Inquiry, state: AlignmentState) -> Rows:
    """How many alignments in that state each node has upward."""
    edges = inquiry.snapshot.edges
    is_meant = inquiry.of_origin(EdgeOrigin.ALIGNMENT) & (edges.state == code(state))
    counts = np.bincount(edges.child[is_meant], minlength=len(inquiry.snapshot.nodes))
    return counts.astype(np.int32)


def _cycle_state(inquiry: Inquiry, row: int) -> CycleState | None:
    cycle = int(inquiry.cycle[row])
    return None if cycle == NO_ROW else inquiry.snapshot.cycles[cycle].state


def _without_parent(proposed: int, declined: int) -> str:
    if proposed:
        return f"No accepted parent; proposals that wait for an answer: {proposed}."
    if declined:
        return f"No accepted parent; proposals that were declined: {declined}."
    return "No parent, and no reason given for standing alone."


def _misaligned_clusters(inquiry: Inquiry) -> Iterator[Hit]:
    lost = inquiry.objectives & _of_class(inquiry, AlignmentClass.MISALIGNED)
    rows = np.flatnonzero(lost)
    label = _weak_components(inquiry, lost)[rows]
    order = np.argsort(label, kind="stable")
    borders = np.flatnonzero(np.diff(label[order])) + 1
    for members in np.split(rows[order], borders) if len(rows) else ():
        subject, *others = inquiry.by_key(members.tolist())
        yield Hit(
            subject=inquiry.node_ref(subject),
            related=inquiry.node_refs(others),
            message=_island(len(others)),
            judged=(subject, *others),
            evidence={"objectives": len(members)},
        )


def _island(others: int) -> str:
    if not others:
        return "Linked, but to nothing that leads up to company goals."
    together = f"{others} more objective{'s' * (others > 1)}"
    return f"Linked with {together}, and none of them leads up to company goals."


def _weak_components(inquiry: Inquiry, among: Mask) -> Rows:
    """A label per node; key results stand for their objectives."""
    edges, objective = inquiry.snapshot.edges, inquiry.objective_row
    child, parent = objective[edges.child], objective[edges.parent]
    linked = inquiry.analysis.in_graph & (child != NO_ROW) & (parent != NO_ROW)
    linked &= among[child] & among[parent]
    size = len(inquiry.snapshot.nodes)
    ones = np.ones(int(linked.sum()), np.bool_)
    graph = sparse.coo_array((ones, (child[linked], parent[linked])), shape=(size, size))
    return np.asarray(csgraph.connected_components(graph.tocsr(), directed=False)[1], np.int32)


def _of_class(inquiry: Inquiry, alignment_class: AlignmentClass) -> Mask:
    return cast("Mask", inquiry.analysis.alignment_class == code(alignment_class))


def _key_results_without_sight(inquiry: Inquiry) -> Iterator[Hit]:
    lost = inquiry.key_results & (inquiry.analysis.reach == code(Reach.NONE))
    lost &= ~_of_class(inquiry, AlignmentClass.EXEMPT)
    homes, classes = inquiry.objective_row.tolist(), inquiry.analysis.alignment_class.tolist()
    for row in rows_of(lost):
        home = homes[row]
        yield Hit(
            subject=inquiry.node_ref(row),
            related=() if home == NO_ROW else (inquiry.node_ref(home),),
            message="No path leads from it to a company objective or to strategy.",
            judged=(row,),
            evidence={
                "reach": Reach.NONE,
                "alignment_class": member(AlignmentClass, classes[row]),
            },
        )


RULES = (
    Rule("ALN001", "cycle", Severity.ERROR, _cycles),
    Rule("ALN002", "orphan-objective", Severity.ERROR, _orphans),
    Rule(
        "ALN003", "misaligned-cluster", Severity.WARNING, _misaligned_clusters, Neighborhood.GLOBAL
    ),
    Rule("ALN007", "kr-without-line-of-sight", Severity.WARNING, _key_results_without_sight),
)
