"""What came of deliveries is kept for a while, and what waits for as long as it does."""

from datetime import timedelta

from service.tables import first_id, new_id, utc_now
from service.webhooks.forgetting import forget, organizations_with_old
from tests.deliveries.post_office import PostOffice
from tests.deliveries.receiver import Receiver

SOON = timedelta(seconds=1)


async def test_what_ended_is_forgotten_with_its_attempts(
    office: PostOffice, receiver: Receiver
) -> None:
    await office.webhook(receiver.url())
    await office.happens(new_id(), new_id())
    await office.fan_out()
    await office.deliver()
    before = utc_now() + SOON

    assert office.actor.organization_id in await organizations_with_old(office.database, before)
    assert await forget(office.database, office.actor.organization_id, before) == 2

    assert await office.rows("id") == []
    assert await office.rows("id", "webhook_attempt") == []
    assert await forget(office.database, office.actor.organization_id, before) == 0


async def test_what_ended_later_or_still_waits_is_kept(
    office: PostOffice, receiver: Receiver
) -> None:
    await office.webhook(receiver.url())
    await office.happens(new_id())
    await office.fan_out()
    await office.deliver()
    before = utc_now()
    await office.change("UPDATE webhook_delivery SET finished_at = :later", later=before + SOON)
    await office.webhook(receiver.url(), state="PAUSED")
    await office.happens(new_id())
    await office.fan_out()

    assert await forget(office.database, office.actor.organization_id, before) == 0
    assert len(await office.rows("id")) == 3


def test_the_first_id_of_a_moment_lies_between_those_before_and_after() -> None:
    before = new_id()
    assert before < first_id(utc_now() + SOON)
    assert first_id(utc_now() - SOON) < before
