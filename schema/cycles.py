"""Cycles: the spans of time that objectives are set for."""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.comparators import (
    Comparators,
    DateComparators,
    DateTimeComparators,
    IdComparators,
    TextComparators,
)
from schema.cycle_statistics import CycleStatistics, statistics_of
from schema.enums.describing import described
from schema.filters import ARCHIVED_AT, Order, filter_input, filtered
from schema.listings import listing, many
from schema.lookups import Ref, one, single
from schema.narratives import CycleNarrative, cycle_narrative
from schema.nodes import Authored, Node
from schema.nouns import (
    CYCLE,
    CYCLES_OF_CYCLE,
    OBJECTIVES_OF_CYCLE,
    PLANNING_OF_CYCLE,
    REVIEWS_OF_CYCLE,
)
from service.cycles.rules import Cadence, CycleState

if TYPE_CHECKING:
    from schema.objectives.objective import Objective
    from schema.planning import PlanningStep
    from schema.reviews import Review

LazyCycle = Annotated["Cycle", strawberry.lazy("schema.cycles")]


@strawberry.type(description="A span of time that objectives are set for.")
class Cycle(Authored, Node):
    external_id: str | None = strawberry.field(
        description="What its sender calls it; null when it was made here."
    )
    name: str = strawberry.field(description="What people call it: `2026 Q1`.")
    cadence: Cadence | None = strawberry.field(
        description="How long cycles like it last; null where nobody has said."
    )
    starts_on: date | None = strawberry.field(
        description="Its first day; null where it is unknown, as of a backlog."
    )
    ends_on: date | None = strawberry.field(
        description="Its last day; null where it is unknown, as of a backlog."
    )
    state: CycleState = strawberry.field(description="The stage that it is in.")

    parent = one(
        LazyCycle | None,
        CYCLE,
        "parent_id",
        "The longer cycle that it is a part of; null where there is none.",
    )

    carried_from = one(
        LazyCycle | None,
        CYCLE,
        "carried_from_id",
        "The cycle that it was cloned from; null: none.",
    )

    statistics: CycleStatistics | None = strawberry.field(
        resolver=statistics_of,
        description="How far it is today, by the count of its goals; null with an error where "
        "`teamId` names nothing.",
    )

    narrative: CycleNarrative | None = cycle_narrative

    planning = many(
        Annotated["PlanningStep", strawberry.lazy("schema.planning")],
        PLANNING_OF_CYCLE,
        "Its planning calendar: when who sets goals for it, by first day.",
    )
    reviews = many(
        Annotated["Review", strawberry.lazy("schema.reviews")],
        REVIEWS_OF_CYCLE,
        "What people said of it when they looked back, the latest first; without what they said "
        "of its objectives.",
    )
    children = many(LazyCycle, CYCLES_OF_CYCLE, "The shorter cycles inside it, by first day.")
    objectives = many(
        Annotated["Objective", strawberry.lazy("schema.objectives.objective")],
        OBJECTIVES_OF_CYCLE,
        "Its own objectives; `objectives` with a filter by `cycleTree` has those of the cycles"
        " inside it, too.",
    )


@filter_input("Which cycles a list holds: every field given must hold.")
class CycleFilter:
    id: strawberry.Maybe[IdComparators] = filtered("By id.", types=("Cycle",))
    external_id: strawberry.Maybe[TextComparators] = filtered("By the sender's own id.")
    name: strawberry.Maybe[TextComparators] = filtered("By name.")
    cadence: strawberry.Maybe[Comparators[Cadence]] = filtered("By cadence.")
    state: strawberry.Maybe[Comparators[CycleState]] = filtered("By stage.")
    parent: strawberry.Maybe[IdComparators] = filtered(
        "By the cycle that it is a part of.", types=("Cycle",)
    )
    carried_from: strawberry.Maybe[IdComparators] = filtered(
        "By the cycle that it was cloned from.", types=("Cycle",)
    )
    starts_on: strawberry.Maybe[DateComparators] = filtered("By first day.")
    ends_on: strawberry.Maybe[DateComparators] = filtered("By last day.")
    created_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it was recorded.")
    updated_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it last changed.")
    archived_at: strawberry.Maybe[DateTimeComparators] = filtered(ARCHIVED_AT)


class CycleOrderField(StrEnum):
    """What cycles are ordered by."""

    ID = "id"
    NAME = "name"
    STARTS_ON = "starts_on"
    ENDS_ON = "ends_on"
    EXTERNAL_ID = "external_id"
    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"


described(
    CycleOrderField,
    "What cycles are ordered by.",
    {
        "ID": "The id, that is age.",
        "NAME": "The name.",
        "STARTS_ON": "The first day.",
        "ENDS_ON": "The last day.",
        "EXTERNAL_ID": "The sender's own id.",
        "CREATED_AT": "When it was recorded.",
        "UPDATED_AT": "When it last changed.",
    },
)


@strawberry.input(description="One field to order cycles by.")
class CycleOrder(Order[CycleOrderField]):
    pass


@strawberry.input(one_of=True, description="Names one cycle, in one of two ways.")
class CycleRef(Ref):
    pass


@strawberry.type
class CycleQueries:
    cycle = single(Cycle, CYCLE, CycleRef, "cycle")

    cycles = listing(Cycle, CYCLE, "The cycles, the oldest records first.")
