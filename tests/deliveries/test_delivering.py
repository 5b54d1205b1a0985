"""From an event to its endpoint: sent, signed, retried, given up; all of it written down."""

from datetime import timedelta

import pytest
from standardwebhooks import Webhook as Verifier

from service.tables import new_id
from service.webhooks.retrying import SCHEDULE_S
from tests.deliveries.post_office import PostOffice, sending
from tests.deliveries.receiver import Receiver


async def test_an_event_reaches_its_endpoint_signed_and_is_settled(
    office: PostOffice, receiver: Receiver
):
    webhook_id = await office.webhook(receiver.url(), headers={"X-Tenant": "acme"})
    subject = new_id()
    await office.happens(subject)
    assert await office.fan_out() == 1
    await office.deliver()
    (got,) = receiver.received
    assert got.payload["type"] == "objective.updated"
    assert got.payload["data"]["subject"] == {"kind": "objective", "id": str(subject)}
    assert got.headers["X-Tenant"] == "acme"
    assert got.headers["Content-Type"] == "application/json"
    assert Verifier(office.secret(webhook_id)).verify(got.body, got.headers) == got.payload
    assert await office.rows("state, attempts, lease_token, lease_until") == [
        ("SUCCEEDED", 1, None, None)
    ]
    assert await office.rows("number, status_code, error, response", "webhook_attempt") == [
        (1, 200, None, "thanks")
    ]
    assert not await office.is_due()


async def test_a_date_that_no_clock_shows_is_no_reason_to_stop(
    office: PostOffice, receiver: Receiver
):
    await office.webhook(receiver.url())
    await office.happens(new_id())
    await office.fan_out()
    far = f"Sun, 22 Nov {'9' * 20} 12:00:00 GMT"
    receiver.answer(503, headers={"Retry-After": far})
    await office.deliver()
    assert await office.rows("state, attempts") == [("PENDING", 1)]
    assert await office.rows("status_code", "webhook_attempt") == [(503,)]


async def test_a_message_keeps_its_id_from_attempt_to_attempt(
    office: PostOffice, receiver: Receiver
):
    await office.webhook(receiver.url())
    await office.happens(new_id())
    await office.fan_out()
    receiver.answer(500, text="no")
    await office.deliver()
    receiver.answer(204)
    await office.time_passes(timedelta(seconds=6))
    await office.deliver()
    first, second = receiver.received
    ((event_id,),) = await office.rows("event_id")
    assert first.message_id == second.message_id == str(event_id)
    assert first.body == second.body
    assert await office.states() == ["SUCCEEDED"]
    assert await office.rows("number, status_code, response", "webhook_attempt") == [
        (1, 500, "no"),
        (2, 204, ""),
    ]


async def test_it_is_tried_ten_times_at_the_planned_times_and_then_no_more(
    office: PostOffice, receiver: Receiver
):
    await office.webhook(receiver.url())
    await office.happens(new_id())
    await office.fan_out()
    receiver.answer(500)
    for attempt, pause_s in enumerate([*SCHEDULE_S[1:], None], start=1):
        await office.deliver()
        assert len(receiver.received) == attempt
        if pause_s is not None:
            ((state, until),) = await office.rows("state, next_attempt_at - now()")
            assert state == "PENDING"
            assert until.total_seconds() == pytest.approx(pause_s, abs=5)
            # Not a moment sooner; and it did not fail for so long that nothing is sent any more.
            await office.time_passes(until - timedelta(seconds=2))
            assert not await office.is_due()
            await office.time_passes(timedelta(seconds=2))
            await office.change("UPDATE webhook SET failing_since = now()")
    assert await office.rows("state, attempts") == [("EXHAUSTED", 10)]
    await office.time_passes(timedelta(days=2))
    assert not await office.is_due()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_a_failure_and_is_not_followed(
    office: PostOffice, receiver: Receiver, status: int
):
    await office.webhook(receiver.url())
    await office.happens(new_id())
    await office.fan_out()
    receiver.answer(status, headers={"Location": receiver.url("/elsewhere")})
    await office.deliver()
    assert [one.path for one in receiver.received] == ["/hook"]
    assert await office.states() == ["PENDING"]
    assert await office.rows("status_code", "webhook_attempt") == [(status,)]


