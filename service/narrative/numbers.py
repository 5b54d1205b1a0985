"""The numbers of goals that stories are told from, as they are stored; None: nobody knows."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from service.objectives.rules import CloseOutcome, UnitKind
from service.progress.rules import MetricType, NoProgress, Status
from service.progress.scoring import Band, band


class Pace(StrEnum):
    """How a goal moves, the best first: its status, with what is AHEAD told from ON_TRACK."""

    ACHIEVED = "ACHIEVED"
    AHEAD = "AHEAD"
    ON_TRACK = "ON_TRACK"
    AT_RISK = "AT_RISK"
    OFF_TRACK = "OFF_TRACK"
    MISSED = "MISSED"
    NO_DATA = "NO_DATA"


GOES_WELL = (Pace.ACHIEVED, Pace.AHEAD)
NEEDS_ATTENTION = (Pace.MISSED, Pace.OFF_TRACK, Pace.AT_RISK)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a goal has come.

    Attributes:
        value: 0..1, as it is stored; None: no data.
        expected: 0..1 on the day of the numbers; None: no expectation.
        status: the effective one.
        stale: of a key result: its last check-in is older than cadence and grace; of an
            objective: that of one of its key results is.
        why_none: why an objective has no progress.
    """

    value: Decimal | None = None
    expected: Decimal | None = None
    status: Status = Status.NO_DATA
    stale: bool = False
    why_none: NoProgress | None = None

    @property
    def gap(self) -> Decimal | None:
        """Expected less reached, below 0 where it is ahead; None where either is unknown."""
        if self.value is None or self.expected is None:
            return None
        return self.expected - self.value

    @property
    def pace(self) -> Pace:
        if self.status is Status.ON_TRACK and self.gap is not None and self.gap < 0:
            return Pace.AHEAD
        return Pace(self.status.value)


@dataclass(frozen=True, slots=True)
class Grade:
    """How a goal was graded in the end.

    Attributes:
        score: the final one; None: not graded.
        note: why it was scored so.
        is_success: by what it was committed to; None where that cannot be told.
        outcome: how an objective ended; None while it has not, and of key results.
    """

    score: Decimal | None = None
    note: str | None = None
    is_success: bool | None = None
    outcome: CloseOutcome | None = None

    @property
    def band(self) -> Band | None:
        return None if self.score is None else band(self.score)


@dataclass(frozen=True, slots=True)
class Measure:
    """What a key result is measured by, in its own unit.

    Attributes:
        stages, stages_done: milestones, and those done by the day of the story.
    """

    metric_type: MetricType | None = None
    unit_kind: UnitKind | None = None
    unit: str | None = None
    start: Decimal | None = None
    target: Decimal | None = None
    current: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    stages: int = 0
    stages_done: int = 0
