"""What an audit says: one finding per rule and subject, known again from run to run."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from itertools import chain
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
    distinct: list[Finding] = []
    last = None
    for place, finding in placed:
        if place == last:
            distinct[-1] = min(distinct[-1], finding, key=_words)
        else:
            distinct.append(finding)
        last = place
    by_severity: dict[Severity, list[Finding]] = {severity: [] for severity in Severity}
    for finding in distinct:
        by_severity[finding.severity].append(finding)
    return tuple(chain.from_iterable(by_severity.values()))


def _name(ref: Ref) -> str:
    return f"{ref.kind} {ref.key}"


def _place(finding: Finding) -> str:
    """Rule, subject and related as one text: comparing those is three times as fast as tuples."""
    place, subject = finding.rule, finding.subject
    if subject is not None:
        place = f"{place}\0{subject.key}\0{subject.kind}\0{subject.id}"
    for ref in finding.related:
        place = f"{place}\0{ref.key}\0{ref.kind}\0{ref.id}"
    return place


def _words(finding: Finding) -> tuple[int, str, str]:
    return (SEVERITY_RANK[finding.severity], finding.message, str(finding.evidence))
