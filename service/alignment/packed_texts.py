"""Texts and ids of many nodes as bytes; each becomes a `str` when it is asked for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import overload
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

ID_BYTES = 16
END = "\0"  # PostgreSQL's texts hold none
LENIENT = "surrogateescape"  # a byte that is no UTF-8 becomes what no text of UTF-8 holds
ABSENT = b"\xff".decode(errors=LENIENT)

Places = NDArray[np.int64]


class PackedTexts(Sequence[str]):
    """Texts in UTF-8, each ended by `END`; all are decoded when the first is asked for."""

    def __init__(self, parts: Sequence[bytes], order: Places) -> None:
        """Text number `order[row]` of the parts is that of the row."""
        self._parts = parts
        self._order = order
        self._texts: tuple[str, ...] | None = None

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[str]: ...
    def __getitem__(self, row: int | slice) -> str | Sequence[str]:
        return self.texts[row]

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    def __len__(self) -> int:
        return len(self._order)

    @property
    def texts(self) -> tuple[str, ...]:
        if self._texts is None:
            sent: list[str] = []
            for part in self._parts:
                sent += part.decode(errors=LENIENT).split(END)[:-1]
            # a tuple of texts is walked once by the garbage collector, a list for ever
            self._texts = tuple([sent[place] for place in self._order.tolist()])
            self._parts = ()
        return self._texts


class PackedIds(Sequence[str]):
    """UUIDs, 16 bytes each, read as text one by one."""

    def __init__(self, ids: NDArray[np.void]) -> None:
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

    def column(self) -> NDArray[np.bytes_]:
        """The ids as bytes that sort; none is longer or shorter, so no end counts as padding."""
        return np.frombuffer(self._data, f"S{ID_BYTES}")


class PackedKeys(Sequence[str]):
    """External ids, and the id itself for a node whose text is `ABSENT`."""

    def __init__(self, external: PackedTexts, ids: PackedIds) -> None:
        self._external, self._ids = external, ids

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[str]: ...
    def __getitem__(self, row: int | slice) -> str | Sequence[str]:
        if isinstance(row, slice):
            return [self[one] for one in range(*row.indices(len(self)))]
        found = self._external.texts[row]
        return self._ids[row] if found == ABSENT else found

    def __len__(self) -> int:
        return len(self._ids)


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