async def test_who_is_busy_is_left_alone_for_as_long_as_it_asks(
    office: PostOffice, receiver: Receiver
):
    await office.webhook(receiver.url(), max_in_flight=1)
    await office.happens(new_id(), new_id())
    await office.fan_out()
    receiver.answer(429, headers={"Retry-After": "600"})
    await office.deliver()
    assert len(receiver.received) == 1
    receiver.answer(200)
    await office.time_passes(timedelta(seconds=590))
    assert not await office.is_due()
    await office.time_passes(timedelta(seconds=20))
    await office.deliver()
    assert len(receiver.received) == 3
    assert await office.states() == ["SUCCEEDED", "SUCCEEDED"]


async def test_an_excerpt_is_short_and_safe_text(office: PostOffice, receiver: Receiver):
    await office.webhook(receiver.url())
    await office.happens(new_id())
    await office.fan_out()
    receiver.answer(200, body=b"a\x00b\x1b[31m\xff\n\xe2\x80\xae" + b"x" * 5_000_000)
    await office.deliver()
    ((excerpt,),) = await office.rows("response", "webhook_attempt")
    assert excerpt.startswith("a�b�[31m�\n�xxx")
    assert len(excerpt) == 1_024


async def test_who_does_not_listen_is_an_error_in_words(office: PostOffice):
    await office.webhook("http://127.0.0.1:1/hook")
    await office.happens(new_id())
    await office.fan_out()
    await office.deliver()
    assert await office.rows("status_code, error, response", "webhook_attempt") == [
        (None, "connection refused", None)
    ]


async def test_one_that_cannot_be_signed_here_holds_up_no_other(
    office: PostOffice, receiver: Receiver
):
    broken = await office.webhook(receiver.url("/broken"))
    await office.webhook(receiver.url())
    await office.change(
        "UPDATE webhook_secret SET secret = 'under another key' WHERE webhook_id = :id", id=broken
    )
    await office.happens(new_id())
    await office.fan_out()
    await office.deliver()
    assert [one.path for one in receiver.received] == ["/hook"]
    assert sorted(await office.states()) == ["PENDING", "SUCCEEDED"]
    errors = [error for (error,) in await office.rows("error", "webhook_attempt") if error]
    assert errors == ["sealed under another SIGHTLINE_SECRET_KEY: rotate the secret, set headers"]


async def test_while_secrets_are_rotated_both_sign(office: PostOffice, receiver: Receiver):
    old = await office.webhook(receiver.url())
    new_secret = await office.another_secret(old)
    await office.happens(new_id())
    await office.fan_out()
    await office.deliver()
    (got,) = receiver.received
    for secret in (office.secret(old), new_secret):
        assert Verifier(secret).verify(got.body, got.headers) == got.payload
    assert len(got.headers["webhook-signature"].split()) == 2


async def test_a_document_shapes_what_is_sent(office: PostOffice, receiver: Receiver):
    await office.webhook(receiver.url("/shaped"), document="{ organization { name } }")
    await office.webhook(receiver.url("/plain"))
    await office.happens(new_id())
    await office.fan_out()

    async def shape(organization_id, document, payload):
        return {"asked": document, "of": str(organization_id), "id": payload["data"]["id"]}

    async with sending(shape=shape) as sender, office.working(sender) as worker:
        await worker.everything()
    (shaped,), (plain,) = receiver.at("/shaped"), receiver.at("/plain")
    assert shaped.payload == {
        **plain.payload,
        "data": {
            "asked": "{ organization { name } }",
            "of": str(office.actor.organization_id),
            "id": plain.payload["data"]["id"],
        },
    }


async def test_a_document_that_cannot_be_answered_is_an_attempt_that_failed(
    office: PostOffice, receiver: Receiver
):
    await office.webhook(receiver.url(), document="{ organization { name } }")
    await office.happens(new_id())
    await office.fan_out()

    async def shape(*_):
        raise RuntimeError("a bug")

    async with sending(shape=shape) as sender, office.working(sender) as worker:
        await worker.everything()
    assert receiver.received == []
    assert await office.rows("error", "webhook_attempt") == [
        ("it could not be made; the log of the server tells more",)
    ]
    assert await office.states() == ["PENDING"]
