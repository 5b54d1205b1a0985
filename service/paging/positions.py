"""Places in an ordered list, and the opaque text that clients keep of them."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

import orjson

Position = tuple[Any, ...]

_LARGEST = 2**31
_LONGEST = 1_000  # digits


class UnusableCursor(ValueError):
    """A cursor that this list, in this order, has not given."""


def to_cursor(order: str, position: Sequence[object]) -> str:
    """The text for a place in a list; `order` names the order that the place is in."""
    values = [None if value is None else _plain(value) for value in position]
    return urlsafe_b64encode(orjson.dumps([order, *values])).decode().rstrip("=")


def from_cursor(cursor: str, order: str, types: Sequence[type]) -> Position:
    """The place that a cursor stands for, one value per type.

    Raises:
        UnusableCursor: it is not one of this order, or not a cursor at all.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = orjson.loads(urlsafe_b64decode(padded.encode("ascii")))
        named, *rest = values
        if named == order:
            pairs = zip(rest, types, strict=True)
            return tuple(
                None if text is None else _READERS.get(type_, _text)(text) for text, type_ in pairs
            )
    except (ValueError, TypeError, InvalidOperation) as error:
        raise UnusableCursor("the cursor is not one that this list has given") from error
    raise UnusableCursor("the cursor belongs to another list or order")


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | bool) else str(value)


def _text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise UnusableCursor("not a text")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or abs(value) >= _LARGEST:
        raise UnusableCursor("not a number")
    return value


def _decimal(value: object) -> Decimal:
    number = Decimal(_text(value))
    if not number.is_finite() or abs(number.adjusted()) > _LONGEST:
        raise UnusableCursor("not a number")
    return number


_READERS: dict[type, Callable[[Any], object]] = {
    bool: bool,
    int: _whole,
    Decimal: _decimal,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    UUID: UUID,
}
