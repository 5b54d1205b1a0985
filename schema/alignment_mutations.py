"""Linking and unlinking."""

from datetime import date
from decimal import Decimal

import strawberry

from schema.alignments import Alignment
from schema.batches import ErrorPolicy, error_policy
from schema.inputs import own_id, said
from schema.mutation_parts import STAYS
from schema.nouns import ALIGNABLE_TYPES
from schema.payloads import Payload, affected, all_affected, mutation
from schema.writes import many_rows, one_row
from service.alignment.commands import (
    AlignmentChange,
    NewAlignment,
    archive_alignments,
    create_alignments,
    restore_alignments,
    update_alignments,
)
from service.alignment.rules import AlignmentKind
from service.writing.given import Seen

_ALIGNMENT = ("Alignment",)


@strawberry.input(description="A new alignment, accepted at once.")
class AlignmentCreateInput:
    child_id: strawberry.ID = said(
        "What serves: an objective or a key result.", types=ALIGNABLE_TYPES
    )
    parent_id: strawberry.ID = said(
        "What is served: an objective, a key result or a strategy element.", types=ALIGNABLE_TYPES
    )
    id: strawberry.ID | None = own_id(
        "A UUID of the caller's own for the new alignment; absent: one is made."
    )
    external_id: str | None = said("What the caller calls it, unique among alignments.")
    kind: AlignmentKind = said(
        "Whether it moves the parent's progress.", default=AlignmentKind.CONTRIBUTES
    )
    weight: Decimal = said("How much it counts among the parent's, 0 or more.", default=Decimal(1))
    allocation: Decimal | None = said(
        "The share of the child that goes to this parent, 0 to 1; null: an equal one."
    )
    is_primary: bool | None = said(
        "Whether this becomes the child's first parent; null: if it has none yet."
    )
    rationale: str | None = said("Why the child serves the parent.")
    valid_from: date | None = said("The first day that it counts; null: since ever.")
    valid_to: date | None = said("The last day that it counts; null: for good.")


@strawberry.input(description="What is to change of an alignment: what is left out stays.")
class AlignmentUpdateInput:
    id: strawberry.ID = said("The alignment.", types=_ALIGNMENT)
    expected_version: int | None = said(
        "The version that the caller has seen; another one is refused as CONFLICT."
    )
    kind: strawberry.Maybe[AlignmentKind | None] = said(
        f"Whether it moves the parent's progress. {STAYS}"
    )
    weight: strawberry.Maybe[Decimal | None] = said(
        f"How much it counts among the parent's, 0 or more. {STAYS}"
    )
    allocation: strawberry.Maybe[Decimal | None] = said(
        "The share of the child that goes to this parent, 0 to 1; null: an equal one."
    )
    is_primary: strawberry.Maybe[bool | None] = said(
        f"Whether it is the child's first parent; true takes that from the one that was. {STAYS}"
    )
    rationale: strawberry.Maybe[str | None] = said("Why the child serves the parent; null: unsaid.")
    valid_from: strawberry.Maybe[date | None] = said("The first day that it counts; null: any.")
    valid_to: strawberry.Maybe[date | None] = said("The last day that it counts; null: any.")


@strawberry.input(description="Which alignment to archive.")
class AlignmentArchiveInput:
    id: strawberry.ID = said("The alignment.", types=_ALIGNMENT)
    expected_version: int | None = said(
        "The version that the caller has seen; another one is refused as CONFLICT."
    )


@strawberry.input(description="Which alignment to take back into the graph.")
class AlignmentRestoreInput:
    id: strawberry.ID = said("The alignment.", types=_ALIGNMENT)
    expected_version: int | None = said(
        "The version that the caller has seen; another one is refused as CONFLICT."
    )


@strawberry.input(description="Up to 100 new alignments.")
class AlignmentBulkCreateInput:
    rows: list[AlignmentCreateInput] = said("The alignments, at most 100.")
    error_policy: ErrorPolicy = error_policy()


@strawberry.type(description="What came of `alignmentCreate`.")
class AlignmentCreatePayload(Payload):
    alignment = affected(Alignment, "Alignment", "The new alignment; null when it was refused.")


@strawberry.type(description="What came of `alignmentUpdate`.")
class AlignmentUpdatePayload(Payload):
    alignment = affected(
        Alignment, "Alignment", "The alignment as it is now; null when it was refused."
    )


@strawberry.type(description="What came of `alignmentArchive`.")
class AlignmentArchivePayload(Payload):
    alignment = affected(
        Alignment, "Alignment", "The alignment as it is now; null when it was refused."
    )


@strawberry.type(description="What came of `alignmentRestore`.")
class AlignmentRestorePayload(Payload):
    alignment = affected(
        Alignment, "Alignment", "The alignment as it is now; null when it was refused."
    )


@strawberry.type(description="What came of `alignmentBulkCreate`.")
class AlignmentBulkCreatePayload(Payload):
    alignments = all_affected(
        Alignment,
        "Alignment",
        "The new alignments, in the order of the rows; null for those that were refused.",
    )


@strawberry.type
class AlignmentMutations:
    alignment_create = mutation(
        one_row(create_alignments, NewAlignment, graph=True),
        AlignmentCreateInput,
        AlignmentCreatePayload,
        "Say that one goal serves another. Refused where it would close a cycle.",
    )
    alignment_update = mutation(
        one_row(update_alignments, AlignmentChange, graph=True),
        AlignmentUpdateInput,
        AlignmentUpdatePayload,
        "Change what an alignment says, not what it links: for that, archive it and make another.",
    )
    alignment_archive = mutation(
        one_row(archive_alignments, Seen, graph=True),
        AlignmentArchiveInput,
        AlignmentArchivePayload,
        "Take an alignment out of the graph. Once more changes nothing.",
    )
    alignment_restore = mutation(
        one_row(restore_alignments, Seen, graph=True),
        AlignmentRestoreInput,
        AlignmentRestorePayload,
        "Take an archived alignment back into the graph. Refused where it would close a cycle.",
    )
    alignment_bulk_create = mutation(
        many_rows(create_alignments, NewAlignment, graph=True),
        AlignmentBulkCreateInput,
        AlignmentBulkCreatePayload,
        "Link up to 100 pairs at once; each row is judged with those before it.",
    )
