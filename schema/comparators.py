"""How one field is filtered: every comparator given must hold."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar

import strawberry
from strawberry import Some

from schema.failures import bad_input
from schema.identifiers import uuid_of
from service.paging.conditions import EVERYTHING, NOTHING, Comparator, Comparison, Condition, Not

Member = TypeVar("Member", bound=StrEnum)

MOST_VALUES = 1_000

_EQ = "Equal to it."
_NE = "Not equal to it; rows without a value are, too."
_IN = "One of these, at most 1,000."
_NOT_IN = "None of these, at most 1,000; rows without a value are, too."
_LT = "Less than it."
_LTE = "Less than or equal to it."
_GT = "Greater than it."
_GTE = "Greater than or equal to it."
_IS_NULL = "Whether there is no value."

Given = Iterator[tuple[Comparator, Any]]


def comparator(description: str, name: str | None = None) -> Any:  # noqa: ANN401 - as strawberry.field
    return strawberry.field(description=description, name=name)


@strawberry.input(description="Compares a text.")
class TextComparators:
    eq: strawberry.Maybe[str] = comparator(_EQ)
    ne: strawberry.Maybe[str] = comparator(_NE)
    in_: strawberry.Maybe[list[str]] = comparator(_IN, "in")
    not_in: strawberry.Maybe[list[str]] = comparator(_NOT_IN)
    contains: strawberry.Maybe[str] = comparator("Contains it, in any case.")
    starts_with: strawberry.Maybe[str] = comparator("Starts with it, in this very case.")
    is_null: strawberry.Maybe[bool] = comparator(_IS_NULL)


@strawberry.input(description="Compares an id. An id that names nothing here matches nothing.")
class IdComparators:
    eq: strawberry.Maybe[strawberry.ID] = comparator(_EQ)
    ne: strawberry.Maybe[strawberry.ID] = comparator(_NE)
    in_: strawberry.Maybe[list[strawberry.ID]] = comparator(_IN, "in")
    not_in: strawberry.Maybe[list[strawberry.ID]] = comparator(_NOT_IN)
    is_null: strawberry.Maybe[bool] = comparator(_IS_NULL)


@strawberry.input(description="Compares a whole number.")
class IntComparators:
    eq: strawberry.Maybe[int] = comparator(_EQ)
    ne: strawberry.Maybe[int] = comparator(_NE)
    in_: strawberry.Maybe[list[int]] = comparator(_IN, "in")
    not_in: strawberry.Maybe[list[int]] = comparator(_NOT_IN)
    lt: strawberry.Maybe[int] = comparator(_LT)
    lte: strawberry.Maybe[int] = comparator(_LTE)
    gt: strawberry.Maybe[int] = comparator(_GT)
    gte: strawberry.Maybe[int] = comparator(_GTE)
    is_null: strawberry.Maybe[bool] = comparator(_IS_NULL)


@strawberry.input(description="Compares a decimal.")
class DecimalComparators:
    eq: strawberry.Maybe[Decimal] = comparator(_EQ)
    ne: strawberry.Maybe[Decimal] = comparator(_NE)
    in_: strawberry.Maybe[list[Decimal]] = comparator(_IN, "in")
    not_in: strawberry.Maybe[list[Decimal]] = comparator(_NOT_IN)
    lt: strawberry.Maybe[Decimal] = comparator(_LT)
    lte: strawberry.Maybe[Decimal] = comparator(_LTE)
    gt: strawberry.Maybe[Decimal] = comparator(_GT)
    gte: strawberry.Maybe[Decimal] = comparator(_GTE)
    is_null: strawberry.Maybe[bool] = comparator(_IS_NULL)


@strawberry.input(description="Compares a day.")
class DateComparators:
    eq: strawberry.Maybe[date] = comparator(_EQ)
    ne: strawberry.Maybe[date] = comparator(_NE)
    in_: strawberry.Maybe[list[date]] = comparator(_IN, "in")
    not_in: strawberry.Maybe[list[date]] = comparator(_NOT_IN)
    lt: strawberry.Maybe[date] = comparator(_LT)
    lte: strawberry.Maybe[date] = comparator(_LTE)
    gt: strawberry.Maybe[date] = comparator(_GT)
    gte: strawberry.Maybe[date] = comparator(_GTE)
    is_null: strawberry.Maybe[bool] = comparator(_IS_NULL)


@strawberry.input(description="Compares a moment.")
class DateTimeComparators:
    eq: strawberry.Maybe[datetime] = comparator(_EQ)
    ne: strawberry.Maybe[datetime] = comparator(_NE)
    in_: strawberry.Maybe[list[datetime]] = comparator(_IN, "in")
    not_in: strawberry.Maybe[list[datetime]] = comparator(_NOT_IN)
    lt: strawberry.Maybe[datetime] = comparator(_LT)
    lte: strawberry.Maybe[datetime] = comparator(_LTE)
    gt: strawberry.Maybe[datetime] = comparator(_GT)
    gte: strawberry.Maybe[datetime] = comparator(_GTE)
    is_null: strawberry.Maybe[bool] = comparator(_IS_NULL)


@strawberry.input(description="Compares a yes or no.")
class BooleanComparators:
    eq: strawberry.Maybe[bool] = comparator(_EQ)
    ne: strawberry.Maybe[bool] = comparator(_NE)
    is_null: strawberry.Maybe[bool] = comparator(_IS_NULL)


@strawberry.input(description="Compares one of a few words.")
class Comparators(Generic[Member]):
    eq: strawberry.Maybe[Member] = comparator(_EQ)
    ne: strawberry.Maybe[Member] = comparator(_NE)
    in_: strawberry.Maybe[list[Member]] = comparator(_IN, "in")
    not_in: strawberry.Maybe[list[Member]] = comparator(_NOT_IN)
    is_null: strawberry.Maybe[bool] = comparator(_IS_NULL)


def comparisons(field: str, compared: object, types: tuple[str, ...]) -> Iterator[Condition]:
    """What the given comparators say of a field; `types` are those that its ids may be of."""
    for comparator, value in _given(compared):
        if isinstance(compared, IdComparators) and comparator is not Comparator.IS_NULL:
            yield _of_ids(field, comparator, value, types)
        else:
            yield Comparison(field, comparator, _plain(value))


def _given(compared: object) -> Given:
    for comparator in Comparator:
        some = getattr(compared, f"{comparator}_" if comparator == "in" else comparator, None)
        if isinstance(some, Some):
            yield comparator, some.value


def _of_ids(
    field: str, comparator: Comparator, value: str | list[str], types: tuple[str, ...]
) -> Condition:
    """An id that names nothing of the right type equals nothing."""
    texts = _few([value] if isinstance(value, str) else value)
    known = tuple(uuid for text in texts if (uuid := uuid_of(text, types)) is not None)
    match comparator:
        case Comparator.EQ | Comparator.IN:
            return Comparison(field, Comparator.IN, known) if known else NOTHING
        case _:
            return Not(Comparison(field, Comparator.IN, known)) if known else EVERYTHING


def _plain(value: object) -> object:
    match value:
        case list():
            return tuple(_plain(one) for one in _few(value))
        case StrEnum():
            return value.value
        case str() if "\0" in value:
            raise bad_input("a text cannot hold the character NUL")
        case _:
            return value


def _few(values: list[Any]) -> list[Any]:
    if len(values) > MOST_VALUES:
        raise bad_input(f"a list in a filter has at most {MOST_VALUES} values")
    return values
