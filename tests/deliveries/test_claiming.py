"""Limits and order: how many at once, how many a second, and what before what."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from aiohttp import web

from service.database import Database
from service.tables import new_id
from tests.deliveries.post_office import PostOffice, Worker
from tests.deliveries.receiver import Received, Receiver


@pytest.fixture
async def offices(office: PostOffice, database_url: str) -> AsyncIterator[list[PostOffice]]:
    """The same organization as three processes see it."""
    async with AsyncExitStack() as stack:
        processes = []
        for _ in range(3):
            database = Database(database_url, pool_size=3)
            await database.open()
            stack.push_async_callback(database.close)
            processes.append(PostOffice(database, office.actor, database_url, office.keys))
        yield processes


async def test_three_workers_together_keep_the_limit_of_an_endpoint(
    office: PostOffice, offices: list[PostOffice], receiver: Receiver
):
    limits = {"/a": 3, "/b": 5}
    for path, limit in limits.items():
        await office.webhook(receiver.url(path), max_in_flight=limit)
        receiver.answers[path] = _slowly
    await office.happens(*(new_id() for _ in range(100)))
    await office.fan_out()
    async with AsyncExitStack() as stack:
        workers = [await stack.enter_async_context(one.working()) for one in offices]
        await asyncio.gather(*(_until_nothing_is_open(one) for one in workers))
    assert receiver.most_at_once == limits
    assert set(await office.states()) == {"SUCCEEDED"}
    assert len(receiver.received) == 200


async def test_a_limit_holds_for_those_that_claim_in_the_same_moment(
    office: PostOffice, offices: list[PostOffice], receiver: Receiver
):
    await office.webhook(receiver.url(), max_in_flight=2)
    await office.happens(*(new_id() for _ in range(20)))
    await office.fan_out()
    gate = asyncio.Event()

    async def held(_: Received) -> web.Response:
        await gate.wait()
        return web.Response()

    receiver.answers["/hook"] = held
    async with AsyncExitStack() as stack:
        workers = [await stack.enter_async_context(one.working()) for one in offices]
        for _ in range(10):
            await asyncio.gather(*(one.begin() for one in workers))
        assert (await office.states()).count("LEASED") == 2
        gate.set()
    assert receiver.most_at_once == {"/hook": 2}


async def test_one_of_a_subject_goes_at_a_time_its_earliest_first(
    office: PostOffice, receiver: Receiver
):
    await office.webhook(receiver.url(), max_in_flight=50)
    subjects = [new_id() for _ in range(4)]
    await office.happens(*(subjects * 10))
    await office.fan_out()
    receiver.answers["/hook"] = _slowly
    await office.deliver()
    came: defaultdict[str, list[int]] = defaultdict(list)
    for one in receiver.received:
        came[one.payload["data"]["subject"]["id"]].append(one.sequence)
    assert len(came) == 4
    assert all(sequences == sorted(sequences) for sequences in came.values())
    assert receiver.most_at_once == {"/hook": 4}


async def test_what_waits_for_a_retry_lets_the_next_of_its_subject_pass(
    office: PostOffice, receiver: Receiver
):
    await office.webhook(receiver.url())
    subject = new_id()
    await office.happens(subject)
    await office.fan_out()
    receiver.answer(500)
    await office.deliver()
    receiver.answer(200)
    await office.happens(subject)
    await office.fan_out()
    await office.deliver()
    await office.time_passes(timedelta(seconds=10))
    await office.deliver()
    assert [one.sequence for one in receiver.received] == [2, 3, 2]


async def test_an_ordered_endpoint_gets_one_after_the_other_whatever_fails(
    office: PostOffice, receiver: Receiver
):
    await office.webhook(receiver.url(), ordered=True, max_in_flight=10)
    await office.happens(*(new_id() for _ in range(5)))
    await office.fan_out()
    failing = [3, 3]

    async def answered(one: Received) -> web.Response:
        if one.sequence in failing:
            failing.remove(one.sequence)
            return web.Response(status=500)
        return web.Response()

    receiver.answers["/hook"] = answered
    await office.deliver()
    assert [one.sequence for one in receiver.received] == [2, 3]
    assert not await office.is_due()
    for _ in range(2):
        await office.time_passes(timedelta(minutes=6))
        await office.deliver()
    assert [one.sequence for one in receiver.received] == [2, 3, 3, 3, 4, 5, 6]
    assert receiver.most_at_once == {"/hook": 1}


async def test_a_test_waits_for_nothing_that_is_stuck(office: PostOffice, receiver: Receiver):
    webhook_id = await office.webhook(receiver.url(), ordered=True)
    receiver.answer(500)
    await office.happens(new_id())
    await office.fan_out()
    await office.deliver()
    receiver.answer(200)
    await office.happens(webhook_id, kind="webhook", type="webhook.test")
    await office.change(
        "INSERT INTO webhook_delivery (organization_id, id, webhook_id, event_id, type, subject_id,"
        " kind, state, attempts, next_attempt_at, created_at) SELECT organization_id, id, :id, id,"
        " type, subject_id, 'TEST', 'PENDING', 0, now(), now() FROM event"
        " WHERE type = 'webhook.test'",
        id=webhook_id,
    )
    await office.deliver()
    assert [one.payload["type"] for one in receiver.received] == [
        "objective.updated",
        "webhook.test",
    ]


async def test_no_more_are_begun_than_the_rate_allows(office: PostOffice, receiver: Receiver):
    await office.webhook(receiver.url(), rate_per_second=20, max_in_flight=50)
    await office.happens(*(new_id() for _ in range(100)))
    await office.fan_out()
    came = []
    for _ in range(20):
        await office.deliver()
        came.append(len(receiver.received))
        await office.time_passes(timedelta(milliseconds=100))
    # Two in a tenth of a second; what the test itself takes is some more.
    steps = [later - earlier for earlier, later in pairwise(came)]
    assert came[0] == 2
    assert max(steps) <= 4
    assert came[-1] >= 38


async def test_who_has_failed_for_a_while_is_asked_by_two_at_a_time_until_it_answers(
    office: PostOffice, receiver: Receiver
):
    await office.webhook(receiver.url(), max_in_flight=20)
    await office.change("UPDATE webhook SET failing_since = now() - interval '1 minute'")
    await office.happens(*(new_id() for _ in range(30)))
    await office.fan_out()
    gate = asyncio.Event()

    async def held(_: Received) -> web.Response:
        await gate.wait()
        return web.Response()

    receiver.answers["/hook"] = held
    async with office.working() as worker:
        assert await worker.begin() == 2
        assert await worker.begin() == 0
        gate.set()
        await worker.deliverer.settled()
        assert await worker.begin() == 20
        await worker.everything()
    assert set(await office.states()) == {"SUCCEEDED"}


async def test_an_endpoint_that_hangs_leaves_places_to_the_others(
    office: PostOffice, receiver: Receiver
):
    hanging = await office.webhook(receiver.url("/hangs"), max_in_flight=50)
    gate = asyncio.Event()

    async def held(_: Received) -> web.Response:
        await gate.wait()
        return web.Response()

    receiver.answers["/hangs"] = held
    await office.happens(*(new_id() for _ in range(100)))
    await office.fan_out()
    async with office.working(places=16) as worker:
        while await worker.begin() > 1:
            pass
        other = await office.webhook(receiver.url("/answers"))
        await office.change("UPDATE webhook SET state = 'PAUSED' WHERE id = :id", id=hanging)
        await office.happens(new_id())
        await office.fan_out()
        assert await worker.begin() == 1
        await receiver.has(1, "/answers")
        gate.set()
        await worker.deliverer.settled()
    delivered = await office.rows("webhook_id, state")
    assert (other, "SUCCEEDED") in delivered


async def test_paused_disabled_and_archived_endpoints_are_sent_nothing(
    office: PostOffice, receiver: Receiver
):
    paused, disabled, archived = [await office.webhook(receiver.url()) for _ in range(3)]
    await office.happens(new_id())
    await office.fan_out()
    await office.change("UPDATE webhook SET state = 'PAUSED' WHERE id = :id", id=paused)
    await office.change("UPDATE webhook SET state = 'DISABLED' WHERE id = :id", id=disabled)
    await office.change("UPDATE webhook SET archived_at = now() WHERE id = :id", id=archived)
    assert not await office.is_due()
    await office.deliver()
    assert receiver.received == []
    assert await office.call_off() == 2
    states = dict(await office.rows("webhook_id, state"))
    assert states == {paused: "PENDING", disabled: "CANCELLED", archived: "CANCELLED"}
    await office.change("UPDATE webhook SET state = 'ENABLED' WHERE id = :id", id=paused)
    await office.deliver()
    assert len(receiver.received) == 1


async def _slowly(_: Received) -> web.Response:
    """Long enough for others to come meanwhile."""
    for _ in range(20):
        await asyncio.sleep(0)
    return web.Response()


async def _until_nothing_is_open(worker: Worker) -> None:
    async def open_ones() -> set[UUID]:
        rows = await worker.office.rows("id, state")
        return {own_id for own_id, state in rows if state in ("PENDING", "LEASED")}

    while await open_ones():
        await worker.begin()
        await worker.deliverer.settled()
