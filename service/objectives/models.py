from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, UniqueConstraint, text
from sqlmodel import Field

from service.folding import ordering, searchable
from service.nodes.models import TITLE_LENGTH, NodeNoun, node_keys
from service.nodes.rules import NodeKind
from service.objectives.rules import CloseOutcome, Indicator, Level, Lifecycle, Measures, UnitKind
from service.progress.rules import (
    Commitment,
    KeyResultSource,
    MetricType,
    NoProgress,
    ProgressDriver,
    ReportedStatus,
    Status,
)
from service.tables import (
    Moment,
    Scoped,
    derived,
    finite,
    not_longer,
    one_of,
    organization_key,
    reference,
)


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
        one_of("status", Status),
        one_of("no_progress_reason", NoProgress),
        CheckConstraint("weight >= 0", name="weight"),
        *map(finite, ("weight", "score", "progress", "data_coverage", "expected")),
        Index("ix_objective_cycle", "organization_id", "cycle_id", "id"),
        Index("ix_objective_team", "organization_id", "team_id", "id"),
        Index("ix_objective_owner", "organization_id", "owner_id", "id"),
        Index("ix_objective_carried_from", "organization_id", "carried_from_id"),
        Index("ix_objective_title", "organization_id", ordering("title"), "id"),
        Index(
            "ix_objective_level",
            "organization_id",
            "level",
            postgresql_where=text("archived_at IS NULL AND lifecycle <> 'CANCELLED'"),
        ),
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
    # From here on: computed by service/numbers, as of `numbers_on` in the organization's time zone.
    progress: Decimal | None = derived(sa_type=Numeric)
    data_coverage: Decimal | None = derived(sa_type=Numeric)
    expected: Decimal | None = derived(sa_type=Numeric)
    status: str = derived(Status.NO_DATA.value)
    status_rule: str | None = derived()
    stale: bool = derived(default=False)
    no_progress_reason: str | None = derived()
    progress_as_of: datetime | None = derived(sa_type=Moment)
    numbers_on: date | None = derived()


class KeyResult(NodeNoun, table=True):
    """How an objective is measured: a number from a start to a target by a day."""

    __table_args__ = (
        *node_keys(NodeKind.KEY_RESULT),
        reference("objective_id", "objective"),
        reference("owner_id", "person"),
        reference("kpi_id", "kpi"),
        reference("carried_from_id", "key_result", deferred=True),
        one_of("metric_type", MetricType),
        one_of("unit_kind", UnitKind),
        one_of("indicator", Indicator),
        one_of("measures", Measures),
        one_of("reported_status", ReportedStatus),
        one_of("follows", KeyResultSource),
        one_of("derived_status", Status),
        one_of("status", Status),
        CheckConstraint("weight >= 0", name="weight"),
        CheckConstraint("confidence BETWEEN 0 AND 10", name="confidence"),
        *map(finite, ("start", "target", "current", "lower", "upper", "weight", "score")),
        *map(finite, ("progress_raw", "progress", "expected")),
        Index("ix_key_result_objective", "organization_id", "objective_id", "position", "id"),
        Index("ix_key_result_owner", "organization_id", "owner_id", "id"),
        Index("ix_key_result_kpi", "organization_id", "kpi_id", "id"),
        Index("ix_key_result_carried_from", "organization_id", "carried_from_id"),
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
    follows: str = Field(
        default=KeyResultSource.CHECK_INS.value, sa_column_kwargs={"server_default": "CHECK_INS"}
    )
    carried_from_id: UUID | None = None
    # From here on: computed by service/numbers.
    progress_raw: Decimal | None = derived(sa_type=Numeric)
    progress: Decimal | None = derived(sa_type=Numeric)
    expected: Decimal | None = derived(sa_type=Numeric)
    derived_status: str = derived(Status.NO_DATA.value)
    status: str = derived(Status.NO_DATA.value)
    status_rule: str | None = derived()
    stale: bool = derived(default=False)
    checked_in_at: datetime | None = derived(sa_type=Moment)


class Checkpoint(Scoped, table=True):
    """The value that is expected of a key result on a day: a curve in place of a straight line."""

    __table_args__ = (
        organization_key(),
        reference("key_result_id", "key_result"),
        finite("value"),
        UniqueConstraint("organization_id", "key_result_id", "day"),
    )

    key_result_id: UUID
    day: date
    value: Decimal = Field(sa_type=Numeric)


class Milestone(Scoped, table=True):
    """A stage of a key result that is measured by stages; done from `done_on`."""

    __table_args__ = (
        organization_key(),
        reference("key_result_id", "key_result"),
        not_longer("title", TITLE_LENGTH),
        CheckConstraint("weight >= 0", name="weight"),
        finite("weight"),
        Index("ix_milestone_key_result", "organization_id", "key_result_id", "position", "id"),
    )

    key_result_id: UUID
    position: int = 0
    title: str
    weight: Decimal = Field(default=Decimal(1), sa_type=Numeric)
    due_on: date | None = None
    done_on: date | None = None
