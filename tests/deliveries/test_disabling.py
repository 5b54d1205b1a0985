"""Endpoints that are sent nothing more, and that the log says so."""

import asyncio
from datetime import timedelta

from aiohttp import web

from service.tables import new_id
from tests.deliveries.post_office import PostOffice
from tests.deliveries.receiver import Received, Receiver


async def _disabled(office: PostOffice) -> list[tuple]:
    rows = await office.rows("type, subject_id, changes", "event")
    return [tuple(told) for happened, *told in rows if happened == "webhook.disabled"]


async def test_who_is_gone_is_disabled_at_once_and_the_others_are_told(
    office: PostOffice, receiver: Receiver
):
    gone = await office.webhook(receiver.url("/gone"))
    receiver.answer(410, "/gone")
    await office.happens(new_id(), new_id())
    await office.fan_out()
    await office.webhook(receiver.url(), event_types=["webhook.disabled"])
    await office.deliver()
    reason = "it answered that it is gone (410)"
    assert await _disabled(office) == [
        (gone, {"state": ["ENABLED", "DISABLED"], "disabled_reason": [None, reason]})
    ]
    columns = "state, disabled_reason, version"
    assert await office.rows_of("webhook", columns, gone) == [("DISABLED", reason, 2)]
    await office.number()
    await office.fan_out()
    await office.deliver()
    assert [one.payload["type"] for one in receiver.at("/hook")] == ["webhook.disabled"]


async def test_one_that_did_nothing_but_fail_for_five_days_is_disabled(
    office: PostOffice, receiver: Receiver
):
    webhook_id = await office.webhook(receiver.url())
    receiver.answer(500)
    for hours in (0, 119, 2):
        await office.time_passes(timedelta(hours=hours))
        assert await _disabled(office) == []
        await office.happens(new_id())
        await office.fan_out()
        await office.deliver()
    reason = "nothing but failures for 120 hours"
    assert await _disabled(office) == [
        (webhook_id, {"state": ["ENABLED", "DISABLED"], "disabled_reason": [None, reason]})
    ]
    assert not await office.is_due()
    await office.call_off()
    assert set(await office.states()) == {"CANCELLED"}


async def test_one_success_makes_good_for_all_failures_before(
    office: PostOffice, receiver: Receiver
):
    await office.webhook(receiver.url())
    for status, failing in ((500, True), (200, False), (500, True)):
        receiver.answer(status)
        await office.happens(new_id())
        await office.fan_out()
        await office.deliver()
        ((since,),) = await office.rows("failing_since", "webhook")
        assert (since is not None) == failing
        await office.time_passes(timedelta(hours=119))
    assert await _disabled(office) == []


async def test_a_paused_one_that_fails_for_too_long_is_disabled_by_what_was_under_way(
    office: PostOffice, receiver: Receiver
):
    webhook_id = await office.webhook(receiver.url())
    may_answer = asyncio.Event()

    async def fails(_: Received) -> web.Response:
        await may_answer.wait()
        return web.Response(status=500)

    receiver.answers["/hook"] = fails
    await office.happens(new_id())
    await office.fan_out()
    async with office.working() as worker:
        await worker.begin()
        await office.change(
            "UPDATE webhook SET state = 'PAUSED', failing_since = now() - interval '6 days'"
        )
        may_answer.set()
        await worker.deliverer.settled()
    ((subject, changes),) = await _disabled(office)
    assert (subject, changes["state"]) == (webhook_id, ["PAUSED", "DISABLED"])
