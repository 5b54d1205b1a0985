"""OBJ: whether an objective is owned, measured and one of few."""

from collections.abc import Callable, Iterator

from service.alignment.rules import AlignmentKind
from service.alignment.snapshot import NO_ROW, Mask, Rows, code
from service.audit.findings import Ref, Severity
from service.audit.inquiry import Inquiry, rows_of
from service.audit.rules.definition import Hit, Neighborhood, Rule
from service.libraries import np
from service.objectives.rules import Level


def _no_owner(inquiry: Inquiry) -> Iterator[Hit]:
    nodes = inquiry.snapshot.nodes
    for row in rows_of(inquiry.objectives & ~inquiry.has_owner & (nodes.team == NO_ROW)):
        left = int(nodes.owner[row])
        gone = () if left == NO_ROW else (inquiry.person_ref(left),)
        yield Hit(
            subject=inquiry.node_ref(row),
            related=gone,
            message="Its owner is no longer active." if gone else "No owner, no role, no team.",
            judged=(row,),
            evidence={"owners": 0, "inactive_owners": len(gone), "teams": 0},
        )


def _no_key_result(inquiry: Inquiry) -> Iterator[Hit]:
    children = _contributing_children(inquiry)
    active = inquiry.objectives & inquiry.analysis.active
    for row in rows_of(active & (inquiry.key_result_counts == 0)):
        count = int(children[row])
        plural = "goals contribute" if count > 1 else "goal contributes"
        with_children = f"No key result of its own; {count} {plural} to it."
        yield Hit(
            subject=inquiry.node_ref(row),
            message=with_children if count else "No key result.",
            judged=(row,),
            evidence={"key_results": 0, "contributing_children": count},
            severity=Severity.WARNING if count else None,
        )


def _contributing_children(inquiry: Inquiry) -> Rows:
    edges = inquiry.snapshot.edges
    contributes = inquiry.alignments & (edges.kind == code(AlignmentKind.CONTRIBUTES))
    counts = np.bincount(edges.parent[contributes], minlength=len(inquiry.snapshot.nodes))
    return counts.astype(np.int32)


def _key_result_count(inquiry: Inquiry) -> Iterator[Hit]:
    low, high = inquiry.thresholds.kr_count_minimum, inquiry.thresholds.kr_count_maximum
    counts = inquiry.key_result_counts
    few_or_many = (counts > 0) & ((counts < low) | (counts > high))
    for row in rows_of(inquiry.objectives & few_or_many):
        count = int(counts[row])
        yield Hit(
            subject=inquiry.node_ref(row),
            message=f"{count} key result{'s' * (count > 1)}; {low} to {high} are a good number.",
            judged=(row,),
            evidence={"key_results": count, "minimum": low, "maximum": high},
        )


def _too_many(inquiry: Inquiry) -> Iterator[Hit]:
    """Company objectives count once, for the organization; all others by team and by person."""
    nodes, lines = inquiry.snapshot.nodes, inquiry.thresholds
    company = inquiry.objectives & (nodes.level == code(Level.COMPANY))
    others = inquiry.objectives & ~company
    whole = np.zeros(len(nodes), np.int32)
    limit = lines.too_many_objectives_company
    yield from _crowded(inquiry, company, whole, lambda _: inquiry.organization_ref, limit)
    limit = lines.too_many_objectives_team
    yield from _crowded(inquiry, others, nodes.team, inquiry.team_ref, limit)
    limit = lines.too_many_objectives_person
    yield from _crowded(inquiry, others, nodes.owner, inquiry.person_ref, limit)


def _crowded(
    inquiry: Inquiry, among: Mask, holder: Rows, ref: Callable[[int], Ref], limit: int
) -> Iterator[Hit]:
    """The holders with more than the limit in one cycle; objectives without a cycle count not."""
    rows = np.flatnonzero(among & (holder != NO_ROW) & (inquiry.cycle != NO_ROW))
    places = np.stack([holder[rows], inquiry.cycle[rows]])
    pairs, group, counts = np.unique(places, axis=1, return_inverse=True, return_counts=True)
    for place in rows_of(counts > limit):
        count = int(counts[place])
        cycle = inquiry.cycle_ref(int(pairs[1, place]))
        yield Hit(
            subject=ref(int(pairs[0, place])),
            related=(cycle,),
            message=f"{count} objectives in {cycle.title}; {limit} are enough.",
            judged=rows[group == place].tolist(),
            evidence={"objectives": count, "limit": limit},
        )


RULES = (
    Rule("OBJ001", "no-owner", Severity.ERROR, _no_owner),
    Rule("OBJ002", "no-kr", Severity.ERROR, _no_key_result),
    Rule("OBJ003", "kr-count", Severity.WARNING, _key_result_count),
    Rule("OBJ004", "too-many-objectives", Severity.WARNING, _too_many, Neighborhood.GLOBAL),
)
