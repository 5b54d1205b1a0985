"""The audit of one snapshot: the same snapshot, day and scope give the same report."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from service.alignment.analysis import analyze
from service.alignment.records import CycleRecord, TeamRecord
from service.alignment.snapshot import Snapshot
from service.audit.collection import collection_paused
from service.audit.findings import (
    SEVERITY_RANK,
    Finding,
    FindingState,
    Severity,
    in_order,
)
from service.audit.inquiry import Inquiry
from service.audit.metrics import Metrics, alignment_score, measure
from service.audit.rules import RULES, RULES_BY_ID
from service.audit.rules.definition import Hit, Rule
from service.audit.scope import Scope, Selection, selection
from service.audit.settings import AuditSettings, audit_settings

RULE_SET_VERSION = "2"  # goes up when a rule fires otherwise than before
EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Count:
    """How many findings one rule has at one severity."""

    rule: str
    severity: Severity
    count: int


@dataclass(frozen=True, slots=True)
class AuditReport:
    """One run of the audit.

    Attributes:
        scope_cycles, scope_teams: keys of what was chosen; empty is everything live.
        rule_set: changes with the rules and with the organization's settings for them.
        rules_off: those that the organization does not ask.
        score: 0..100, None where nothing could be measured.
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
    counts: tuple[Count, ...]
    findings: tuple[Finding, ...]


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
        findings = in_order(_findings(inquiry, chosen))
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


def _findings(inquiry: Inquiry, chosen: Selection) -> Iterator[Finding]:
    for rule in RULES:
        if rule.id not in inquiry.settings.rules_off:
            hits = (hit for hit in rule.check(inquiry) if chosen.holds(hit, inquiry))
            yield from _findings_of(rule, hits, inquiry.settings)


def _findings_of(rule: Rule, hits: Iterable[Hit], settings: AuditSettings) -> Iterator[Finding]:
    hint, ordered = rule.hint, settings.severity_by_rule.get(rule.id)
    for hit in hits:
        yield Finding(
            rule.id,
            rule.name,
            ordered or hit.severity or rule.severity,
            FindingState.OPEN,
            hit.message,
            hint,
            hit.subject,
            hit.related,
            hit.evidence,
        )


def _counts(findings: Sequence[Finding]) -> tuple[Count, ...]:
    counts = Counter((finding.severity, finding.rule) for finding in findings)
    in_order = sorted(counts, key=lambda place: (SEVERITY_RANK[place[0]], place[1]))
    return tuple(Count(rule, severity, counts[severity, rule]) for severity, rule in in_order)
