"""The arithmetic of `service.progress`, for the key results of a whole organization at once.

A test holds both against each other. Ratios are rounded to 12 places here as there, so that a gap
of exactly a quarter is one in either.
"""

from dataclasses import dataclass

from service.alignment.columns import Codes, Days, Mask, Numbers, Rows, code
from service.alignment.facts import Stages
from service.alignment.snapshot import Nodes
from service.libraries import np
from service.progress.rules import MetricType

_PLACES = 12
_ROUNDED_BELOW = 1e3  # larger ones have no twelve places to keep
_ABOVE, _BELOW, _RANGE = (
    MetricType.MAINTAIN_ABOVE,
    MetricType.MAINTAIN_BELOW,
    MetricType.MAINTAIN_RANGE,
)


@dataclass(frozen=True, eq=False, slots=True)
class Measures:
    """How the nodes of a snapshot are measured; what is no key result moves nowhere.

    Attributes:
        moves: INCREASE, DECREASE, or no metric type.
        keeps: MAINTAIN_*.
        by_stages: MILESTONE with at least one stage.
    """

    nodes: Nodes
    stages: Stages
    moves: Mask
    keeps: Mask
    by_stages: Mask


def measures(nodes: Nodes, stages: Stages) -> Measures:
    has_stages = np.zeros(len(nodes), np.bool_)
    has_stages[stages.key_result] = True
    types = nodes.metric_type
    return Measures(
        nodes,
        stages,
        moves=_is(types, MetricType.INCREASE, MetricType.DECREASE) | (types == 0),
        keeps=_is(types, _ABOVE, _BELOW, _RANGE),
        by_stages=has_stages & _is(types, MetricType.MILESTONE),
    )


def raw_progress(given: Measures, rows: Rows, value: Numbers, today: "np.datetime64") -> Numbers:
    """As `measuring.raw_progress`, of each of the rows at the value beside it."""
    nodes, types = given.nodes, given.nodes.metric_type[rows]
    known = ~np.isnan(value)
    target = nodes.target[rows]
    line = np.where(target > 0, target, 1.0)
    share = np.where((value >= 0) & (value <= 1), _stored(value), np.nan)
    done = share_of_stages(given.stages, given.stages.done_on <= today, len(nodes))
    return np.select(
        [
            given.moves[rows],
            given.keeps[rows],
            given.by_stages[rows],
            _is(types, MetricType.MILESTONE),
            _is(types, MetricType.BINARY),
        ],
        [
            travelled(nodes.start[rows], target, value),
            _kept(given, rows, value),
            done[rows],
            share,
            np.where(known, value >= line, np.nan),
        ],
        np.where(known, 1.0, np.nan),
    )


def expected_progress(given: Measures, starts: Days, due: Days, today: "np.datetime64") -> Numbers:
    """As `expecting.expected_progress`, of every node, but for the curves of checkpoints."""
    is_due = today >= due
    by_then = np.select([np.isnat(due), is_due], [np.nan, 1.0], 0.0)
    begun = np.where(np.isnat(due) | (today < starts), np.nan, 1.0)
    types = given.nodes.metric_type
    at_once = _is(types, MetricType.BINARY, MetricType.BASELINE)
    return np.select(
        [given.keeps, at_once, given.by_stages],
        [begun, by_then, _expected_stages(given, due, today)],
        _straight(starts, due, today),
    )


def travelled(start: Numbers, target: Numbers, value: Numbers) -> Numbers:
    """As `measuring.travelled`."""
    way = target - start
    with np.errstate(all="ignore"):
        return _stored(np.where(way == 0, np.nan, (value - start) / way))


def share_of_stages(stages: Stages, chosen: Mask, size: int) -> Numbers:
    """The weight of the chosen stages among all of each key result; NaN where all weigh nothing."""
    every = np.bincount(stages.key_result, stages.weight, size)
    counted = np.bincount(stages.key_result[chosen], stages.weight[chosen], size)
    with np.errstate(all="ignore"):
        return _stored(np.where(every > 0, counted / every, np.nan))


def _expected_stages(given: Measures, due: Days, today: "np.datetime64") -> Numbers:
    with_all = due[given.stages.key_result]
    chosen = today >= np.fmin(given.stages.due_on, with_all)
    share = share_of_stages(given.stages, chosen, len(given.nodes))
    return np.where(np.isnat(due), np.nan, share)


def _straight(starts: Days, due: Days, today: "np.datetime64") -> Numbers:
    """By day, from 0 at the start to 1 on the due day."""
    day = np.timedelta64(1, "D")
    with np.errstate(all="ignore"):
        share = _stored((today - starts) / day / ((due - starts) / day))
    return np.select([np.isnat(due), today >= due, today <= starts], [np.nan, 1.0, 0.0], share)


def _kept(given: Measures, rows: Rows, value: Numbers) -> Numbers:
    nodes, types = given.nodes, given.nodes.metric_type[rows]
    target, lower, upper = nodes.target[rows], nodes.lower[rows], nodes.upper[rows]
    low = np.where(_is(types, _ABOVE) & np.isnan(lower), target, lower)
    high = np.where(_is(types, _BELOW) & np.isnan(upper), target, upper)
    low, high = _unless(types, _BELOW, low), _unless(types, _ABOVE, high)
    unknown = np.isnan(value) | (np.isnan(low) & np.isnan(high))
    return np.where(unknown, np.nan, ~(value < low) & ~(value > high))


def _unless(types: Codes, metric: MetricType, bound: Numbers) -> Numbers:
    return np.where(_is(types, metric), np.nan, bound)


def _is(types: Codes, *metrics: MetricType) -> Mask:
    return np.isin(types, [code(metric) for metric in metrics])


def _stored(ratio: Numbers) -> Numbers:
    rounded = np.round(np.where(np.abs(ratio) < _ROUNDED_BELOW, ratio, 0), _PLACES)
    return np.where(np.abs(ratio) < _ROUNDED_BELOW, rounded, ratio)
