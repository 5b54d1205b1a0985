"""What is known of goals: raw facts, in the plainest form that numbers can be reckoned from."""

from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Word:
    """One check-in; what it does not say is None."""

    id: UUID
    at: datetime
    value: Fraction | None = None
    confidence: int | None = None
    status: str | None = None
    corrects: UUID | None = None


@dataclass(slots=True)
class Goal:
    """One key result, archived or not."""

    id: UUID
    home: UUID
    created_on: date
    metric_type: str | None = None
    follows: str = "CHECK_INS"
    start: Fraction | None = None
    target: Fraction | None = None
    lower: Fraction | None = None
    upper: Fraction | None = None
    due_on: date | None = None
    weight: Fraction = Fraction(1)
    set_value: Fraction | None = None
    set_confidence: int | None = None
    set_status: str | None = None
    readings: list[tuple[datetime, Fraction]] = field(default_factory=list)
    checkpoints: list[tuple[date, Fraction]] = field(default_factory=list)
    stages: list[tuple[Fraction, date | None, date | None]] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    archived: bool = False


@dataclass(slots=True)
class Aim:
    """One objective, archived or not; its days are its own, else its cycle's."""

    id: UUID
    starts_on: date | None = None
    ends_on: date | None = None
    driver: str | None = None
    lifecycle: str = "ACTIVE"
    cycle_state: str | None = None
    archived: bool = False

    @property
    def lives(self) -> bool:
        return not self.archived and self.lifecycle != "CANCELLED"


@dataclass(frozen=True, slots=True)
class Edge:
    """An accepted alignment that contributes and is not archived."""

    child: UUID
    parent: UUID
    weight: Fraction = Fraction(1)
    allocation: Fraction | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, day: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@dataclass(slots=True)
class World:
    """One organization.

    Attributes:
        strategy: its live strategy elements, which children are shared out among, too.
    """

    aims: dict[UUID, Aim] = field(default_factory=dict)
    goals: dict[UUID, Goal] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    strategy: set[UUID] = field(default_factory=set)
    timezone: str = "UTC"
    on_track_gap: Fraction = Fraction(1, 10)
    at_risk_gap: Fraction = Fraction(1, 4)
    patience_days: int = 10
