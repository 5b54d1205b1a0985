"""How values look outside: dates and moments in ISO 8601, decimals as plain text."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

import strawberry
from strawberry.exceptions import StrawberryInputCoercionError
from strawberry.scalars import JSON
from strawberry.types.scalar import ScalarDefinition

from service.decimals import decimal_text

_DIGITS = 100


def ratio(value: Decimal) -> Decimal:
    """Rounded half up to 6 places, as every ratio outside."""
    return value.quantize(Decimal("0.000001"), ROUND_HALF_UP)


def _decimal(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise StrawberryInputCoercionError("a Decimal is a string like '12.5'")
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise StrawberryInputCoercionError(f"{value!r} is no number") from None
    if not number.is_finite():
        raise StrawberryInputCoercionError(f"{value!r} is no finite number")
    if abs(number.adjusted()) >= _DIGITS or len(number.as_tuple().digits) > _DIGITS:
        raise StrawberryInputCoercionError(f"a Decimal has at most {_DIGITS} digits")
    return number


def _date(value: object) -> date:
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise StrawberryInputCoercionError(f"{value!r} is no date like '2026-03-31'") from None


def _moment(value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(value if isinstance(value, str) else "")
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise StrawberryInputCoercionError(
        f"{value!r} is no moment with an offset, like '2026-03-31T12:00:00Z'"
    )


def _as_it_is(serialize: Callable[[Any], str]) -> Callable[[Any], str]:
    """Leave alone what comes out of the database as text already."""
    return lambda value: value if isinstance(value, str) else serialize(value)


SCALARS: Mapping[object, ScalarDefinition] = {
    Decimal: strawberry.scalar(
        name="Decimal",
        description="An exact number as a string, without exponent or trailing zeros: `12.5`.",
        serialize=_as_it_is(decimal_text),
        parse_value=_decimal,
    ),
    date: strawberry.scalar(
        name="Date",
        description="A day in ISO 8601: `2026-03-31`.",
        serialize=_as_it_is(date.isoformat),
        parse_value=_date,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment in ISO 8601 with its offset from UTC: `2026-03-31T12:00:00+00:00`.",
        serialize=_as_it_is(datetime.isoformat),
        parse_value=_moment,
    ),
    JSON: strawberry.scalar(
        name="JSON",
        description="Any JSON value: an object, a list, a string, a number, a boolean or null.",
        parse_value=lambda value: value,
    ),
}
