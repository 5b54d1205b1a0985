"""Receivers with the public libraries verify what is sent to them, while keys are rotated, too."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from service.events.facts import Fact
from service.events.record import record
from service.tables import new_id
from tests.conformance.programs import PROJECT, node
from tests.deliveries.post_office import PostOffice
from tests.deliveries.receiver import Received, Receiver, receiving
from tests.webhooks.desk import NEW, Desk

MADE = "secret webhook { id secrets { nodes { publicKey } } }"
WORDS = 'Größer als 10 €, "jetzt" \\ 日本'


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
def office(admin: Desk, database_url: str) -> PostOffice:
    return PostOffice(admin.company.database, admin.company.actor, database_url)


async def sent(office: PostOffice) -> None:
    """All that is recorded."""
    await office.number()
    while await office.fan_out():
        pass
    await office.deliver()


async def delivered(office: PostOffice) -> None:
    """One event, whose text two programs could write in two ways."""
    fact = Fact("objective.updated", "objective", new_id(), {"title": ("Before", WORDS)})
    async with office.database.writing(office.actor.organization_id) as session:
        await record(session, office.actor, fact)
    await sent(office)


def verifies(secret: str, one: Received) -> bool:
    try:
        return bool(Webhook(secret).verify(one.body, one.headers)["type"])
    except WebhookVerificationError:
        return False


async def told_by_node(folder: Path, received: list[Received], **keys: list[str]) -> Any:
    """What the libraries of JavaScript make of it, read as they are sent."""
    told = folder / "deliveries.json"
    deliveries = [
        {
            "headers": {name.lower(): value for name, value in one.headers.items()},
            "body": one.body.decode(),
        }
        for one in received
    ]
    told.write_bytes(orjson.dumps({"deliveries": deliveries, **keys}))
    ran = await node(PROJECT / "webhooks.mjs", str(told))
    assert ran.messages == ""
    return ran.document


async def test_each_library_verifies_with_the_secret_it_has_until_its_overlap_ends(
    admin: Desk, receiver: Receiver, office: PostOffice, tmp_path: Path
) -> None:
    made = await admin.write("webhookCreate", {**NEW, "url": receiver.url()}, MADE)
    webhook, secrets = made["webhook"]["id"], [made["secret"]]

    await delivered(office)
    for hours in (24, 0):
        given = {"id": webhook, "overlapHours": hours}
        rotated = await admin.write("webhookRotateSecret", given, MADE)
        secrets.append(rotated["secret"])
        await delivered(office)

    # One secret; the old one and the new one; the newest alone.
    expected = [[True, False, False], [True, True, False], [False, False, True]]
    of_node = await told_by_node(tmp_path, receiver.received, secrets=secrets, publicKeys=[])
    assert [[verifies(one, got) for one in secrets] for got in receiver.received] == expected
    assert of_node == {"standardwebhooks": expected, "svix": expected, "ed25519": [[], [], []]}


async def test_a_public_key_verifies_from_when_the_webhook_goes_over_to_it(
    admin: Desk, receiver: Receiver, office: PostOffice, tmp_path: Path
) -> None:
    made = await admin.write("webhookCreate", {**NEW, "url": receiver.url()}, MADE)
    webhook = made["webhook"]["id"]
    keys: list[str] = []
    for _ in range(2):
        given = {"id": webhook, "signature": "ED25519"}
        rotated = await admin.write("webhookRotateSecret", given, MADE)
        keys.append(rotated["webhook"]["secrets"]["nodes"][0]["publicKey"])
        await delivered(office)

    told = await told_by_node(
        tmp_path, receiver.received, secrets=[made["secret"]], publicKeys=keys
    )
    # The shared secret of before still signs: its overlap lasts.
    shared = [[True], [True]]
    ed25519 = [[True, False], [True, True]]
    assert told == {"standardwebhooks": shared, "svix": shared, "ed25519": ed25519}


async def test_a_test_is_verified_as_any_other_delivery(
    admin: Desk, receiver: Receiver, office: PostOffice
) -> None:
    made = await admin.write("webhookCreate", {**NEW, "url": receiver.url()}, MADE)
    given = {"id": made["webhook"]["id"]}
    payload = await admin.write("webhookTest", given, "delivery { id eventId }")
    await sent(office)

    (received,) = receiver.received
    told = await admin.asked(
        made["webhook"]["id"],
        "deliveries { nodes { id state attempts { nodes { statusCode response } } } }",
    )
    assert verifies(made["secret"], received)
    assert received.payload["type"] == "webhook.test"
    assert told["deliveries"]["nodes"] == [
        {
            "id": payload["delivery"]["id"],
            "state": "SUCCEEDED",
            "attempts": {"nodes": [{"statusCode": 200, "response": "thanks"}]},
        }
    ]


async def test_a_redelivery_comes_under_the_same_id_with_headers_of_its_own(
    admin: Desk, receiver: Receiver, office: PostOffice
) -> None:
    headers = [{"name": "Authorization", "value": "Bearer s3cret"}]
    given = {**NEW, "url": receiver.url(), "headers": headers}
    made = await admin.write("webhookCreate", given, MADE)
    await delivered(office)
    told = await admin.asked(made["webhook"]["id"], "deliveries { nodes { id } }")
    again = {"id": made["webhook"]["id"], "deliveryId": told["deliveries"]["nodes"][0]["id"]}
    await admin.write("webhookRedeliver", again, "deliveries")
    await office.deliver()

    first, second = receiver.received
    assert first.message_id == second.message_id
    assert first.body == second.body
    assert [one.headers["Authorization"] for one in (first, second)] == ["Bearer s3cret"] * 2
    assert verifies(made["secret"], second)
