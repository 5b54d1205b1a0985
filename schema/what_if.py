"""What if: alignments as a caller would have them, for an audit of what is not there yet."""

from asyncio import gather
from collections.abc import Sequence
from decimal import Decimal

import strawberry

from schema.context import Info
from schema.failures import bad_input
from schema.identifiers import uuid_of
from schema.lookups import existing
from schema.nouns import ALIGNABLE_TYPES, ALIGNMENT
from service.alignment.rules import AlignmentKind
from service.alignment.what_if import (
    MOST_CHANGES,
    EdgeAdded,
    EdgeChange,
    EdgeRemoved,
    what_if,
)
from service.audit.report import AuditReport, audit, waived
from service.auditing.auditor import AuditRequest
from service.errors import DomainError, Invalid, NotFound


@strawberry.input(description="An alignment as if it were there, and accepted.")
class AlignmentChangeCreateInput:
    child_id: strawberry.ID = strawberry.field(
        description="What would serve: an objective or a key result."
    )
    parent_id: strawberry.ID = strawberry.field(
        description="What would be served: an objective, a key result or a strategy element."
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


@strawberry.input(
    description="An alignment as if it were archived: by its id, or by both of its ends."
)
class AlignmentChangeArchiveInput:
    id: strawberry.ID | None = strawberry.field(description="Its id.")
    child_id: strawberry.ID | None = strawberry.field(description="What serves.")
    parent_id: strawberry.ID | None = strawberry.field(description="What is served.")


@strawberry.input(one_of=True, description="One change of the alignment graph, in one of two ways.")
class AlignmentChangeInput:
    create: strawberry.Maybe[AlignmentChangeCreateInput] = strawberry.field(
        description="One alignment more."
    )
    archive: strawberry.Maybe[AlignmentChangeArchiveInput] = strawberry.field(
        description="One alignment less, whatever its state."
    )


async def proposed_audit(
    info: Info, request: AuditRequest, given: Sequence[AlignmentChangeInput]
) -> AuditReport:
    """The audit of the organization as it would be after the changes.

    Raises:
        GraphQLError: there are too many changes.
        DomainError: one of them makes no sense; the message tells which.
    """
    if len(given) > MOST_CHANGES:
        raise bad_input(f"whatIf takes at most {MOST_CHANGES} changes, not {len(given)}")
    changes = await _edge_changes(info, given)
    reads = info.context.reads
    stored = await reads.stored()
    try:
        proposed = await reads.work(lambda: what_if(stored.snapshot, changes))
    except DomainError as refusal:
        raise _told(refusal, refusal.path[0]) from None

    def report() -> AuditReport:
        now = info.context.now
        return waived(
            audit(proposed, request.as_of, scope=request.scope, generated_at=now), stored.waivers
        )

    return await reads.work(report)


def _told(refusal: DomainError, place: int | str) -> DomainError:
    """The refusal of one of the changes, in words that tell which."""
    return type(refusal)(f"whatIf[{place}]: {refusal.message}", refusal.path)


async def _edge_changes(info: Info, given: Sequence[AlignmentChangeInput]) -> list[EdgeChange]:
    """The changes by the ids of records, read together; the first that names nothing is told."""
    found = (_placed(info, one, place) for place, one in enumerate(given))
    changes: list[EdgeChange] = []
    for change in await gather(*found, return_exceptions=True):
        if isinstance(change, BaseException):
            raise change
        changes.append(change)
    return changes


async def _placed(info: Info, given: AlignmentChangeInput, place: int) -> EdgeChange:
    try:
        return await _change(info, given)
    except DomainError as refusal:
        raise _told(refusal, place) from None


async def _change(info: Info, given: AlignmentChangeInput) -> EdgeChange:
    if given.create is None:
        return await _removed(info, given.archive.value if given.archive else None)
    new = given.create.value
    return EdgeAdded(
        await _node(info, new.child_id, "child_id"),
        await _node(info, new.parent_id, "parent_id"),
        new.kind,
        new.weight,
        new.allocation,
        new.is_primary,
    )


async def _removed(info: Info, old: AlignmentChangeArchiveInput | None) -> EdgeRemoved:
    match old:
        case AlignmentChangeArchiveInput(id=str(own), child_id=None, parent_id=None):
            row = await info.context.reads.row(ALIGNMENT, uuid_of(own, (ALIGNMENT.name,)))
            if row is None or row.archived_at is not None:
                raise NotFound(f"{own!r} names no alignment of this organization", ["id"])
            return EdgeRemoved(str(row.child_id), str(row.parent_id))
        case AlignmentChangeArchiveInput(id=None, child_id=str(child), parent_id=str(parent)):
            return EdgeRemoved(
                await _node(info, child, "child_id"), await _node(info, parent, "parent_id")
            )
        case _:
            raise Invalid("archive an alignment by its id, or by childId and parentId")


async def _node(info: Info, given: str, field: str) -> str:
    return str(await existing(info, given, ALIGNABLE_TYPES, field))
