from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from service.errors import Conflict, Invalid
from service.nodes.rules import NodeKind
from service.writing.checks import Check, number, required, text_up_to
from service.writing.checks import weight as weight_check


class AlignmentKind(StrEnum):
    """Whether an edge moves its parent's progress."""

    CONTRIBUTES = "CONTRIBUTES"
    SUPPORTS = "SUPPORTS"


class AlignmentState(StrEnum):
    """Where the proposal of an edge stands; only ACCEPTED ones are in the graph."""

    PROPOSED = "PROPOSED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"


class CyclePolicy(StrEnum):
    """Whether a write that closes a cycle is refused, or stored for the audit to report."""

    REFUSE = "REFUSE"
    REPORT = "REPORT"


class Reach(StrEnum):
    """How far up a node's line of sight goes."""

    FULL = "FULL"
    PARTIAL = "PARTIAL"
    NONE = "NONE"


class AlignmentClass(StrEnum):
    """A node's standing in the alignment graph, one per node."""

    EXEMPT = "EXEMPT"
    UNALIGNED = "UNALIGNED"
    MISALIGNED = "MISALIGNED"
    UNANCHORED = "UNANCHORED"
    ALIGNED = "ALIGNED"


class BreakReason(StrEnum):
    """Why a line of sight goes no further up from a node."""

    NO_PARENT = "NO_PARENT"
    PROPOSED_ONLY = "PROPOSED_ONLY"
    DECLINED_ONLY = "DECLINED_ONLY"
    PARENT_CANCELLED = "PARENT_CANCELLED"
    PARENT_ARCHIVED = "PARENT_ARCHIVED"
    IN_CYCLE = "IN_CYCLE"


class EdgeOrigin(StrEnum):
    """Which fact an edge of the graph stands for."""

    CONTAINMENT = "CONTAINMENT"
    ALIGNMENT = "ALIGNMENT"
    SERVES = "SERVES"
    STRATEGY = "STRATEGY"


LONGEST_RATIONALE = 10_000
# A pair has one live edge; one that was turned down leaves its place to whoever links them anew.
TURNED_DOWN = (AlignmentState.DECLINED, AlignmentState.WITHDRAWN)

ALIGNMENT_CHECKS: Mapping[str, Check] = {
    "kind": required,
    "weight": weight_check,
    "allocation": number,
    "rationale": text_up_to(LONGEST_RATIONALE),
}
DECISION_CHECKS: Mapping[str, Check] = {"note": text_up_to(LONGEST_RATIONALE)}


def cycle_policy(settings: Mapping[str, object]) -> CyclePolicy:
    """What the organization's settings say of cycles; without a word they are refused."""
    return CyclePolicy(str(settings.get("cycle_policy", CyclePolicy.REFUSE)))


def exceeds_whole(allocations: Sequence[Decimal | None]) -> bool:
    """Whether a child gives away more than all of itself; an absent share is 1/n."""
    equal = Fraction(1, len(allocations)) if allocations else Fraction(0)
    return sum(equal if share is None else Fraction(share) for share in allocations) > 1


def check_ends(child: NodeKind, parent: NodeKind, *, parent_cancelled: bool) -> None:
    """Whether an alignment may lead from the one kind of node to the other.

    Raises:
        Invalid: it may not.
    """
    if child not in (NodeKind.OBJECTIVE, NodeKind.KEY_RESULT):
        raise Invalid("only objectives and key results are aligned to others", ["child_id"])
    if parent is NodeKind.INITIATIVE:
        raise Invalid("nothing is aligned to an initiative", ["parent_id"])
    if parent_cancelled:
        raise Invalid("the parent is cancelled", ["parent_id"])


def check_shares(weight: Decimal, allocation: Decimal | None) -> None:
    """Whether an alignment may weigh so much, and take so much of its child.

    Raises:
        Invalid: it may not.
    """
    if not weight.is_finite() or weight < 0:
        raise Invalid("a weight is 0 or more", ["weight"])
    if allocation is not None and not 0 <= allocation <= 1:
        raise Invalid("an allocation is between 0 and 1", ["allocation"])


def check_open(state: str) -> None:
    """Whether an alignment in this state waits for a decision.

    Raises:
        Conflict: it has been decided, perhaps just now by somebody else.
    """
    if state != AlignmentState.PROPOSED:
        raise Conflict(f"the alignment is {state}: only one that is PROPOSED is decided", ["id"])


def check_primary(state: str, *, is_primary: bool) -> None:
    """Whether an alignment in this state may be its child's primary one, or not.

    Raises:
        Invalid: it gives the child no parent.
    """
    if is_primary and state != AlignmentState.ACCEPTED:
        raise Invalid("only an alignment that is ACCEPTED is a first parent", ["is_primary"])


def check_validity(valid_from: date | None, valid_to: date | None) -> None:
    """Whether an alignment may hold from the one day to the other; none is for good.

    Raises:
        Invalid: it would end before it begins.
    """
    if valid_from is not None and valid_to is not None and valid_to < valid_from:
        raise Invalid("valid_to is before valid_from", ["valid_to"])
