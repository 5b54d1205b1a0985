"""What a caller says of a row: fields left out stay as they are, null clears."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, fields
from enum import Enum
from functools import cache
from typing import Any, Final, cast
from uuid import UUID

Values = dict[str, Any]


class Unset(Enum):
    """A field that the caller has left out, as against null."""

    UNSET = "UNSET"


UNSET: Final = Unset.UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A stored row, and the version of it that the caller has seen; None: any."""

    id: UUID
    expected_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """A row to be; without an id one is made."""

    id: UUID | None = None
    external_id: str | None = None


_ABOUT_THE_ROW = {"id", "expected_version"}


def given(said: Seen | New) -> Values:
    """The fields that the caller has set, by column."""
    names = _names(cast("Hashable", type(said)))
    return {name: value for name in names if (value := getattr(said, name)) is not UNSET}


@cache
def _names(said: Hashable) -> tuple[str, ...]:
    names = (field.name for field in fields(cast("Any", said)))
    return tuple(name for name in names if name not in _ABOUT_THE_ROW)


def differing(before: Mapping[str, object], values: Values) -> Values:
    """Those of the values that are not there already."""
    return {name: value for name, value in values.items() if before[name] != value}
