"""The audit document `sightline-audit/1`, as plain values ready to be written as JSON."""

from collections.abc import Callable, Iterator
from dataclasses import fields

import orjson

from service.audit.findings import Finding, Ref, Waiver
from service.audit.metrics import Metric, Metrics
from service.audit.report import AuditReport

FORMAT = "sightline-audit/1"
_PIECE = 500  # findings

Document = dict[str, object]
NodeId = Callable[[Ref], str]


def to_document(report: AuditReport, node_id: NodeId | None = None) -> Document:
    """The report as the contract has it.

    Args:
        report: what the audit found.
        node_id: the id that each thing named also carries as `node_id`; a server's do, a file
            has no other ids than the sender's.
    """
    findings = [_finding(finding, node_id) for finding in report.findings]
    return {**_head(report), "findings": findings}


def written(report: AuditReport, node_id: NodeId | None = None) -> Iterator[bytes]:
    """The same as JSON, piece by piece: no piece takes long to make or much room."""
    yield orjson.dumps(_head(report))[:-1] + b',"findings":['
    for place, piece in enumerate(report.pieces(_PIECE)):
        findings = [_finding(finding, node_id) for finding in piece.findings]
        yield (b"," if place else b"") + orjson.dumps(findings)[1:-1]
    yield b"]}"


def _head(report: AuditReport) -> Document:
    """All but the findings."""
    return {
        "format": FORMAT,
        "generated_at": report.generated_at.isoformat(),
        "as_of": report.as_of.isoformat(),
        "organization": report.organization,
        "scope": {"cycle": _asked(report.scope_cycles), "team": _asked(report.scope_teams)},
        "rule_set": report.rule_set,
        "score": report.score,
        "metrics": metrics_document(report.metrics),
        "counts": [
            {
                "rule": row.rule,
                "severity": row.severity.value,
                "count": row.count,
                **({"waived": row.waived} if row.waived else {}),
            }
            for row in report.counts
        ],
    }


def _asked(keys: tuple[str, ...]) -> str | None:
    """The scope as it is asked for: several keys separated by commas; None for everything."""
    return ",".join(keys) or None


def metrics_document(metrics: Metrics) -> Document:
    """The metrics by name, each with its parts."""
    return {row.name: _metric(getattr(metrics, row.name)) for row in fields(metrics)}


def _metric(metric: Metric) -> dict[str, object]:
    return {
        "value": metric.value,
        "numerator": metric.numerator,
        "denominator": metric.denominator,
    }


def _finding(finding: Finding, node_id: NodeId | None) -> Document:
    subject = finding.subject
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity.value,
        "state": finding.state.value,
        "message": finding.message,
        "hint": finding.hint,
        "subject": None if subject is None else _ref(subject, node_id),
        "related": [_ref(ref, node_id) for ref in finding.related],
        "evidence": finding.evidence,
        "fingerprint": finding.fingerprint,
        **({} if finding.waiver is None else {"waiver": _waiver(finding.waiver)}),
    }


def _waiver(waiver: Waiver) -> Document:
    by = waiver.by and waiver.by.key
    return {"reason": waiver.reason, "by": by, "until": waiver.until.isoformat()}


def _ref(ref: Ref, node_id: NodeId | None) -> Document:
    document: Document = {"kind": ref.kind, "id": ref.key, "title": ref.title}
    if node_id is not None:
        document["node_id"] = node_id(ref)
    return document
