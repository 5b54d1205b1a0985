"""The audit of one snapshot: the same snapshot, day and scope give the same report."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple

from service.alignment.analysis import analyze
from service.alignment.records import CycleRecord, TeamRecord
from service.alignment.snapshot import Snapshot
from service.audit.bottlenecks import NotableBottleneck, notable_bottlenecks
from service.audit.collection import collection_paused
from service.audit.findings import Severity, Waiver
from service.audit.inquiry import Inquiry
from service.audit.metrics import Metrics, alignment_score, measure
from service.audit.ordering import FindingsOfRule, joined
from service.audit.packed_findings import Findings
from service.audit.rules import RULES, RULES_BY_ID
from service.audit.scope import Scope, Selection, selection
from service.audit.settings import AuditSettings, audit_settings
from service.audit.teams import TeamStanding, farthest_teams

RULE_SET_VERSION = "3"  # goes up when a rule fires otherwise than before
EVERYTHING = Scope()


class RuleWaiver(NamedTuple):
    """A waiver, and the rule whose finding it is of."""

    rule: str
    waiver: Waiver


@dataclass(frozen=True, slots=True)
class Count:
    """How many findings one rule has at one severity.

    Attributes:
        waived: how many of them are.
    """

    rule: str
    severity: Severity
    count: int
    waived: int = 0

    @property
    def open(self) -> int:
        return self.count - self.waived


@dataclass(frozen=True, slots=True)
class AuditReport:
    """One run of the audit.

    Attributes:
        scope_cycles, scope_teams: keys of what was chosen; empty is everything live.
        rule_set: changes with the rules and with the organization's settings for them.
        rules_off: those that the organization does not ask.
        score: 0..100, None where nothing could be measured.
        bottlenecks: those worth telling, the worst first.
        teams: those with the most key results out of sight, the most first.
        findings: by severity, rule and subject.
    """

    generated_at: datetime
    as_of: date
    organization: str
    scope_cycles: tuple[str, ...]
    scope_teams: tuple[str, ...]
    rule_set: str
    rules_off: tuple[str, ...]
    score: float | None
    metrics: Metrics
    bottlenecks: tuple[NotableBottleneck, ...]
    teams: tuple[TeamStanding, ...]
    counts: tuple[Count, ...]
    findings: Findings

    def pieces(self, size: int) -> Iterator["AuditReport"]:
        """The same report with so many of its findings at a time; at least one piece."""
        for start in range(0, max(1, len(self.findings)), size):
            yield replace(self, findings=self.findings.part(start, start + size))


def audit(
    snapshot: Snapshot, as_of: date, *, scope: Scope = EVERYTHING, generated_at: datetime
) -> AuditReport:
    """All rules and metrics over a snapshot, as of a day.

    Raises:
        Invalid: the organization's audit settings name something unknown.
    """
    settings = audit_settings(snapshot.settings, RULES_BY_ID)
    inquiry = Inquiry(snapshot, analyze(snapshot, as_of), settings, as_of)
    chosen = selection(inquiry, scope)
    with collection_paused():
        findings = joined(_findings(inquiry, chosen))
    metrics = measure(inquiry, chosen)
    return AuditReport(
        generated_at=generated_at,
        as_of=as_of,
        organization=snapshot.name,
        scope_cycles=_keys(snapshot.cycles, snapshot.cycle_row_by_id, scope.cycles),
        scope_teams=_keys(snapshot.teams, snapshot.team_row_by_id, scope.teams),
        rule_set=rule_set(settings),
        rules_off=tuple(sorted(settings.rules_off)),
        score=alignment_score(metrics),
        metrics=metrics,
        bottlenecks=notable_bottlenecks(inquiry, chosen),
        teams=farthest_teams(inquiry, chosen),
        counts=_counts(findings),
        findings=findings,
    )


def _keys(
    records: Sequence[CycleRecord] | Sequence[TeamRecord],
    row_by_id: Mapping[str, int],
    chosen: Sequence[str],
) -> tuple[str, ...]:
    return tuple(records[row_by_id[one]].key for one in chosen)


def rule_set(settings: AuditSettings) -> str:
    """The version of the rules, and a mark where the organization judges otherwise."""
    changes = settings.changes()
    if not changes:
        return RULE_SET_VERSION
    return f"{RULE_SET_VERSION}+{sha256(repr(changes).encode()).hexdigest()[:8]}"


def _findings(inquiry: Inquiry, chosen: Selection) -> Iterator[FindingsOfRule]:
    for rule in RULES:
        if rule.id not in inquiry.settings.rules_off:
            found = FindingsOfRule(rule, inquiry.settings.severity_by_rule.get(rule.id))
            found.add(hit for hit in rule.check(inquiry) if chosen.holds(hit, inquiry))
            yield found


def _counts(findings: Findings) -> tuple[Count, ...]:
    return tuple(
        Count(group.heading.rule, group.heading.severity, len(group), len(group.waivers))
        for group in findings.groups
    )


def waived(report: AuditReport, waivers: Mapping[str, RuleWaiver]) -> AuditReport:
    """The report with its findings waived for which a waiver, by fingerprint, holds on its day."""
    holding = {
        fingerprint: one.waiver
        for fingerprint, one in waivers.items()
        if one.waiver.holds_on(report.as_of)
    }
    if not holding:
        return report
    rules = {waivers[fingerprint].rule for fingerprint in holding}
    findings = report.findings.with_waivers(holding, rules)
    return replace(report, findings=findings, counts=_counts(findings))
