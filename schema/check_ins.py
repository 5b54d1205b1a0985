"""Check-ins: what key results were from time to time."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.comparators import (
    Comparators,
    DateTimeComparators,
    DecimalComparators,
    IdComparators,
    IntComparators,
    TextComparators,
)
from schema.enums.describing import described
from schema.filters import Order, filter_input, filtered
from schema.listings import listing, read_as
from schema.lookups import Ref, one, single
from schema.nodes import Node
from schema.nouns import CHECK_IN, KEY_RESULT, LATEST_FIRST, PERSON
from schema.prepared.expressions import is_effective
from schema.prepared.specs import Derived, NamedBy
from service.progress.rules import ReportedStatus

if TYPE_CHECKING:
    from schema.objectives.key_result import KeyResult
    from schema.people import Person


@strawberry.type(
    description="What a key result was at one moment, as somebody reported it. It never changes."
)
class CheckIn(Node):
    external_id: str | None = strawberry.field(
        description="What its sender calls it; null when it was made here."
    )
    occurred_at: datetime = strawberry.field(
        description="When the key result was so; it may have been recorded later."
    )
    value: Decimal | None = strawberry.field(
        description="The value, in the key result's unit; null: not measured this time."
    )
    confidence: int | None = strawberry.field(
        description="How sure its author was, 0 to 10; null: not said."
    )
    status: ReportedStatus | None = strawberry.field(
        description="How its author saw the key result; null: not said."
    )
    note: str | None = strawberry.field(description="What there is to say about it; null: nothing.")
    wins: str | None = strawberry.field(description="What went well; null: nothing said.")
    blockers: str | None = strawberry.field(description="What is in the way; null: nothing said.")
    created_at: datetime = strawberry.field(description="When it was recorded here.")

    key_result = one(
        Annotated["KeyResult", strawberry.lazy("schema.objectives.key_result")],
        KEY_RESULT,
        "key_result_id",
        "The key result that it is about.",
    )
    corrects = one(
        Annotated["CheckIn", strawberry.lazy("schema.check_ins")] | None,
        CHECK_IN,
        "corrects_id",
        "The earlier check-in that it stands in for; null: none.",
    )
    corrected_by = read_as(
        NamedBy(CHECK_IN, "corrects"),
        Annotated["CheckIn", strawberry.lazy("schema.check_ins")] | None,
        "The later check-in that stands in for it, and may be corrected itself; null: none.",
    )
    is_effective = read_as(
        Derived(is_effective),
        bool,
        "Whether it counts: nothing corrects it.",
    )
    author = one(
        Annotated["Person", strawberry.lazy("schema.people")] | None,
        PERSON,
        "author_id",
        "Who reported it; null where no person is recorded.",
    )


@filter_input("Which check-ins a list holds: every field given must hold.")
class CheckInFilter:
    id: strawberry.Maybe[IdComparators] = filtered("By id.", types=("CheckIn",))
    external_id: strawberry.Maybe[TextComparators] = filtered("By the sender's own id.")
    key_result: strawberry.Maybe[IdComparators] = filtered("By key result.", types=("KeyResult",))
    author: strawberry.Maybe[IdComparators] = filtered("By author.", types=("Person",))
    corrects: strawberry.Maybe[IdComparators] = filtered(
        "By the check-in that it stands in for.", types=("CheckIn",)
    )
    occurred_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it was so.")
    value: strawberry.Maybe[DecimalComparators] = filtered("By value.")
    confidence: strawberry.Maybe[IntComparators] = filtered("By its author's confidence.")
    status: strawberry.Maybe[Comparators[ReportedStatus]] = filtered("By how its author saw it.")
    note: strawberry.Maybe[TextComparators] = filtered("By note.")
    wins: strawberry.Maybe[TextComparators] = filtered("By what went well.")
    blockers: strawberry.Maybe[TextComparators] = filtered(
        "By what is in the way; `isNull` tells those that name something from the others."
    )
    created_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it was recorded.")


class CheckInOrderField(StrEnum):
    """What check-ins are ordered by."""

    ID = "id"
    OCCURRED_AT = "occurred_at"
    VALUE = "value"
    CONFIDENCE = "confidence"
    CREATED_AT = "created_at"


described(
    CheckInOrderField,
    "What check-ins are ordered by.",
    {
        "ID": "The id, that is the order of recording.",
        "OCCURRED_AT": "When it was so.",
        "VALUE": "The value.",
        "CONFIDENCE": "The author's confidence.",
        "CREATED_AT": "When it was recorded.",
    },
)


@strawberry.input(description="One field to order check-ins by.")
class CheckInOrder(Order[CheckInOrderField]):
    pass


@strawberry.input(one_of=True, description="Names one check-in, in one of two ways.")
class CheckInRef(Ref):
    pass


@strawberry.type
class CheckInQueries:
    check_in = single(CheckIn, CHECK_IN, CheckInRef, "check-in")

    check_ins = listing(
        CheckIn, CHECK_IN, "The check-ins of all key results, the latest first.", LATEST_FIRST
    )
