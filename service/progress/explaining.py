"""Why a progress or a status is what it is: a rule, a sentence for people, what went into it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from service.progress.combining import Combined, Share, combine
from service.progress.measuring import Measure, bounds, done_line, keeps, raw_progress
from service.progress.progress_sentences import tell_combined, tell_measured
from service.progress.ratios import ARITHMETIC, ONE, ZERO, clamped, stored_ratio
from service.progress.rules import MetricType, NoProgress
from service.progress.status import StatusLines
from service.progress.status_sentences import Grounds, tell_status
from service.progress.wording import percent, plain, ratios


@dataclass(frozen=True, slots=True)
class Explanation:
    """One number or status, explained.

    Attributes:
        rule: its id; docs/numbers.md lists them.
        sentence: English, the same for the same numbers.
        inputs: what went in; like `thresholds` only what JSON can say, decimals as text.
        thresholds: the lines it was held against.
    """

    rule: str
    sentence: str
    inputs: Mapping[str, object]
    thresholds: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver(Share):
    """A share that says whose it is."""

    id: str


def explain_progress(measure: Measure, day: date) -> Explanation:
    """The progress of a key result from its own numbers."""
    raw = raw_progress(measure, day)
    rule, sentence = tell_measured(measure, raw, day)
    if raw is not None and not ZERO <= raw <= ONE:
        sentence += f" It counts as {percent(ONE if raw > ONE else ZERO)}."
    stages = [
        plain(weight=one.weight, due_on=one.due_on, done_on=one.done_on) for one in measure.stages
    ]
    inputs = {
        **plain(metric_type=measure.metric_type, day=day),
        **plain(start=measure.start, target=measure.target, current=measure.current),
        **ratios(progress_raw=raw, progress=clamped(raw)),
        **({"stages": stages} if stages else {}),
    }
    return Explanation(rule, sentence, inputs, _lines(measure))


def explain_combined(drivers: Sequence[Driver], missing: NoProgress | None = None) -> Explanation:
    """The progress of an objective, or of a key result that follows what is aligned to it.

    Args:
        drivers: all of them, with or without data, in the order to be shown.
        missing: CYCLE where the graph says so: then nothing is combined.
    """
    combined = Combined(None, None, None, missing) if missing else combine(drivers)
    known = sum(one.progress is not None for one in drivers)
    rule, sentence = tell_combined(combined, len(drivers), known)
    inputs = {
        **ratios(progress=combined.progress, data_coverage=combined.data_coverage),
        "drivers": _listed(drivers),
    }
    return Explanation(rule, sentence, inputs, {})


def explain_status(
    grounds: Grounds, lines: StatusLines, drivers: Sequence[Driver] | None = None
) -> Explanation:
    """The effective status of a key result, or of an objective with its drivers."""
    stands = grounds.standing(lines)
    inputs = {
        **ratios(progress=grounds.progress, expected=grounds.expected, gap=stands.gap),
        **plain(day=grounds.day, due_on=grounds.due_on, keeps_bounds=grounds.keeps),
        **plain(derived=stands.derived, reported=grounds.reported),
        **({} if drivers is None else {"drivers": _listed(drivers)}),
    }
    thresholds = plain(on_track_gap=lines.on_track_gap, at_risk_gap=lines.at_risk_gap)
    return Explanation(stands.rule, tell_status(grounds, lines), inputs, thresholds)


def _lines(measure: Measure) -> Mapping[str, object]:
    if measure.metric_type == MetricType.BINARY:
        return plain(done_from=done_line(measure))
    lower, upper = bounds(measure)
    return plain(lower=lower, upper=upper) if keeps(measure.metric_type) else {}


def _listed(drivers: Sequence[Driver]) -> list[Mapping[str, object]]:
    """Each with its share of the weight that has data; null for one without."""
    total = sum((one.weight for one in drivers if one.progress is not None), ZERO)
    return [
        {
            **plain(id=one.id, weight=one.weight),
            **ratios(share=_share(one, total), progress=one.progress, expected=one.expected),
        }
        for one in drivers
    ]


def _share(driver: Driver, total: Decimal) -> Decimal | None:
    if driver.progress is None or not total:
        return None
    return stored_ratio(ARITHMETIC.divide(driver.weight, total))
