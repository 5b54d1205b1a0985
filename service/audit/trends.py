"""Where key results go, from the values of their check-ins, for many at once."""

from collections.abc import Iterator
from dataclasses import dataclass

from service.alignment.columns import NO_ROW, Mask, Numbers, Rows, code
from service.alignment.facts import last_of_each
from service.audit.measured import Measured
from service.libraries import np
from service.progress.forecasting import FEWEST, LATEST
from service.progress.rules import MetricType

_PAIRS_AT_ONCE = 1_000_000
_DAY = 86_400_000_000  # microseconds


@dataclass(frozen=True, eq=False, slots=True)
class Trends:
    """As `forecasting.forecast` tells, of some key results that have a rate.

    Attributes:
        value: on the due day.
        per_day: the rate of the check-ins.
        required_per_day: the rate that would reach the target; NaN with no day left.
        check_ins: how many the rate is taken from.
    """

    rows: Rows
    value: Numbers
    per_day: Numbers
    required_per_day: Numbers
    check_ins: Rows


def trends(measured: Measured, among: Mask) -> Trends:
    """The forecasts of those among them that have one and go to a target."""
    rows, rates, counts = _rates(measured, among & measured.measures.moves)
    days_left = (measured.ends[rows] - measured.today).astype(np.float64)
    current, target = measured.value[rows], measured.nodes.target[rows]
    with np.errstate(all="ignore"):
        required = np.where(days_left > 0, (target - current) / days_left, np.nan)
    return Trends(rows, current + rates * days_left, rates, required, counts)


def misses(measured: Measured, found: Trends) -> Mask:
    """Whether each ends short of its target, by the direction of its type, else of its numbers."""
    nodes = measured.nodes
    start, target = nodes.start[found.rows], nodes.target[found.rows]
    types = nodes.metric_type[found.rows]
    rises, falls = types == code(MetricType.INCREASE), types == code(MetricType.DECREASE)
    direction = np.select([rises, falls], [1.0, -1.0], np.sign(target - start))
    way = np.abs(target - start)
    unit = np.where(way > 0, way, np.maximum(np.abs(target), 1.0))
    with np.errstate(all="ignore"):
        short: Mask = np.round(direction * (target - found.value) / unit, 12) > 0
    return short


def steady_run(measured: Measured, low: float, high: float) -> Rows:
    """Per node, how many of its latest values in a row lie within these shares of its way."""
    places = measured.valued
    owners = measured.check_ins.key_result[places]
    share = measured.raw_of(owners, measured.check_ins.value[places])
    order = np.arange(len(places), dtype=np.int32)
    outside = ~((share >= low) & (share <= high))
    ends = last_of_each(owners)
    last_outside = np.maximum.accumulate(np.where(outside, order, NO_ROW))
    begins = np.append(0, ends[:-1] + 1)[: len(ends)]
    run = np.zeros(len(measured.nodes), np.int32)
    run[owners[ends]] = ends - np.maximum(last_outside[ends], begins - 1)
    return run


def _rates(measured: Measured, among: Mask) -> tuple[Rows, Numbers, Rows]:
    """The rows with a Theil-Sen rate, the rates, and how many check-ins each is taken from."""
    found = [
        (rows, rates, np.full(len(rows), count, np.int32))
        for count, rows, first in _of_one_count(measured, among)
        for rows, rates in _of_one_size(measured, count, rows, first)
    ]
    none = (np.zeros(0, np.int32), np.zeros(0), np.zeros(0, np.int32))
    rows, rates, counts = (np.concatenate(columns) for columns in zip(none, *found, strict=True))
    order = np.argsort(rows)
    return rows[order], rates[order], counts[order]


def _of_one_count(measured: Measured, among: Mask) -> Iterator[tuple[int, Rows, Rows]]:
    """By the number of check-ins that count: the key results, and where in `valued` each begins."""
    owners = measured.check_ins.key_result[measured.valued]
    ends = last_of_each(owners)
    counts = np.minimum(np.diff(ends, prepend=-1), LATEST)
    rows = owners[ends]
    chosen = among[rows] & (counts >= FEWEST)
    for count in np.unique(counts[chosen]).tolist():
        same = chosen & (counts == count)
        yield count, rows[same], ends[same] - count + 1


def _of_one_size(
    measured: Measured, count: int, rows: Rows, first: Rows
) -> Iterator[tuple[Rows, Numbers]]:
    """The rates of key results with that many check-ins each, some at a time."""
    one, other = np.triu_indices(count, 1)
    size = max(1, _PAIRS_AT_ONCE // len(one))
    for begin in range(0, len(rows), size):
        part = slice(begin, begin + size)
        places = measured.valued[first[part, None] + np.arange(count)]
        moments = measured.check_ins.at[places].astype(np.int64)
        moments -= moments[:, :1]
        values = measured.check_ins.value[places]
        spans = (moments[:, other] - moments[:, one]) / _DAY
        rises = values[:, other] - values[:, one]
        with np.errstate(all="ignore"):
            slopes = np.where(spans > 0, rises / spans, np.nan)
        spans_a_day = moments[:, -1] >= _DAY
        yield rows[part][spans_a_day], _median(slopes[spans_a_day])


def _median(slopes: Numbers) -> Numbers:
    """Of each line, without what is not there; every line has at least one."""
    slopes.sort(axis=1)  # what is not there comes last
    last = (~np.isnan(slopes)).sum(axis=1) - 1
    line = np.arange(len(slopes))
    middle: Numbers = (slopes[line, last // 2] + slopes[line, last - last // 2]) / 2
    return middle
