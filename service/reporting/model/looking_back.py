"""What is behind: grades, and what people said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from service.progress.scoring import Band
from service.reporting.model.goals import Share


@dataclass(frozen=True, slots=True)
class Said:
    """One part of a review, such as what worked."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class ReviewNote:
    """What people said when they looked back."""

    of: str
    kind: str
    held_on: date
    author: str | None
    said: Sequence[Said]


@dataclass(frozen=True, slots=True)
class CommitmentLine:
    """How goals of one commitment were graded."""

    name: str
    meaning: str
    graded: int
    mean: str | None
    succeeded: Share


@dataclass(frozen=True, slots=True)
class Grades:
    """How the goals were graded in the end."""

    graded: Share
    by_band: Mapping[Band, int]
    by_commitment: Sequence[CommitmentLine]
    carried_over: Sequence[str]
