"""What an audit says: one finding per rule and subject, known again from run to run."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from itertools import groupby
from operator import itemgetter

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
    """One thing to look at; `evidence` holds the numbers that led to it, ready for JSON.

    Two findings of one fingerprint are the same finding, from run to run.
    """

    rule: str
    name: str
    severity: Severity
    state: FindingState
    message: str
    hint: str
    subject: Ref | None
    related: tuple[Ref, ...]
    evidence: Evidence

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the rule and the keys it names: never over titles, numbers or dates."""
        named = [] if self.subject is None else [_name(self.subject)]
        lines = [self.rule, *named, *sorted(_name(ref) for ref in self.related)]
        return sha256("\n".join(lines).encode()).hexdigest()


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, by severity, rule, subject and related keys.

    Findings of a rule about the same things (two dependencies between the same goals) are one:
    the more severe, then the first by its words.
    """
    placed = sorted(((_place(finding), finding) for finding in findings), key=itemgetter(0))
    distinct = (
        min((finding for _, finding in same), key=_words)
        for _, same in groupby(placed, key=itemgetter(0))
    )
    return tuple(sorted(distinct, key=lambda finding: SEVERITY_RANK[finding.severity]))


def _name(ref: Ref) -> str:
    return f"{ref.kind} {ref.key}"


def _place(finding: Finding) -> str:
    """Rule, subject and related as one text: comparing those is three times as fast as tuples."""
    refs = finding.related if finding.subject is None else (finding.subject, *finding.related)
    return "\0".join([finding.rule, *[f"{ref.key}\0{ref.kind}\0{ref.id}" for ref in refs]])


def _words(finding: Finding) -> tuple[int, str, str]:
    return (SEVERITY_RANK[finding.severity], finding.message, str(finding.evidence))
