"""Who does not read is dropped, and told from where to go on; nothing is kept for it for ever."""

import asyncio
from collections.abc import AsyncIterator

import orjson
import pytest

from service.database import Database
from service.events.feed import LogEntry, LogQuery
from service.live.feeds import Feed
from service.live.hub import Hub
from service.live.starting import Start, after_number, now
from tests.events.log import Log
from tests.serving import Served
from tests.subscriptions.conftest import Joined, Left
from tests.subscriptions.sleeping import SleepingSocket, sleeping

EVENTS = "subscription { events(after: 0) { sequence changes } }"
# More than the kernel takes for a connection that nobody reads.
MUCH = ["much " * 20_000] * 200


async def test_a_socket_that_nobody_reads_is_dropped(
    served: Served, log: Log, joined: Joined, left: Left
) -> None:
    await log.record(*MUCH)
    await log.number()
    async with sleeping(served.address) as sleeper:
        socket = SleepingSocket(sleeper, served.address)
        await socket.begin(served.token, EVENTS)
        await joined(1)
        await left()
        messages, code, reason = await socket.heard()
    told = [orjson.loads(one) for one in messages[1:]]
    numbers = [int(one["payload"]["data"]["events"]["sequence"]) for one in told]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) < len(MUCH)
    # The last one was on its way when nobody took it: it is told, and may come again.
    assert (code, reason) in [
        (4413, f"too slow; resume after {numbers[-1]}"),
        (4413, f"too slow; resume after {numbers[-1] - 1}"),
    ]


async def test_a_stream_that_nobody_reads_is_dropped(
    served: Served, log: Log, joined: Joined, left: Left
) -> None:
    await log.record(*MUCH)
    await log.number()
    body = orjson.dumps({"query": EVENTS})
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {served.token}\r\n"
        "Accept: text/event-stream\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    async with sleeping(served.address) as sleeper:
        await sleeper.send(head.encode() + body)
        await joined(1)
        await left()
        heard = b"".join([chunk async for chunk in sleeper.awake()])
    last = heard.rpartition(b"event: next\ndata: ")[2]
    assert b'"code":"SLOW_CONSUMER","resumeAfter":"' in last
    assert last.endswith(b"event: complete\ndata:\n\n\r\n0\r\n\r\n")


@pytest.fixture
async def hub(database: Database) -> AsyncIterator[Hub]:
    hub = Hub(database, most=5)
    yield hub
    await hub.close()


def everything() -> LogQuery:
    return LogQuery()


async def taken(feed: Feed, count: int) -> list[int]:
    found: list[LogEntry] = []
    async with asyncio.timeout(20):
        while len(found) < count:
            found += await feed.take()
    return [one.sequence for one in found]


async def test_who_is_behind_reads_the_log_itself(hub: Hub, log: Log) -> None:
    start = await now(log.database, log.organization_id)
    with hub.feed(log.organization_id, start.after, start.head, everything) as feed:
        await log.record("live")
        await log.number()
        first = start.head + 1
        assert await taken(feed, 1) == [first]
        waiting = asyncio.create_task(taken(feed, 1))
        await asyncio.sleep(0)
        # Forty at once, where five may wait.
        await log.record(*map(str, range(40)))
        await log.number()
        numbers = await waiting
        numbers += await taken(feed, 40 - len(numbers))
        assert numbers == list(range(first + 1, first + 41))
        await log.record("live again")
        await log.number()
        assert await taken(feed, 1) == [first + 41]


async def test_what_nobody_asked_for_is_passed_over(hub: Hub, log: Log) -> None:
    start = await after_number(log.database, log.organization_id, 0)

    def archived() -> LogQuery:
        return LogQuery({"objective.archived"})

    with hub.feed(log.organization_id, start.after, start.head, archived) as feed:
        for _ in range(3):
            await log.record(*map(str, range(130)))
            await log.record("wanted", type="objective.archived")
            await log.number()
            (found,) = await taken(feed, 1)
            assert feed.cursor == found


async def test_two_beginnings_of_one_log_go_their_own_ways(hub: Hub, log: Log) -> None:
    await log.record(*map(str, range(7)))
    await log.number()
    head = (await now(log.database, log.organization_id)).head
    early, late = Start(0, head), Start(head - 2, head)
    with (
        hub.feed(log.organization_id, early.after, early.head, everything) as first,
        hub.feed(log.organization_id, late.after, late.head, everything) as second,
    ):
        assert await taken(second, 2) == [head - 1, head]
        assert await taken(first, head) == list(range(1, head + 1))
