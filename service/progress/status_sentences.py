"""What is said of a status: a sentence with the numbers and days in it."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from service.progress.ratios import ZERO
from service.progress.rules import ReportedStatus
from service.progress.status import Standing, StatusLines, StatusRule, standing
from service.progress.wording import percent, points


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What a status depends on, but for the lines; see `standing`."""

    progress: Decimal | None
    expected: Decimal | None
    due_on: date | None
    day: date
    keeps: bool = False
    reported: ReportedStatus | None = None

    def standing(self, lines: StatusLines) -> Standing:
        return standing(
            self.progress,
            self.expected,
            self.due_on,
            self.day,
            keeps=self.keeps,
            reported=self.reported,
            lines=lines,
        )


def tell_status(grounds: Grounds, lines: StatusLines) -> str:
    """The sentence of the effective status; where a report decides, that of the numbers follows."""
    stands = grounds.standing(lines)
    if stands.rule not in {StatusRule.REPORTED, StatusRule.REPORTED_WORSE}:
        return _derived(stands, grounds, lines)
    numbers = replace(grounds, reported=None)
    below = _derived(numbers.standing(lines), numbers, lines)
    if stands.rule is StatusRule.REPORTED:
        return f"It is reported {stands.status}, and its numbers tell no status. {below}"
    return f"It is reported {stands.status}, worse than its numbers, {stands.derived}. {below}"


def _derived(stands: Standing, grounds: Grounds, lines: StatusLines) -> str:
    due = "" if grounds.due_on is None else grounds.due_on.isoformat()
    progress = "" if grounds.progress is None else percent(grounds.progress)
    match stands.rule:
        case StatusRule.NO_VALUE:
            return f"There is no progress to judge on {grounds.day.isoformat()}."
        case StatusRule.TARGET_REACHED:
            return f"Its progress is {progress}: it has reached its target."
        case StatusRule.HELD_TO_THE_END:
            return f"It was due on {due}, and kept within its bounds to the end."
        case StatusRule.PAST_DUE:
            return f"It was due on {due}, and its progress is {progress}."
        case StatusRule.NO_EXPECTATION:
            return _unexpected(grounds, progress, due)
        case _:
            return _measured_by_the_gap(stands, grounds, lines)


def _unexpected(grounds: Grounds, progress: str, due: str) -> str:
    if not due:
        return f"Its progress is {progress}; nothing is expected of it, for it has no due day."
    day = grounds.day.isoformat()
    return f"Its progress is {progress}; due on {due}, nothing is expected of it on {day} yet."


def _measured_by_the_gap(stands: Standing, grounds: Grounds, lines: StatusLines) -> str:
    gap, progress, expected = stands.gap or ZERO, grounds.progress, grounds.expected
    due = "" if grounds.due_on is None else f", due on {grounds.due_on.isoformat()}"
    side = f"{points(abs(gap))} {'behind' if gap > ZERO else 'ahead'}" if gap else "just that"
    line = f"at risk up to {points(lines.at_risk_gap)}"
    if stands.rule is StatusRule.WITHIN_GAP:
        line = f"on track up to {points(lines.on_track_gap)} behind"
    elif stands.rule is StatusRule.FAR_BEHIND:
        line += " only"
    return (
        f"Its progress is {percent(progress or ZERO)} where {percent(expected or ZERO)} was"
        f" expected by {grounds.day.isoformat()}{due}: {side} ({line})."
    )
