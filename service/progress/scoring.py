"""How a goal is graded in the end: from 0.0 to 1.0."""

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import assert_never

from service.progress.ratios import ONE, ZERO, clamped, shown_ratio
from service.progress.rules import Commitment

_TENTH = Decimal("0.1")
YELLOW_FROM = Decimal("0.4")
GREEN_FROM = Decimal("0.7")
ASPIRATION = Decimal("0.6")


class Band(StrEnum):
    """A score in three colors; it is rounded half up to a tenth first, so none falls between."""

    RED = "RED"
    YELLOW = "YELLOW"
    GREEN = "GREEN"


def counted_score(score: Decimal) -> Decimal:
    """A score as it counts: imported ones may lie outside 0..1 and are kept as they came."""
    return min(max(score, ZERO), ONE)


def band(score: Decimal) -> Band:
    """0.0-0.3 red, 0.4-0.6 yellow, 0.7-1.0 green.

    Source: Google re:Work, Set goals with OKRs.
    """
    tenths = counted_score(score).quantize(_TENTH, ROUND_HALF_UP)
    if tenths >= GREEN_FROM:
        return Band.GREEN
    return Band.YELLOW if tenths >= YELLOW_FROM else Band.RED


def suggested_score(progress: Decimal | None) -> Decimal | None:
    """What its progress suggests, as that is shown; its owner may say otherwise, with a note."""
    suggested = clamped(progress)
    return None if suggested is None else Decimal(shown_ratio(suggested))


def is_success(
    commitment: Commitment | None,
    score: Decimal | None,
    has_learning: bool,  # noqa: FBT001  what a learning goal is judged by
) -> bool | None:
    """Whether a goal of its kind succeeded; the score is taken as it is, not by its band.

    Args:
        commitment: COMMITTED asks for all of it, ASPIRATIONAL for 0.6, LEARNING for what was
            learned, whatever the score.
        score: the final one.
        has_learning: whether what was learned is written down.

    Returns:
        None where no commitment is recorded, or no score where one decides.
    """
    match commitment:
        case Commitment.LEARNING:
            return has_learning
        case Commitment.COMMITTED:
            return None if score is None else score >= ONE
        case Commitment.ASPIRATIONAL:
            return None if score is None else score >= ASPIRATION
        case None:
            return None
        case _:
            assert_never(commitment)
