"""What needs somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from service.audit.findings import Severity
from service.narrative.facts import DecisionKind
from service.progress.rules import Status


@dataclass(frozen=True, slots=True)
class Concern:
    """One goal that needs somebody.

    Attributes:
        of: the objective of a key result; else empty.
        who: its owner, and team.
    """

    title: str
    of: str
    reason: str
    who: str
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Concerns:
    """Goals that need somebody for one reason; `more` are not told one by one."""

    heading: str
    meaning: str
    told: Sequence[Concern]
    more: int = 0

    @property
    def count(self) -> int:
        return len(self.told) + self.more


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """What one rule of the audit found.

    Attributes:
        hint: how to mend it.
        subjects: the titles of some of them.
        more: how many others there are.
    """

    rule: str
    name: str
    severity: Severity
    hint: str
    subjects: Sequence[str]
    more: int = 0

    @property
    def count(self) -> int:
        return len(self.subjects) + self.more


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """Something that waits for an answer.

    Attributes:
        waiting: for how long.
        who: who decides.
        why: what was given as the reason.
    """

    kind: DecisionKind
    asks: str
    asked: str
    waiting: str
    who: str
    why: str = ""
    needed_by: date | None = None


@dataclass(frozen=True, slots=True)
class RiskLine:
    """What a goal waits for, and may not get in time."""

    title: str
    provider: str
    team: str
    needed_by: date | None
    risk_owner: str
