"""How key results are measured and how goals stand, as parts of sentences."""

from decimal import Decimal

from service.narrative.facts import Goal, KeyResult, Owner
from service.narrative.numbers import Measure, Pace, Progress
from service.narrative.stories import Part, Title
from service.narrative.words import amount, counted, day, numbers_in, percent
from service.progress import measuring
from service.progress.rules import MetricType

PACE_WORDS = {
    Pace.ACHIEVED: "achieved",
    Pace.AHEAD: "ahead",
    Pace.ON_TRACK: "on track",
    Pace.AT_RISK: "at risk",
    Pace.OFF_TRACK: "off track",
    Pace.MISSED: "missed",
    Pace.NO_DATA: "without a number",
}


def measured_by(key_result: KeyResult, goal: Goal) -> list[Part]:
    """Its title, and what it aims at where the title does not say so."""
    aims = [aim for aim in (_aim(key_result), _deadline(key_result, goal)) if aim]
    if not aims:
        return [Title(key_result.title)]
    parts: list[Part] = [Title(key_result.title), " ("]
    for place, aim in enumerate(aims):
        parts += [", "] * bool(place) + aim
    return [*parts, ")"]


def bounds_of(measure: Measure) -> list[Part]:
    """`at or above 99.5%`; empty where there are none."""
    lower, upper = measuring.bounds(_measuring(measure))
    if lower is not None and upper is not None:
        return ["between ", amount(lower, measure), " and ", amount(upper, measure)]
    if lower is not None:
        return ["at or above ", amount(lower, measure)]
    return [] if upper is None else ["at or below ", amount(upper, measure)]


def where_it_stands(key_result: KeyResult) -> list[Part]:
    """What it has come to, in its own unit: ` at 84%; the target is 98%`; empty without a value."""
    measure, current = key_result.measure, key_result.measure.current
    match measure.metric_type:
        case MetricType.MILESTONE if measure.stages:
            done = counted(measure.stages_done) if measure.stages_done else "none"
            return [f", with {done} of {counted(measure.stages, 'milestone')} done"]
        case MetricType.BINARY | MetricType.BASELINE | MetricType.MILESTONE:
            return []
        case _:
            pass
    if current is None:
        return []
    parts: list[Part] = [" at ", amount(current, measure)]
    if measuring.keeps(measure.metric_type):
        bounds = bounds_of(measure)
        return [*parts, ", to be kept ", *bounds] if bounds else parts
    if measure.target is None:
        return parts
    # The unit is a word after the first number: another one would want its plural, or its singular.
    return [*parts, "; the target is ", amount(measure.target, measure, bare=True)]


def how_far(progress: Progress) -> str | None:
    """`62% where 55% was expected`, `62%`; None without data."""
    if progress.value is None:
        return None
    if progress.expected is None or progress.pace is Pace.ACHIEVED:
        return percent(progress.value)
    expected = percent(progress.expected, progress.value)
    return f"{percent(progress.value, progress.expected)} where {expected} was expected"


def is_owned(owner: Owner) -> bool:
    """Whether somebody who is there, or a role, is accountable."""
    return (owner.name is not None and owner.active) or owner.role is not None


def _aim(key_result: KeyResult) -> list[Part] | None:
    """None where the title says it already, and where nothing is recorded."""
    measure = key_result.measure
    match measure.metric_type:
        case MetricType.BINARY:
            return ["done or not"]
        case MetricType.BASELINE:
            return ["a first number to establish"]
        case MetricType.MILESTONE:
            return [counted(measure.stages, "milestone")] if measure.stages else None
        case _:
            pass
    said = numbers_in(key_result.title)
    if measuring.keeps(measure.metric_type):
        bounds = bounds_of(measure)
        is_said = _unsigned(*measuring.bounds(_measuring(measure))) <= said
        return None if is_said or not bounds else ["kept ", *bounds]
    if measure.target is None or _unsigned(measure.start, measure.target) <= said:
        return None
    if measure.start is None:
        return ["to ", amount(measure.target, measure)]
    return ["from ", amount(measure.start, measure), " to ", amount(measure.target, measure)]


def _unsigned(*numbers: Decimal | None) -> set[Decimal]:
    return {abs(one) for one in numbers if one is not None}


def _deadline(key_result: KeyResult, goal: Goal) -> list[Part] | None:
    due_on = key_result.due_on
    return None if due_on is None or due_on == goal.ends_on else [f"by {day(due_on)}"]


def _measuring(measure: Measure) -> measuring.Measure:
    return measuring.Measure(
        metric_type=measure.metric_type,
        start=measure.start,
        target=measure.target,
        current=measure.current,
        lower=measure.lower,
        upper=measure.upper,
    )
