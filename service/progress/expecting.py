"""How far a key result should have come by a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import assert_never

from service.progress.measuring import Measure, share_of_stages, travelled
from service.progress.ratios import ARITHMETIC, ONE, ZERO, clamped, stored_ratio
from service.progress.rules import MetricType


@dataclass(frozen=True, slots=True)
class Window:
    """When a goal begins and is due; `checkpoints` are values expected on days, in any order."""

    starts_on: date | None
    due_on: date | None
    checkpoints: tuple[tuple[date, Decimal], ...] = ()


def expected_progress(measure: Measure, window: Window, day: date) -> Decimal | None:
    """The progress that is due by the end of a day, 0..1, as it is stored.

    Returns:
        None where nothing can be expected: no due day, or what kind of goal it is asks for a
        start that is unknown or still to come.
    """
    due = window.due_on
    if due is None:
        return None
    match measure.metric_type:
        case MetricType.INCREASE | MetricType.DECREASE | None:
            return _on_the_way(measure, window, due, day)
        case MetricType.MAINTAIN_ABOVE | MetricType.MAINTAIN_BELOW | MetricType.MAINTAIN_RANGE:
            return None if window.starts_on is not None and day < window.starts_on else ONE
        case MetricType.MILESTONE:
            if not measure.stages:
                return _on_the_way(measure, window, due, day)
            return share_of_stages(
                measure.stages, [day >= min(one.due_on or due, due) for one in measure.stages]
            )
        case MetricType.BINARY | MetricType.BASELINE:
            return ONE if day >= due else ZERO
        case _:
            assert_never(measure.metric_type)


def _on_the_way(measure: Measure, window: Window, due: date, day: date) -> Decimal | None:
    """All of it from the due day on; before, along the checkpoints or the straight line."""
    start = window.starts_on
    if day >= due:
        return ONE
    if start is not None and day <= start:
        return ZERO
    if window.checkpoints and (curve := _curve(measure, window.checkpoints, start, due)):
        return _along([*curve, (due, ONE)], day)
    return None if start is None else _between((start, ZERO), (due, ONE), day)


Point = tuple[date, Decimal]


def _curve(
    measure: Measure, checkpoints: Sequence[Point], start: date | None, due: date
) -> list[Point]:
    """The checkpoints as progress, ordered, after the start; empty where none lies in between.

    A checkpoint counts between the start and the due day only: on those two days the start value
    and the target are expected, whatever a checkpoint says.
    """
    points = [
        (on, progress)
        for on, value in sorted(checkpoints)
        if (start is None or start < on) and on < due
        if (progress := clamped(travelled(measure.start, measure.target, value))) is not None
    ]
    return [(start, ZERO), *points] if points and start is not None else points


def _along(curve: Sequence[Point], day: date) -> Decimal | None:
    """Straight from point to point; None before the first, where nobody knows the start."""
    for before, after in pairwise(curve):
        if before[0] <= day < after[0]:
            return _between(before, after, day)
    return None


def _between(before: Point, after: Point, day: date) -> Decimal:
    (first, low), (last, high) = before, after
    share = ARITHMETIC.divide(Decimal((day - first).days), Decimal((last - first).days))
    rise = ARITHMETIC.subtract(high, low)
    return stored_ratio(ARITHMETIC.fma(share, rise, low))
