"""A document as the records that the graph and the audit look at: no database needed."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from service.alignment.records import (
    AlignmentRecord,
    CheckInRecord,
    CheckpointRecord,
    CycleRecord,
    DependencyRecord,
    KpiRecord,
    MilestoneRecord,
    NodeRecord,
    OrganizationRecords,
    PersonRecord,
    ReadingRecord,
    TeamRecord,
)
from service.cycles.rules import default_state
from service.dependencies.rules import DependencyKind, DependencyState
from service.initiatives.rules import InitiativeStatus
from service.interchange.checks import OUTSIDE_THE_GRAPH, loops
from service.interchange.document import Document
from service.interchange.edges import edges_of
from service.interchange.entries import (
    GOALS,
    PARENTS,
    InitiativeEntry,
    KeyResultEntry,
    MilestoneEntry,
    ObjectiveEntry,
    StrategyEntry,
)
from service.interchange.items import Entry, Noun, layout_of
from service.nodes.rules import NodeKind
from service.objectives.rules import Lifecycle, UnitKind
from service.progress.rules import KeyResultSource


def records_from_document(document: Document, today: date) -> OrganizationRecords:
    """The rows of a document by their senders' own ids.

    References that name nothing are left out, and so is the link of the row that closes a loop of
    teams, people or cycles: `checks` reports both.
    """
    named = _Named(document)
    head = document.organization
    zone = ZoneInfo((head and head.timezone) or "UTC")
    return OrganizationRecords(
        name=(head.name if head else None) or "",
        nodes=[
            *(_strategy_element(row, named) for row in document.strategy),
            *(_objective(row, named) for row in document.objectives),
            *(_key_result(row, named) for row in document.key_results),
            *(_initiative(row, named) for row in document.initiatives),
        ],
        alignments=list(_alignments(document, named)),
        dependencies=list(_dependencies(document, named)),
        cycles=[
            CycleRecord(
                id=row.id,
                key=row.id,
                name=row.name,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                state=row.state or default_state(row.starts_on, today),
                parent=named.one(row, "parent"),
            )
            for row in document.cycles
        ],
        teams=[
            TeamRecord(row.id, row.id, row.name, named.one(row, "parent")) for row in document.teams
        ],
        people=[
            PersonRecord(row.id, row.id, row.name, row.active is not False and not row.archived)
            for row in document.people
        ],
        check_ins=list(_check_ins(document, named, zone)),
        kpis=[
            KpiRecord(row.id, row.id, row.name, row.lower, row.upper, bool(row.archived))
            for row in document.kpis
        ],
        readings=list(_readings(document, zone)),
        checkpoints=[
            CheckpointRecord(row.id, point.day, point.value)
            for row in document.key_results
            for point in row.checkpoints or ()
        ],
        milestones=[
            MilestoneRecord(row.id, _weight(stage), stage.due_on, stage.done_on)
            for row in document.key_results
            for stage in row.milestones or ()
        ],
        settings=(head.settings if head else None) or {},
    )


class _Named:
    """What the references of a document name, where they name what they may."""

    def __init__(self, document: Document) -> None:
        self._noun_by_id = {entry.id: entry.noun for entry in document.named()}
        self._looping = {problem.origin for problem in loops(document, OUTSIDE_THE_GRAPH)}

    def one(self, entry: Entry, attribute: str) -> str | None:
        value = getattr(entry, attribute)
        if entry.noun in OUTSIDE_THE_GRAPH and entry.origin in self._looping:
            return None
        return value if self.noun(value) in self._nouns(entry, attribute) else None

    def many(self, entry: Entry, attribute: str) -> tuple[str, ...]:
        nouns = self._nouns(entry, attribute)
        return tuple(name for name in getattr(entry, attribute) or () if self.noun(name) in nouns)

    def noun(self, name: str | None) -> Noun | None:
        return None if name is None else self._noun_by_id.get(name)

    def _nouns(self, entry: Entry, attribute: str) -> tuple[Noun, ...]:
        return layout_of(type(entry)).items[attribute].refers


def _strategy_element(row: StrategyEntry, named: _Named) -> NodeRecord:
    return NodeRecord(
        id=row.id,
        key=row.id,
        kind=NodeKind.STRATEGY_ELEMENT,
        title=row.title,
        archived=bool(row.archived),
        parent=named.one(row, "parent"),
        strategy_kind=row.element_kind,
    )


def _objective(row: ObjectiveEntry, named: _Named) -> NodeRecord:
    lifecycle = row.lifecycle or Lifecycle.ACTIVE
    return NodeRecord(
        id=row.id,
        key=row.id,
        kind=NodeKind.OBJECTIVE,
        title=row.title,
        archived=bool(row.archived),
        cancelled=lifecycle is Lifecycle.CANCELLED,
        level=row.level,
        lifecycle=lifecycle,
        standalone=bool(row.standalone_reason),
        cycle=named.one(row, "cycle"),
        weight=_weight(row),
        team=named.one(row, "team"),
        owner=named.one(row, "owner"),
        owner_role=bool(row.owner_role),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        commitment=row.commitment,
        progress_driver=row.progress_driver,
        score=row.score,
        noted=_is_noted(row),
        carried_from=named.one(row, "carried_from"),
    )


def _key_result(row: KeyResultEntry, named: _Named) -> NodeRecord:
    return NodeRecord(
        id=row.id,
        key=row.id,
        kind=NodeKind.KEY_RESULT,
        title=row.title,
        archived=bool(row.archived),
        parent=named.one(row, "objective"),
        owner=named.one(row, "owner"),
        owner_role=bool(row.owner_role),
        ends_on=row.due_on,
        metric_type=row.metric_type,
        start=row.start,
        target=row.target,
        lower=row.lower,
        upper=row.upper,
        unit_kind=row.unit_kind or (UnitKind.PERCENT if row.unit == "%" else None),
        weight=_weight(row),
        indicator=row.indicator,
        measures=row.measures,
        score=row.score,
        noted=_is_noted(row),
        carried_from=named.one(row, "carried_from"),
        kpi=named.one(row, "kpi"),
        follows=row.follows or KeyResultSource.CHECK_INS,
        current=row.current,
        confidence=row.confidence,
        reported_status=row.reported_status,
    )


def _is_noted(row: ObjectiveEntry | KeyResultEntry) -> bool:
    return bool((row.score_note or "").strip(" "))


def _check_ins(document: Document, named: _Named, zone: ZoneInfo) -> Iterator[CheckInRecord]:
    corrected = {row.corrects for row in document.check_ins} - {None}
    for row in document.check_ins:
        if named.one(row, "key_result") and row.id not in corrected:
            yield CheckInRecord(
                key_result=row.key_result,
                at=row.occurred_at,
                day=row.occurred_at.astimezone(zone).date(),
                value=row.value,
                confidence=row.confidence,
                status=row.status,
            )


def _readings(document: Document, zone: ZoneInfo) -> Iterator[ReadingRecord]:
    for kpi in document.kpis:
        for row in kpi.readings or ():
            yield ReadingRecord(kpi.id, row.at, row.at.astimezone(zone).date(), row.value)


def _weight(row: ObjectiveEntry | KeyResultEntry | MilestoneEntry) -> Decimal:
    return Decimal(1) if row.weight is None else row.weight


def _initiative(row: InitiativeEntry, named: _Named) -> NodeRecord:
    return NodeRecord(
        id=row.id,
        key=row.id,
        kind=NodeKind.INITIATIVE,
        title=row.title,
        archived=bool(row.archived),
        cancelled=row.status is InitiativeStatus.DROPPED,
        serves=named.many(row, "serves"),
        team=named.one(row, "team"),
        owner=named.one(row, "owner"),
        owner_role=bool(row.owner_role),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
    )


def _alignments(document: Document, named: _Named) -> Iterator[AlignmentRecord]:
    for edge in edges_of(document):
        if named.noun(edge.child) not in GOALS or named.noun(edge.parent) not in PARENTS:
            continue
        yield AlignmentRecord(
            child=edge.child,
            parent=edge.parent,
            kind=edge.kind,
            state=edge.state,
            weight=edge.weight,
            allocation=edge.allocation,
            is_primary=edge.is_primary,
            valid_from=edge.valid_from,
            valid_to=edge.valid_to,
            proposed_on=edge.proposed_at.date() if edge.proposed_at else None,
        )


def _dependencies(document: Document, named: _Named) -> Iterator[DependencyRecord]:
    for row in document.dependencies:
        if named.one(row, "from_") and named.one(row, "to"):
            yield DependencyRecord(
                source=row.from_,
                target=row.to,
                kind=row.kind or DependencyKind.NEEDS,
                state=row.state or DependencyState.REQUESTED,
                needed_by=row.needed_by,
                requested_on=row.requested_at.date() if row.requested_at else None,
                provider_team=named.one(row, "provider_team"),
                risk_owner=named.one(row, "risk_owner"),
            )
