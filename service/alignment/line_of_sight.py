"""The line of sight of single nodes, from the few rows around them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from service.alignment.breaks import Break, broken_at, frontier_of
from service.alignment.graph import build_graph, edges_up, with_home
from service.alignment.records import NodeRecord, OrganizationRecords
from service.alignment.rules import AlignmentClass, AlignmentState, Reach
from service.alignment.ways import is_company_objective, shortest_paths, ways_up
from service.libraries import nx
from service.nodes.rules import NodeKind


@dataclass(frozen=True, slots=True)
class LineOfSight:
    """How one node, by id, connects to the strategy.

    Attributes:
        distance: edges to the nearest top, None if reach is NONE.
        path_count: exact, however many.
        paths: the shortest, from the subject up, ties by key.
        broken_at: empty if FULL, by key.
    """

    subject: str
    reach: Reach
    alignment_class: AlignmentClass
    distance: int | None
    path_count: int
    paths: tuple[tuple[str, ...], ...]
    broken_at: tuple[Break, ...]


def lines_of_sight(
    records: OrganizationRecords,
    subjects: Sequence[str],
    as_of: date,
    max_paths: int = 3,
    *,
    records_strategy: bool,
) -> list[LineOfSight]:
    """One line of sight per subject, in their order.

    Args:
        records: at least what `ancestors_of` keeps; the whole organization gives the same.
        subjects: ids of nodes among them.
        as_of: the day on which edges must be valid.
        max_paths: paths listed per subject.
        records_strategy: a live strategy element exists anywhere in the organization.
    """
    node_by_id = {node.id: node for node in records.nodes}
    graph = build_graph(records.nodes, records.alignments, as_of)
    ways = ways_up(graph, node_by_id)
    frontier = frontier_of(graph, records, as_of)
    lines = []
    for subject in subjects:
        reach = ways.reach.get(subject, Reach.NONE)
        line = LineOfSight(
            subject=subject,
            reach=reach,
            alignment_class=_alignment_class(
                node_by_id[subject], reach, graph, node_by_id, records_strategy=records_strategy
            ),
            distance=ways.distance.get(subject),
            path_count=ways.path_count(subject),
            paths=shortest_paths(ways, subject, max_paths, node_by_id),
            broken_at=() if reach is Reach.FULL else broken_at(frontier, subject),
        )
        lines.append(line)
    return lines


def ancestors_of(records: OrganizationRecords, subjects: Sequence[str]) -> OrganizationRecords:
    """What the lines of sight of the subjects depend on, in the same order.

    That is the subjects and all above them by accepted edges, every edge out of those and into
    the subjects with the nodes at both ends, and the objectives of all key results among these.
    """
    node_by_id = {node.id: node for node in records.nodes}
    edges = list(edges_up(records.nodes, records.alignments))
    above: dict[str, list[str]] = {}
    for edge in edges:
        if edge.state is AlignmentState.ACCEPTED:
            above.setdefault(edge.child, []).append(edge.parent)
    inner = set(subjects)
    waiting = list(inner)
    while waiting:
        found = set(above.get(waiting.pop(), ())) - inner
        inner |= found
        waiting += found
    asked = set(subjects)
    ends = {
        (edge.child, edge.parent) for edge in edges if edge.child in inner or edge.parent in asked
    }
    kept = inner.union(*ends) & node_by_id.keys()
    kept |= {one.id for name in kept for one in with_home(node_by_id[name], node_by_id)}
    return replace(
        records,
        nodes=[node for node in records.nodes if node.id in kept],
        alignments=[edge for edge in records.alignments if (edge.child, edge.parent) in ends],
        dependencies=(),
    )


def _alignment_class(
    node: NodeRecord,
    reach: Reach,
    graph: "nx.DiGraph[str]",
    node_by_id: Mapping[str, NodeRecord],
    *,
    records_strategy: bool,
) -> AlignmentClass:
    if any(one.standalone for one in with_home(node, node_by_id)):
        return AlignmentClass.EXEMPT
    if reach is Reach.NONE:
        aligned = _has_alignment(node.id, graph, node_by_id)
        return AlignmentClass.MISALIGNED if aligned else AlignmentClass.UNALIGNED
    if records_strategy and reach is not Reach.FULL and is_company_objective(node):
        return AlignmentClass.UNANCHORED
    return AlignmentClass.ALIGNED


def _has_alignment(
    name: str, graph: "nx.DiGraph[str]", node_by_id: Mapping[str, NodeRecord]
) -> bool:
    """Whether an edge of the graph touches the node besides key result → its own objective."""
    if name not in graph:
        return False
    return any(
        node_by_id[child].kind is not NodeKind.KEY_RESULT or node_by_id[child].parent != parent
        for child, parent in (*graph.in_edges(name), *graph.out_edges(name))
    )
