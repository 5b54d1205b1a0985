"""The rows of a document, one frozen dataclass per noun.

An attribute has the name of the column it is stored in, a reference that of the column without
its `_id`: `team` is in `team_id`, `from_` in `from_id`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, ClassVar

from service.alignment.rules import AlignmentKind, AlignmentState
from service.cycles.rules import Audience, Cadence, CycleState
from service.dependencies.rules import DependencyKind, DependencyState
from service.initiatives.rules import InitiativeStatus
from service.interchange import values
from service.interchange.items import Entry, Keys, Noun, Reads, Refers
from service.objectives.rules import CloseOutcome, Indicator, Level, Lifecycle, Measures, UnitKind
from service.progress.rules import (
    Commitment,
    KeyResultSource,
    MetricType,
    ProgressDriver,
    ReportedStatus,
)
from service.reviews.rules import ReviewKind
from service.strategy.rules import StrategyKind
from service.teams.rules import TeamKind, TeamRole

_Title = Annotated[str, Reads(values.title)]
_Label = Annotated[str | None, Reads(values.label)]
_Weight = Annotated[Decimal | None, Reads(values.weight)]
_Confidence = Annotated[int | None, Reads(values.confidence)]
_Position = Annotated[int | None, Reads(values.position)]
_Start = Annotated[date | None, Keys(("start", "starts_on"))]
_End = Annotated[date | None, Keys(("end", "ends_on"))]

GOALS = (Noun.OBJECTIVE, Noun.KEY_RESULT)
PARENTS = (*GOALS, Noun.STRATEGY_ELEMENT)
_Team = Annotated[str | None, Refers((Noun.TEAM,))]
_Person = Annotated[str | None, Refers((Noun.PERSON,))]
_Cycle = Annotated[str | None, Refers((Noun.CYCLE,))]
_Goal = Annotated[str, Refers(GOALS)]
_Parent = Annotated[str, Refers(PARENTS)]
_Parents = Annotated[tuple[str, ...] | None, Refers(PARENTS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationEntry(Entry):
    noun: ClassVar = Noun.ORGANIZATION
    name: Annotated[str | None, Reads(values.title)] = None
    timezone: Annotated[str | None, Reads(values.timezone)] = None
    settings: Annotated[dict[str, object] | None, Reads(values.settings)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedEntry(Entry):
    """A row that others refer to."""

    id: Annotated[str, Reads(values.identifier)]
    archived: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyEntry(NamedEntry):
    noun: ClassVar = Noun.STRATEGY_ELEMENT
    element_kind: Annotated[StrategyKind, Keys(("kind", "element_kind"))]
    title: _Title
    description: str | None = None
    horizon: _Label = None
    parent: Annotated[str | None, Refers((Noun.STRATEGY_ELEMENT,))] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamEntry(NamedEntry):
    noun: ClassVar = Noun.TEAM
    name: _Title
    kind: TeamKind | None = None
    parent: _Team = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntry(NamedEntry):
    noun: ClassVar = Noun.PERSON
    name: _Title
    email: _Label = None
    manager: _Person = None
    active: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipEntry(Entry):
    noun: ClassVar = Noun.MEMBERSHIP
    person: Annotated[str, Refers((Noun.PERSON,))]
    team: Annotated[str, Refers((Noun.TEAM,))]
    role: TeamRole | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanningStepEntry(Entry):
    noun: ClassVar = Noun.PLANNING_STEP
    audience: Audience
    starts_on: Annotated[date, Keys(("start", "starts_on"))]
    ends_on: Annotated[date, Keys(("end", "ends_on"))]
    note: _Label = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleEntry(NamedEntry):
    noun: ClassVar = Noun.CYCLE
    name: _Title
    starts_on: _Start = None
    ends_on: _End = None
    state: CycleState | None = None
    cadence: Cadence | None = None
    parent: _Cycle = None
    carried_from: _Cycle = None
    planning: tuple[PlanningStepEntry, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveEntry(NamedEntry):
    noun: ClassVar = Noun.OBJECTIVE
    title: _Title
    description: str | None = None
    team: _Team = None
    cycle: _Cycle = None
    owner: _Person = None
    owner_role: _Label = None
    level: Level | None = None
    commitment: Commitment | None = None
    lifecycle: Annotated[Lifecycle | None, Keys(("status", "lifecycle"))] = None
    position: _Position = None
    weight: _Weight = None
    progress_driver: ProgressDriver | None = None
    starts_on: _Start = None
    ends_on: _End = None
    standalone_reason: str | None = None
    carried_from: Annotated[str | None, Refers((Noun.OBJECTIVE,))] = None
    close_outcome: CloseOutcome | None = None
    parents: _Parents = None
    score: Decimal | None = None
    score_note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointEntry(Entry):
    """The value that is expected of a key result on a day."""

    noun: ClassVar = Noun.CHECKPOINT
    day: date
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneEntry(Entry):
    """A stage of a key result."""

    noun: ClassVar = Noun.MILESTONE
    title: _Title
    weight: _Weight = None
    due_on: Annotated[date | None, Keys(("due_on", "deadline"))] = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyResultEntry(NamedEntry):
    noun: ClassVar = Noun.KEY_RESULT
    objective: Annotated[str, Refers((Noun.OBJECTIVE,))]
    title: _Title
    description: str | None = None
    metric_type: Annotated[MetricType | None, Keys(("metric", "metric_type"))] = None
    unit_kind: UnitKind | None = None
    unit: _Label = None
    precision: Annotated[int | None, Reads(values.precision)] = None
    start: Decimal | None = None
    target: Decimal | None = None
    current: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    due_on: Annotated[date | None, Keys(("deadline", "due_on"))] = None
    owner: _Person = None
    owner_role: _Label = None
    position: _Position = None
    indicator: Indicator | None = None
    measures: Measures | None = None
    confidence: _Confidence = None
    reported_status: Annotated[ReportedStatus | None, Keys(("status", "reported_status"))] = None
    kpi: Annotated[str | None, Refers((Noun.KPI,))] = None
    follows: KeyResultSource | None = None
    carried_from: Annotated[str | None, Refers((Noun.KEY_RESULT,))] = None
    checkpoints: tuple[CheckpointEntry, ...] | None = None
    milestones: tuple[MilestoneEntry, ...] | None = None
    score: Decimal | None = None
    score_note: str | None = None
    parents: _Parents = None
    weight: _Weight = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeEntry(NamedEntry):
    noun: ClassVar = Noun.INITIATIVE
    title: _Title
    description: str | None = None
    serves: Annotated[tuple[str, ...] | None, Refers(GOALS)] = None
    status: InitiativeStatus | None = None
    owner: _Person = None
    owner_role: _Label = None
    team: _Team = None
    starts_on: _Start = None
    ends_on: _End = None
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingEntry(Entry):
    """What a KPI was at one moment."""

    noun: ClassVar = Noun.KPI_READING
    at: datetime
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiEntry(NamedEntry):
    noun: ClassVar = Noun.KPI
    name: _Title
    unit: _Label = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    readings: tuple[ReadingEntry, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInEntry(Entry):
    noun: ClassVar = Noun.CHECK_IN
    id: Annotated[str | None, Reads(values.identifier)] = None
    key_result: Annotated[str, Refers((Noun.KEY_RESULT,))]
    occurred_at: Annotated[datetime, Keys(("at", "occurred_at"))]
    value: Decimal | None = None
    confidence: _Confidence = None
    status: ReportedStatus | None = None
    note: str | None = None
    wins: str | None = None
    blockers: str | None = None
    author: _Person = None
    # Among check-ins, which nothing else refers to: see `corrections`.
    corrects: Annotated[str | None, Reads(values.identifier)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignmentEntry(Entry):
    noun: ClassVar = Noun.ALIGNMENT
    child: _Goal
    parent: _Parent
    kind: AlignmentKind | None = None
    state: AlignmentState | None = None
    is_primary: bool | None = None
    weight: _Weight = None
    allocation: Annotated[Decimal | None, Reads(values.share)] = None
    rationale: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    proposed_at: datetime | None = None
    proposed_by: _Person = None
    decision_note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DependencyEntry(Entry):
    noun: ClassVar = Noun.DEPENDENCY
    from_: Annotated[str, Keys(("from",)), Refers(GOALS)]
    to: _Goal
    kind: DependencyKind | None = None
    state: DependencyState | None = None
    needed_by: date | None = None
    requested_at: datetime | None = None
    note: str | None = None
    provider_team: Annotated[
        str | None, Keys(("provider", "provider_team")), Refers((Noun.TEAM,))
    ] = None
    risk_owner: _Person = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewEntry(Entry):
    noun: ClassVar = Noun.REVIEW
    id: Annotated[str | None, Reads(values.identifier)] = None
    kind: ReviewKind
    objective: Annotated[str | None, Refers((Noun.OBJECTIVE,))] = None
    cycle: _Cycle = None
    team: _Team = None
    held_on: date
    went_well: str | None = None
    went_badly: str | None = None
    learned: str | None = None
    carries_over: str | None = None
    recognition: str | None = None
    author: _Person = None
