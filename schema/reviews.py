"""Reviews: what people said when they looked back on an objective, or on a cycle."""

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
from schema.enums.describing import described
from schema.filters import ARCHIVED_AT, Order, filter_input, filtered
from schema.listings import listing
from schema.lookups import Ref, one, single
from schema.nodes import Authored, Node
from schema.nouns import CYCLE, LATEST_HELD_FIRST, OBJECTIVE, PERSON, REVIEW, TEAM
from service.reviews.rules import ReviewKind

if TYPE_CHECKING:
    from schema.cycles import Cycle
    from schema.objectives.objective import Objective
    from schema.people import Person
    from schema.teams import Team


@strawberry.type(
    description="What people said when they looked back on an objective, or on a cycle: everyone's,"
    " or one team's. It never changes."
)
class Review(Authored, Node):
    external_id: str | None = strawberry.field(
        description="What its sender calls it; null when it was made here."
    )
    kind: ReviewKind = strawberry.field(description="What it looks back on.")
    held_on: date = strawberry.field(description="The day on which it was held.")
    went_well: str | None = strawberry.field(description="What went well; null: nothing said.")
    went_badly: str | None = strawberry.field(description="What did not; null: nothing said.")
    learned: str | None = strawberry.field(description="What was learned; null: nothing said.")
    carries_over: str | None = strawberry.field(
        description="What is taken on from here; null: nothing said."
    )
    recognition: str | None = strawberry.field(
        description="Whose work is to be honored, and why; null: nothing said."
    )

    objective = one(
        Annotated["Objective", strawberry.lazy("schema.objectives.objective")] | None,
        OBJECTIVE,
        "objective_id",
        "The objective that it looks back on; null: a cycle.",
    )
    cycle = one(
        Annotated["Cycle", strawberry.lazy("schema.cycles")] | None,
        CYCLE,
        "cycle_id",
        "The cycle that it looks back on; null: an objective.",
    )
    team = one(
        Annotated["Team", strawberry.lazy("schema.teams")] | None,
        TEAM,
        "team_id",
        "The team whose part of the cycle it is about; null: everyone's, or an objective.",
    )
    author = one(
        Annotated["Person", strawberry.lazy("schema.people")] | None,
        PERSON,
        "author_id",
        "Who wrote it down; null where no person is recorded.",
    )


@filter_input("Which reviews a list holds: every field given must hold.")
class ReviewFilter:
    id: strawberry.Maybe[IdComparators] = filtered("By id.", types=("Review",))
    external_id: strawberry.Maybe[TextComparators] = filtered("By the sender's own id.")
    kind: strawberry.Maybe[Comparators[ReviewKind]] = filtered("By what it looks back on.")
    objective: strawberry.Maybe[IdComparators] = filtered("By objective.", types=("Objective",))
    cycle: strawberry.Maybe[IdComparators] = filtered("By cycle.", types=("Cycle",))
    team: strawberry.Maybe[IdComparators] = filtered("By team.", types=("Team",))
    author: strawberry.Maybe[IdComparators] = filtered("By author.", types=("Person",))
    held_on: strawberry.Maybe[DateComparators] = filtered("By the day on which it was held.")
    went_well: strawberry.Maybe[TextComparators] = filtered("By what went well.")
    went_badly: strawberry.Maybe[TextComparators] = filtered("By what did not.")
    learned: strawberry.Maybe[TextComparators] = filtered("By what was learned.")
    carries_over: strawberry.Maybe[TextComparators] = filtered("By what is taken on from here.")
    recognition: strawberry.Maybe[TextComparators] = filtered("By whose work is to be honored.")
    created_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it was recorded.")
    updated_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it last changed.")
    archived_at: strawberry.Maybe[DateTimeComparators] = filtered(ARCHIVED_AT)


class ReviewOrderField(StrEnum):
    """What reviews are ordered by."""

    ID = "id"
    HELD_ON = "held_on"
    CREATED_AT = "created_at"


described(
    ReviewOrderField,
    "What reviews are ordered by.",
    {
        "ID": "The id, that is the order of recording.",
        "HELD_ON": "The day on which it was held.",
        "CREATED_AT": "When it was recorded.",
    },
)


@strawberry.input(description="One field to order reviews by.")
class ReviewOrder(Order[ReviewOrderField]):
    pass


@strawberry.input(one_of=True, description="Names one review, in one of two ways.")
class ReviewRef(Ref):
    pass


@strawberry.type
class ReviewQueries:
    review = single(Review, REVIEW, ReviewRef, "review")

    reviews = listing(
        Review, REVIEW, "The reviews of objectives and cycles, the latest first.", LATEST_HELD_FIRST
    )
