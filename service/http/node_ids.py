"""The ids under which GraphQL knows what an audit names."""

from collections.abc import Iterable
from uuid import UUID

from schema.identifiers import global_id
from service.audit.findings import Finding, Ref

_ORGANIZATION = "organization"


def with_node_ids(findings: Iterable[Finding], organization_id: UUID) -> tuple[Finding, ...]:
    """The findings with global ids in place of record ids: `node(id:)` finds each of them."""
    return tuple(_with_node_ids(finding, organization_id) for finding in findings)


def _with_node_ids(finding: Finding, organization_id: UUID) -> Finding:
    return Finding(
        rule=finding.rule,
        name=finding.name,
        severity=finding.severity,
        state=finding.state,
        message=finding.message,
        hint=finding.hint,
        subject=finding.subject and _with_node_id(finding.subject, organization_id),
        related=tuple(_with_node_id(ref, organization_id) for ref in finding.related),
        evidence=finding.evidence,
    )


def _with_node_id(ref: Ref, organization_id: UUID) -> Ref:
    key = organization_id if ref.kind == _ORGANIZATION else ref.id
    return Ref(ref.kind, global_id(ref.kind.title().replace("_", ""), key), ref.key, ref.title)
