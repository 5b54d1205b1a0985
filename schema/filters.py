"""Filters and orders of lists: each noun declares which fields, `schema.prepared` does the rest."""

from collections.abc import Callable
from enum import Enum
from typing import Any, Generic, TypeVar

import strawberry

from schema.enums.describing import OrderDirection
from schema.prepared.filters import NODE_TYPES, READING

Declared = TypeVar("Declared", bound=type)
Field = TypeVar("Field", bound=Enum)

ARCHIVED_AT = (
    "By when it was archived: `isNull: false` keeps nothing else. Lists hold what is archived only"
    " with `includeArchived`."
)


def filtered(
    description: str,
    *,
    types: tuple[str, ...] = (),
    name: str | None = None,
    reading: Callable[[Any], object] | None = None,
) -> Any:  # noqa: ANN401 - as strawberry.field
    """A field that a list can be filtered by.

    `types` are those that its ids may be of, `reading` gives what its column holds for a value.
    """
    metadata: dict[str, object] = {NODE_TYPES: types}
    if reading is not None:
        metadata[READING] = reading
    return strawberry.field(name=name, description=description, metadata=metadata)


def filter_input(description: str) -> Callable[[Declared], Declared]:
    """Make the class a filter: its fields, and `and`, `or` and `not` over filters like it."""

    def declare(cls: Declared) -> Declared:
        logic = {
            "and_": (
                f"strawberry.Maybe[list['{cls.__name__}']]",
                "and",
                "All of these hold; an empty list always does.",
            ),
            "or_": (
                f"strawberry.Maybe[list['{cls.__name__}']]",
                "or",
                "One of these holds, or more; an empty list never does.",
            ),
            "not_": (
                f"strawberry.Maybe['{cls.__name__}']",
                "not",
                "This does not hold, even where it cannot be told for want of a value.",
            ),
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
