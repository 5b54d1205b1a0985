"""The progress and expectation of many nodes, in eight bytes each."""

from array import array
from decimal import Decimal

# As ratios are stored; those that count are within 0..1.
_PLACES = 12
_NONE = -1


class Ratios:
    """By row, a ratio within 0..1 as it is stored, or None."""

    def __init__(self, size: int) -> None:
        self._parts = array("q", [_NONE]) * size

    def __getitem__(self, row: int) -> Decimal | None:
        parts = self._parts[row]
        return None if parts == _NONE else Decimal(parts).scaleb(-_PLACES)

    def __setitem__(self, row: int, value: Decimal | None) -> None:
        self._parts[row] = _NONE if value is None else int(value.scaleb(_PLACES))
