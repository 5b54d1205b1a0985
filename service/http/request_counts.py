"""How many requests there were, and how long they took: added up here, by kinds of routes.

Processes that serve beside one another each write what they counted to a file of their own, which
all of them read: whichever is asked tells of all.
"""

import asyncio
import os
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from service.http.request_log import Handled

# Upper ends in seconds; what took longer is in one more bucket.
BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_BUCKETS_MS = tuple(1_000 * one for one in BUCKETS_S)
# First parts of paths, as far as there are such routes; whatever else is asked for has one name.
_ROUTES = frozenset(
    {"audit", "events", "export", "graph", "graphql", "health", "import", "metrics", "openapi.json"}
)
_OTHER = "other"
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST"})
# Where processes of one `serve` keep their files.
FOLDER = "SIGHTLINE_COUNTS_DIR"
_WRITE_EVERY_S = 1.0


@dataclass(slots=True)
class Count:
    """Attributes: `buckets` as in BUCKETS_S, each by itself, and one more."""

    buckets: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS_S) + 1))
    total_ms: float = 0.0

    def add(self, other: "Count") -> None:
        self.buckets = [sum(both) for both in zip(self.buckets, other.buckets, strict=True)]
        self.total_ms += other.total_ms


# Route, method, class of the status, such as 2 for 200.
Kind = tuple[str, str, int]
Counts = dict[Kind, Count]


class RequestCounts:
    """The counts of one process; with a folder, those of others as well."""

    def __init__(self, folder: Path | None = None) -> None:
        self._counts: Counts = {}
        self._file = None if folder is None else folder / f"{os.getpid()}.json"
        self._is_to_write = False

    def add(self, handled: Handled) -> None:
        """Count a request that is over; inside a running event loop."""
        kind = (_route(handled.path), _method(handled.method), handled.status // 100)
        count = self._counts.get(kind)
        if count is None:
            count = self._counts[kind] = Count()
        count.buckets[bisect_left(_BUCKETS_MS, handled.duration_ms)] += 1
        count.total_ms += handled.duration_ms
        if self._file is not None and not self._is_to_write:
            self._is_to_write = True
            asyncio.get_running_loop().call_later(_WRITE_EVERY_S, self.write)

    def write(self) -> None:
        """Let the others see it; what a process counted stays when it ends."""
        self._is_to_write = False
        if self._file is not None:
            draft = self._file.with_suffix(".draft")
            draft.write_bytes(_packed(self._counts))
            draft.replace(self._file)

    def all(self) -> Counts:
        """Of this process and the others."""
        counts: Counts = {}
        _add_all(counts, self._counts.items())
        if self._file is not None:
            for path in self._file.parent.glob("*.json"):
                if path != self._file:
                    _add_all(counts, _unpacked(path.read_bytes()))
        return counts


def shared_counts() -> RequestCounts:
    """The counts of a process that may have others beside it, as the environment says."""
    folder = os.environ.get(FOLDER)
    return RequestCounts(Path(folder) if folder else None)


def _route(path: str) -> str:
    first = path[1:].partition("/")[0]
    return first if first in _ROUTES else _OTHER


def _method(method: str) -> str:
    return method if method in _METHODS else _OTHER


def _add_all(counts: Counts, more: Iterable[tuple[Kind, Count]]) -> None:
    for kind, count in more:
        counts.setdefault(kind, Count()).add(count)


def _packed(counts: Counts) -> bytes:
    return orjson.dumps([(kind, one.buckets, one.total_ms) for kind, one in counts.items()])


def _unpacked(data: bytes) -> Iterable[tuple[Kind, Count]]:
    for (route, method, status), buckets, total_ms in orjson.loads(data):
        yield (route, method, status), Count(buckets, total_ms)
