"""Numbers are given after the commit, in the order of recording, without a gap, once."""

import asyncio
from contextlib import suppress
from uuid import UUID

import asyncpg

from service.actor import Actor
from service.alignment.queries import data_version
from service.database import Database
from service.events.facts import Fact
from service.events.feed import (
    CHANNEL,
    Consumer,
    LogEnds,
    cursor_of,
    ends_of,
    entries_after,
    head_of,
    move_cursor,
    organizations_behind,
)
from service.events.record import record
from service.events.sequencing import Watch, number_all, number_batch
from service.tables import new_id
from tests.events.log import Log


async def test_events_are_numbered_in_the_order_of_recording(log: Log):
    await log.record("one", "two")
    await log.record("three")
    assert await log.entries() == []
    assert await log.number() == 4
    assert await log.titles() == ["one", "two", "three"]
    assert [entry.sequence for entry in await log.entries()] == [1, 2, 3, 4]
    await log.record("four")
    assert await log.number() == 1
    assert [entry.sequence for entry in await log.entries(after=3)] == [4, 5]
    assert await log.number() == 0


async def test_what_is_undone_leaves_no_gap(log: Log):
    await log.number()
    with suppress(RuntimeError):
        async with log.database.writing(log.organization_id) as session:
            await record(session, log.actor, Fact("objective.updated", "objective", new_id(), {}))
            raise RuntimeError
    await log.record("kept")
    await log.number()
    assert [entry.sequence for entry in await log.entries()] == [1, 2]


async def test_who_commits_late_comes_late(log: Log):
    await log.number()
    async with log.database.writing(log.organization_id) as session:
        fact = Fact("objective.updated", "objective", new_id(), {"title": (None, "early")})
        await record(session, log.actor, fact)
        await log.record("quick")
        assert await log.number() == 1
    assert await log.number() == 1
    assert await log.titles() == ["quick", "early"]


async def test_the_logs_of_organizations_do_not_meet(log: Log, strange_log: Log):
    await log.record("ours")
    await strange_log.record("theirs", "too")
    assert (await log.number(), await strange_log.number()) == (2, 3)
    assert await log.titles() == ["ours"]
    assert [entry.sequence for entry in await strange_log.entries()] == [1, 2, 3]


async def test_two_sequencers_beside_many_writers_give_each_number_once(
    log: Log, other_process: Database
):
    writers = [log.record(f"{writer}-{n}") for writer in range(10) for n in range(20)]
    writing = asyncio.gather(*writers)
    while not writing.done():
        await asyncio.gather(
            number_batch(log.database, log.organization_id, most=7),
            number_batch(other_process, log.organization_id, most=11),
        )
    await number_all(other_process, log.organization_id)
    assert [entry.sequence for entry in await log.entries()] == list(range(1, 202))
    assert len(set(await log.titles())) == 200
    found = await log.verified()
    assert (found.events, found.unnumbered, found.broken) == (201, 0, 0)


async def test_one_subject_is_told_of_in_the_order_of_its_changes(log: Log):
    """Who wrote second held the row after who wrote first."""
    subject = new_id()
    for n in range(30):
        async with log.database.writing(log.organization_id) as session:
            fact = Fact("objective.updated", "objective", subject, {"n": (n, n + 1)})
            await record(session, log.actor, fact)
    await log.number()
    found = await entries_after(log.database, log.organization_id, 0, most=100, subject_id=subject)
    assert [entry.changes["n"] for entry in found] == [[n, n + 1] for n in range(30)]


async def test_it_says_on_the_channel_whose_log_has_grown(log: Log, owner: asyncpg.Connection):
    said: asyncio.Queue[str] = asyncio.Queue()
    await owner.add_listener(CHANNEL, lambda *heard: said.put_nowait(heard[-1]))
    await log.record("one", "two")
    await log.number()
    async with asyncio.timeout(10):
        while await said.get() != str(log.organization_id):
            continue
    await owner.remove_listener(CHANNEL, lambda *_: None)


async def test_the_watch_sees_what_was_begun_before_it_looked(log: Log):
    watch = Watch(log.database)
    await log.number()
    async with log.database.writing(log.organization_id) as session:
        await record(session, log.actor, Fact("objective.updated", "objective", new_id(), {}))
        assert log.organization_id not in await watch.waiting()
        assert log.organization_id not in await watch.waiting()
    assert log.organization_id in await watch.waiting()
    assert log.organization_id in await watch.waiting()
    await log.number()
    assert log.organization_id not in await watch.waiting()


async def test_the_version_of_the_data_counts_what_is_numbered_and_what_is_not(log: Log):
    async def version() -> int:
        async with log.database.reading() as session:
            return await data_version(session, log.actor)

    assert await version() == 1
    await log.record("one", "two")
    assert await version() == 3
    await log.number()
    assert await version() == 3
    await log.record("three")
    assert await version() == 4


async def test_events_are_read_by_type_and_subject(log: Log):
    (first,) = await log.record("one", type="objective.created")
    await log.record("two", "three")
    await log.number()

    async def numbers(types: list[str] | None = None, subject_id: UUID | None = None) -> list[int]:
        found = await entries_after(
            log.database, log.organization_id, 0, most=10, types=types, subject_id=subject_id
        )
        return [entry.sequence for entry in found]

    assert await numbers(types=["objective.created"]) == [2]
    assert await numbers(types=["objective.created", "organization.created"]) == [1, 2]
    assert await numbers(types=[]) == []
    assert await numbers(subject_id=first) == [2]
    assert await numbers(types=["objective.updated"], subject_id=first) == []


async def test_the_ends_of_a_log(log: Log, database: Database):
    assert await ends_of(database, log.organization_id) == LogEnds(0, 0)
    await log.record("one")
    await log.number()
    assert await ends_of(database, log.organization_id) == LogEnds(0, 2)
    assert await head_of(database, new_id()) == 0


async def test_a_cursor_stays_where_it_was_put(log: Log, stranger: Actor):
    async with log.database.writing_lightly(log.organization_id) as session:
        assert await cursor_of(session, log.organization_id, Consumer.FAN_OUT) == 0
        await move_cursor(session, log.organization_id, Consumer.FAN_OUT, 5)
    async with log.database.writing(log.organization_id) as session:
        assert await cursor_of(session, log.organization_id, Consumer.FAN_OUT) == 5
        assert await cursor_of(session, log.organization_id, Consumer.SIGHT) == 0
        await move_cursor(session, log.organization_id, Consumer.FAN_OUT, 9)
        assert await cursor_of(session, log.organization_id, Consumer.FAN_OUT) == 9
    async with log.database.writing(stranger.organization_id) as session:
        assert await cursor_of(session, log.organization_id, Consumer.FAN_OUT) == 0


async def test_who_has_not_read_what_is_no_longer_kept_has_nothing_to_read(
    log: Log, owner: asyncpg.Connection
):
    async def behind() -> list[Consumer]:
        return [
            one
            for one in Consumer
            if log.organization_id in await organizations_behind(log.database, one)
        ]

    await log.record("one")
    await log.number()
    assert await behind() == list(Consumer)
    await owner.execute(
        "UPDATE event_chain SET anchor_sequence = sequence WHERE organization_id = $1",
        log.organization_id,
    )
    assert await behind() == []
