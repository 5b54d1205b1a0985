"""Stored standings of nodes by their `seq`: read by parts, changed in memory, written by parts."""

from collections.abc import Iterable, Mapping

from service.alignment.snapshot import Codes
from service.libraries import NDArray, np

PART = 256

Seqs = NDArray["np.int64"]


class Reaches:
    """Some parts of them; a part that was never written is all AWAY."""

    def __init__(self) -> None:
        self._parts = np.empty(0, np.int64)
        self._before = np.empty((0, PART), np.int8)
        self._now = np.empty((0, PART), np.int8)

    def missing(self, seqs: Seqs) -> list[int]:
        """The parts of these nodes that were not read yet."""
        found: list[int] = np.setdiff1d(seqs // PART, self._parts).tolist()
        return found

    def add(self, parts: Iterable[int], stored: Mapping[int, bytes]) -> None:
        """Parts that were missing, as they are stored."""
        more = np.array(list(parts), np.int64)
        if not len(more):
            return
        sent = b"".join(stored.get(part, bytes(PART)) for part in more.tolist())
        rows = np.frombuffer(sent, np.int8).reshape(-1, PART)
        both = np.concatenate([self._parts, more])
        order = np.argsort(both)
        self._parts = both[order]
        self._before = np.concatenate([self._before, rows])[order]
        self._now = np.concatenate([self._now, rows])[order]

    def of(self, seqs: Seqs) -> Codes:
        """The standings of nodes whose parts were read."""
        return self._now[np.searchsorted(self._parts, seqs // PART), seqs % PART]

    def put(self, seqs: Seqs, standings: Codes) -> None:
        self._now[np.searchsorted(self._parts, seqs // PART), seqs % PART] = standings

    def changed(self) -> dict[int, bytes]:
        """The parts that are other than they are stored."""
        rows = np.flatnonzero((self._now != self._before).any(axis=1)).tolist()
        return {int(self._parts[row]): self._now[row].tobytes() for row in rows}
