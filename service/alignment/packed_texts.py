"""Texts and ids of many nodes as bytes; each becomes a `str` when it is asked for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import overload
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

ID_BYTES = 16
END = b"\0"  # PostgreSQL's texts hold none

Places = NDArray[np.int64]


class _Packed(Sequence[str]):
    """A sequence that makes each text anew."""

    __slots__ = ()

    def _text(self, row: int) -> str:
        raise NotImplementedError

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> list[str]: ...
    def __getitem__(self, row: int | slice) -> str | list[str]:
        if isinstance(row, slice):
            return [self._text(one) for one in range(*row.indices(len(self)))]
        size = len(self)
        if not -size <= row < size:
            raise IndexError(row)
        return self._text(row if row >= 0 else row + size)

    def __iter__(self) -> Iterator[str]:
        return map(self._text, range(len(self)))


class PackedTexts(_Packed):
    """Texts in UTF-8, each ended by `END`, wherever in `data` they lie."""

    __slots__ = ("_data", "_ends", "_starts")

    def __init__(self, data: bytes, order: Places) -> None:
        """Text number `order[row]` of the data is that of the row."""
        ends = np.flatnonzero(np.frombuffer(data, np.uint8) == END[0])
        starts = np.append(np.zeros(1, np.int64), ends + 1)[:-1]
        self._data = data
        # reading one number of a memoryview takes half the time of one of an array
        self._starts, self._ends = starts[order].data, ends[order].data

    def __len__(self) -> int:
        return len(self._starts)

    def bytes_of(self, row: int) -> bytes:
        return self._data[self._starts[row] : self._ends[row]]

    def _text(self, row: int) -> str:
        return self._data[self._starts[row] : self._ends[row]].decode()


class PackedIds(_Packed):
    """UUIDs, 16 bytes each, read as text."""

    __slots__ = ("_data",)

    def __init__(self, ids: NDArray[np.void]) -> None:
        self._data = ids.tobytes()

    def __len__(self) -> int:
        return len(self._data) // ID_BYTES

    def _text(self, row: int) -> str:
        text = self._data[row * ID_BYTES : (row + 1) * ID_BYTES].hex()
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def column(self) -> NDArray[np.bytes_]:
        """The ids as bytes that sort; none is longer or shorter, so no end counts as padding."""
        return np.frombuffer(self._data, f"S{ID_BYTES}")


class PackedKeys(_Packed):
    """External ids, and the id itself for a node whose text is `ABSENT`."""

    ABSENT = b"\xff"  # in no text of UTF-8
    __slots__ = ("_external", "_ids")

    def __init__(self, external: PackedTexts, ids: PackedIds) -> None:
        self._external, self._ids = external, ids

    def __len__(self) -> int:
        return len(self._ids)

    def _text(self, row: int) -> str:
        found = self._external.bytes_of(row)
        return self._ids[row] if found == self.ABSENT else found.decode()


class RowById(Mapping[str, int]):
    """The row of each id; sorted when the first is looked for."""

    def __init__(self, ids: PackedIds) -> None:
        self._ids = ids
        self._sorted: NDArray[np.bytes_] | None = None
        self._rows: NDArray[np.int64] | None = None

    def __getitem__(self, text: str) -> int:
        if self._sorted is None or self._rows is None:
            column = self._ids.column()
            rows = np.argsort(column, kind="stable")
            self._rows, self._sorted = rows, column[rows]
        row = self._row(text, self._sorted, self._rows)
        if row is None:
            raise KeyError(text)
        return row

    def _row(self, text: str, ids: NDArray[np.bytes_], rows: NDArray[np.int64]) -> int | None:
        try:
            wanted = UUID(text).bytes
        except ValueError:
            return None
        place = int(np.searchsorted(ids, np.bytes_(wanted)))
        if place == len(ids):
            return None
        row = int(rows[place])
        return row if self._ids[row] == text else None

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)
