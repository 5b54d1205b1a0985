"""Filters and orders of lists: each noun declares which fields, the rest is done here."""

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any, Generic, TypeVar, cast

import strawberry
from strawberry import Some
from strawberry.types.field import StrawberryField

from schema.comparators import comparisons
from schema.enums.describing import OrderDirection
from schema.failures import bad_input
from service.paging.conditions import EVERYTHING, AllOf, AnyOf, Condition, Not
from service.paging.nouns import Term

Declared = TypeVar("Declared", bound=type)
Field = TypeVar("Field", bound=Enum)

MOST_TERMS = 5
MOST_CONDITIONS = 100

_NODE_TYPES = "node_types"


def filtered(description: str, *, types: tuple[str, ...] = (), name: str | None = None) -> Any:  # noqa: ANN401 - as strawberry.field
    """A field that a list can be filtered by; `types` are those that its ids may be of."""
    return strawberry.field(name=name, description=description, metadata={_NODE_TYPES: types})


def filter_input(description: str) -> Any:  # noqa: ANN401 - a decorator of any class
    """Make the class a filter: its fields, and `and`, `or` and `not` over filters like it."""

    def declare(cls: Declared) -> Declared:
        logic = {
            "and_": (f"strawberry.Maybe[list['{cls.__name__}']]", "and", "All of these hold."),
            "or_": (f"strawberry.Maybe[list['{cls.__name__}']]", "or", "One of these holds."),
            "not_": (f"strawberry.Maybe['{cls.__name__}']", "not", "This does not hold."),
        }
        for name, (annotation, graphql_name, said) in logic.items():
            cls.__annotations__[name] = annotation
            setattr(cls, name, strawberry.field(name=graphql_name, description=said))
        return strawberry.input(cls, description=description)

    return declare


@strawberry.input
class Order(Generic[Field]):
    field: Field = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )


def condition_of(given: object | None) -> Condition:
    """What a filter says; absent it says nothing."""
    if given is None:
        return EVERYTHING
    condition = AllOf(tuple(_conditions(given)))
    if _size(condition) > MOST_CONDITIONS:
        raise bad_input(f"a filter has at most {MOST_CONDITIONS} conditions")
    return condition


def terms_of(orders: Sequence[Order[Any]] | None) -> tuple[Term, ...]:
    """The fields to order by, one after the other."""
    if orders is not None and len(orders) > MOST_TERMS:
        raise bad_input(f"orderBy takes at most {MOST_TERMS} fields")
    return tuple(
        Term(order.field.value, descending=order.direction is OrderDirection.DESC)
        for order in orders or ()
    )


def _conditions(given: object) -> Iterator[Condition]:
    for field in _fields(given):
        some = getattr(given, field.python_name)
        if not isinstance(some, Some):
            continue
        match field.python_name:
            case "and_":
                yield AllOf(tuple(AllOf(tuple(_conditions(one))) for one in some.value))
            case "or_":
                yield AnyOf(tuple(AllOf(tuple(_conditions(one))) for one in some.value))
            case "not_":
                yield Not(AllOf(tuple(_conditions(some.value))))
            case name:
                yield from comparisons(name, some.value, field.metadata.get(_NODE_TYPES, ()))


def _fields(given: object) -> list[StrawberryField]:
    fields: list[StrawberryField] = cast("Any", given).__strawberry_definition__.fields
    return fields


def _size(condition: Condition) -> int:
    match condition:
        case AllOf(conditions) | AnyOf(conditions):
            return 1 + sum(map(_size, conditions))
        case Not(inner):
            return 1 + _size(inner)
        case _:
            return 1
