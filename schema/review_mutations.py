"""Writing down what people said when they looked back."""

from datetime import date

import strawberry

from schema.mutation_parts import TEXT, Parts
from schema.payloads import mutation
from schema.reviews import Review
from schema.writes import one_row
from service.reviews.commands import NewReview, record_reviews
from service.reviews.rules import ReviewKind

_REVIEW = Parts(Review, "Review", "review", "reviews")
_same = _REVIEW.same


@strawberry.input(
    description="What people said when they looked back on an objective, or on a cycle: one of the "
    "two is named, and one of the five texts is given at least."
)
class ReviewCreateInput:
    id: strawberry.ID | None = _REVIEW.brought_id()
    external_id: str | None = _REVIEW.external_id()
    kind: ReviewKind = _same("kind")
    objective_id: strawberry.ID | None = _same("objective", types=("Objective",))
    cycle_id: strawberry.ID | None = _same("cycle", types=("Cycle",))
    team_id: strawberry.ID | None = _same("team", types=("Team",))
    held_on: date | None = _same("held_on", "Absent: today, where the organization is.")
    went_well: str | None = _same("went_well", TEXT)
    went_badly: str | None = _same("went_badly", TEXT)
    learned: str | None = _same("learned", TEXT)
    carries_over: str | None = _same("carries_over", TEXT)
    recognition: str | None = _same("recognition", TEXT)
    author_id: strawberry.ID | None = _same(
        "author", "Absent: the person that the token stands for.", types=("Person",)
    )


@strawberry.type
class ReviewMutations:
    review_create = mutation(
        one_row(record_reviews, NewReview),
        ReviewCreateInput,
        _REVIEW.payload("Create"),
        "Write down a review; of what is closed, too. The same `id` or `externalId` once more "
        "answers with the review that is there; it is TAKEN where that says something else.",
    )
