"""Small organizations for the audit: records with what a test does not speak of left sound."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

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
from service.alignment.rules import AlignmentState
from service.alignment.snapshot import snapshot_from_records
from service.audit.findings import Finding, FindingState, Severity
from service.audit.report import AuditReport, audit
from service.audit.scope import Scope
from service.dependencies.rules import DependencyKind
from service.nodes.rules import NodeKind
from service.objectives.rules import Level, Lifecycle
from service.progress.rules import MetricType
from service.strategy.rules import StrategyKind

TODAY = date(2024, 5, 1)
NOW = datetime(2024, 5, 1, 9, 30, tzinfo=UTC)
ERROR, WARNING, INFO = Severity

Fact = CheckInRecord | KpiRecord | ReadingRecord | CheckpointRecord | MilestoneRecord
Record = (
    NodeRecord | AlignmentRecord | CycleRecord | TeamRecord | PersonRecord | DependencyRecord | Fact
)
# subject, related, severity, evidence
Fired = tuple[str, tuple[str, ...], Severity, dict[str, object]]
Cases = dict[str, tuple[list[Record], list[Fired]]]


def pillar(key: str, **fields: Any) -> NodeRecord:
    fields = {"strategy_kind": StrategyKind.PILLAR, **fields}
    return NodeRecord(key, key, NodeKind.STRATEGY_ELEMENT, f"Title of {key}", **fields)


def objective(key: str, **fields: Any) -> NodeRecord:
    fields = {"level": Level.TEAM, "lifecycle": Lifecycle.ACTIVE, **fields}
    title = fields.pop("title", f"Title of {key}")
    return NodeRecord(key, key, NodeKind.OBJECTIVE, title, **fields)


def company_objective(key: str, **fields: Any) -> NodeRecord:
    return objective(key, **{"level": Level.COMPANY, **fields})


def key_result(key: str, home: str, **fields: Any) -> NodeRecord:
    fields = {"metric_type": MetricType.BINARY, **fields}
    title = fields.pop("title", f"Title of {key}")
    return NodeRecord(key, key, NodeKind.KEY_RESULT, title, parent=home, **fields)


def initiative(key: str, *serves: str, **fields: Any) -> NodeRecord:
    return NodeRecord(key, key, NodeKind.INITIATIVE, f"Title of {key}", serves=serves, **fields)


def link(child: str, parent: str, **fields: Any) -> AlignmentRecord:
    return AlignmentRecord(child, parent, **{"is_primary": True, **fields})


def proposal(child: str, parent: str, **fields: Any) -> AlignmentRecord:
    return link(child, parent, state=AlignmentState.PROPOSED, **fields)


def cycle(key: str, starts_on: str | None, ends_on: str | None, **fields: Any) -> CycleRecord:
    days = (None if day is None else date.fromisoformat(day) for day in (starts_on, ends_on))
    return CycleRecord(key, key, key.upper(), *days, **fields)


def quarter(key: str = "q2", **fields: Any) -> CycleRecord:
    return cycle(key, "2024-04-01", "2024-06-30", **fields)


def team(key: str, parent: str | None = None) -> TeamRecord:
    return TeamRecord(key, key, key.title(), parent)


def person(key: str, **fields: Any) -> PersonRecord:
    return PersonRecord(key, key, key.title(), **fields)


def needs(source: str, target: str, **fields: Any) -> DependencyRecord:
    return DependencyRecord(source, target, **{"kind": DependencyKind.NEEDS, **fields})


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def check_in(key_result: str, day: date, value: str | None = None, **fields: Any) -> CheckInRecord:
    number = None if value is None else Decimal(value)
    return CheckInRecord(key_result, datetime.combine(day, time(9), UTC), day, number, **fields)


def weekly(key_result: str, *values: str, until: date = TODAY) -> list[CheckInRecord]:
    """A check-in a week, the last one on a day."""
    weeks = reversed(range(len(values)))
    return [
        check_in(key_result, until - timedelta(weeks=week), value)
        for week, value in zip(weeks, values, strict=True)
    ]


def kpi(key: str, **fields: Any) -> KpiRecord:
    return KpiRecord(key, key, key.title(), **fields)


def reading(key: str, day: date, value: str) -> ReadingRecord:
    return ReadingRecord(key, datetime.combine(day, time(9), UTC), day, Decimal(value))


def organization(things: Iterable[Record], settings: dict[str, object] | None = None) -> Any:
    rows = list(things)
    return OrganizationRecords(
        name="Acme",
        nodes=[row for row in rows if isinstance(row, NodeRecord)],
        alignments=[row for row in rows if isinstance(row, AlignmentRecord)],
        dependencies=[row for row in rows if isinstance(row, DependencyRecord)],
        cycles=[row for row in rows if isinstance(row, CycleRecord)],
        teams=[row for row in rows if isinstance(row, TeamRecord)],
        people=[row for row in rows if isinstance(row, PersonRecord)],
        check_ins=[row for row in rows if isinstance(row, CheckInRecord)],
        kpis=[row for row in rows if isinstance(row, KpiRecord)],
        readings=[row for row in rows if isinstance(row, ReadingRecord)],
        checkpoints=[row for row in rows if isinstance(row, CheckpointRecord)],
        milestones=[row for row in rows if isinstance(row, MilestoneRecord)],
        settings={} if settings is None else {"audit": settings},
    )


def report_on(
    things: Iterable[Record],
    *,
    scope: Scope | None = None,
    settings: dict[str, object] | None = None,
    as_of: date = TODAY,
) -> AuditReport:
    snapshot = snapshot_from_records(organization(things, settings))
    return audit(snapshot, as_of, scope=scope or Scope(), generated_at=NOW)


def waived_finding(finding: Finding) -> Finding:
    """The same finding, accepted for a while."""
    return Finding(
        rule=finding.rule,
        name=finding.name,
        severity=finding.severity,
        state=FindingState.WAIVED,
        message=finding.message,
        hint=finding.hint,
        subject=finding.subject,
        related=finding.related,
        evidence=finding.evidence,
    )


def fired(rule: str, things: Iterable[Record], **options: Any) -> list[Fired]:
    """What one rule finds, in the report's order."""
    return [
        (
            finding.subject.key if finding.subject else "",
            tuple(ref.key for ref in finding.related),
            finding.severity,
            dict(finding.evidence),
        )
        for finding in report_on(things, **options).findings
        if finding.rule == rule
    ]
