"""What is said of a progress: its rule, and a sentence with the numbers in it."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from service.decimals import decimal_text
from service.progress.combining import Combined
from service.progress.measuring import Measure, bounds, done_line
from service.progress.ratios import ZERO
from service.progress.rules import MetricType, NoProgress
from service.progress.wording import between, counted, percent


class ProgressRule(StrEnum):
    """How a progress was worked out, or why there is none; see also `NoProgress`."""

    START_TO_TARGET = "START_TO_TARGET"
    WITHIN_BOUNDS = "WITHIN_BOUNDS"
    STAGES_DONE = "STAGES_DONE"
    SHARE_DONE = "SHARE_DONE"
    DONE_OR_NOT = "DONE_OR_NOT"
    BASELINE_SET = "BASELINE_SET"
    WEIGHTED_MEAN = "WEIGHTED_MEAN"
    NO_VALUE = "NO_VALUE"
    NO_START_OR_TARGET = "NO_START_OR_TARGET"
    NO_WAY_TO_GO = "NO_WAY_TO_GO"
    NO_BOUNDS = "NO_BOUNDS"
    NO_STAGES = "NO_STAGES"
    NO_STAGE_WEIGHS = "NO_STAGE_WEIGHS"


Told = tuple[ProgressRule | NoProgress, str]


def tell_measured(measure: Measure, raw: Decimal | None, day: date) -> Told:
    if measure.metric_type == MetricType.MILESTONE:
        return _staged(measure, raw, day)
    if measure.current is None:
        return ProgressRule.NO_VALUE, "There is no value yet."
    current = decimal_text(measure.current)
    match measure.metric_type:
        case MetricType.INCREASE | MetricType.DECREASE | None:
            return _travelled(measure, raw, current)
        case MetricType.MAINTAIN_ABOVE | MetricType.MAINTAIN_BELOW | MetricType.MAINTAIN_RANGE:
            return _kept(measure, raw, current)
        case MetricType.BINARY:
            line = decimal_text(done_line(measure))
            sentence = f"{current} is at least {line}: done." if raw else ""
            return ProgressRule.DONE_OR_NOT, sentence or f"{current} is below {line}: not done."
        case MetricType.BASELINE:
            return ProgressRule.BASELINE_SET, f"The number is established: {current}."
        case _:
            assert_never(measure.metric_type)


def _travelled(measure: Measure, raw: Decimal | None, current: str) -> Told:
    start, target = measure.start, measure.target
    if start is None or target is None:
        lacking = [name for name, value in (("start", start), ("target", target)) if value is None]
        sentence = f"It has a value, {current}, but no {' and no '.join(lacking)}."
        return ProgressRule.NO_START_OR_TARGET, sentence
    if raw is None:
        sentence = f"Start and target are both {decimal_text(start)}: there is no way to go."
        return ProgressRule.NO_WAY_TO_GO, sentence
    way = f"From {decimal_text(start)} to {decimal_text(target)}"
    return ProgressRule.START_TO_TARGET, f"{way}, now {current}: {percent(raw)} of the way."


def _kept(measure: Measure, raw: Decimal | None, current: str) -> Told:
    if raw is None:
        return ProgressRule.NO_BOUNDS, f"There is no bound to hold its value, {current}, against."
    held = "is" if raw else "is not"
    sentence = f"{current} {held} within its bounds, {between(*bounds(measure))}."
    return ProgressRule.WITHIN_BOUNDS, sentence


def _staged(measure: Measure, raw: Decimal | None, day: date) -> Told:
    if measure.stages:
        if raw is None:
            return ProgressRule.NO_STAGE_WEIGHS, "All its stages weigh nothing."
        done = sum(one.done_on is not None and one.done_on <= day for one in measure.stages)
        of = f"{done} of {counted(len(measure.stages), 'stage')}"
        sentence = f"Done by {day.isoformat()}: {of}, {percent(raw)} of their weight."
        return ProgressRule.STAGES_DONE, sentence
    if measure.current is None:
        return ProgressRule.NO_VALUE, "There are no stages, and there is no value yet."
    current = decimal_text(measure.current)
    if raw is None:
        sentence = f"There are no stages, and its value, {current}, is no share from 0 to 1."
        return ProgressRule.NO_STAGES, sentence
    return ProgressRule.SHARE_DONE, f"There are no stages; its value, {current}, is what is done."


def tell_combined(combined: Combined, drivers: int, known: int) -> Told:
    if combined.progress is not None:
        share = percent(combined.data_coverage or ZERO)
        of = f"{known} of {counted(drivers, 'driver')}, {share} of the weight"
        sentence = f"The weighted mean of those with data ({of}) is {percent(combined.progress)}."
        return ProgressRule.WEIGHTED_MEAN, sentence
    match combined.missing:
        case NoProgress.CYCLE:
            sentence = "It is on a circle of goals that move each other: nothing can be worked out."
        case NoProgress.NO_DATA:
            sentence = f"Nothing that drives it has data yet ({counted(drivers, 'driver')})."
        case NoProgress.ZERO_WEIGHT:
            sentence = "What drives it and has data weighs nothing."
        case NoProgress.NO_DRIVERS | None:
            sentence = "Nothing drives it: it has no key result and no aligned child that counts."
        case _:
            assert_never(combined.missing)
    return combined.missing or NoProgress.NO_DRIVERS, sentence
