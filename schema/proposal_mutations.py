"""Offering to serve a goal, and deciding about such offers."""

from datetime import date
from decimal import Decimal

import strawberry

from schema.alignments import Alignment
from schema.inputs import said
from schema.mutation_parts import Parts, expected_version
from schema.nouns import ALIGNABLE_TYPES
from schema.payloads import mutation
from schema.writes import many_rows, one_row
from service.alignment.commands import (
    AlignmentAcceptance,
    AlignmentDecision,
    NewProposal,
    accept_alignments,
    decline_alignments,
    propose_alignments,
    withdraw_alignments,
)
from service.alignment.rules import LONGEST_RATIONALE, AlignmentKind

_PARTS = Parts(Alignment, "Alignment", "alignment", "alignments")
_TEXT = f"At most {LONGEST_RATIONALE:,} characters."


@strawberry.input(description="What a goal offers to contribute to another.")
class AlignmentProposeInput:
    child_id: strawberry.ID = said(
        "What would serve: an objective or a key result.", types=ALIGNABLE_TYPES
    )
    parent_id: strawberry.ID = said(
        "What would be served: an objective, a key result or a strategy element.",
        types=ALIGNABLE_TYPES,
    )
    id: strawberry.ID | None = _PARTS.brought_id()
    external_id: str | None = _PARTS.external_id()
    kind: AlignmentKind = said(
        "Whether it would move the parent's progress.", default=AlignmentKind.CONTRIBUTES
    )
    weight: Decimal = said(
        "How much it would count among the parent's, 0 or more.", default=Decimal(1)
    )
    allocation: Decimal | None = said(
        "The share of the child that would go to this parent, 0 to 1; null: an equal one. Whether "
        "the child has so much left is asked when it is accepted."
    )
    rationale: str | None = said(f"Why the child would serve the parent. {_TEXT}")
    valid_from: date | None = said("The first day that it would count; null: since ever.")
    valid_to: date | None = said("The last day that it would count; null: for good.")


@strawberry.input(description="Which proposal is accepted.")
class AlignmentAcceptInput:
    id: strawberry.ID = _PARTS.seen_id()
    expected_version: int | None = expected_version()
    note: str | None = said(f"What the decider says of it. {_TEXT}")
    is_primary: bool | None = said(
        "Whether this becomes the child's first parent; null: if it has none yet."
    )


@strawberry.input(description="Which proposal is declined.")
class AlignmentDeclineInput:
    id: strawberry.ID = _PARTS.seen_id()
    expected_version: int | None = expected_version()
    note: str | None = said(f"Why. {_TEXT}")


@strawberry.input(description="Which proposal is taken back.")
class AlignmentWithdrawInput:
    id: strawberry.ID = _PARTS.seen_id()
    expected_version: int | None = expected_version()
    note: str | None = said(f"Why. {_TEXT}")


@strawberry.type
class ProposalMutations:
    alignment_propose = mutation(
        one_row(propose_alignments, NewProposal, graph=True),
        AlignmentProposeInput,
        _PARTS.payload("Propose"),
        "Offer that one goal serve another; it does so once that is accepted. Refused where it "
        "would close a cycle then.",
    )
    alignment_accept = mutation(
        one_row(accept_alignments, AlignmentAcceptance, graph=True),
        AlignmentAcceptInput,
        _PARTS.payload("Accept"),
        "Accept a proposal: from now on it counts. Refused where it would close a cycle by now, or "
        "give away more than all of the child. CONFLICT where it has been decided already.",
    )
    alignment_decline = mutation(
        one_row(decline_alignments, AlignmentDecision, graph=True),
        AlignmentDeclineInput,
        _PARTS.payload("Decline"),
        "Decline a proposal; the two may be proposed or aligned anew. CONFLICT where it has been "
        "decided already.",
    )
    alignment_withdraw = mutation(
        one_row(withdraw_alignments, AlignmentDecision, graph=True),
        AlignmentWithdrawInput,
        _PARTS.payload("Withdraw"),
        "Take a proposal back, which only who made it may, and an admin. CONFLICT where it has "
        "been decided already.",
    )
    alignment_bulk_accept = mutation(
        many_rows(accept_alignments, AlignmentAcceptance, graph=True),
        _PARTS.bulk_input("Accept", AlignmentAcceptInput, "Up to 100 proposals to accept."),
        _PARTS.bulk_payload("Accept"),
        "Accept up to 100 proposals at once; each row is judged with those before it.",
    )
    alignment_bulk_decline = mutation(
        many_rows(decline_alignments, AlignmentDecision, graph=True),
        _PARTS.bulk_input("Decline", AlignmentDeclineInput, "Up to 100 proposals to decline."),
        _PARTS.bulk_payload("Decline"),
        "Decline up to 100 proposals at once.",
    )
