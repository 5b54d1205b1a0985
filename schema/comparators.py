"""How one field is filtered: every comparator given must hold."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar

import strawberry

Member = TypeVar("Member", bound=StrEnum)

# What has no value is unequal to all, and neither less nor greater than any: `ne` and `notIn` keep
# such rows, every other comparator leaves them out.
_EQ = "Equal to it; rows without a value are not."
_NE = "Not equal to it; rows without a value are, too."
_IN = "One of these, at most 1,000; rows without a value are not, and nothing is in an empty list."
_NOT_IN = "None of these, at most 1,000; rows without a value are, too."
_LT = "Less than it; rows without a value are not."
_LTE = "Less than or equal to it; rows without a value are not."
_GT = "Greater than it; rows without a value are not."
_GTE = "Greater than or equal to it; rows without a value are not."
_IS_NULL = "True: only rows without a value; false: only rows with one."
# How an input of comparators is described, behind what it compares.
_ALL = ": every comparator given must hold. Null is refused as a value: ask for `isNull`."


def comparator(description: str, name: str | None = None) -> Any:  # noqa: ANN401 - as strawberry.field
    return strawberry.field(description=description, name=name)


@strawberry.input(description=f"Compares a text{_ALL}")
class TextComparators:
    eq: strawberry.Maybe[str] = comparator(_EQ)
    ne: strawberry.Maybe[str] = comparator(_NE)
    in_: strawberry.Maybe[list[str]] = comparator(_IN, "in")
    not_in: strawberry.Maybe[list[str]] = comparator(_NOT_IN)
    contains: strawberry.Maybe[str] = comparator(
        "Contains it, whatever the case; accents matter. Rows without a value do not."
    )
    starts_with: strawberry.Maybe[str] = comparator(
        "Starts with it, in this very case. Rows without a value do not."
    )
    is_null: strawberry.Maybe[bool] = comparator(_IS_NULL)


@strawberry.input(
    description=f"Compares an id{_ALL} An id that names nothing of this type equals nothing."
)
class IdComparators:
    eq: strawberry.Maybe[strawberry.ID] = comparator(_EQ)
    ne: strawberry.Maybe[strawberry.ID] = comparator(_NE)
    in_: strawberry.Maybe[list[strawberry.ID]] = comparator(_IN, "in")
    not_in: strawberry.Maybe[list[strawberry.ID]] = comparator(_NOT_IN)
    is_null: strawberry.Maybe[bool] = comparator(_IS_NULL)


@strawberry.input(
    description="Compares with a part of a tree: with one, and all that lie below it at any depth."
)
class TreeComparators:
    eq: strawberry.Maybe[strawberry.ID] = comparator("It, or one below it.")
    in_: strawberry.Maybe[list[strawberry.ID]] = comparator(
        "One of these, at most 1,000, or one below any of them.", "in"
    )


@strawberry.input(description=f"Compares a whole number{_ALL}")
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


@strawberry.input(
    description=f"Compares a whole number of any size, a string of decimal digits{_ALL}"
)
class BigIntComparators:
    eq: strawberry.Maybe[str] = comparator(_EQ)
    ne: strawberry.Maybe[str] = comparator(_NE)
    in_: strawberry.Maybe[list[str]] = comparator(_IN, "in")
    not_in: strawberry.Maybe[list[str]] = comparator(_NOT_IN)
    lt: strawberry.Maybe[str] = comparator(_LT)
    lte: strawberry.Maybe[str] = comparator(_LTE)
    gt: strawberry.Maybe[str] = comparator(_GT)
    gte: strawberry.Maybe[str] = comparator(_GTE)
    is_null: strawberry.Maybe[bool] = comparator(_IS_NULL)


@strawberry.input(description=f"Compares a decimal{_ALL}")
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


@strawberry.input(description=f"Compares a day{_ALL}")
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


@strawberry.input(description=f"Compares a moment{_ALL}")
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


@strawberry.input(description=f"Compares a yes or no{_ALL}")
class BooleanComparators:
    eq: strawberry.Maybe[bool] = comparator(_EQ)
    ne: strawberry.Maybe[bool] = comparator(_NE)
    is_null: strawberry.Maybe[bool] = comparator(_IS_NULL)


@strawberry.input(description=f"Compares one of a few words{_ALL}")
class Comparators(Generic[Member]):
    eq: strawberry.Maybe[Member] = comparator(_EQ)
    ne: strawberry.Maybe[Member] = comparator(_NE)
    in_: strawberry.Maybe[list[Member]] = comparator(_IN, "in")
    not_in: strawberry.Maybe[list[Member]] = comparator(_NOT_IN)
    is_null: strawberry.Maybe[bool] = comparator(_IS_NULL)
