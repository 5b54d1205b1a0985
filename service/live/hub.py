"""The one reader of the log in a process that serves: it reads what is new, and tells who listens.

It listens to the sequencer, and looks by itself every second: who was asleep when it was said finds
it all the same.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

import orjson
import structlog

from service.database import Database
from service.errors import Conflict, Gone, Unavailable
from service.events.feed import (
    CHANNEL,
    MOST_READ,
    LogEntry,
    LogPage,
    LogQuery,
    ends_of,
    page_after,
)
from service.live.feeds import MOST_WAITING, Asked, Feed
from service.live.listening import listen

LOOK_EVERY_S = 1.0
_READ_AT_ONCE = 4

_HEADS = """
SELECT coalesce(json_object_agg(organization_id, sequence), '{}'::json)
  FROM event_chain WHERE organization_id = ANY($1::uuid[])
"""
_ALL = LogQuery()

Heard = Callable[[Sequence[LogEntry]], None]

log = structlog.stdlib.get_logger("sightline.live")


class Topic:
    """One organization's log, as far as this process has read it.

    Attributes:
        head: the last number that was read and told.
        listeners: who is told.
    """

    def __init__(self, database: Database, organization_id: UUID, head: int) -> None:
        self.head = head
        self.listeners: set[Heard] = set()
        self._database = database
        self._organization_id = organization_id

    def page_after(self, sequence: int, most: int, query: LogQuery) -> Awaitable[LogPage]:
        return page_after(self._database, self._organization_id, sequence, most=most, query=query)

    async def read(self) -> None:
        """Read what is new, and tell of it."""
        while True:
            try:
                page = await self.page_after(self.head, MOST_READ, _ALL)
            except Gone:
                # Nobody here was told in time; each finds out for itself.
                ends = await ends_of(self._database, self._organization_id)
                self.head = ends.anchor
                continue
            if page.entries:
                self.head = page.entries[-1].sequence
                for heard in list(self.listeners):
                    heard(page.entries)
            if len(page.entries) < MOST_READ:
                return


class Hub:
    """All that listen to the logs in one process; make it inside a running event loop."""

    def __init__(
        self, database: Database, *, look_every_s: float = LOOK_EVERY_S, most: int = MOST_WAITING
    ) -> None:
        """`most` is how many events wait for one subscriber before it reads the log itself."""
        self._database = database
        self._look_every_s = look_every_s
        self._most = most
        self._topics: dict[UUID, Topic] = {}
        self._grown: set[UUID] = set()
        self._woken = asyncio.Event()
        self._reading: list[asyncio.Task[None]] = []

    @contextmanager
    def heard(self, organization_id: UUID, head: int, call: Heard) -> Iterator[Topic]:
        """Have what is new in a log told; at least what comes after `head`, which was read."""
        self._begin()
        topic = self._topics.get(organization_id)
        if topic is None:
            topic = self._topics[organization_id] = Topic(self._database, organization_id, head)
            # What came since is not waited for until somebody says more.
            self._wake(organization_id)
        topic.listeners.add(call)
        try:
            yield topic
        finally:
            topic.listeners.discard(call)
            if not topic.listeners:
                del self._topics[organization_id]

    @contextmanager
    def feed(self, organization_id: UUID, after: int, head: int, asked: Asked) -> Iterator[Feed]:
        """The events after a number, of which `head` was the last when somebody looked."""
        feed: Feed | None = None

        def call(entries: Sequence[LogEntry]) -> None:
            if feed is not None:
                feed.grown(entries)

        with self.heard(organization_id, head, call) as topic:
            feed = Feed(topic, after, asked, self._most)
            yield feed

    def listening_to(self, organization_id: UUID) -> int:
        """How many listen to an organization's log."""
        topic = self._topics.get(organization_id)
        return 0 if topic is None else len(topic.listeners)

    async def close(self) -> None:
        for task in self._reading:
            task.cancel()
        await asyncio.gather(*self._reading, return_exceptions=True)

    def _begin(self) -> None:
        """Listen and read from the first subscriber on."""
        if not self._reading:
            self._reading = [
                asyncio.create_task(listen(self._database, CHANNEL, self._said, self._wake_all)),
                asyncio.create_task(self._read()),
            ]

    def _said(self, payload: str) -> None:
        try:
            self._wake(UUID(payload))
        except ValueError:
            log.warning("not the id of an organization", said=payload)

    def _wake(self, organization_id: UUID) -> None:
        if organization_id in self._topics:
            self._grown.add(organization_id)
            self._woken.set()

    def _wake_all(self) -> None:
        self._grown.update(self._topics)
        self._woken.set()

    async def _read(self) -> None:
        """Read whatever has grown, for ever."""
        while True:
            try:
                async with asyncio.timeout(self._look_every_s):
                    await self._woken.wait()
            except TimeoutError:
                pass
            self._woken.clear()
            try:
                if not self._grown:
                    await self._look()
                await self._read_grown()
            except (Unavailable, Conflict) as error:
                log.warning("the log cannot be read now", reason=str(error))
                await asyncio.sleep(self._look_every_s)
            except Exception:
                log.exception("the log was not read")
                await asyncio.sleep(self._look_every_s)

    async def _look(self) -> None:
        """See which logs are longer than was told."""
        if not self._topics:
            return
        sent = await self._database.statements.json(_HEADS, (list(self._topics),))
        for id_, head in orjson.loads(sent).items():
            topic = self._topics.get(UUID(id_))
            if topic is not None and head > topic.head:
                self._grown.add(UUID(id_))

    async def _read_grown(self) -> None:
        while self._grown:
            some = [self._grown.pop() for _ in range(min(_READ_AT_ONCE, len(self._grown)))]
            topics = [self._topics[one] for one in some if one in self._topics]
            try:
                await asyncio.gather(*(topic.read() for topic in topics))
            except BaseException:
                self._grown.update(some)
                raise
