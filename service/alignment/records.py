"""An organization as plain rows: what a file and the database are both read into."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from service.alignment.rules import AlignmentKind, AlignmentState
from service.cycles.rules import CycleState
from service.dependencies.rules import DependencyKind, DependencyState
from service.nodes.rules import NodeKind
from service.objectives.rules import Indicator, Level, Lifecycle, Measures, UnitKind
from service.progress.rules import (
    Commitment,
    KeyResultSource,
    MetricType,
    ProgressDriver,
    ReportedStatus,
)
from service.strategy.rules import StrategyKind


@dataclass(frozen=True, slots=True)
class NodeRecord:
    """One strategy element, objective, key result or initiative.

    Attributes:
        id: unique in the organization: a UUID's text, or in a file the sender's own id.
        key: what people and reports call it: the external id where there is one, else `id`.
        parent: id of what contains it: a key result's objective, a strategy element's parent.
        serves: an initiative's key results and objectives, ids.
        cancelled: an objective that is CANCELLED, an initiative that is DROPPED.
        ends_on: an objective's own end, a key result's due date.
        weight: an objective's or a key result's share among its siblings.
        unit_kind: as recorded, PERCENT also where the unit is `%`.
        progress_driver: what an objective says that drives it.
        noted: its score has a note.
        carried_from: id of the objective, or key result, of an earlier cycle that it continues.
        kpi: id of the KPI that a key result moves.
        follows: what a key result's number comes from.
        current, confidence, reported_status: as set on a key result; what its check-ins say, or
            the readings of a KPI that it follows, takes their place.
        created_on: the day a key result was made; None where it was imported, which counts as
            having always been.
    """

    id: str
    key: str
    kind: NodeKind
    title: str
    archived: bool = False
    cancelled: bool = False
    parent: str | None = None
    serves: tuple[str, ...] = ()
    strategy_kind: StrategyKind | None = None
    level: Level | None = None
    lifecycle: Lifecycle | None = None
    standalone: bool = False
    cycle: str | None = None
    team: str | None = None
    owner: str | None = None
    owner_role: bool = False
    starts_on: date | None = None
    ends_on: date | None = None
    metric_type: MetricType | None = None
    start: Decimal | None = None
    target: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    unit_kind: UnitKind | None = None
    weight: Decimal = Decimal(1)
    indicator: Indicator | None = None
    measures: Measures | None = None
    commitment: Commitment | None = None
    progress_driver: ProgressDriver | None = None
    score: Decimal | None = None
    noted: bool = False
    carried_from: str | None = None
    kpi: str | None = None
    follows: KeyResultSource | None = None
    current: Decimal | None = None
    confidence: int | None = None
    reported_status: ReportedStatus | None = None
    created_on: date | None = None


@dataclass(frozen=True, slots=True)
class AlignmentRecord:
    """One edge child → parent that is not archived; `allocation` absent is 1/n of the child."""

    child: str
    parent: str
    kind: AlignmentKind = AlignmentKind.CONTRIBUTES
    state: AlignmentState = AlignmentState.ACCEPTED
    weight: Decimal = Decimal(1)
    allocation: Decimal | None = None
    is_primary: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    proposed_on: date | None = None


def structural_edges(node: NodeRecord) -> Iterator[AlignmentRecord]:
    """The edges up that the node itself states: what contains it, what it serves."""
    for parent in (*((node.parent,) if node.parent else ()), *node.serves):
        yield AlignmentRecord(node.id, parent, AlignmentKind.SUPPORTS, AlignmentState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class CycleRecord:
    """One cycle; its dates may be unknown."""

    id: str
    key: str
    name: str
    starts_on: date | None = None
    ends_on: date | None = None
    state: CycleState = CycleState.ACTIVE
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class TeamRecord:
    """One team; the team without a parent is a root."""

    id: str
    key: str
    name: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One person; someone inactive owns nothing."""

    id: str
    key: str
    name: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class DependencyRecord:
    """One dependency `source` → `target` between objectives or key results.

    Attributes:
        provider_team, risk_owner: ids, where they are recorded.
    """

    source: str
    target: str
    kind: DependencyKind = DependencyKind.NEEDS
    state: DependencyState = DependencyState.REQUESTED
    needed_by: date | None = None
    requested_on: date | None = None
    provider_team: str | None = None
    risk_owner: str | None = None


@dataclass(frozen=True, slots=True)
class CheckInRecord:
    """What was told of a key result at one moment, and corrected by nobody since.

    Attributes:
        day: of the moment, where the organization is.
    """

    key_result: str
    at: datetime
    day: date
    value: Decimal | None = None
    confidence: int | None = None
    status: ReportedStatus | None = None


@dataclass(frozen=True, slots=True)
class KpiRecord:
    """One KPI with the bounds of its healthy range, either of which may be open."""

    id: str
    key: str
    name: str
    lower: Decimal | None = None
    upper: Decimal | None = None
    archived: bool = False


@dataclass(frozen=True, slots=True)
class ReadingRecord:
    """What a KPI was at one moment; `day` as of a check-in."""

    kpi: str
    at: datetime
    day: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class CheckpointRecord:
    """The value that is expected of a key result on a day."""

    key_result: str
    day: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class MilestoneRecord:
    """One stage of a key result; without a date of its own it is due with the key result."""

    key_result: str
    weight: Decimal = Decimal(1)
    due_on: date | None = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class OrganizationRecords:
    """Everything the graph and its audit look at, archived and cancelled nodes included.

    Attributes:
        check_ins: those of one key result and moment in the order of their ids.
        id: a UUID's text; files name no other organization than their own.
    """

    name: str
    nodes: Sequence[NodeRecord] = ()
    alignments: Sequence[AlignmentRecord] = ()
    dependencies: Sequence[DependencyRecord] = ()
    cycles: Sequence[CycleRecord] = ()
    teams: Sequence[TeamRecord] = ()
    people: Sequence[PersonRecord] = ()
    check_ins: Sequence[CheckInRecord] = ()
    kpis: Sequence[KpiRecord] = ()
    readings: Sequence[ReadingRecord] = ()
    checkpoints: Sequence[CheckpointRecord] = ()
    milestones: Sequence[MilestoneRecord] = ()
    settings: dict[str, object] = field(default_factory=dict)
    id: str = "organization"
