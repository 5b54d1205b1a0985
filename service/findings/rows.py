"""Findings as they are stored: what a run says of each, and a digest of it."""

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from service.audit.findings import Finding
from service.findings.rules import finding_id

DIGEST = 16


class FoundRow(NamedTuple):
    """One finding of a run: there may be hundreds of thousands.

    Attributes:
        digest: equal for two runs that say the same of it, whatever its goals are called.
        place: where it is among the findings of its run.
    """

    id: UUID
    digest: bytes
    place: int


def sent(row: FoundRow, finding: Finding) -> dict[str, Any]:
    """The row as the database takes it."""
    return {
        "id": str(row.id),
        "fingerprint": finding.fingerprint,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "subject_kind": finding.subject and finding.subject.kind,
        "subject_id": finding.subject and finding.subject.id,
        "related": [{"kind": ref.kind, "id": ref.id} for ref in finding.related],
        "message": finding.message,
        "evidence": finding.evidence,
        "digest": row.digest.hex(),
    }


def rows_of(findings: Iterable[Finding]) -> Iterator[FoundRow]:
    for place, finding in enumerate(findings):
        yield FoundRow(finding_id(finding.fingerprint), digest_of(finding), place)


def digest_of(finding: Finding) -> bytes:
    """Of all that is stored of it but the fingerprint."""
    said = orjson.dumps(
        [
            finding.severity.value,
            finding.message,
            finding.subject and [finding.subject.kind, finding.subject.id],
            [[ref.kind, ref.id] for ref in finding.related],
            finding.evidence,
        ]
    )
    return blake2b(said, digest_size=DIGEST).digest()
