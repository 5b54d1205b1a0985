"""What stories are made of: goals and cycles as they are recorded, with nothing left to look up.

Numbers are the stored ones; what is None nobody has recorded. Names and titles are as people wrote
them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from service.alignment.rules import AlignmentClass, BreakReason, Reach
from service.cycles.rules import CycleState
from service.narrative.numbers import Grade, Measure, Progress
from service.objectives.rules import Level, Lifecycle
from service.progress.rules import Commitment
from service.reviews.rules import ReviewKind


@dataclass(frozen=True, slots=True)
class Owner:
    """Who is accountable.

    Attributes:
        name: of the person; None where none is recorded.
        active: whether the person still works there.
        role: in words, where no person is recorded.
    """

    name: str | None = None
    active: bool = True
    role: str | None = None


@dataclass(frozen=True, slots=True)
class KeyResult:
    """One key result in use.

    Attributes:
        due_on: its own day; None: that of its objective.
        checked_in_on: the day of the last check-in that counts.
    """

    id: UUID
    title: str
    owner: Owner = field(default_factory=Owner)
    measure: Measure = field(default_factory=Measure)
    progress: Progress = field(default_factory=Progress)
    confidence: int | None = None
    due_on: date | None = None
    checked_in_on: date | None = None
    grade: Grade = field(default_factory=Grade)


@dataclass(frozen=True, slots=True)
class Sight:
    """How a goal connects to the strategy.

    Attributes:
        alignment_class: its standing, which says of `reach` whether it was to be expected.
        breaks: where the ways up end, and why; told of the first hundred goals of a cycle that
            reach nothing, else empty.
        since: from which day on it has had no way up, where the record tells; only of a goal that
            is its own break.
    """

    reach: Reach
    alignment_class: AlignmentClass
    breaks: Sequence["Break"] = ()
    since: date | None = None

    @property
    def is_missing(self) -> bool:
        """It reaches nothing, and nobody has said that it should be so."""
        return self.reach is Reach.NONE and self.alignment_class is not AlignmentClass.EXEMPT


@dataclass(frozen=True, slots=True)
class Break:
    """A node from which nothing leads further up."""

    node_id: UUID
    title: str
    reason: BreakReason


@dataclass(frozen=True, slots=True)
class Origin:
    """The goal of an earlier cycle that a goal continues."""

    title: str
    cycle: str | None = None


@dataclass(frozen=True, slots=True)
class DependencyAtRisk:
    """What an objective, or one of its key results, waits for, and may not get in time.

    Attributes:
        team: who is to provide it: the team that was asked, else that of the provider's goal.
    """

    id: UUID
    provider: str
    team: str | None = None
    needed_by: date | None = None
    risk_owner: str | None = None


class DecisionKind(StrEnum):
    """What waits for a decision."""

    PROPOSAL = "PROPOSAL"
    DEPENDENCY = "DEPENDENCY"


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that somebody has asked for and nobody has answered.

    Attributes:
        asks: the title of the goal that is to be aligned, or that depends on the other.
        asked: the title of the goal, or strategy element, whose owner is to decide.
    """

    id: UUID
    kind: DecisionKind
    asks: str
    asked: str
    since: date


@dataclass(frozen=True, slots=True)
class Review:
    """What people said when they looked back; at least one of the texts says something.

    Attributes:
        team: whose part of a cycle it is about; None: everyone's, or an objective's.
        objective: the title of the objective that it is about; None: a cycle's.
    """

    id: UUID
    kind: ReviewKind
    held_on: date
    author: str | None = None
    team: str | None = None
    objective: str | None = None
    went_well: str | None = None
    went_badly: str | None = None
    learned: str | None = None
    carries_over: str | None = None
    recognition: str | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """One objective with its key results in use, by position.

    Attributes:
        cycle, cycle_state: of the cycle that it is set for.
        starts_on, ends_on: its own, else its cycle's.
        numbers_on: the day that its numbers are for.
        sight: None: not known.
        parents: the titles of what it is aligned to on the day, live ones alone, the first parent
            first.
        decisions: what waits of its own asking, and its key results', the longest first.
        at_risk: dependencies, by the day that they are needed.
        reviews: of the objective, the latest first.
    """

    id: UUID
    title: str
    lifecycle: Lifecycle = Lifecycle.ACTIVE
    level: Level | None = None
    commitment: Commitment | None = None
    cycle_id: UUID | None = None
    cycle: str | None = None
    cycle_state: CycleState | None = None
    team_id: UUID | None = None
    team: str | None = None
    owner: Owner = field(default_factory=Owner)
    starts_on: date | None = None
    ends_on: date | None = None
    numbers_on: date | None = None
    progress: Progress = field(default_factory=Progress)
    grade: Grade = field(default_factory=Grade)
    standalone_reason: str | None = None
    origin: Origin | None = None
    key_results: Sequence[KeyResult] = ()
    sight: Sight | None = None
    parents: Sequence[str] = ()
    decisions: Sequence[Decision] = ()
    at_risk: Sequence[DependencyAtRisk] = ()
    reviews: Sequence[Review] = ()


@dataclass(frozen=True, slots=True)
class CycleFacts:
    """One cycle, with the shorter ones inside it, of the company or of some teams and their parts.

    Attributes:
        organization: its name.
        teams: the names of the teams; none: the whole company.
        as_of: the day that the story is told on.
        goals: all objectives in use, cancelled ones among them; the highest level first, then by
            position, goals of no level last.
        reviews: of the cycles and, where the company is told of, of all their teams; the latest
            first. Those of objectives stand with these.
    """

    id: UUID
    name: str
    organization: str
    state: CycleState
    as_of: date
    starts_on: date | None = None
    ends_on: date | None = None
    teams: Sequence[str] = ()
    goals: Sequence[Goal] = ()
    reviews: Sequence[Review] = ()

    @property
    def team(self) -> str:
        """The names of the teams together; empty: the whole company."""
        return ", ".join(self.teams)

    @property
    def live(self) -> list[Goal]:
        """The goals that nobody has cancelled."""
        return [goal for goal in self.goals if goal.lifecycle is not Lifecycle.CANCELLED]
