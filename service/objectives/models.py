from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric
from sqlmodel import Field

from service.folding import ordering, searchable
from service.nodes.models import NodeNoun, node_keys
from service.nodes.rules import NodeKind
from service.objectives.rules import CloseOutcome, Indicator, Level, Lifecycle, Measures, UnitKind
from service.progress.rules import Commitment, MetricType, ProgressDriver, ReportedStatus
from service.tables import finite, one_of, reference


class Objective(NodeNoun, table=True):
    """Something worth achieving, in words."""

    __table_args__ = (
        *node_keys(NodeKind.OBJECTIVE),
        reference("cycle_id", "cycle"),
        reference("team_id", "team"),
        reference("owner_id", "person"),
        reference("carried_from_id", "objective", deferred=True),
        one_of("level", Level),
        one_of("commitment", Commitment),
        one_of("lifecycle", Lifecycle),
        one_of("progress_driver", ProgressDriver),
        one_of("close_outcome", CloseOutcome),
        CheckConstraint("weight >= 0", name="weight"),
        finite("weight"),
        finite("score"),
        Index("ix_objective_cycle", "organization_id", "cycle_id", "id"),
        Index("ix_objective_team", "organization_id", "team_id", "id"),
        Index("ix_objective_owner", "organization_id", "owner_id", "id"),
        Index("ix_objective_carried_from", "organization_id", "carried_from_id"),
        Index("ix_objective_title", "organization_id", ordering("title"), "id"),
        *searchable("objective", "title"),
    )

    kind: str = NodeKind.OBJECTIVE.value
    description: str | None = None
    level: str | None = None
    cycle_id: UUID | None = None
    team_id: UUID | None = None
    owner_id: UUID | None = None
    owner_role: str | None = None
    position: int | None = None
    commitment: str | None = None
    lifecycle: str = Lifecycle.ACTIVE.value
    weight: Decimal = Field(default=Decimal(1), sa_type=Numeric)
    progress_driver: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    standalone_reason: str | None = None
    carried_from_id: UUID | None = None
    close_outcome: str | None = None
    score: Decimal | None = Field(default=None, sa_type=Numeric)
    score_note: str | None = None


class KeyResult(NodeNoun, table=True):
    """How an objective is measured: a number from a start to a target by a day."""

    __table_args__ = (
        *node_keys(NodeKind.KEY_RESULT),
        reference("objective_id", "objective"),
        reference("owner_id", "person"),
        reference("kpi_id", "kpi"),
        one_of("metric_type", MetricType),
        one_of("unit_kind", UnitKind),
        one_of("indicator", Indicator),
        one_of("measures", Measures),
        one_of("reported_status", ReportedStatus),
        CheckConstraint("weight >= 0", name="weight"),
        CheckConstraint("confidence BETWEEN 0 AND 10", name="confidence"),
        *map(finite, ("start", "target", "current", "lower", "upper", "weight", "score")),
        Index("ix_key_result_objective", "organization_id", "objective_id", "position", "id"),
        Index("ix_key_result_owner", "organization_id", "owner_id", "id"),
        Index("ix_key_result_kpi", "organization_id", "kpi_id", "id"),
        Index("ix_key_result_due_on", "organization_id", "due_on", "id"),
        Index("ix_key_result_title", "organization_id", ordering("title"), "id"),
        *searchable("key_result", "title"),
    )

    kind: str = NodeKind.KEY_RESULT.value
    objective_id: UUID
    description: str | None = None
    owner_id: UUID | None = None
    owner_role: str | None = None
    position: int | None = None
    metric_type: str | None = None
    unit_kind: str | None = None
    unit: str | None = None
    precision: int | None = None
    start: Decimal | None = Field(default=None, sa_type=Numeric)
    target: Decimal | None = Field(default=None, sa_type=Numeric)
    current: Decimal | None = Field(default=None, sa_type=Numeric)
    lower: Decimal | None = Field(default=None, sa_type=Numeric)
    upper: Decimal | None = Field(default=None, sa_type=Numeric)
    due_on: date | None = None
    weight: Decimal = Field(default=Decimal(1), sa_type=Numeric)
    indicator: str | None = None
    measures: str | None = None
    confidence: int | None = None
    reported_status: str | None = None
    kpi_id: UUID | None = None
    score: Decimal | None = Field(default=None, sa_type=Numeric)
    score_note: str | None = None
