"""Texts of many nodes as bytes; they become `str` when the first is asked for."""

from collections.abc import Iterator, Sequence
from typing import overload

from service.alignment.packed_ids import PackedIds
from service.libraries import NDArray, np  # noqa: F401 - the alias below quotes it

END = "\0"  # PostgreSQL's texts hold none
LENIENT = "surrogateescape"  # a byte that is no UTF-8 becomes what no text of UTF-8 holds
ABSENT = b"\xff".decode(errors=LENIENT)

Places = NDArray["np.int64"]


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
