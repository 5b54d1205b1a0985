"""The head of a report, how progress came about, and the alignment score."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from service.progress.rules import Status


@dataclass(frozen=True, slots=True)
class Heading:
    """What the report is of.

    Attributes:
        stage: such as `week 8 of 13`; empty where days are unknown.
    """

    organization: str
    cycle: str
    team: str | None
    state: str
    starts_on: date | None
    ends_on: date | None
    as_of: date
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that matters.

    Attributes:
        value: as it is shown; None: not measured.
        meaning: what it was counted from, or held against.
        change: what became of it since, where that is known.
        is_good: whether the change is one for the better; None: neither.
    """

    label: str
    value: str | None
    meaning: str
    change: str = ""
    is_good: bool | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One day of a trend, 0..1."""

    day: date
    progress: float | None
    expected: float | None


@dataclass(frozen=True, slots=True)
class Trend:
    """How progress came about beside what was expected.

    Attributes:
        of: whose progress it is, such as `company objectives`.
        points: by day; progress is None after `as_of`.
    """

    of: str
    as_of: date
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Change:
    """A goal that stands otherwise than it did."""

    title: str
    of: str
    before: Status
    after: Status

    @property
    def is_better(self) -> bool:
        return _WORST_FIRST.index(self.after) > _WORST_FIRST.index(self.before)


_WORST_FIRST = [
    Status.MISSED,
    Status.OFF_TRACK,
    Status.AT_RISK,
    Status.NO_DATA,
    Status.ON_TRACK,
    Status.ACHIEVED,
]


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since a day: the worst first; `more` are not told one by one."""

    since: date
    told: Sequence[Change] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One of the shares that the alignment score is the mean of."""

    name: str
    share: float | None
    counted: str
    weight: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """The alignment score, its parts, and where it can grow most."""

    score: str | None
    parts: Sequence[ScorePart]
    gains: str
