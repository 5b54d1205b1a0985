"""What an audit says: one finding per rule and subject, known again from run to run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

Evidence = Mapping[str, object]


class Severity(StrEnum):
    """How much a finding matters, the most first."""

    ERROR = "ERROR"
    WARNING = "WARNING"
    INFO = "INFO"


class FindingState(StrEnum):
    """Whether a finding stands, is accepted for a while, or is gone."""

    OPEN = "OPEN"
    WAIVED = "WAIVED"
    RESOLVED = "RESOLVED"


SEVERITY_RANK = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Ref:
    """Something a finding is about.

    Attributes:
        kind: its noun in snake_case: objective, key_result, team, cycle, …
        id: the record's id.
        key: what people call it: the external id where there is one, else `id`.
    """

    kind: str
    id: str
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at; `evidence` holds the numbers that led to it, ready for JSON."""

    rule: str
    name: str
    severity: Severity
    state: FindingState
    message: str
    hint: str
    subject: Ref | None
    related: tuple[Ref, ...]
    evidence: Evidence
    fingerprint: str


def fingerprint(rule: str, subject: Ref | None, related: Sequence[Ref]) -> str:
    """SHA-256 over the rule and the keys it names: never over titles, numbers or dates."""
    named = [] if subject is None else [_name(subject)]
    lines = [rule, *named, *sorted(_name(ref) for ref in related)]
    return sha256("\n".join(lines).encode()).hexdigest()


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, by severity, rule, subject and related keys.

    Findings about the same things (two dependencies between the same goals) are one: the more
    severe, then the first by its words.
    """
    found: dict[tuple[str, tuple[str, ...]], Finding] = {}
    for finding in findings:
        same = (finding.fingerprint, _ids(finding))
        found[same] = min(finding, found[same], key=_words) if same in found else finding
    return tuple(sorted(found.values(), key=_order))


def _name(ref: Ref) -> str:
    return f"{ref.kind} {ref.key}"


def _ids(finding: Finding) -> tuple[str, ...]:
    subject = () if finding.subject is None else (finding.subject.id,)
    return (*subject, *(ref.id for ref in finding.related))


def _words(finding: Finding) -> tuple[int, str, str]:
    return (SEVERITY_RANK[finding.severity], finding.message, str(finding.evidence))


def _order(finding: Finding) -> tuple[object, ...]:
    subject = ("", "") if finding.subject is None else (finding.subject.key, finding.subject.kind)
    related = tuple((ref.key, ref.kind) for ref in finding.related)
    return (SEVERITY_RANK[finding.severity], finding.rule, subject, related, _ids(finding))
