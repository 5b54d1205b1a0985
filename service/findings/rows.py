"""Findings as they are stored, and marks of them: what it takes to tell two runs apart.

A mark is 32 bytes: the finding's id, and a digest of what is said of it. There may be millions, so
that they are compared as columns.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from uuid import UUID

import orjson

from service.audit.findings import Finding
from service.findings.rules import finding_id
from service.libraries import NDArray, np

_ID = 16
_MARK = 32
_WORDS = _MARK // 8


@dataclass(frozen=True, eq=False, slots=True)
class Difference:
    """What is to be written.

    Attributes:
        opened: places of findings that are not on record, or resolved since.
        changed: places of those of which something else is said than on record.
        resolved: what is on record, and found no more.
    """

    opened: list[int]
    changed: list[int]
    resolved: list[UUID]

    @property
    def is_empty(self) -> bool:
        return not (self.opened or self.changed or self.resolved)


def sent(finding: Finding) -> dict[str, Any]:
    """The finding as the database takes it."""
    return {
        "id": str(finding_id(finding.fingerprint)),
        "fingerprint": finding.fingerprint,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "subject_kind": finding.subject and finding.subject.kind,
        "subject_id": finding.subject and finding.subject.id,
        "related": [{"kind": ref.kind, "id": ref.id} for ref in finding.related],
        "message": finding.message,
        "evidence": finding.evidence,
        "digest": digest_of(finding).hex(),
    }


def digest_of(finding: Finding) -> bytes:
    """Of all that is stored of it but the fingerprint: equal whatever its goals are called."""
    said = orjson.dumps(
        [
            finding.severity.value,
            finding.message,
            finding.subject and [finding.subject.kind, finding.subject.id],
            [[ref.kind, ref.id] for ref in finding.related],
            finding.evidence,
        ]
    )
    return blake2b(said, digest_size=_MARK - _ID).digest()


def marks_of(findings: Iterable[Finding]) -> bytes:
    """The marks of findings, in their order."""
    marks = bytearray()
    for finding in findings:
        marks += finding_id(finding.fingerprint).bytes
        marks += digest_of(finding)
    return bytes(marks)


def difference(found: bytes, standing: bytes) -> Difference:
    """What tells marks of what was found from those of what is on record.

    Where two findings have one id (senders may call two things the same), the first is meant.
    """
    words = _words(found + standing)
    count, high, low = len(found) // _MARK, words[:, 0], words[:, 1]
    stands = np.arange(len(words)) >= count
    order = np.lexsort((stands, low, high))
    begins = np.ones(len(words), np.bool_)
    begins[1:] = (np.diff(high[order]) != 0) | (np.diff(low[order]) != 0)
    first = order[begins]
    last = order[np.append(begins[1:], True)] if len(words) else order
    is_new, is_gone = ~stands[last], stands[first]
    both = ~(is_new | is_gone)
    differs = (words[first[both], 2:] != words[last[both], 2:]).any(axis=1)
    return Difference(
        opened=np.sort(first[is_new]).tolist(),
        changed=np.sort(first[both][differs]).tolist(),
        resolved=_ids(standing, np.sort(first[is_gone]) - count),
    )


def _words(marks: bytes) -> NDArray["np.uint64"]:
    return np.frombuffer(marks, np.uint64).reshape(-1, _WORDS)


def _ids(marks: bytes, places: NDArray["np.int64"]) -> list[UUID]:
    starts = (_MARK * places).tolist()
    return [UUID(bytes=marks[start : start + _ID]) for start in starts]
