"""Numbers as sentences say them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from service.decimals import decimal_text
from service.progress.ratios import ARITHMETIC, shown_ratio

_HUNDRED = Decimal(100)

Plain = str | int | bool | None


def percent(ratio: Decimal) -> str:
    """A ratio as it is shown, in hundredths: `33.3333%`."""
    return f"{_hundredths(ratio)}%"


def points(gap: Decimal) -> str:
    """A difference of two ratios: `5 points`."""
    return f"{_hundredths(gap)} points"


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def between(lower: Decimal | None, upper: Decimal | None) -> str:
    """Bounds, of which one may be open: `at least 3`, `from 3 to 5`."""
    if lower is None or upper is None:
        bound = upper if lower is None else lower
        text = "any" if bound is None else decimal_text(bound)
        return f"at most {text}" if lower is None else f"at least {text}"
    return f"from {decimal_text(lower)} to {decimal_text(upper)}"


def plain(**values: Decimal | date | str | int | bool | None) -> Mapping[str, Plain]:
    """Values that JSON can say: decimals and days as text, as everywhere outside."""
    return {name: _plain(value) for name, value in values.items()}


def ratios(**values: Decimal | None) -> Mapping[str, Plain]:
    """Ratios that JSON can say, as they are shown."""
    return {name: None if value is None else shown_ratio(value) for name, value in values.items()}


def _plain(value: Decimal | date | str | int | bool | None) -> Plain:  # noqa: FBT001  JSON has them
    if isinstance(value, Decimal):
        return decimal_text(value)
    return value.isoformat() if isinstance(value, date) else value


def _hundredths(ratio: Decimal) -> str:
    return decimal_text(ARITHMETIC.multiply(Decimal(shown_ratio(ratio)), _HUNDRED))
