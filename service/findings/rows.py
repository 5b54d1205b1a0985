"""Findings as they are stored: what a run says of each, and a digest of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from uuid import UUID

import orjson

from service.audit.findings import Finding
from service.findings.rules import finding_id

DIGEST = 16


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One finding of a run.

    Attributes:
        digest: equal for two runs that say the same of it, whatever its goals are called.
        content: the rest of the row, as JSON has it.
    """

    id: UUID
    digest: bytes
    finding: Finding

    def sent(self) -> dict[str, object]:
        """The row as the database takes it."""
        one = self.finding
        return {
            "id": str(self.id),
            "fingerprint": one.fingerprint,
            "rule": one.rule,
            "severity": one.severity.value,
            "subject_kind": one.subject and one.subject.kind,
            "subject_id": one.subject and one.subject.id,
            "related": [{"kind": ref.kind, "id": ref.id} for ref in one.related],
            "message": one.message,
            "evidence": one.evidence,
            "digest": self.digest.hex(),
        }


def rows_of(findings: Iterable[Finding]) -> Iterator[FoundRow]:
    for finding in findings:
        yield FoundRow(finding_id(finding.fingerprint), digest_of(finding), finding)


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
