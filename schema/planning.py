"""Planning calendars: when who sets goals for a cycle."""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.comparators import Comparators, DateComparators, IdComparators, TextComparators
from schema.enums.describing import described
from schema.filters import Order, filter_input, filtered
from schema.lookups import one
from schema.nodes import Node
from schema.nouns import CYCLE
from service.cycles.rules import Audience

if TYPE_CHECKING:
    from schema.cycles import Cycle


@strawberry.type(
    description="A step of a cycle's planning calendar: when one group of people sets its goals."
)
class PlanningStep(Node):
    audience: Audience = strawberry.field(description="Whose goals it is about.")
    starts_on: date = strawberry.field(description="Its first day.")
    ends_on: date = strawberry.field(description="Its last day.")
    note: str | None = strawberry.field(description="What there is to say about it; null: nothing.")

    cycle = one(
        Annotated["Cycle", strawberry.lazy("schema.cycles")],
        CYCLE,
        "cycle_id",
        "The cycle that is planned.",
    )


@filter_input("Which steps of planning a list holds: every field given must hold.")
class PlanningStepFilter:
    id: strawberry.Maybe[IdComparators] = filtered("By id.", types=("PlanningStep",))
    cycle: strawberry.Maybe[IdComparators] = filtered("By cycle.", types=("Cycle",))
    audience: strawberry.Maybe[Comparators[Audience]] = filtered("By whose goals it is about.")
    starts_on: strawberry.Maybe[DateComparators] = filtered("By first day.")
    ends_on: strawberry.Maybe[DateComparators] = filtered("By last day.")
    note: strawberry.Maybe[TextComparators] = filtered("By note.")


class PlanningStepOrderField(StrEnum):
    """What steps of planning are ordered by."""

    ID = "id"
    STARTS_ON = "starts_on"
    ENDS_ON = "ends_on"


described(
    PlanningStepOrderField,
    "What steps of planning are ordered by.",
    {
        "ID": "The id, that is age.",
        "STARTS_ON": "The first day.",
        "ENDS_ON": "The last day.",
    },
)


@strawberry.input(description="One field to order steps of planning by.")
class PlanningStepOrder(Order[PlanningStepOrderField]):
    pass
