"""How a goal stands, in words: its bar, and why its status is what it is."""

from datetime import date
from decimal import Decimal

from service.narrative.facts import Goal, KeyResult
from service.narrative.numbers import Progress
from service.numbers.derived import KeyResultNumbers, ObjectiveNumbers
from service.progress.rules import NoProgress, Status
from service.progress.status import StatusRule
from service.reporting.composing.material import (
    Material,
    key_result_numbers,
    objective_numbers,
)
from service.reporting.model import Bar
from service.reporting.wording import STATUSES, day, percent, points

_WHY_NONE = {
    NoProgress.NO_DRIVERS: "nothing measures it: no key result, and no goal below that counts",
    NoProgress.NO_DATA: "nothing that measures it has a number yet",
    NoProgress.ZERO_WEIGHT: "what has been measured of it weighs nothing",
    NoProgress.CYCLE: "it is on a circle of goals that move each other",
}

_PLAIN = {
    StatusRule.NO_VALUE: "no value yet",
    StatusRule.TARGET_REACHED: "it has reached its target",
    StatusRule.HELD_TO_THE_END: "it was kept within its bounds to the end",
    StatusRule.REPORTED: "as its owner says; no number tells",
}


def bar_of(progress: Progress) -> Bar:
    return Bar(ratio(progress.value), ratio(progress.expected), progress.status)


def reason_of_goal(material: Material, goal: Goal) -> str:
    numbers = objective_numbers(material.now, goal.id)
    if numbers is None:
        return ""
    if numbers.progress is None and goal.progress.why_none is not None:
        return _WHY_NONE[goal.progress.why_none]
    return _reason(numbers, goal.ends_on)


def reason_of_key_result(material: Material, goal: Goal, one: KeyResult) -> str:
    numbers = key_result_numbers(material.now, goal, one.id)
    return "" if numbers is None else _reason(numbers, one.due_on or goal.ends_on)


def change_of_goal(material: Material, goal: Goal) -> str:
    """How its progress moved since the day that changes are told from."""
    before = objective_numbers(material.before, goal.id)
    return change(None if before is None else before.progress, goal.progress.value, material.since)


def change(before: Decimal | None, after: Decimal | None, since: date | None) -> str:
    if before is None or after is None or since is None:
        return ""
    if before == after:
        return f"unmoved since {day(since)}"
    sign = "+" if after > before else "−"  # noqa: RUF001  a minus, not a hyphen
    return f"{sign}{points(after - before)} since {day(since)}"


def _reason(numbers: ObjectiveNumbers | KeyResultNumbers, due_on: date | None) -> str:
    if numbers.status_rule is None:
        return ""
    match StatusRule(numbers.status_rule):
        case StatusRule.PAST_DUE:
            due = "" if due_on is None else f" on {day(due_on)}"
            return f"due{due}, it ended at {percent(numbers.progress)}"
        case StatusRule.NO_EXPECTATION:
            return "it has no due day" if due_on is None else "nothing is expected of it yet"
        case StatusRule.REPORTED_WORSE:
            derived = getattr(numbers, "derived_status", Status.NO_DATA)
            return f"as its owner says; its number alone is {STATUSES[Status(derived)]}"
        case StatusRule.WITHIN_GAP | StatusRule.BEHIND | StatusRule.FAR_BEHIND:
            return _gap(numbers)
        case rule:
            return _PLAIN[rule]


def _gap(numbers: ObjectiveNumbers | KeyResultNumbers) -> str:
    if numbers.progress is None or numbers.expected is None:
        return ""
    ahead = numbers.progress - numbers.expected
    if not ahead:
        return "as expected"
    return f"{points(ahead)} {'ahead' if ahead > 0 else 'behind'}"


def ratio(value: Decimal | None) -> float | None:
    """As charts and bars take it; None: not measured."""
    return None if value is None else float(value)
