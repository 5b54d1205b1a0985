"""What is expected of a key result on the way: values by days, or stages."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.comparators import (
    DateComparators,
    DecimalComparators,
    IdComparators,
    IntComparators,
    TextComparators,
)
from schema.enums.describing import described
from schema.filters import Order, filter_input, filtered
from schema.lookups import one
from schema.nodes import Node
from schema.nouns import KEY_RESULT

if TYPE_CHECKING:
    from schema.objectives.key_result import KeyResult

_KeyResult = Annotated["KeyResult", strawberry.lazy("schema.objectives.key_result")]


@strawberry.type(
    description="The value that is expected of a key result on a day: its checkpoints are a curve"
    " in place of a straight line from start to target."
)
class Checkpoint(Node):
    day: date = strawberry.field(description="The day; a key result has one checkpoint for it.")
    value: Decimal = strawberry.field(description="The value, in the key result's unit.")

    key_result = one(_KeyResult, KEY_RESULT, "key_result_id", "The key result that it is of.")


@strawberry.type(description="A stage of a key result that is measured by stages.")
class Milestone(Node):
    position: int = strawberry.field(description="Its place among the stages.")
    title: str = strawberry.field(description="What is done when it is done.")
    weight: Decimal = strawberry.field(
        description="How much it counts beside the other stages, 0 or more."
    )
    due_on: date | None = strawberry.field(
        description="The day it is due; null: when its key result is."
    )
    done_on: date | None = strawberry.field(
        description="The day from which it is done; null: it is not."
    )

    key_result = one(_KeyResult, KEY_RESULT, "key_result_id", "The key result that it is of.")


@filter_input("Which checkpoints a list holds: every field given must hold.")
class CheckpointFilter:
    id: strawberry.Maybe[IdComparators] = filtered("By id.", types=("Checkpoint",))
    key_result: strawberry.Maybe[IdComparators] = filtered("By key result.", types=("KeyResult",))
    day: strawberry.Maybe[DateComparators] = filtered("By day.")
    value: strawberry.Maybe[DecimalComparators] = filtered("By value.")


class CheckpointOrderField(StrEnum):
    """What checkpoints are ordered by."""

    ID = "id"
    DAY = "day"
    VALUE = "value"


described(
    CheckpointOrderField,
    "What checkpoints are ordered by.",
    {"ID": "The id, that is age.", "DAY": "The day.", "VALUE": "The value."},
)


@strawberry.input(description="One field to order checkpoints by.")
class CheckpointOrder(Order[CheckpointOrderField]):
    pass


@filter_input("Which stages a list holds: every field given must hold.")
class MilestoneFilter:
    id: strawberry.Maybe[IdComparators] = filtered("By id.", types=("Milestone",))
    key_result: strawberry.Maybe[IdComparators] = filtered("By key result.", types=("KeyResult",))
    title: strawberry.Maybe[TextComparators] = filtered("By title.")
    position: strawberry.Maybe[IntComparators] = filtered("By its place among the stages.")
    weight: strawberry.Maybe[DecimalComparators] = filtered("By weight.")
    due_on: strawberry.Maybe[DateComparators] = filtered("By the day it is due.")
    done_on: strawberry.Maybe[DateComparators] = filtered(
        "By the day from which it is done; `isNull` tells those that are not."
    )


class MilestoneOrderField(StrEnum):
    """What stages are ordered by."""

    ID = "id"
    POSITION = "position"
    TITLE = "title"
    WEIGHT = "weight"
    DUE_ON = "due_on"
    DONE_ON = "done_on"


described(
    MilestoneOrderField,
    "What stages are ordered by.",
    {
        "ID": "The id, that is age.",
        "POSITION": "The place among the stages.",
        "TITLE": "The title.",
        "WEIGHT": "The weight.",
        "DUE_ON": "The day it is due.",
        "DONE_ON": "The day from which it is done.",
    },
)


@strawberry.input(description="One field to order stages by.")
class MilestoneOrder(Order[MilestoneOrderField]):
    pass
