"""The numbers of a cost that a request decides: sizes of lists, and of what it brings along."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from schema.costs.weights import CHARACTERS_PER_ITEM, ITEMS_PER_POINT

OVERFLOW = 10**9

# A variable's name, or the index of a literal that was lifted out of the document.
Key = str | int
# How the ids of findings begin: the base64 of `Finding`, but for what the next letter decides.
_FINDING = b64encode(b"Finding").decode()[:9]
Values = Mapping[Key, object]
# Written once: to join types takes longer than to look at one.
_NUMBER = (int, float)


class Quantity(Protocol):
    """A number that the values decide; equal ones are worked out once."""

    def of(self, values: Values) -> int: ...


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows a list may bring: the largest of the arguments given, else `default`.

    Attributes:
        arguments: where each is to be found, and what a variable is when it is not given.
        literal: what one of the arguments says in the document itself.
    """

    arguments: tuple[tuple[Key, int | None], ...]
    literal: int | None
    default: int

    def of(self, values: Values) -> int:
        size = self.literal
        for key, default in self.arguments:
            given = values.get(key, default)
            # JSON may write a whole number as a float.
            if isinstance(given, _NUMBER):
                number = min(OVERFLOW, abs(int(given)))
                size = number if size is None or number > size else size
        return self.default if size is None else size


@dataclass(frozen=True, slots=True)
class Count:
    """How many items a list has.

    Attributes:
        within: the field of a value that is the list, where the value itself is none.
    """

    key: Key
    default: int
    within: str | None = None

    def of(self, values: Values) -> int:
        if self.key not in values:
            return self.default
        given = values[self.key]
        if self.within is not None:
            given = given.get(self.within) if isinstance(given, Mapping) else None
        return len(given) if isinstance(given, list | tuple) else 1


@dataclass(frozen=True, slots=True)
class Bulk:
    """What a value weighs by its length; and by being there at all, where that alone is work.

    Attributes:
        default: what it weighs when it is not given.
    """

    key: Key
    default: int = 0
    presence: int = 0

    def of(self, values: Values) -> int:
        if self.key not in values:
            return self.default
        given = values[self.key]
        points = items_of(given) // ITEMS_PER_POINT
        return points + self.presence if given else points


@dataclass(frozen=True, slots=True)
class Findings:
    """1 where one of some ids is a finding's, which only an audit knows; else 0.

    Attributes:
        keys: where the ids are to be found, and whether a variable is one when it is not given.
    """

    keys: tuple[tuple[Key, bool], ...]

    def of(self, values: Values) -> int:
        return int(
            any(
                names_finding(values[key]) if key in values else default
                for key, default in self.keys
            )
        )


def names_finding(value: object) -> bool:
    """Whether an id, or one of a list, is a finding's."""
    if isinstance(value, str):
        return value.startswith(_FINDING)
    return isinstance(value, list | tuple) and any(map(names_finding, value))


def items_of(value: object) -> int:
    """How many items and fields a value has, at any depth; a long text is several."""
    if isinstance(value, str):
        return len(value) // CHARACTERS_PER_ITEM
    count, rest = 0, [value]
    while rest:
        part = rest.pop()
        if isinstance(part, str):
            count += len(part) // CHARACTERS_PER_ITEM
        elif isinstance(part, list | tuple):
            count += len(part)
            rest += part
        elif isinstance(part, dict):
            count += len(part)
            rest += part.values()
    return count
