"""What has an id of its own, and how rows become such things."""

from collections.abc import Callable, Hashable
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, cast

import strawberry
from strawberry.types.base import StrawberryOptional
from strawberry.types.enum import StrawberryEnumDefinition
from strawberry.types.field import StrawberryField

from schema.identifiers import global_id

Presented = TypeVar("Presented", bound=type)

_TYPE_BY_TABLE: dict[type, type[Any]] = {}


@strawberry.interface(description="Anything with an id of its own.")
class Node:
    row: strawberry.Private[Any]

    @strawberry.field(description="Names this thing for good, among all things of all types.")
    def id(self) -> strawberry.ID:
        return strawberry.ID(global_id(type(self).__name__, self.row.id))


@strawberry.type
class Authored:
    """The fields that everything has which people write."""

    created_at: datetime = strawberry.field(description="When it was recorded here.")
    updated_at: datetime = strawberry.field(description="When it last changed.")
    version: int = strawberry.field(
        description="Grows with every change: give it to `expectedVersion` to overwrite no one."
    )
    archived_at: datetime | None = strawberry.field(
        description="When it was archived; null while it is in use. Lists leave archived rows out."
    )


def presents(table: type) -> Callable[[Presented], Presented]:
    """Make the type what rows of the table are shown as."""

    def declare(cls: Presented) -> Presented:
        _TYPE_BY_TABLE[table] = cls
        return cls

    return declare


def present(row: object) -> Any:  # noqa: ANN401 - of the type that presents the row's table
    """The row as the API shows it."""
    cls = _TYPE_BY_TABLE[type(row)]
    return cls(row=row, **{name: read(row) for name, read in _readers(cast("Hashable", cls))})


def presented(row: object | None) -> Any:  # noqa: ANN401 - see `present`
    """The same for a row that may be missing."""
    return None if row is None else present(row)


@cache
def _readers(cls: Hashable) -> tuple[tuple[str, Callable[[object], object]], ...]:
    """How each plain field of a type is read from a row: the column of the same name."""
    fields: list[StrawberryField] = cast("Any", cls).__strawberry_definition__.fields
    return tuple(
        (field.python_name, _reader(field)) for field in fields if field.base_resolver is None
    )


def _reader(field: StrawberryField) -> Callable[[object], object]:
    name = field.python_name
    declared = field.type
    if isinstance(declared, StrawberryOptional):
        declared = declared.of_type
    if not isinstance(declared, StrawberryEnumDefinition):
        return lambda row: getattr(row, name)
    members = cast("type[StrEnum]", declared.wrapped_cls)
    return lambda row: _member(members, getattr(row, name))


def _member(members: type[StrEnum], word: str | None) -> StrEnum | None:
    return None if word is None else members(word)
