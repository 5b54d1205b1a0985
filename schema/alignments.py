"""Alignments: the edges of the graph, from what serves to what is served."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.alignables import Alignable
from schema.comparators import (
    BooleanComparators,
    Comparators,
    DateComparators,
    DateTimeComparators,
    DecimalComparators,
    IdComparators,
    TextComparators,
)
from schema.enums.describing import described
from schema.filters import ARCHIVED_AT, Order, filter_input, filtered
from schema.listings import listing
from schema.lookups import Ref, either, one, single
from schema.nodes import Authored, Node
from schema.nouns import ALIGNMENT, PERSON
from service.alignment.rules import AlignmentKind, AlignmentState

if TYPE_CHECKING:
    from schema.people import Person

CHILDREN = ("Objective", "KeyResult")
PARENTS = ("Objective", "KeyResult", "StrategyElement")
LazyPerson = Annotated["Person", strawberry.lazy("schema.people")]


@strawberry.type(description="The edge from a child to its parent: what the child is for.")
class Alignment(Authored, Node):
    external_id: str | None = strawberry.field(
        description="What its sender calls it; null when it was made here."
    )
    kind: AlignmentKind = strawberry.field(description="Whether it moves the parent's progress.")
    state: AlignmentState = strawberry.field(
        description="Where its proposal stands; only ACCEPTED ones give line of sight."
    )
    is_primary: bool = strawberry.field(description="Whether this is the child's first parent.")
    weight: Decimal = strawberry.field(description="How much it counts among the parent's.")
    allocation: Decimal | None = strawberry.field(
        description="The share of the child that goes to this parent, 0 to 1; null: an equal one."
    )
    rationale: str | None = strawberry.field(description="Why the child serves the parent.")
    valid_from: date | None = strawberry.field(description="The first day that it counts.")
    valid_to: date | None = strawberry.field(description="The last day that it counts.")
    proposed_at: datetime = strawberry.field(description="When it was proposed.")
    decided_at: datetime | None = strawberry.field(
        description="When it was accepted, declined or withdrawn; null while it is open."
    )
    decision_note: str | None = strawberry.field(
        description="What was said when it was decided; null: nothing."
    )

    child = either(Alignable, "child_id", "child_kind", "What serves.")
    parent = either(
        Alignable,
        "parent_id",
        "parent_kind",
        "What is served; where it is archived, the edge leads nowhere.",
    )

    proposed_by = one(
        LazyPerson | None, PERSON, "proposed_by_id", "Who proposed it; null: no person did."
    )
    decided_by = one(
        LazyPerson | None,
        PERSON,
        "decided_by_id",
        "Who accepted, declined or withdrew it; null where that was no person.",
    )


@filter_input("Which alignments a list holds: every field given must hold.")
class AlignmentFilter:
    id: strawberry.Maybe[IdComparators] = filtered("By id.", types=("Alignment",))
    external_id: strawberry.Maybe[TextComparators] = filtered("By the sender's own id.")
    child: strawberry.Maybe[IdComparators] = filtered("By child.", types=CHILDREN)
    parent: strawberry.Maybe[IdComparators] = filtered("By parent.", types=PARENTS)
    kind: strawberry.Maybe[Comparators[AlignmentKind]] = filtered("By kind.")
    state: strawberry.Maybe[Comparators[AlignmentState]] = filtered("By state.")
    is_primary: strawberry.Maybe[BooleanComparators] = filtered("By whether it is the first.")
    weight: strawberry.Maybe[DecimalComparators] = filtered("By weight.")
    allocation: strawberry.Maybe[DecimalComparators] = filtered("By allocation.")
    valid_from: strawberry.Maybe[DateComparators] = filtered("By the first day that it counts.")
    valid_to: strawberry.Maybe[DateComparators] = filtered("By the last day that it counts.")
    proposed_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it was proposed.")
    proposed_by: strawberry.Maybe[IdComparators] = filtered(
        "By who proposed it.", types=("Person",)
    )
    decided_at: strawberry.Maybe[DateTimeComparators] = filtered(
        "By when it was accepted, declined or withdrawn."
    )
    decided_by: strawberry.Maybe[IdComparators] = filtered(
        "By who accepted, declined or withdrew it.", types=("Person",)
    )
    created_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it was recorded.")
    updated_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it last changed.")
    archived_at: strawberry.Maybe[DateTimeComparators] = filtered(ARCHIVED_AT)


class AlignmentOrderField(StrEnum):
    """What alignments are ordered by."""

    ID = "id"
    WEIGHT = "weight"
    ALLOCATION = "allocation"
    PROPOSED_AT = "proposed_at"
    DECIDED_AT = "decided_at"
    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"


described(
    AlignmentOrderField,
    "What alignments are ordered by.",
    {
        "ID": "The id, that is age.",
        "WEIGHT": "The weight.",
        "ALLOCATION": "The allocation.",
        "PROPOSED_AT": "When it was proposed.",
        "DECIDED_AT": "When it was accepted, declined or withdrawn.",
        "CREATED_AT": "When it was recorded.",
        "UPDATED_AT": "When it last changed.",
    },
)


@strawberry.input(description="One field to order alignments by.")
class AlignmentOrder(Order[AlignmentOrderField]):
    pass


@strawberry.input(one_of=True, description="Names one alignment, in one of two ways.")
class AlignmentRef(Ref):
    pass


@strawberry.type
class AlignmentQueries:
    alignment = single(Alignment, ALIGNMENT, AlignmentRef, "alignment")

    alignments = listing(Alignment, ALIGNMENT, "The alignments of any state, the oldest first.")
