"""Numbers, days and lists as a person would write them."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from service.decimals import decimal_text
from service.narrative.numbers import Measure
from service.narrative.stories import Name, Part, Sentence
from service.objectives.rules import UnitKind
from service.progress.ratios import ARITHMETIC, ONE, ZERO

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_BOTH = 2
_GROUPED_FROM = 10_000
_PERCENT = "%"
_HUNDRED = Decimal(100)
# Of a percentage: a ratio is shown with six.
_MOST_PLACES = 4
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def counted(number: int, noun: str = "", plural: str | None = None) -> str:
    """`one key result`, `two key results`, `no key results`, `11 key results`; or the number."""
    word = _WORDS[number] if number < len(_WORDS) else f"{number:,}"
    if not noun:
        return "none" if number == 0 else word
    return f"{word} {noun if number == 1 else plural or noun + 's'}"


def every(number: int, noun: str) -> str:
    """`Its one objective`, `Both objectives`, `All three objectives`."""
    if number == 1:
        return f"Its one {noun}"
    return f"Both {noun}s" if number == _BOTH else f"All {counted(number, noun)}"


def verb(number: int, one: str = "is", more: str = "are") -> str:
    """The form that a verb has after so many."""
    return one if number == 1 else more


def capitalized(text: str) -> str:
    """As a sentence begins."""
    return text[:1].upper() + text[1:]


def day(on: date) -> str:
    """`4 March 2026`."""
    return f"{on.day} {on:%B} {on.year}"


def span(starts_on: date | None, ends_on: date | None) -> str | None:
    """`1 October to 31 December 2026`; either may be unknown, and both."""
    if starts_on is None or ends_on is None:
        known = (starts_on and f"from {day(starts_on)}") or (ends_on and f"until {day(ends_on)}")
        return known or None
    if starts_on.year == ends_on.year:
        return f"{starts_on.day} {starts_on:%B} to {day(ends_on)}"
    return f"{day(starts_on)} to {day(ends_on)}"


def listed(items: Sequence[Sentence]) -> list[Part]:
    """`a`, `a and b`, `a, b and c`; a string is one of the items."""
    parts: list[Part] = []
    for place, item in enumerate(items):
        if place:
            parts.append(" and " if place == len(items) - 1 else ", ")
        parts += [item] if isinstance(item, str) else item
    return parts


def spoken(items: Sequence[str]) -> str:
    """The same of our own words, as a sentence begins."""
    return capitalized("".join(map(str, listed(items))))


def percent(ratio: Decimal, beside: Decimal | None = None) -> str:
    """`62%`: whole, but for what would be taken for all or nothing, or for what stands beside it.

    Args:
        ratio: as it is stored.
        beside: another that is told in the same breath.
    """
    others = [one for one in (ZERO, ONE, beside) if one is not None and one != ratio]
    places = next(
        (
            places
            for places in range(_MOST_PLACES)
            if all(_rounded(ratio, places) != _rounded(other, places) for other in others)
        ),
        _MOST_PLACES,
    )
    return f"{decimal_text(_rounded(ratio, places))}%"


def score_text(score: Decimal) -> str:
    """`1.0`, `0.7`, `0.733333`: all its digits, and one after the point at least."""
    text = decimal_text(score)
    return text if "." in text else f"{text}.0"


def amount(value: Decimal, of: Measure, *, bare: bool = False) -> Name:
    """A value in its unit: `81%`, `€120,000`, `12 days`; with all its digits.

    Args:
        value: in the unit.
        of: what it is a value of.
        bare: without a unit that is a word.
    """
    number = decimal_text(value)
    if abs(value) >= _GROUPED_FROM:
        whole, point, rest = number.partition(".")
        number = f"{int(whole):,}{point}{rest}"
    unit = (of.unit or "").strip()
    if of.unit_kind is UnitKind.PERCENT or unit == _PERCENT:
        return Name(f"{number}%")
    if of.unit_kind is UnitKind.CURRENCY and len(unit) == 1:
        return Name(f"-{unit}{number[1:]}" if number.startswith("-") else f"{unit}{number}")
    return Name(number if bare else f"{number} {unit}".rstrip())


def numbers_in(text: str) -> set[Decimal]:
    """The numbers that a text names in digits, without signs: a minus may be a dash."""
    return {Decimal(found.replace(",", "")) for found in _NUMBER.findall(text)}


def _rounded(ratio: Decimal, places: int) -> Decimal:
    hundredths = ARITHMETIC.multiply(ratio, _HUNDRED)
    return hundredths.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, ARITHMETIC)
