"""Keys that take turns: both sign while they overlap, and receivers never notice."""

from base64 import b64decode
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from standardwebhooks.webhooks import Webhook as Receiver
from standardwebhooks.webhooks import WebhookVerificationError

from service.tables import utc_now
from service.webhooks.rules import Signature
from service.webhooks.sealing import unseal
from service.webhooks.signing import SigningKey, place_of_key, signed_headers
from tests.conftest import SECRET_KEY
from tests.webhooks.desk import NEW, Desk, uuid_in

BODY = b'{"type":"objective.created"}'
SECRETS = (
    "secret webhook { id signature version secrets { nodes { signature publicKey expiresAt } } }"
)


async def keys_at(admin: Desk, webhook_id: UUID, at: datetime) -> list[SigningKey]:
    """The keys that sign at a moment, as the worker opens them."""
    organization_id = admin.company.actor.organization_id
    rows = sorted(
        await admin.rows("webhook_secret"), key=lambda row: row["created_at"], reverse=True
    )
    return [
        SigningKey(
            Signature(row["signature"]),
            unseal(SECRET_KEY, place_of_key(organization_id, webhook_id, row["id"]), row["secret"]),
        )
        for row in rows
        if row["expires_at"] is None or row["expires_at"] > at
    ]


def verifies(secret: str, keys: list[SigningKey]) -> bool:
    headers = signed_headers(keys, "01", int(utc_now().timestamp()), BODY)
    try:
        Receiver(secret).verify(BODY, headers)
    except WebhookVerificationError:
        return False
    return True


async def test_both_secrets_verify_until_the_overlap_ends_then_the_new_one_alone(
    admin: Desk,
) -> None:
    made = await admin.write("webhookCreate", NEW, SECRETS)
    webhook = made["webhook"]["id"]
    given = {"id": webhook, "overlapHours": 2}

    rotated = await admin.write("webhookRotateSecret", given, SECRETS)

    old, new = made["secret"], rotated["secret"]
    now = utc_now()
    meanwhile = await keys_at(admin, uuid_in(webhook), now + timedelta(minutes=119))
    later = await keys_at(admin, uuid_in(webhook), now + timedelta(minutes=121))
    assert old != new
    assert [verifies(secret, meanwhile) for secret in (old, new)] == [True, True]
    assert [verifies(secret, later) for secret in (old, new)] == [False, True]
    latest, before = rotated["webhook"]["secrets"]["nodes"]
    assert latest["expiresAt"] is None
    expires_at = datetime.fromisoformat(before["expiresAt"])
    assert abs(expires_at - now - timedelta(hours=2)) < timedelta(minutes=1)


async def test_the_overlap_is_a_day_unless_asked_otherwise_and_none_ends_at_once(
    admin: Desk,
) -> None:
    webhook = await admin.made()
    now = utc_now()
    await admin.write("webhookRotateSecret", {"id": webhook}, SECRETS)
    in_a_day = await keys_at(admin, uuid_in(webhook), now + timedelta(hours=23))
    last = await admin.write("webhookRotateSecret", {"id": webhook, "overlapHours": 0}, SECRETS)
    at_once = await keys_at(admin, uuid_in(webhook), utc_now())
    assert len(in_a_day) == 2
    assert len(at_once) == 1
    assert verifies(last["secret"], at_once)


async def test_a_shorter_overlap_shortens_those_before_and_a_longer_one_does_not_lengthen_them(
    admin: Desk,
) -> None:
    webhook = await admin.made()
    for hours in (10, 1, 100):
        await admin.write("webhookRotateSecret", {"id": webhook, "overlapHours": hours}, SECRETS)
    now = utc_now()
    in_use = [
        len(await keys_at(admin, uuid_in(webhook), now + timedelta(hours=hours)))
        for hours in (0, 5, 99, 101)
    ]
    assert in_use == [4, 2, 2, 1]


async def test_a_webhook_may_go_over_to_ed25519_and_both_ways_sign_meanwhile(admin: Desk) -> None:
    made = await admin.write("webhookCreate", NEW, SECRETS)
    webhook = made["webhook"]["id"]

    given = {"id": webhook, "signature": "ED25519"}
    rotated = await admin.write("webhookRotateSecret", given, SECRETS)

    keys = await keys_at(admin, uuid_in(webhook), utc_now())
    signatures = signed_headers(keys, "01", 1, BODY)["webhook-signature"].split(" ")
    assert [one.split(",")[0] for one in signatures] == ["v1a", "v1"]
    assert (rotated["secret"], rotated["webhook"]["signature"]) == (None, "ED25519")
    assert [one["signature"] for one in rotated["webhook"]["secrets"]["nodes"]] == [
        "ED25519",
        "HMAC",
    ]
    public = rotated["webhook"]["secrets"]["nodes"][0]["publicKey"]
    assert len(b64decode(public.removeprefix("whpk_"))) == 32
    assert verifies(made["secret"], keys)


async def test_the_log_tells_that_a_secret_was_rotated_and_not_which(admin: Desk) -> None:
    made = await admin.write("webhookCreate", NEW, SECRETS)
    rotated = await admin.write("webhookRotateSecret", {"id": made["webhook"]["id"]}, SECRETS)

    _, event = await admin.events()

    assert event.type == "webhook.secret_rotated"
    assert set(event.changes) == {"old_secrets_expire_at"}
    assert rotated["webhook"]["version"] == 2
    for secret in (made["secret"], rotated["secret"]):
        assert secret.removeprefix("whsec_") not in str(event.changes)


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"overlapHours": -1}, "INVALID", ["overlapHours"]),
        ({"overlapHours": 169}, "INVALID", ["overlapHours"]),
        ({"expectedVersion": 7}, "CONFLICT", ["expectedVersion"]),
    ],
)
async def test_a_rotation_that_cannot_be_changes_nothing(
    admin: Desk, given: dict[str, Any], code: str, path: list[str]
) -> None:
    webhook = await admin.made()
    before = await admin.rows("webhook_secret")
    assert await admin.refused("webhookRotateSecret", {"id": webhook, **given}) == [(code, path)]
    assert await admin.rows("webhook_secret") == before


async def test_no_more_than_five_keys_sign_at_once(admin: Desk) -> None:
    webhook = await admin.made()
    for _ in range(4):
        await admin.write("webhookRotateSecret", {"id": webhook}, SECRETS)
    refused = await admin.refused("webhookRotateSecret", {"id": webhook})
    assert refused == [("LIMIT", ["overlapHours"])]
    assert len(await keys_at(admin, uuid_in(webhook), utc_now())) == 5
    await admin.write("webhookRotateSecret", {"id": webhook, "overlapHours": 0}, SECRETS)
    assert len(await keys_at(admin, uuid_in(webhook), utc_now())) == 1
