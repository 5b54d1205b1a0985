"""Days, numbers and statuses as people read them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import assert_never

from service.alignment.exports.plain_text import plain
from service.audit.formats.words import shortened
from service.narrative.facts import DecisionKind, Owner
from service.narrative.measures import bounds_of
from service.narrative.numbers import Measure
from service.narrative.words import amount
from service.objectives.rules import Level, UnitKind
from service.progress.rules import MetricType, Status
from service.progress.scoring import Band

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HUNDRED = Decimal(100)

_LONGEST_MENTION = 140

NOT_MEASURED = "not measured"
FOOT = (
    "Progress is what key results have measured, from their start to their target; expected is what"
    " their days say by now. What nobody has measured is left open and counts as nothing: it is"
    " never zero. Numbers are those of the day of the report; what was set and never checked in"
    " counts as having always been so. Cancelled and archived objectives are left out."
)

STATUSES: Mapping[Status, str] = {
    Status.ACHIEVED: "achieved",
    Status.ON_TRACK: "on track",
    Status.AT_RISK: "at risk",
    Status.OFF_TRACK: "off track",
    Status.MISSED: "missed",
    Status.NO_DATA: "no data",
}
BANDS: Mapping[Band, str] = {
    Band.GREEN: "0.7 to 1.0",
    Band.YELLOW: "0.4 to 0.6",
    Band.RED: "0.0 to 0.3",
}
ASKED: Mapping[DecisionKind, str] = {
    DecisionKind.PROPOSAL: "wants to support",
    DecisionKind.DEPENDENCY: "asks for",
}
LEVELS: Mapping[Level, str] = {
    Level.COMPANY: "company",
    Level.DEPARTMENT: "department",
    Level.TEAM: "team",
    Level.INDIVIDUAL: "individual",
}


def day(of: date, *, year: bool = False) -> str:
    """`4 Nov`, or `4 Nov 2026`, whatever the language of the machine."""
    text = f"{of.day} {_MONTHS[of.month - 1]}"
    return f"{text} {of.year}" if year else text


def span(first: date | None, last: date | None) -> str:
    """`1 Oct to 31 Dec 2026`; empty where neither is known."""
    if first is None or last is None:
        known = first or last
        if known is None:
            return ""
        return f"{'from' if last is None else 'until'} {day(known, year=True)}"
    return f"{day(first, year=first.year != last.year)} to {day(last, year=True)}"


def hundredths(ratio: Decimal | float) -> int:
    """Rounded half up; but 0 and 100 only where it is exactly that, or beyond."""
    share = Decimal(str(ratio)) * _HUNDRED
    if share <= 0 or share >= _HUNDRED:
        return int(share.quantize(Decimal(1), ROUND_HALF_UP))
    return min(max(int(share.quantize(Decimal(1), ROUND_HALF_UP)), 1), 99)


def percent(ratio: Decimal | float | None) -> str:
    return NOT_MEASURED if ratio is None else f"{hundredths(ratio)}%"


def points(difference: Decimal) -> str:
    """How far apart two ratios are: `12 points`, `less than a point`."""
    number = int((abs(difference) * _HUNDRED).quantize(Decimal(1), ROUND_HALF_UP))
    return counted(number, "point") if number or not difference else "less than a point"


def counted(number: int, noun: str, nouns: str = "") -> str:
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def tenths(value: Decimal | float) -> str:
    return str(Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def measured(measure: Measure) -> str:
    """From where to where, and where it is now: `48% → 66% → 75%`; empty where nothing tells."""
    now = "" if measure.current is None else f"now {amount(measure.current, measure).text}"
    match measure.metric_type:
        case MetricType.MILESTONE if measure.stages:
            return f"{measure.stages_done} of {counted(measure.stages, 'milestone')} done"
        case MetricType.BINARY:
            return ""
        case MetricType.BASELINE | MetricType.MILESTONE:
            return now
        case MetricType.MAINTAIN_ABOVE | MetricType.MAINTAIN_BELOW | MetricType.MAINTAIN_RANGE:
            kept = "".join(
                part if isinstance(part, str) else part.text for part in bounds_of(measure)
            )
            return ", ".join(part for part in (now, kept and f"to be kept {kept}") if part)
        case MetricType.INCREASE | MetricType.DECREASE | None:
            return now if measure.target is None else _way(measure, measure.target)
        case _:
            assert_never(measure.metric_type)


def _way(measure: Measure, target: Decimal) -> str:
    """The unit once, after the last number, but for signs of a currency before each."""
    is_sign = measure.unit_kind is UnitKind.CURRENCY and len(measure.unit or "") == 1
    bare = measure if is_sign else replace(measure, unit=None, unit_kind=None)
    ends = [
        "?" if one is None else amount(one, bare).text for one in (measure.start, measure.current)
    ]
    return " → ".join([*ends, amount(target, measure).text])


def owned_by(owner: Owner) -> str:
    """Who is accountable; empty where nobody is recorded."""
    if owner.name is None:
        return owner.role or ""
    return owner.name if owner.active else f"{owner.name} (left)"


def ago(days: int) -> str:
    return "today" if days <= 0 else f"{counted(days, 'day')} ago"


def short(title: str) -> str:
    """A title where it is only mentioned: on one line, and not longer than a sentence."""
    return shortened(plain(title), _LONGEST_MENTION)


def listed(parts: Iterable[str]) -> str:
    """What there is of them, on one line."""
    return " · ".join(part for part in parts if part)
