"""Inputs of mutations: what each field may hold, and how it becomes what a command takes.

An input has the fields of the command's dataclass, by the same names. In what may be left out,
`strawberry.Maybe` tells left out (the command's own default) from null.
"""

from collections.abc import Hashable, Mapping
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar, cast
from uuid import UUID

import strawberry
from strawberry import Some
from strawberry.types.field import StrawberryField

from schema.identifiers import uuid_of
from service.errors import Invalid
from service.paging.clauses import NO_ID

_TYPES = "input_types"
_OWN = "input_own_id"
_ROW = "input_row"

Row = TypeVar("Row")


def said(
    description: str,
    *,
    types: tuple[str, ...] = (),
    row: type[Any] | None = None,
    **given: Any,  # noqa: ANN401 - as strawberry.field
) -> Any:  # noqa: ANN401 - as strawberry.field
    """A field of an input; `types` are those that its ids may be of.

    A list of inputs becomes one of `row`, which a command takes.
    """
    metadata = {_TYPES: types, _ROW: row}
    return strawberry.field(description=description, metadata=metadata, **given)


def own_id(description: str) -> Any:  # noqa: ANN401 - as strawberry.field
    """The id that a caller brings for something new: a plain UUID."""
    return strawberry.field(description=description, metadata={_OWN: True})


def row_of(row: type[Row], given: object) -> Row:
    """What a command takes, from an input.

    An id that names nothing of the right type becomes one that no row has: the command tells that
    it is not found.

    Raises:
        Invalid: an id of the caller's own is no UUID.
    """
    values = values_of(given)
    names = _names(cast("Hashable", row))
    return row(**{name: value for name, value in values.items() if name in names})


def values_of(given: object) -> dict[str, Any]:
    """What an input says, by its fields' Python names; what it leaves out is left out."""
    values: dict[str, Any] = {}
    declared = _declared(cast("Hashable", type(given)))
    for name, value in vars(given).items():
        if value is None or value is strawberry.UNSET:
            continue
        said_value = value.value if isinstance(value, Some) else value
        values[name] = _read(name, said_value, declared[name])
    return values


@cache
def _names(row: Hashable) -> frozenset[str]:
    return frozenset(field.name for field in fields(cast("Any", row)))


@cache
def _declared(cls: Hashable) -> Mapping[str, Mapping[Any, Any]]:
    declared: list[StrawberryField] = cast("Any", cls).__strawberry_definition__.fields
    return {field.python_name: field.metadata for field in declared}


def _read(name: str, value: Any, metadata: Mapping[Any, Any]) -> object:  # noqa: ANN401 - any input value
    if value is None:
        return None
    if metadata.get(_OWN):
        return _own_id(name, value)
    row = metadata.get(_ROW)
    if row is not None:
        return tuple(row_of(row, one) for one in value)
    types = metadata.get(_TYPES)
    if not types:
        return value
    if isinstance(value, list):
        return tuple(uuid_of(one, types) or NO_ID for one in value)
    return uuid_of(value, types) or NO_ID


def _own_id(name: str, value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise Invalid("an id of your own is a plain UUID", [name]) from None
