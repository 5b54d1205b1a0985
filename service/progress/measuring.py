"""How far a key result has come, from its own numbers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import assert_never

from service.progress.ratios import ARITHMETIC, ONE, ZERO, clamped, stored_ratio
from service.progress.rules import MetricType

__all__ = [
    "Measure",
    "Stage",
    "bounds",
    "clamped",
    "compliance",
    "done_line",
    "keeps",
    "raw_progress",
    "share_of_stages",
    "travelled",
]

_subtract, _divide = ARITHMETIC.subtract, ARITHMETIC.divide
_KEEPING = frozenset(
    {MetricType.MAINTAIN_ABOVE, MetricType.MAINTAIN_BELOW, MetricType.MAINTAIN_RANGE}
)


@dataclass(frozen=True, slots=True)
class Stage:
    """One milestone; done from `done_on`."""

    weight: Decimal
    due_on: date | None
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Measure:
    """What a key result is measured by, in its own unit."""

    metric_type: MetricType | None
    start: Decimal | None
    target: Decimal | None
    current: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    stages: tuple[Stage, ...] = ()


def keeps(metric_type: MetricType | None) -> bool:
    """Whether it holds a number within bounds, and has not reached its goal before the end."""
    return metric_type in _KEEPING


def raw_progress(measure: Measure, day: date) -> Decimal | None:
    """How far it has come, as it is stored: below 0 where it fell back, above 1 beyond its target.

    Args:
        measure: with the value that holds on the day.
        day: stages that are done later do not count.

    Returns:
        None where there is no value, or nothing to hold it against.
    """
    match measure.metric_type:
        case MetricType.INCREASE | MetricType.DECREASE | None:
            return travelled(measure.start, measure.target, measure.current)
        case MetricType.MAINTAIN_ABOVE | MetricType.MAINTAIN_BELOW | MetricType.MAINTAIN_RANGE:
            return _kept(measure, measure.current)
        case MetricType.MILESTONE:
            return _done(measure, day)
        case MetricType.BINARY:
            return _reached(measure)
        case MetricType.BASELINE:
            return None if measure.current is None else ONE
        case _:
            assert_never(measure.metric_type)


def travelled(
    start: Decimal | None, target: Decimal | None, value: Decimal | None
) -> Decimal | None:
    """The share of the way from start to target: one signed formula for both directions.

    None where one of the three is missing, or where there is no way to go.
    """
    if start is None or target is None or value is None or start == target:
        return None
    return stored_ratio(_divide(_subtract(value, start), _subtract(target, start)))


def bounds(measure: Measure) -> tuple[Decimal | None, Decimal | None]:
    """What a number is kept within, inclusive; a target stands in for a missing bound of one side.

    None is an open side; a measure that keeps nothing has two.
    """
    match measure.metric_type:
        case MetricType.MAINTAIN_ABOVE:
            return measure.target if measure.lower is None else measure.lower, None
        case MetricType.MAINTAIN_BELOW:
            return None, measure.target if measure.upper is None else measure.upper
        case MetricType.MAINTAIN_RANGE:
            return measure.lower, measure.upper
        case _:
            return None, None


def compliance(measure: Measure, values: Collection[Decimal]) -> Decimal | None:
    """The share of checked-in values within the bounds; None without values or bounds."""
    kept = [share for value in values if (share := _kept(measure, value)) is not None]
    return stored_ratio(_divide(sum(kept, ZERO), Decimal(len(kept)))) if kept else None


def _kept(measure: Measure, value: Decimal | None) -> Decimal | None:
    lower, upper = bounds(measure)
    if value is None or (lower is None and upper is None):
        return None
    above = lower is None or lower <= value
    return ONE if above and (upper is None or value <= upper) else ZERO


def _done(measure: Measure, day: date) -> Decimal | None:
    """The weight of the stages done by the day; without stages, a share that was checked in."""
    if not measure.stages:
        given = measure.current
        return stored_ratio(given) if given is not None and ZERO <= given <= ONE else None
    return share_of_stages(
        measure.stages, [one.done_on is not None and one.done_on <= day for one in measure.stages]
    )


def share_of_stages(stages: Collection[Stage], chosen: Collection[bool]) -> Decimal | None:
    """The weight of the chosen stages among all; None where all weigh nothing."""
    every = counted = ZERO
    for stage, counts in zip(stages, chosen, strict=True):
        every = ARITHMETIC.add(every, stage.weight)
        if counts:
            counted = ARITHMETIC.add(counted, stage.weight)
    return stored_ratio(_divide(counted, every)) if every else None


def done_line(measure: Measure) -> Decimal:
    """From which value on a BINARY one is done: its target, or 1 where none above 0 is set."""
    target = measure.target
    return target if target is not None and target > ZERO else ONE


def _reached(measure: Measure) -> Decimal | None:
    if measure.current is None:
        return None
    return ONE if measure.current >= done_line(measure) else ZERO
