from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.alignables import Alignable
from schema.listings import many, read_as
from schema.lookups import one
from schema.nodes import Authored
from schema.nouns import (
    CHECK_INS_OF_KEY_RESULT,
    CHECKPOINTS_OF_KEY_RESULT,
    DEPENDENCIES_FROM,
    DEPENDENCIES_TO,
    INITIATIVES_OF_TARGET,
    KEY_RESULT,
    KPI,
    MILESTONES_OF_KEY_RESULT,
    OBJECTIVE,
    PERSON,
)
from schema.objectives.explanations import (
    key_result_forecast,
    key_result_progress_explanation,
    key_result_status_reason,
)
from schema.objectives.objective import LazyDependency
from schema.objectives.scores import key_result_is_success, score_band, suggested_score
from schema.objectives.standing import EXPECTED, KeyResultStatus
from schema.prepared.expressions import compliance, next_check_in_on
from schema.prepared.specs import Derived, Part
from service.objectives.rules import Indicator, Measures, UnitKind
from service.progress.rules import KeyResultSource, MetricType, ReportedStatus

if TYPE_CHECKING:
    from schema.check_ins import CheckIn
    from schema.initiatives import Initiative
    from schema.kpis import Kpi
    from schema.objectives.objective import Objective
    from schema.objectives.stages import Checkpoint, Milestone
    from schema.people import Person


@strawberry.type(description="How an objective is measured: from a start to a target by a day.")
class KeyResult(Authored, Alignable):
    description: str | None = strawberry.field(description="More about it; null: nothing.")
    owner_role: str | None = strawberry.field(
        description="Who is accountable, in words, where no person is recorded: `CTO`; null:"
        " nobody is."
    )
    position: int | None = strawberry.field(
        description="Its place in its objective, from the top; null: behind those with one."
    )
    metric_type: MetricType | None = strawberry.field(
        description="How its number is meant to move; null where nobody has said."
    )
    unit_kind: UnitKind | None = strawberry.field(
        description="What its number counts; null where nobody has said."
    )
    unit: str | None = strawberry.field(
        description="Its unit as people write it: `%`, `EUR`; null: none."
    )
    precision: int | None = strawberry.field(
        description="How many decimals to show; null: as many as there are."
    )
    start: Decimal | None = strawberry.field(
        description="The value at the beginning, in its unit; null: never measured."
    )
    target: Decimal | None = strawberry.field(
        description="The value to reach, in its unit; null: none was set."
    )
    current: Decimal | None = strawberry.field(
        description="The latest value, in its unit; null: never measured."
    )
    lower: Decimal | None = strawberry.field(
        description="The least value that is still fine, in its unit, of a MAINTAIN metric; null:"
        " no bound."
    )
    upper: Decimal | None = strawberry.field(
        description="The largest value that is still fine, in its unit, of a MAINTAIN metric;"
        " null: no bound."
    )
    due_on: date | None = strawberry.field(
        description="The day it is due; null: when its objective ends."
    )
    weight: Decimal = strawberry.field(
        description="How much it counts beside the others of its objective, 0 or more; 1 unless"
        " somebody changed it."
    )
    indicator: Indicator | None = strawberry.field(
        description="Whether it foretells a result or confirms it; null where nobody has said."
    )
    measures: Measures | None = strawberry.field(
        description="What it measures: effort, output or effect; null where nobody has said."
    )
    confidence: int | None = strawberry.field(
        description="How sure its owner is, 0 to 10; null: never said."
    )
    reported_status: ReportedStatus | None = strawberry.field(
        description="How its owner sees it; null: never said."
    )
    score: Decimal | None = strawberry.field(
        description="Its final score, 0 to 1 (imported ones may be above); null before grading."
    )
    score_note: str | None = strawberry.field(
        description="Why it was scored so; null: nobody has said."
    )
    suggested_score = suggested_score
    score_band = score_band
    is_success = key_result_is_success
    follows: KeyResultSource = strawberry.field(description="Where its progress comes from.")
    progress: Decimal | None = strawberry.field(
        description="How far it has come, 0 to 1: `progressRaw` within these bounds; null: no data."
    )
    progress_raw: Decimal | None = strawberry.field(
        description="How far it has come, below 0 where it fell back, above 1 beyond its target;"
        " rounded half up to 6 places. Of a MAINTAIN metric, 1 within its bounds, else 0; null: no"
        " data."
    )
    expected: Decimal | None = strawberry.field(description=EXPECTED)
    status = read_as(Part(), KeyResultStatus, "How it stands, and what that comes from.")
    status_reason = key_result_status_reason
    progress_explanation = key_result_progress_explanation
    forecast = key_result_forecast
    compliance = read_as(
        Derived(compliance),
        Decimal | None,
        "Of a MAINTAIN metric, the share of its effective check-ins with a value that were within"
        " its bounds, 0 to 1, rounded half up to 6 places; null for others, and without any.",
    )
    checked_in_at: datetime | None = strawberry.field(
        description="The moment of its latest effective check-in; null: never checked in."
    )
    next_check_in_on = read_as(
        Derived(next_check_in_on),
        date | None,
        "The day by which it is to be checked in: the latest check-in, else the later of start and"
        " creation, and the organization's cadence. Null where none is awaited: it, its objective"
        " or its cycle is not being worked on, it is achieved, or past its due day.",
    )

    objective = one(
        Annotated["Objective", strawberry.lazy("schema.objectives.objective")],
        OBJECTIVE,
        "objective_id",
        "The objective that it measures.",
    )

    owner = one(
        Annotated["Person", strawberry.lazy("schema.people")] | None,
        PERSON,
        "owner_id",
        "The person who is accountable for it; null where none is recorded: see `ownerRole`.",
    )

    kpi = one(
        Annotated["Kpi", strawberry.lazy("schema.kpis")] | None,
        KPI,
        "kpi_id",
        "The KPI that it moves; null: none.",
    )

    carried_from = one(
        Annotated["KeyResult", strawberry.lazy("schema.objectives.key_result")] | None,
        KEY_RESULT,
        "carried_from_id",
        "The key result of an earlier cycle that it continues; null: none.",
    )

    check_ins = many(
        Annotated["CheckIn", strawberry.lazy("schema.check_ins")],
        CHECK_INS_OF_KEY_RESULT,
        "What it was from time to time, the latest first.",
    )
    checkpoints = many(
        Annotated["Checkpoint", strawberry.lazy("schema.objectives.stages")],
        CHECKPOINTS_OF_KEY_RESULT,
        "The values expected on the way to its target, by day; none: a straight line.",
    )
    milestones = many(
        Annotated["Milestone", strawberry.lazy("schema.objectives.stages")],
        MILESTONES_OF_KEY_RESULT,
        "The stages that a MILESTONE metric is measured by, in order.",
    )
    initiatives = many(
        Annotated["Initiative", strawberry.lazy("schema.initiatives")],
        INITIATIVES_OF_TARGET,
        "Projects and tasks that serve it.",
    )
    dependencies = many(
        LazyDependency,
        DEPENDENCIES_FROM,
        "What it depends on, or holds up: the dependencies whose `from` it is.",
    )
    dependents = many(
        LazyDependency, DEPENDENCIES_TO, "The dependencies of others whose `to` it is."
    )
