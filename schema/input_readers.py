"""Coerced inputs as Strawberry's objects, as Strawberry itself makes them, but looked up once.

How each field of an input is read is found when the input first comes; Strawberry finds it for
every field of every request. What is neither plain nor in a `Maybe` is left to Strawberry.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass
from typing import Any

from strawberry import Some
from strawberry.scalars import is_scalar
from strawberry.types.arguments import convert_argument
from strawberry.types.base import (
    StrawberryMaybe,
    StrawberryObjectDefinition,
    StrawberryOptional,
    has_object_definition,
)
from strawberry.types.enum import StrawberryEnumDefinition

Read = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Reader:
    """How one input is read.

    Attributes:
        empty: what stands for fields that are left out and say nothing of that themselves.
        fields: by GraphQL name, the Python name and how its value is read.
    """

    empty: Mapping[str, None]
    fields: Mapping[str, tuple[str, Read]]


class Inputs:
    """Reads the inputs of one schema."""

    def __init__(self, scalars: Any, config: Any) -> None:  # noqa: ANN401 - as Strawberry has them
        self._scalars = scalars
        self._config = config
        self._readers: dict[type, _Reader] = {}

    def read(self, type_: Any, given: Any) -> Any:  # noqa: ANN401 - any type of an argument
        """What Strawberry makes of a coerced value of the type.

        Raises:
            StrawberryInputCoercionError: it makes nothing of it.
        """
        if given is None or not _is_plain_input(type_):
            return convert_argument(given, type_, self._scalars, self._config)
        reader = self._readers.get(type_)
        if reader is None:
            reader = self._readers[type_] = self._reader(type_.__strawberry_definition__)
        values: dict[str, Any] = dict(reader.empty)
        for name, value in given.items():
            python_name, read = reader.fields[name]
            values[python_name] = read(value)
        return type_(**values)

    def _reader(self, definition: StrawberryObjectDefinition) -> _Reader:
        empty = {
            field.python_name: None
            for field in definition.fields
            if field.default_value is MISSING and field.default_factory is MISSING
        }
        fields = {
            self._config.name_converter.from_field(field): (
                field.python_name,
                self._read(field.resolve_type(type_definition=definition)),
            )
            for field in definition.fields
        }
        return _Reader(empty, fields)

    def _read(self, type_: Any) -> Read:  # noqa: ANN401 - any type of a field
        if isinstance(type_, StrawberryMaybe):
            return self._maybe(type_)
        plain = type_.of_type if isinstance(type_, StrawberryOptional) else type_
        if isinstance(plain, StrawberryEnumDefinition) or is_scalar(plain, self._scalars):
            return _as_it_is
        return lambda value: convert_argument(value, type_, self._scalars, self._config)

    def _maybe(self, type_: StrawberryMaybe) -> Read:
        if isinstance(type_.of_type, StrawberryOptional):
            inside = self._read(type_.of_type)
            return lambda value: Some(inside(value))
        # Where null is no value, Strawberry words the refusal.
        return lambda value: convert_argument(value, type_, self._scalars, self._config)


def _is_plain_input(type_: object) -> bool:
    if not isinstance(type_, type) or not has_object_definition(type_):
        return False
    definition = type_.__strawberry_definition__
    return definition.is_input and definition.from_input is None


def _as_it_is(value: object) -> object:
    return value
