"""Linking and unlinking."""

from datetime import date
from decimal import Decimal

import strawberry

from schema.alignments import Alignment
from schema.inputs import said
from schema.mutation_parts import STAYS, Parts, expected_version
from schema.nouns import ALIGNABLE_TYPES
from schema.payloads import mutation
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

_PARTS = Parts(Alignment, "Alignment", "alignment", "alignments")


@strawberry.input(description="A new alignment, accepted at once.")
class AlignmentCreateInput:
    child_id: strawberry.ID = said(
        "What serves: an objective or a key result.", types=ALIGNABLE_TYPES
    )
    parent_id: strawberry.ID = said(
        "What is served: an objective, a key result or a strategy element.", types=ALIGNABLE_TYPES
    )
    id: strawberry.ID | None = _PARTS.brought_id()
    external_id: str | None = _PARTS.external_id()
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
    id: strawberry.ID = _PARTS.seen_id()
    expected_version: int | None = expected_version()
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


@strawberry.type
class AlignmentMutations:
    alignment_create = mutation(
        one_row(create_alignments, NewAlignment, graph=True),
        AlignmentCreateInput,
        _PARTS.payload("Create"),
        "Say that one goal serves another. Refused where it would close a cycle.",
    )
    alignment_update = mutation(
        one_row(update_alignments, AlignmentChange, graph=True),
        AlignmentUpdateInput,
        _PARTS.payload("Update"),
        "Change what an alignment says, not what it links: for that, archive it and make another.",
    )
    alignment_archive = mutation(
        one_row(archive_alignments, Seen, graph=True),
        _PARTS.seen_input("Archive", "Which alignment to archive."),
        _PARTS.payload("Archive"),
        "Take an alignment out of the graph. Once more changes nothing.",
    )
    alignment_restore = mutation(
        one_row(restore_alignments, Seen, graph=True),
        _PARTS.seen_input("Restore", "Which alignment to take back into the graph."),
        _PARTS.payload("Restore"),
        "Take an archived alignment back into the graph. Refused where it would close a cycle.",
    )
    alignment_bulk_create = mutation(
        many_rows(create_alignments, NewAlignment, graph=True),
        _PARTS.bulk_input("Create", AlignmentCreateInput, "Up to 100 new alignments."),
        _PARTS.bulk_payload("Create"),
        "Link up to 100 pairs at once; each row is judged with those before it.",
    )
