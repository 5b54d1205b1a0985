"""Where a key result will end if it goes on as its check-ins went."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal, localcontext
from itertools import combinations

from service.progress.expecting import Window
from service.progress.measuring import Measure, clamped, keeps, raw_progress
from service.progress.ratios import ARITHMETIC, ONE, ZERO, stored_ratio
from service.progress.rules import MetricType

FEWEST = 3
# Pairs grow with the square: these make 4,950 slopes, some milliseconds of decimals.
LATEST = 100
_A_DAY = timedelta(days=1)
_MICROSECONDS = Decimal(_A_DAY // timedelta(microseconds=1))

Point = tuple[datetime, Decimal]


@dataclass(frozen=True, slots=True)
class Forecast:
    """The end of the line, rounded half up to 12 places.

    Attributes:
        value: on the due day, in the key result's own unit.
        progress: of that value, 0..1.
        observed_per_day: the rate of the check-ins.
        required_per_day: the rate that reaches the target on the due day; 0 where it is reached,
            None where there is no target or no day left.
        check_ins: how many the rate is taken from.
    """

    value: Decimal
    progress: Decimal | None
    observed_per_day: Decimal
    required_per_day: Decimal | None
    check_ins: int


def forecast(
    measure: Measure, points: Sequence[Point], window: Window, day: date, now: datetime
) -> Forecast | None:
    """From today's value on at the Theil-Sen rate: the median slope of all pairs of check-ins.

    One wild check-in moves a median little. The value starts from the current one, so that the
    target is reached exactly where the observed rate is at least the required one.

    Args:
        measure: with the current value; without one the latest point's holds.
        points: moments and values of effective check-ins, in any order; those after `now` do not
            count, and of the others only the latest 100.
        window: its due day is what is forecast to.
        day: the organization's today.
        now: the moment of it.

    Returns:
        None for what is done in stages, done or not, or kept within bounds; without a due day or
        after it; with fewer than three check-ins, or all within less than a day.
    """
    due = window.due_on
    counted = sorted(point for point in points if point[0] <= now)[-LATEST:]
    if due is None or day > due or not _moves(measure.metric_type) or len(counted) < FEWEST:
        return None
    with localcontext(ARITHMETIC):
        rate = slope(counted)
        if rate is None:
            return None
        current = counted[-1][1] if measure.current is None else measure.current
        measure = replace(measure, current=current)
        days_left = (due - day).days
        value = current + rate * days_left
        return Forecast(
            value=stored_ratio(value),
            progress=clamped(raw_progress(replace(measure, current=value), due)),
            observed_per_day=stored_ratio(rate),
            required_per_day=_required(measure, days_left, day),
            check_ins=len(counted),
        )


def slope(points: Sequence[Point]) -> Decimal | None:
    """The Theil-Sen rate per day of ordered points; None where they span less than a day.

    Source: Sen 1968, Estimates of the regression coefficient based on Kendall's tau: pairs at the
    same moment have no slope and are left out.
    """
    first = points[0][0]
    if points[-1][0] - first < _A_DAY:
        return None
    placed = [(_days(moment - first), value) for moment, value in points]
    slopes = sorted(
        (late - early) / (then - before)
        for (before, early), (then, late) in combinations(placed, 2)
        if then != before
    )
    middle = len(slopes) // 2
    return (slopes[middle] + slopes[~middle]) / 2


def _days(span: timedelta) -> Decimal:
    return Decimal(span // timedelta(microseconds=1)) / _MICROSECONDS


def _moves(metric_type: MetricType | None) -> bool:
    return not keeps(metric_type) and metric_type not in (MetricType.BINARY, MetricType.MILESTONE)


def _required(measure: Measure, days_left: int, day: date) -> Decimal | None:
    if measure.target is None or measure.current is None or not days_left:
        return None
    reached = raw_progress(measure, day)
    if reached is not None and reached >= ONE:
        return ZERO
    return stored_ratio((measure.target - measure.current) / days_left)
