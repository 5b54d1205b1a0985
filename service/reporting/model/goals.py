"""Goals as a report tells them: in full, in lists, team by team."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from service.progress.rules import Status
from service.progress.scoring import Band


@dataclass(frozen=True, slots=True)
class Bar:
    """How far something is, and should be: 0..1; many things together have no status."""

    value: float | None = None
    expected: float | None = None
    status: Status | None = Status.NO_DATA


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    count: int
    of: int

    @property
    def told(self) -> str:
        """`2 of 3`; a dash where there is nothing to count."""
        return f"{self.count:,} of {self.of:,}" if self.of else "–"  # noqa: RUF001  a dash


@dataclass(frozen=True, slots=True)
class Confidence:
    """What was said of a key result's chances, 0..10, and when."""

    day: date
    value: int


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote when checking in."""

    text: str
    day: date
    author: str | None = None


@dataclass(frozen=True, slots=True)
class KeyResultLine:
    """One key result.

    Attributes:
        measure: from where, to where, and where it is: `3.1 → 4 → 4.5 t`.
        reason: why its status is what it is.
        confidences: the earliest first; a trend from two on.
        checked_in: how long ago, where it is too long; else empty.
    """

    title: str
    bar: Bar
    reason: str
    owner: str
    measure: str = ""
    confidence: int | None = None
    confidences: Sequence[Confidence] = ()
    checked_in: str = ""
    note: Note | None = None
    score: str | None = None
    band: Band | None = None


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One objective in a list."""

    title: str
    bar: Bar
    owner: str
    key_results: int = 0
    level: str = ""
    out_of_sight: bool = False
    score: str | None = None
    band: Band | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One objective, with all that there is to know of it.

    Attributes:
        cycle: where it is another cycle's than the report's.
        serves: the titles of what it is aligned to.
        change: how its progress moved of late; empty where that is not known.
        supported_by: how many goals contribute to it or support it.
        below: the first of these.
        out_of_sight: it leads up to nothing.
    """

    title: str
    bar: Bar
    reason: str
    owner: str
    team: str = ""
    cycle: str = ""
    serves: Sequence[str] = ()
    change: str = ""
    supported_by: int = 0
    below: Sequence["GoalLine"] = ()
    out_of_sight: bool = False
    key_results: Sequence[KeyResultLine] = ()
    score: str | None = None
    band: Band | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class TeamLine:
    """The goals of one team, not of its parts; the last line may be of no team.

    Attributes:
        aligned: of those that should be, how many lead up to where they ought to.
        checked_in: of the key results under way, those of the last cadence.
        graded: None where nothing is yet to be graded.
    """

    name: str
    bar: Bar
    statuses: Mapping[Status, int]
    key_results: int
    confidence: float | None
    checked_in: Share
    aligned: Share
    graded: Share | None
    goals: Sequence[GoalLine]
