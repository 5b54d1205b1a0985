"""Workers and databases go away in the midst of deliveries: nothing is lost."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from service.tables import new_id, utc_now
from service.webhooks.claiming import (
    Attempt,
    Claimed,
    Outcome,
    organizations_abandoned,
    settle,
)
from service.webhooks.rules import DeliveryState
from tests.deliveries.post_office import PostOffice
from tests.deliveries.receiver import Receiver


@dataclass(slots=True)
class Held:
    """Attempts that end when a test says so."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    claimed: list[Claimed] = field(default_factory=list)

    async def attempt(self, claimed: Claimed, limit_s: float) -> Outcome:
        """Wait; the limit is the test's own."""
        assert limit_s > 0
        self.claimed.append(claimed)
        await self.gate.wait()
        return succeeded(claimed)


@dataclass(slots=True)
class Flawed(Held):
    """The first attempt meets a bug of ours."""

    async def attempt(self, claimed: Claimed, limit_s: float) -> Outcome:
        """Raise once."""
        assert limit_s > 0
        is_first = not self.claimed
        self.claimed.append(claimed)
        if is_first:
            raise OverflowError("a number of theirs")
        return succeeded(claimed)


def succeeded(claimed: Claimed) -> Outcome:
    attempt = Attempt(
        id=new_id(),
        started_at=utc_now(),
        duration_ms=1,
        status=200,
        error=None,
        excerpt="",
    )
    return Outcome(claimed, DeliveryState.SUCCEEDED, attempt=attempt)


@pytest.fixture
async def due(office: PostOffice, receiver: Receiver) -> PostOffice:
    """With one delivery that is due."""
    await office.webhook(receiver.url())
    await office.happens(new_id())
    await office.fan_out()
    return office


async def test_what_is_claimed_is_nobody_elses_until_its_lease_ends(due: PostOffice):
    held = Held()
    async with due.working(held) as worker:
        assert await worker.begin() == 1
        assert not await due.is_due()
        assert await due.reap() == 0
        await due.time_passes(timedelta(seconds=31))
        assert due.actor.organization_id in await organizations_abandoned(due.database)
        assert await due.reap() == 1
        assert await due.is_due()
        held.gate.set()


async def test_who_lost_the_lease_changes_nothing_but_tells_of_the_attempt(due: PostOffice):
    held, other = Held(), Held()
    async with due.working(held) as worker, due.working(other) as other_worker:
        await worker.begin()
        await due.time_passes(timedelta(seconds=31))
        await due.reap()
        await other_worker.begin()
        held.gate.set()
        await worker.deliverer.settled()
        assert await due.rows("state, attempts") == [("LEASED", 2)]
        assert await due.rows("number", "webhook_attempt") == [(1,)]
        other.gate.set()
        await other_worker.deliverer.settled()
    assert await due.rows("state, attempts") == [("SUCCEEDED", 2)]
    assert await due.rows("number", "webhook_attempt") == [(1,), (2,)]


async def test_an_outcome_that_is_stored_twice_counts_once(due: PostOffice):
    held = Held()
    async with due.working(held) as worker:
        await worker.begin()
        await asyncio.sleep(0)
        outcome = succeeded(held.claimed[0])
        for _ in range(2):
            async with due.database.writing_lightly(due.actor.organization_id) as session:
                await settle(session, due.actor.organization_id, [outcome])
        held.gate.set()
        await worker.deliverer.settled()
    assert await due.rows("state, attempts") == [("SUCCEEDED", 1)]


async def test_what_a_fallen_database_forgot_keeps_no_other_outcome_from_being_stored(
    due: PostOffice,
):
    await due.happens(new_id())
    await due.fan_out()
    held = Held()
    async with due.working(held, stores=False) as worker:
        assert await worker.begin() == 2
        await asyncio.sleep(0)
        await due.change("DELETE FROM webhook_delivery WHERE id = :id", id=held.claimed[0].id)
        held.gate.set()
        await worker.deliverer.store(lambda _: None)
    assert await due.rows("id, state") == [(held.claimed[1].id, "SUCCEEDED")]
    assert await due.rows("delivery_id", "webhook_attempt") == [(held.claimed[1].id,)]


async def test_an_outcome_is_kept_until_it_can_be_stored(due: PostOffice, database_url: str):
    held = Held()
    async with due.working(held, stores=False) as worker:
        await worker.begin()
        connection = await asyncpg.connect(database_url)
        async with connection.transaction():
            await connection.execute("SET LOCAL ROLE sightline_tenant")
            await connection.execute(
                "SELECT set_config('app.organization_id', $1, true)",
                str(due.actor.organization_id),
            )
            await connection.execute("SELECT 1 FROM webhook_delivery FOR UPDATE")
            held.gate.set()
            # The lock of the test is not given: as if the database were away for a while.
            with pytest.raises(Exception, match="others are writing"):
                await worker.deliverer.store(lambda _: None)
        await connection.close()
        assert await due.states() == ["LEASED"]
        stored: list[UUID] = []
        await worker.deliverer.store(stored.append)
    assert stored == [due.actor.organization_id]
    assert await due.states() == ["SUCCEEDED"]


async def test_a_bug_in_one_attempt_ends_no_other_and_it_is_made_once_more(due: PostOffice):
    await due.happens(new_id())
    await due.fan_out()
    async with due.working(Flawed()) as worker:
        assert await worker.begin() == 2
        await worker.deliverer.settled()
        assert sorted(await due.states()) == ["LEASED", "SUCCEEDED"]
        await due.time_passes(timedelta(seconds=31))
        assert await due.reap() == 1
        await worker.everything()
    assert await due.states() == ["SUCCEEDED", "SUCCEEDED"]


async def test_one_that_ends_gives_back_what_it_could_not_end(due: PostOffice):
    held = Held()
    async with due.working(held) as worker:
        await worker.begin()
        await asyncio.sleep(0)
        await worker.deliverer.drain(0)
        assert await worker.begin() == 0
    assert await due.rows("state, attempts") == [("PENDING", 0)]
    assert await due.rows("id", "webhook_attempt") == []
    assert await due.is_due()


async def test_one_that_hangs_is_given_up_before_its_lease_ends(
    due: PostOffice, receiver: Receiver
):
    gate = asyncio.Event()

    async def hangs(_):
        await gate.wait()

    receiver.answers["/hook"] = hangs
    async with due.working(lease_s=0.25) as worker:
        await worker.begin()
        await worker.deliverer.settled()
    gate.set()
    assert await due.rows("error", "webhook_attempt") == [("timeout",)]
    assert await due.rows("state, attempts") == [("PENDING", 1)]


async def test_an_event_that_retention_took_away_is_called_off(due: PostOffice, receiver: Receiver):
    await due.change("UPDATE webhook_delivery SET event_id = gen_random_uuid()")
    await due.deliver()
    assert receiver.received == []
    assert await due.states() == ["CANCELLED"]
