"""What an audit says: one finding per rule and subject, known again from run to run."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

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


class Ref(NamedTuple):
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


class Waiver(NamedTuple):
    """That a finding is accepted for a while.

    Attributes:
        until: its last day.
        by: who said so; None where no person is recorded.
    """

    reason: str
    until: date
    by: Ref | None = None

    def holds_on(self, day: date) -> bool:
        return day <= self.until


class Finding(NamedTuple):
    """One thing to look at; `evidence` holds the numbers that led to it, ready for JSON.

    Two findings of one fingerprint are the same finding, from run to run. A waiver is there where
    the state is WAIVED, and only there.
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
    waiver: Waiver | None = None

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the rule and the keys it names: never over titles, numbers or dates."""
        named = [] if self.subject is None else [_name(self.subject)]
        lines = [self.rule, *named, *sorted(_name(ref) for ref in self.related)]
        return sha256("\n".join(lines).encode()).hexdigest()


def _name(ref: Ref) -> str:
    return f"{ref.kind} {ref.key}"
