from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.alignables import Alignable
from schema.listings import many, read_as
from schema.lookups import one
from schema.narratives import objective_narrative
from schema.nodes import Authored
from schema.nouns import (
    CYCLE,
    DEPENDENCIES_FROM,
    DEPENDENCIES_TO,
    INITIATIVES_OF_TARGET,
    KEY_RESULTS_OF_OBJECTIVE,
    OBJECTIVE,
    OBJECTIVES_ABOVE,
    OBJECTIVES_ALIGNED_TO,
    PERSON,
    REVIEWS_OF_OBJECTIVE,
    TEAM,
)
from schema.objectives.explanations import (
    objective_progress_explanation,
    objective_status_reason,
)
from schema.objectives.scores import objective_is_success, score_band, suggested_score
from schema.objectives.standing import EXPECTED, ObjectiveStatus
from schema.prepared.specs import Part
from service.objectives.rules import CloseOutcome, Level, Lifecycle
from service.progress.rules import Commitment, NoProgress, ProgressDriver

if TYPE_CHECKING:
    from schema.cycles import Cycle
    from schema.dependencies import Dependency
    from schema.initiatives import Initiative
    from schema.objectives.key_result import KeyResult
    from schema.people import Person
    from schema.reviews import Review
    from schema.teams import Team

LazyDependency = Annotated["Dependency", strawberry.lazy("schema.dependencies")]


@strawberry.type(description="Something worth achieving, in words; its key results measure it.")
class Objective(Authored, Alignable):
    description: str | None = strawberry.field(description="More about it; null: nothing.")
    level: Level | None = strawberry.field(
        description="How high in the cascade it stands; null counts as below the company's."
    )
    owner_role: str | None = strawberry.field(
        description="Who is accountable, in words, where no person is recorded: `CTO`; null:"
        " nobody is."
    )
    position: int | None = strawberry.field(
        description="Its place among the objectives beside it, from the top; null: behind those"
        " with one."
    )
    commitment: Commitment | None = strawberry.field(
        description="What its success means; null where nobody has said."
    )
    lifecycle: Lifecycle = strawberry.field(description="The stage that it is in.")
    weight: Decimal = strawberry.field(
        description="How much it counts beside others, 0 or more; 1 unless somebody changed it."
    )
    progress_driver: ProgressDriver | None = strawberry.field(
        description="What moves its progress; null: its key results where it has some."
    )
    starts_on: date | None = strawberry.field(
        description="Its own first day; null: that of its cycle."
    )
    ends_on: date | None = strawberry.field(
        description="Its own last day; null: that of its cycle."
    )
    standalone_reason: str | None = strawberry.field(
        description="Why it stands alone on purpose: with such a reason it is EXEMPT from"
        " alignment; null: it"
        " should be aligned."
    )
    close_outcome: CloseOutcome | None = strawberry.field(
        description="How it ended; null while it has not."
    )
    score: Decimal | None = strawberry.field(
        description="Its final score, 0 to 1 (imported ones may be above); null before grading."
    )
    score_note: str | None = strawberry.field(
        description="Why it was scored so; null: nobody has said."
    )
    suggested_score = suggested_score
    score_band = score_band
    is_success = objective_is_success
    progress: Decimal | None = strawberry.field(
        description="How far it has come, 0 to 1: the weighted mean of what drives it and has"
        " data, rounded half up to 6 places; null: see `noProgressReason`."
    )
    data_coverage: Decimal | None = strawberry.field(
        description="The share of the weight of what drives it that has data, 0 to 1, rounded half"
        " up to 6 places; null where nothing weighs anything."
    )
    expected: Decimal | None = strawberry.field(description=EXPECTED)
    status = read_as(Part(), ObjectiveStatus, "How it stands, and what that comes from.")
    status_reason = objective_status_reason
    progress_explanation = objective_progress_explanation
    narrative = objective_narrative
    no_progress_reason: NoProgress | None = strawberry.field(
        description="Why there is no progress; null where there is."
    )
    progress_as_of: datetime | None = strawberry.field(
        description="Up to when its progress has taken in what happened below it: moments behind"
        " where others drive it; null: not computed yet."
    )

    team = one(
        Annotated["Team", strawberry.lazy("schema.teams")] | None,
        TEAM,
        "team_id",
        "The team whose objective it is; null: no team's.",
    )

    owner = one(
        Annotated["Person", strawberry.lazy("schema.people")] | None,
        PERSON,
        "owner_id",
        "The one person who is accountable for it; null where none is recorded: see `ownerRole`.",
    )

    cycle = one(
        Annotated["Cycle", strawberry.lazy("schema.cycles")] | None,
        CYCLE,
        "cycle_id",
        "The cycle that it is set for; null: none.",
    )

    carried_from = one(
        Annotated["Objective", strawberry.lazy("schema.objectives.objective")] | None,
        OBJECTIVE,
        "carried_from_id",
        "The objective of an earlier cycle that it continues; null: none.",
    )

    key_results = many(
        Annotated["KeyResult", strawberry.lazy("schema.objectives.key_result")],
        KEY_RESULTS_OF_OBJECTIVE,
        "How it is measured, by position.",
    )
    parents = many(
        Annotated["Objective", strawberry.lazy("schema.objectives.objective")],
        OBJECTIVES_ABOVE,
        "The objectives in use that it is aligned to by accepted alignments, by position; without"
        " those of which it only serves a key result: `alignedTo` has these, too.",
    )
    children = many(
        Annotated["Objective", strawberry.lazy("schema.objectives.objective")],
        OBJECTIVES_ALIGNED_TO,
        "The objectives in use that are aligned to it by accepted alignments, by position; without"
        " those that only serve one of its key results: `alignedFrom` of these has them.",
    )
    initiatives = many(
        Annotated["Initiative", strawberry.lazy("schema.initiatives")],
        INITIATIVES_OF_TARGET,
        "Projects and tasks that serve it directly.",
    )
    dependencies = many(
        LazyDependency,
        DEPENDENCIES_FROM,
        "What it depends on, or holds up: the dependencies whose `from` it is.",
    )
    dependents = many(
        LazyDependency, DEPENDENCIES_TO, "The dependencies of others whose `to` it is."
    )
    reviews = many(
        Annotated["Review", strawberry.lazy("schema.reviews")],
        REVIEWS_OF_OBJECTIVE,
        "What people said of it when they looked back, the latest first.",
    )
