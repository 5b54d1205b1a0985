"""How a goal stands on a day, and by which rule."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from service.progress.ratios import ARITHMETIC, ONE
from service.progress.rules import ReportedStatus, Status


class StatusRule(StrEnum):
    """Why a status is what it is; the first that holds, in this order, then what was reported."""

    NO_VALUE = "NO_VALUE"
    TARGET_REACHED = "TARGET_REACHED"
    HELD_TO_THE_END = "HELD_TO_THE_END"
    PAST_DUE = "PAST_DUE"
    NO_EXPECTATION = "NO_EXPECTATION"
    WITHIN_GAP = "WITHIN_GAP"
    BEHIND = "BEHIND"
    FAR_BEHIND = "FAR_BEHIND"
    REPORTED = "REPORTED"
    REPORTED_WORSE = "REPORTED_WORSE"


@dataclass(frozen=True, slots=True)
class StatusLines:
    """How far behind its expectation a goal may be, inclusive, and still be on track or at risk."""

    on_track_gap: Decimal = Decimal("0.10")
    at_risk_gap: Decimal = Decimal("0.25")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a goal stands.

    Attributes:
        derived: what its numbers and the day say.
        status: the effective one, which a report can make worse, or give where there is no data.
        rule: what `status` comes from.
        gap: expected less reached, below 0 where it is ahead; None where either is unknown.
    """

    derived: Status
    status: Status
    rule: StatusRule
    gap: Decimal | None


_SEVERITY = {Status.ON_TRACK: 0, Status.AT_RISK: 1, Status.OFF_TRACK: 2}
_AS_REPORTED = {reported: Status(reported.value) for reported in ReportedStatus}


def standing(  # noqa: PLR0913  all that a status depends on, in the order in which it does
    progress: Decimal | None,
    expected: Decimal | None,
    due_on: date | None,
    day: date,
    *,
    keeps: bool,
    reported: ReportedStatus | None,
    lines: StatusLines,
) -> Standing:
    """The status of a key result or an objective on a day.

    Progress is within 0..1. What `keeps` a number within bounds has achieved nothing before the
    end. Nobody reports on objectives: their `reported` is None.
    """
    gap = None
    if progress is not None and expected is not None:
        gap = ARITHMETIC.subtract(expected, progress)
    ended = due_on is not None and day > due_on
    derived, rule = _derived(progress, gap, lines, keeps=keeps, ended=ended)
    if reported is None or derived is Status.ACHIEVED or derived is Status.MISSED:
        return Standing(derived, derived, rule, gap)
    stated = _AS_REPORTED[reported]
    if derived is Status.NO_DATA:
        return Standing(derived, stated, StatusRule.REPORTED, gap)
    if _SEVERITY[stated] > _SEVERITY[derived]:
        return Standing(derived, stated, StatusRule.REPORTED_WORSE, gap)
    return Standing(derived, derived, rule, gap)


def _derived(
    progress: Decimal | None, gap: Decimal | None, lines: StatusLines, *, keeps: bool, ended: bool
) -> tuple[Status, StatusRule]:
    if progress is None:
        return Status.NO_DATA, StatusRule.NO_VALUE
    if progress >= ONE and (ended or not keeps):
        held = StatusRule.HELD_TO_THE_END if keeps else StatusRule.TARGET_REACHED
        return Status.ACHIEVED, held
    if ended:
        return Status.MISSED, StatusRule.PAST_DUE
    if gap is None:
        return Status.NO_DATA, StatusRule.NO_EXPECTATION
    if gap <= lines.on_track_gap:
        return Status.ON_TRACK, StatusRule.WITHIN_GAP
    if gap <= lines.at_risk_gap:
        return Status.AT_RISK, StatusRule.BEHIND
    return Status.OFF_TRACK, StatusRule.FAR_BEHIND
