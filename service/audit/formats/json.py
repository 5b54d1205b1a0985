"""The audit document `sightline-audit/1`, as plain values ready to be written as JSON."""

from dataclasses import fields

from service.audit.findings import Finding, Ref
from service.audit.metrics import Metric, Metrics
from service.audit.report import AuditReport

FORMAT = "sightline-audit/1"


def to_document(report: AuditReport, *, node_ids: bool = False) -> dict[str, object]:
    """The report as the contract has it.

    Args:
        report: what the audit found.
        node_ids: whether each thing named also carries its record's id as `node_id`; a server's
            do, a file has no other ids than the sender's.
    """
    return {
        "format": FORMAT,
        "generated_at": report.generated_at.isoformat(),
        "as_of": report.as_of.isoformat(),
        "organization": report.organization,
        "scope": {"cycle": _asked(report.scope_cycles), "team": _asked(report.scope_teams)},
        "rule_set": report.rule_set,
        "score": report.score,
        "metrics": _metrics(report.metrics),
        "counts": [
            {"rule": row.rule, "severity": row.severity.value, "count": row.count}
            for row in report.counts
        ],
        "findings": [_finding(finding, node_ids=node_ids) for finding in report.findings],
    }


def _asked(keys: tuple[str, ...]) -> str | None:
    """The scope as it is asked for: several keys separated by commas; None for everything."""
    return ",".join(keys) or None


def _metrics(metrics: Metrics) -> dict[str, object]:
    return {row.name: _metric(getattr(metrics, row.name)) for row in fields(metrics)}


def _metric(metric: Metric) -> dict[str, object]:
    return {
        "value": metric.value,
        "numerator": metric.numerator,
        "denominator": metric.denominator,
    }


def _finding(finding: Finding, *, node_ids: bool) -> dict[str, object]:
    subject = finding.subject
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity.value,
        "state": finding.state.value,
        "message": finding.message,
        "hint": finding.hint,
        "subject": None if subject is None else _ref(subject, node_ids=node_ids),
        "related": [_ref(ref, node_ids=node_ids) for ref in finding.related],
        "evidence": dict(finding.evidence),
        "fingerprint": finding.fingerprint,
    }


def _ref(ref: Ref, *, node_ids: bool) -> dict[str, object]:
    document: dict[str, object] = {"kind": ref.kind, "id": ref.key, "title": ref.title}
    return {**document, "node_id": ref.id} if node_ids else document
