"""One subscriber's part of an organization's log: from a number on, then as it grows.

What is new is kept for a subscriber that does something else just now, up to a bound; one that is
further behind reads from the log again. So nothing is missed, nothing comes twice, and nobody's
slowness is kept in memory for ever.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from service.events.feed import LogEntry, LogPage, LogQuery

# Events, by reference, that wait for one subscriber; and those that it takes at once.
MOST_WAITING = 1_000
MOST_TAKEN = 100

Asked = Callable[[], LogQuery]


class Log(Protocol):
    """What a feed is of: an organization's log, as far as this process has read it."""

    @property
    def head(self) -> int: ...

    def page_after(self, sequence: int, most: int, query: LogQuery) -> Awaitable[LogPage]: ...


class Feed:
    """What one subscriber has not taken yet.

    Attributes:
        cursor: the last number that was taken, or passed over.
    """

    def __init__(self, log: Log, cursor: int, asked: Asked, most: int = MOST_WAITING) -> None:
        """`asked` says which events it is about, as of now; at most `most` wait."""
        self.cursor = cursor
        self._log = log
        self._asked = asked
        self._most = most
        self._waiting: deque[LogEntry] = deque()
        # Whether all that is new comes by `grown`; else it is read from the log.
        self._is_live = False
        self._woken = asyncio.Event()

    def grown(self, entries: Sequence[LogEntry]) -> None:
        """Take note of what is new, in the order of the numbers."""
        if not self._is_live:
            self._woken.set()
            return
        asked = self._asked()
        self._waiting += [
            one for one in entries if one.sequence > self.cursor and _is_among(one, asked)
        ]
        if len(self._waiting) > self._most:
            self._is_live = False
            self._waiting.clear()
        elif not self._waiting:
            self.cursor = max(self.cursor, entries[-1].sequence)
            return
        self._woken.set()

    async def take(self) -> Sequence[LogEntry]:
        """The next events, one at least: it waits for them.

        Raises:
            Gone: retention has taken some of them away.
            Unavailable, Conflict: they cannot be read now; asking again may help.
        """
        while True:
            found = self._taken() if self._is_live else await self._read()
            if found:
                return found
            if self._is_live:
                self._woken.clear()
                await self._woken.wait()

    def skip(self) -> None:
        """Have done with all that waits."""
        if self._is_live and self._waiting:
            self.cursor = self._waiting[-1].sequence
            self._waiting.clear()

    def _taken(self) -> Sequence[LogEntry]:
        most = min(MOST_TAKEN, len(self._waiting))
        found = [self._waiting.popleft() for _ in range(most)]
        if found:
            self.cursor = found[-1].sequence
        return found

    async def _read(self) -> Sequence[LogEntry]:
        page = await self._log.page_after(self.cursor, MOST_TAKEN, self._asked())
        if len(page.entries) == MOST_TAKEN:
            self.cursor = page.entries[-1].sequence
            return page.entries
        self.cursor = max(self.cursor, page.ends.head)
        # Between this and the next word of what is new nothing is awaited: none gets lost.
        if self._log.head <= self.cursor:
            self._is_live = True
        return page.entries


def _is_among(entry: LogEntry, asked: LogQuery) -> bool:
    if entry.subject_kind in asked.without:
        return False
    return asked.types is None or entry.type in asked.types
