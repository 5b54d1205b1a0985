"""Single links upward, and how many of them one goal has."""

from collections.abc import Iterator

from service.alignment.rules import AlignmentKind, AlignmentState, EdgeOrigin
from service.alignment.snapshot import Mask, Numbers, Rows, code
from service.audit.findings import Severity
from service.audit.inquiry import Inquiry, iso, rows_of
from service.audit.rules.definition import Hit, Rule
from service.libraries import np

ROUNDING = 1e-9  # three thirds in floats


def _dangling(inquiry: Inquiry) -> Iterator[Hit]:
    edges, analysis = inquiry.snapshot.edges, inquiry.analysis
    between_elements = inquiry.of_origin(EdgeOrigin.STRATEGY)
    upward = inquiry.accepted | (between_elements & analysis.live[edges.child])
    for edge in rows_of(upward & ~analysis.live[edges.parent]):
        child, parent = int(edges.child[edge]), int(edges.parent[edge])
        state = "CANCELLED" if _is_cancelled(inquiry, parent) else "ARCHIVED"
        yield Hit(
            subject=inquiry.node_ref(child),
            related=(inquiry.node_ref(parent),),
            message=f"Its parent {inquiry.snapshot.nodes.key[parent]} is {state.lower()}.",
            judged=(child,),
            evidence={"parent_state": state},
        )


def _is_cancelled(inquiry: Inquiry, row: int) -> bool:
    """Cancelled itself, or with its objective."""
    cancelled, home = inquiry.snapshot.nodes.cancelled, int(inquiry.objective_row[row])
    return bool(cancelled[row] or (home >= 0 and cancelled[home]))


def _pending(inquiry: Inquiry) -> Iterator[Hit]:
    edges, limit = inquiry.snapshot.edges, inquiry.thresholds.pending_proposal_days
    proposed = (edges.state == code(AlignmentState.PROPOSED)) & inquiry.analysis.live[edges.child]
    waited = inquiry.today - edges.proposed_on
    for edge in rows_of(proposed & (waited > np.timedelta64(limit, "D"))):
        child, parent = int(edges.child[edge]), int(edges.parent[edge])
        days = int(waited[edge].astype(int))
        yield Hit(
            subject=inquiry.node_ref(child),
            related=(inquiry.node_ref(parent),),
            message=f"Proposed to {inquiry.snapshot.nodes.key[parent]} {days} days ago,"
            " without an answer.",
            judged=(child,),
            evidence={"days": days, "limit": limit, "proposed_on": iso(edges.proposed_on[edge])},
        )


def _too_many(inquiry: Inquiry) -> Iterator[Hit]:
    edges, limit = inquiry.snapshot.edges, inquiry.thresholds.too_many_parents
    parents = _counts(inquiry, inquiry.alignments)
    primaries = _counts(inquiry, inquiry.alignments & edges.is_primary)
    crowded = (parents > limit) | ((parents > 1) & (primaries == 0))
    parents_by_child = _parents_of(inquiry, crowded)
    for row in rows_of(crowded):
        count, primary = int(parents[row]), int(primaries[row])
        problem = f"the limit is {limit}" if count > limit else "none of them is the primary one"
        yield Hit(
            subject=inquiry.node_ref(row),
            related=inquiry.node_refs(parents_by_child[row]),
            message=f"Has {count} parents; {problem}.",
            judged=(row,),
            evidence={"parents": count, "primary": primary, "limit": limit},
        )


def _over_allocated(inquiry: Inquiry) -> Iterator[Hit]:
    contributes = inquiry.alignments & (
        inquiry.snapshot.edges.kind == code(AlignmentKind.CONTRIBUTES)
    )
    shares = _effective_allocations(inquiry, contributes)
    size = len(inquiry.snapshot.nodes)
    total = np.bincount(inquiry.snapshot.edges.child[contributes], shares[contributes], size)
    for row in rows_of(total > 1 + ROUNDING):
        parents = np.flatnonzero(contributes & (inquiry.snapshot.edges.child == row))
        handed_out = round(float(total[row]), 6)
        yield Hit(
            subject=inquiry.node_ref(row),
            related=inquiry.node_refs(inquiry.snapshot.edges.parent[parents].tolist()),
            message=f"Hands out {handed_out:.0%} of itself to {len(parents)} parents.",
            judged=(row,),
            evidence={"allocation": handed_out, "limit": 1, "parents": len(parents)},
        )


def _effective_allocations(inquiry: Inquiry, contributes: Mask) -> Numbers:
    """Each edge's allocation; one that names none gets 1/n of its child's contributions."""
    edges = inquiry.snapshot.edges
    equal = 1 / np.maximum(_counts(inquiry, contributes), 1)[edges.child]
    return np.where(np.isnan(edges.allocation), equal, edges.allocation)


def _counts(inquiry: Inquiry, among: Mask) -> Rows:
    """How many of these edges each node has upward."""
    children = inquiry.snapshot.edges.child[among]
    return np.bincount(children, minlength=len(inquiry.snapshot.nodes)).astype(np.int32)


def _parents_of(inquiry: Inquiry, children: Mask) -> dict[int, list[int]]:
    edges = inquiry.snapshot.edges
    parents: dict[int, list[int]] = {}
    for edge in rows_of(inquiry.alignments & children[edges.child]):
        parents.setdefault(int(edges.child[edge]), []).append(int(edges.parent[edge]))
    return parents


RULES = (
    Rule("ALN008", "dangling-parent", Severity.ERROR, _dangling),
    Rule("ALN009", "pending-proposal", Severity.INFO, _pending),
    Rule("ALN012", "too-many-parents", Severity.WARNING, _too_many),
    Rule("ALN013", "over-allocated", Severity.ERROR, _over_allocated),
)
