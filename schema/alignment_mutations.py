"""Linking and unlinking."""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry

from schema.alignments import Alignment
from schema.context import Info
from schema.inputs import existing, own_id, text
from schema.nouns import ALIGNABLE_TYPES
from schema.payloads import Payload, attempt
from service.alignment.commands import NewAlignment, archive_alignments, create_alignments
from service.alignment.models import Alignment as AlignmentRow
from service.alignment.queries import alignment_by_id
from service.alignment.rules import AlignmentKind
from service.alignment.writing import graph_writing
from service.writing.given import Seen

LONGEST_RATIONALE = 10_000


@strawberry.input(description="A new alignment, accepted at once.")
class AlignmentCreateInput:
    child_id: strawberry.ID = strawberry.field(
        description="What serves: an objective or a key result."
    )
    parent_id: strawberry.ID = strawberry.field(
        description="What is served: an objective, a key result or a strategy element."
    )
    id: strawberry.ID | None = strawberry.field(
        description="A UUID of the caller's own for the new alignment; absent: one is made.",
    )
    kind: AlignmentKind = strawberry.field(
        default=AlignmentKind.CONTRIBUTES, description="Whether it moves the parent's progress."
    )
    weight: Decimal = strawberry.field(
        default=Decimal(1), description="How much it counts among the parent's, 0 or more."
    )
    allocation: Decimal | None = strawberry.field(
        description="The share of the child that goes to this parent, 0 to 1; null: an equal one.",
    )
    is_primary: bool | None = strawberry.field(
        description="Whether this becomes the child's first parent; null: if it has none yet.",
    )
    rationale: str | None = strawberry.field(description="Why the child serves the parent.")
    valid_from: date | None = strawberry.field(
        description="The first day that it counts; null: since ever."
    )
    valid_to: date | None = strawberry.field(
        description="The last day that it counts; null: for good."
    )


@strawberry.input(description="Which alignment to archive.")
class AlignmentArchiveInput:
    id: strawberry.ID = strawberry.field(description="The alignment.")
    expected_version: int | None = strawberry.field(
        description="The version that the caller has seen; another one is refused as CONFLICT.",
    )


@strawberry.type(description="What came of `alignmentCreate`.")
class AlignmentCreatePayload(Payload):
    alignment_id: strawberry.Private[UUID | None]

    @strawberry.field(description="The new alignment; null when it was refused.")
    async def alignment(self, info: Info) -> Alignment | None:
        return await _alignment(info, self.alignment_id)


@strawberry.type(description="What came of `alignmentArchive`.")
class AlignmentArchivePayload(Payload):
    alignment_id: strawberry.Private[UUID | None]

    @strawberry.field(description="The alignment as it is now; null when it was refused.")
    async def alignment(self, info: Info) -> Alignment | None:
        return await _alignment(info, self.alignment_id)


@strawberry.type
class AlignmentMutations:
    @strawberry.mutation(
        description="Say that one goal serves another. Refused where it would close a cycle."
    )
    async def alignment_create(
        self,
        info: Info,
        input: Annotated[AlignmentCreateInput, strawberry.argument(description="What to link.")],
    ) -> AlignmentCreatePayload:
        row, errors = await attempt(info, partial(_create, info, input))
        return AlignmentCreatePayload(alignment_id=row.id if row else None, user_errors=errors)

    @strawberry.mutation(description="Take an alignment out of the graph.")
    async def alignment_archive(
        self,
        info: Info,
        input: Annotated[AlignmentArchiveInput, strawberry.argument(description="Which one.")],
    ) -> AlignmentArchivePayload:
        row, errors = await attempt(info, partial(_archive, info, input))
        return AlignmentArchivePayload(alignment_id=row.id if row else None, user_errors=errors)


async def _alignment(info: Info, alignment_id: UUID | None) -> Alignment | None:
    if alignment_id is None:
        return None
    found: Alignment | None = await info.context.reads.object(info, ("Alignment", alignment_id))
    return found


async def _create(info: Info, input: AlignmentCreateInput) -> AlignmentRow:
    new = NewAlignment(
        child_id=await existing(info, input.child_id, ALIGNABLE_TYPES, "child_id"),
        parent_id=await existing(info, input.parent_id, ALIGNABLE_TYPES, "parent_id"),
        id=own_id(input.id),
        kind=input.kind,
        weight=input.weight,
        allocation=input.allocation,
        is_primary=input.is_primary,
        rationale=text(input.rationale, "rationale", LONGEST_RATIONALE),
        valid_from=input.valid_from,
        valid_to=input.valid_to,
    )
    context = info.context
    async with graph_writing(context.database, context.actor) as session:
        outcome = await create_alignments(session, context.actor, [new], None, context.now)
        return await alignment_by_id(session, context.actor, outcome.only())


async def _archive(info: Info, input: AlignmentArchiveInput) -> AlignmentRow:
    alignment_id = await existing(info, input.id, ("Alignment",), "id")
    context = info.context
    async with graph_writing(context.database, context.actor) as session:
        seen = Seen(id=alignment_id, expected_version=input.expected_version)
        outcome = await archive_alignments(session, context.actor, [seen], None, context.now)
        return await alignment_by_id(session, context.actor, outcome.only())
