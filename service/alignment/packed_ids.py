"""UUIDs of many nodes as bytes, and the rows that they are found in."""

from collections.abc import Iterator, Mapping, Sequence
from typing import overload
from uuid import UUID

from service.alignment.snapshot import NO_ROW, Rows
from service.libraries import NDArray, np

ID_BYTES = 16

Ids = NDArray["np.bytes_"]  # all of 16 bytes: none is padded, so none is taken for another


class RowsById:
    """Which row an id of 16 bytes is in, for many ids at once."""

    def __init__(self, ids: Ids) -> None:
        self._rows = np.argsort(ids, kind="stable")  # quick where they are in order already
        self._sorted = ids[self._rows]

    def rows(self, wanted: Ids) -> Rows:
        """The row of each; NO_ROW for what is not there, such as the id of an absent one."""
        if not len(self._sorted):
            return np.full(len(wanted), NO_ROW, np.int32)
        places = np.minimum(np.searchsorted(self._sorted, wanted), len(self._sorted) - 1)
        is_there = self._sorted[places] == wanted
        return np.where(is_there, self._rows[places], NO_ROW).astype(np.int32)


class PackedIds(Sequence[str]):
    """UUIDs, 16 bytes each, read as text one by one."""

    def __init__(self, ids: Ids) -> None:
        self._data = ids.tobytes()

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[str]: ...
    def __getitem__(self, row: int | slice) -> str | Sequence[str]:
        if isinstance(row, slice):
            return [self[one] for one in range(*row.indices(len(self)))]
        start = row * ID_BYTES if row >= 0 else len(self._data) + row * ID_BYTES
        text = self._data[start : start + ID_BYTES].hex()
        if not text:
            raise IndexError(row)
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def __len__(self) -> int:
        return len(self._data) // ID_BYTES

    def column(self) -> Ids:
        return np.frombuffer(self._data, f"S{ID_BYTES}")


class RowById(Mapping[str, int]):
    """The row of each id's text."""

    def __init__(self, ids: PackedIds, rows: RowsById) -> None:
        self._ids, self._rows = ids, rows

    def __getitem__(self, text: str) -> int:
        try:
            wanted = UUID(text)
        except ValueError:
            raise KeyError(text) from None
        row = int(self._rows.rows(np.array([wanted.bytes], f"S{ID_BYTES}"))[0])
        if row == NO_ROW or str(wanted) != text:
            raise KeyError(text)
        return row

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)
