"""What each subscription tells of: an occasion each time that there is something to say."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

import structlog

from schema.answers import Occasion
from schema.failures import bad_input, not_found
from schema.identifiers import event_number, uuid_of
from schema.nouns import CYCLE, OBJECTIVE
from schema.streams.guards import Guard
from service.access import Action, allow
from service.auditing.auditor import Auditor
from service.errors import Conflict, Unavailable
from service.events.catalogue import EventType
from service.events.feed import LogEntry, LogQuery
from service.events.queries import hidden_kinds
from service.live.feeds import Feed
from service.live.hub import Hub
from service.live.starting import Start, after_event, after_number, now
from service.live.touching import TYPES, objectives_of
from service.paging.batches import rows_by_id
from service.paging.nouns import Noun

# What an audit judges is told of when it has been quiet for so long.
SETTLED_AFTER_S = 0.5
# How long after the database was away it is asked again.
AGAIN_AFTER_S = 1.0
# An organization's own bookkeeping, and what audits themselves say: nothing of it is judged.
_NOT_JUDGED = {"token", "webhook", "finding", "audit", "line_of_sight"}
_JUDGED = frozenset(one for one in EventType if one.noun not in _NOT_JUDGED)

Given = Mapping[str, Any]
Value = TypeVar("Value")

log = structlog.stdlib.get_logger("sightline.live")


@dataclass(frozen=True, slots=True)
class Listener:
    """Who subscribes, and where it hears what happens."""

    hub: Hub
    auditor: Auditor
    guard: Guard

    @property
    def organization_id(self) -> UUID:
        return self.guard.actor.organization_id

    @contextmanager
    def feed(self, start: Start, types: Collection[str] | None) -> Iterator[Feed]:
        """The events of some types from a start on, as far as the listener may know of them."""

        def asked() -> LogQuery:
            return LogQuery(types, None, hidden_kinds(self.guard.actor))

        with (
            self.guard.listening(self.hub, start),
            self.hub.feed(self.organization_id, start.after, start.head, asked) as feed,
        ):
            yield feed

    async def named(self, noun: Noun[Any], text: str | None, argument: str) -> UUID | None:
        """What an argument must name, where it is given.

        Raises:
            GraphQLError: NOT_FOUND.
        """
        if text is None:
            return None
        key = uuid_of(text, (noun.name,))
        async with self.auditor.database.reading() as session:
            rows = {} if key is None else await rows_by_id(session, self.guard.actor, noun, [key])
        if not rows:
            raise not_found(f"{argument} names no {noun.name} of this organization")
        return key


async def events(listener: Listener, given: Given) -> AsyncGenerator[Occasion, None]:
    """Every event, in the order of the numbers."""
    types = given.get("types")
    if types is not None and not types:
        raise bad_input("types is empty: nothing would ever come")
    wanted = None if types is None else frozenset(EventType(one) for one in types)
    start = await _start(listener, given.get("after"))
    with listener.feed(start, wanted) as feed:
        while True:
            for entry in await patiently(feed.take):
                yield Occasion(entry.id, entry.sequence, entry.sequence)


async def objective_changed(listener: Listener, given: Given) -> AsyncGenerator[Occasion, None]:
    """Each objective that something happened to; once for what happened together."""
    only = await listener.named(OBJECTIVE, given.get("id"), "id")
    database, organization_id = listener.auditor.database, listener.organization_id
    start = await now(database, organization_id)

    async def concerned(entries: Collection[LogEntry]) -> list[UUID]:
        return await objectives_of(database, organization_id, list(entries), only)

    with listener.feed(start, TYPES) as feed:
        while True:
            entries = await patiently(feed.take)
            for objective_id in await patiently(partial(concerned, entries)):
                yield Occasion(objective_id, entries[-1].sequence)


async def alignment_audit_changed(
    listener: Listener, given: Given
) -> AsyncGenerator[Occasion, None]:
    """When what is judged has changed, and stays so for a moment."""
    await listener.named(CYCLE, given.get("cycleId"), "cycleId")
    start = await now(listener.auditor.database, listener.organization_id)
    loop = asyncio.get_running_loop()
    with listener.feed(start, _JUDGED) as feed:
        while True:
            await patiently(feed.take)
            await asyncio.sleep(SETTLED_AFTER_S)
            feed.skip()
            began = loop.time()
            yield Occasion()
            # Audits take half of the time at most, however large the organization is.
            await asyncio.sleep(loop.time() - began)


async def patiently(read: Callable[[], Awaitable[Value]]) -> Value:
    """What a read gives, however long the database is away."""
    while True:
        try:
            return await read()
        except (Unavailable, Conflict) as error:
            log.warning("a subscription waits", reason=str(error))
            await asyncio.sleep(AGAIN_AFTER_S)


async def _start(listener: Listener, after: str | None) -> Start:
    database, actor = listener.auditor.database, listener.guard.actor
    if after is None:
        return await now(database, actor.organization_id)
    number = event_number(after)
    if number is not None:
        return await after_number(database, actor.organization_id, number)
    event_id = uuid_of(after, ("Event",))
    if event_id is None:
        raise bad_input(f"after is {after!r}: neither the id of an event nor a number")
    return await after_event(database, actor.organization_id, event_id, hidden_kinds(actor))


Source = Callable[[Listener, Given], AsyncGenerator[Occasion, None]]

SOURCES: Mapping[str, tuple[Action, Source]] = {
    Action.EVENTS.api_name: (Action.EVENTS, events),
    Action.OBJECTIVE_CHANGED.api_name: (Action.OBJECTIVE_CHANGED, objective_changed),
    Action.ALIGNMENT_AUDIT_CHANGED.api_name: (
        Action.ALIGNMENT_AUDIT_CHANGED,
        alignment_audit_changed,
    ),
}


def occasions(name: str, listener: Listener, given: Given) -> AsyncGenerator[Occasion, None]:
    """What a field of `Subscription` tells of.

    Raises:
        Forbidden: it is not for the listener.
    """
    action, source = SOURCES[name]
    allow(listener.guard.actor, action)
    return source(listener, given)
