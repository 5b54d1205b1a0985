"""The domain's enums as GraphQL knows them: every member with a word for the caller."""

from enum import Enum, StrEnum
from typing import Any, TypeVar, cast

import strawberry

Members = TypeVar("Members", bound=type[Enum])


def described(
    enum: Members, description: str, by_member: dict[str, str], *, name: str | None = None
) -> Members:
    """Make the enum one of the schema's, with what each member means.

    Raises:
        KeyError: a member is not described.
        TypeError: it is too late: the schema has the enum already.
    """
    if hasattr(enum, "__strawberry_definition__"):
        raise TypeError(f"a type met {enum.__name__} before its description")
    strawberry.enum(enum, name=name, description=description)
    for value in cast("Any", enum).__strawberry_definition__.values:
        value.description = by_member[value.name]
    return enum


class OrderDirection(StrEnum):
    """Which end of a list comes first."""

    ASC = "ASC"
    DESC = "DESC"


described(
    OrderDirection,
    "Which end of a list comes first; rows without a value come last either way.",
    {"ASC": "The smallest first.", "DESC": "The largest first."},
)
