"""Where in its files a thing stands: what makes a finding a mark in an editor."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from service.audit.findings import Ref


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file, from 1, and what it says; the file alone where the line is not known."""

    file: str
    line: int | None = None
    text: str | None = None


Places = Mapping[tuple[str, str], Place]  # by kind and key; a database has none

NOWHERE: Places = MappingProxyType({})


def place_of(ref: Ref | None, places: Places) -> Place | None:
    return None if ref is None else places.get((ref.kind, ref.key))
