"""Webhooks over GraphQL: made, changed, put away; what they tell and what they keep."""

from base64 import b64decode
from typing import Any

import pytest

from service.actor import Role
from service.webhooks.headers import opened_headers
from tests.conftest import SECRET_KEY
from tests.http.callers import Come
from tests.webhooks.desk import NEW, URL, Desk, gid, uuid_in

ALL = """id externalId name url description eventTypes document state signature maxInFlight
  ratePerSecond ordered failingSince disabledReason headers { name value } team { id }
  pendingCount failedCount version archivedAt secrets { nodes { signature publicKey expiresAt } }
  deliveries { nodes { id } totalCount }"""


async def test_a_new_webhook_has_what_it_was_given_and_its_secret_is_told_once(
    admin: Desk,
) -> None:
    team = gid("Team", await admin.company.team())
    given = {
        **NEW,
        "externalId": "h-1",
        "description": "For the data warehouse",
        "eventTypes": ["objective.*", "cycle.closed", "objective.*"],
        "teamId": team,
        "headers": [
            {"name": "X-Env", "value": "prod"},
            {"name": "Authorization", "value": "Bearer s3cret"},
        ],
        "document": "query ($subject: ID!) { node(id: $subject) { id } }",
        "state": "PAUSED",
        "maxInFlight": 3,
        "ratePerSecond": 20,
        "ordered": True,
    }

    payload = await admin.write("webhookCreate", given, f"secret webhook {{ {ALL} }}")

    webhook = payload["webhook"]
    assert webhook == {
        **{key: value for key, value in given.items() if key not in ("teamId", "eventTypes")},
        "id": webhook["id"],
        "eventTypes": ["objective.*", "cycle.closed"],
        "headers": [
            {"name": "Authorization", "value": None},
            {"name": "X-Env", "value": "prod"},
        ],
        "signature": "HMAC",
        "team": {"id": team},
        "failingSince": None,
        "disabledReason": None,
        "pendingCount": 0,
        "failedCount": 0,
        "version": 1,
        "archivedAt": None,
        "secrets": {"nodes": [{"signature": "HMAC", "publicKey": None, "expiresAt": None}]},
        "deliveries": {"nodes": [], "totalCount": 0},
    }
    assert payload["secret"].startswith("whsec_")
    assert len(b64decode(payload["secret"].removeprefix("whsec_"))) == 32


async def test_what_is_left_out_has_its_default(admin: Desk) -> None:
    made = await admin.asked(
        await admin.made(), "state maxInFlight ratePerSecond ordered headers { name }"
    )
    assert made == {
        "state": "ENABLED",
        "maxInFlight": 10,
        "ratePerSecond": None,
        "ordered": False,
        "headers": [],
    }


async def test_an_ed25519_webhook_tells_its_public_key_and_no_secret(admin: Desk) -> None:
    given = {**NEW, "signature": "ED25519"}
    selection = "secret webhook { signature secrets { nodes { signature publicKey } } }"

    payload = await admin.write("webhookCreate", given, selection)

    (key,) = payload["webhook"]["secrets"]["nodes"]
    assert (payload["secret"], payload["webhook"]["signature"]) == (None, "ED25519")
    assert key["signature"] == "ED25519"
    assert key["publicKey"].startswith("whpk_")
    assert len(b64decode(key["publicKey"].removeprefix("whpk_"))) == 32


async def test_no_secret_is_in_the_database_or_the_log_as_it_is(admin: Desk) -> None:
    headers = [
        {"name": "Authorization", "value": "Bearer s3cret"},
        {"name": "X-Env", "value": "e9"},
    ]
    payload = await admin.write(
        "webhookCreate", {**NEW, "headers": headers}, "secret webhook { id }"
    )
    await admin.write(
        "webhookUpdate",
        {
            "id": payload["webhook"]["id"],
            "url": f"{URL}2",
            "headers": [{"name": "Authorization", "value": "Bearer other"}],
        },
        "webhook { id }",
    )
    key = b64decode(payload["secret"].removeprefix("whsec_"))

    (secret,) = await admin.rows("webhook_secret")
    (row,) = await admin.rows("webhook")
    told = str([event.changes for event in await admin.events()])

    assert key not in secret["secret"]
    assert "other" not in str(row["headers"])
    own = (row["organization_id"], row["id"])
    assert opened_headers(row["headers"], SECRET_KEY, own) == {"Authorization": "Bearer other"}
    for hidden in ("s3cret", "other", "e9", "t0k", payload["secret"], "whsec_"):
        assert hidden not in told


async def test_the_log_tells_of_a_webhook_its_host_and_the_names_of_its_headers(
    admin: Desk,
) -> None:
    headers = [{"name": "X-B", "value": "1"}, {"name": "Authorization", "value": "2"}]
    webhook = await admin.made(headers=headers)
    await admin.write(
        "webhookUpdate",
        {"id": webhook, "name": "Other", "headers": [{"name": "X-B", "value": "3"}]},
        "webhook { id }",
    )
    await admin.write("webhookArchive", {"id": webhook}, "webhook { id }")
    await admin.write("webhookRestore", {"id": webhook}, "webhook { id }")

    told = [(event.type, event.subject_id) for event in await admin.events()]
    created, updated, *_ = [event.changes for event in await admin.events()]

    own = uuid_in(webhook)
    assert told == [
        ("webhook.created", own),
        ("webhook.updated", own),
        ("webhook.archived", own),
        ("webhook.restored", own),
    ]
    assert created["url"] == [None, "https://hooks.example.com"]
    assert created["headers"] == [None, ["Authorization", "X-B"]]
    assert updated == {"name": ["Hook", "Other"], "headers": [["Authorization", "X-B"], ["X-B"]]}


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"name": " "}, "REQUIRED", ["name"]),
        ({"name": "x" * 2_001}, "TOO_LONG", ["name"]),
        ({"url": "https://example.com/#x"}, "INVALID", ["url"]),
        ({"url": "https://10.0.0.1/"}, "INVALID", ["url"]),
        ({"url": "https://user:pass@example.com/"}, "INVALID", ["url"]),
        ({"url": ""}, "REQUIRED", ["url"]),
        ({"url": f"https://example.com/{'x' * 2_048}"}, "TOO_LONG", ["url"]),
        ({"eventTypes": []}, "REQUIRED", ["eventTypes"]),
        ({"eventTypes": ["*", "objective.create"]}, "INVALID", ["eventTypes", "1"]),
        ({"eventTypes": ["webhook.test"]}, "INVALID", ["eventTypes", "0"]),
        ({"teamId": gid("Team", "01890a5d-ac96-774b-bcce-b302099a8057")}, "NOT_FOUND", ["teamId"]),
        ({"teamId": "nonsense"}, "NOT_FOUND", ["teamId"]),
        ({"headers": [{"name": "Host", "value": "x"}]}, "INVALID", ["headers", "0", "name"]),
        ({"headers": [{"name": "X"}]}, "REQUIRED", ["headers", "0", "value"]),
        ({"headers": [{"name": "X", "value": "a\nb"}]}, "INVALID", ["headers", "0", "value"]),
        ({"document": "{"}, "INVALID", ["document"]),
        ({"document": "x" * 20_001}, "TOO_LONG", ["document"]),
        ({"state": "DISABLED"}, "INVALID", ["state"]),
        ({"maxInFlight": 0}, "INVALID", ["maxInFlight"]),
        ({"maxInFlight": 51}, "INVALID", ["maxInFlight"]),
        ({"ratePerSecond": 0}, "INVALID", ["ratePerSecond"]),
        ({"ratePerSecond": 1_001}, "INVALID", ["ratePerSecond"]),
        ({"id": "nonsense"}, "INVALID", ["id"]),
        ({"externalId": ""}, "REQUIRED", ["externalId"]),
    ],
)
async def test_what_a_webhook_cannot_be_is_refused_and_leaves_nothing(
    admin: Desk, given: dict[str, Any], code: str, path: list[str]
) -> None:
    assert await admin.refused("webhookCreate", {**NEW, **given}) == [(code, path)]
    assert await admin.rows("webhook") == []
    assert await admin.rows("webhook_secret") == []
    assert await admin.events() == []
    if "id" not in given and "externalId" not in given:
        webhook = await admin.made()
        assert await admin.refused("webhookUpdate", {"id": webhook, **given}) == [(code, path)]
        assert await admin.asked(webhook, "version") == {"version": 1}


async def test_an_id_or_external_id_that_is_in_use_is_taken(admin: Desk) -> None:
    own_id = "0197a3b2-0000-7000-8000-000000000001"
    await admin.made(id=own_id, externalId="h-1")
    assert await admin.refused("webhookCreate", {**NEW, "id": own_id}) == [("TAKEN", ["id"])]
    again = {**NEW, "externalId": "h-1"}
    assert await admin.refused("webhookCreate", again) == [("TAKEN", ["externalId"])]


async def test_an_endpoint_in_an_allowed_network_may_be_plain_http_on_any_port(
    admin: Desk,
) -> None:
    webhook = await admin.made(url="http://127.0.0.1:9000/hook")
    assert await admin.asked(webhook, "url") == {"url": "http://127.0.0.1:9000/hook"}


async def test_an_update_changes_what_it_says_and_null_clears(admin: Desk) -> None:
    team = gid("Team", await admin.company.team())
    webhook = await admin.made(
        description="x", teamId=team, document="{ organization { name } }", ratePerSecond=5
    )
    cleared = dict.fromkeys(("description", "teamId", "document", "ratePerSecond"))
    change = {"id": webhook, "expectedVersion": 1, "name": "New", **cleared}

    payload = await admin.write(
        "webhookUpdate",
        change,
        "webhook { name description team { id } document ratePerSecond url version }",
    )

    assert payload["webhook"] == {
        "name": "New",
        "description": None,
        "team": None,
        "document": None,
        "ratePerSecond": None,
        "url": URL,
        "version": 2,
    }
    stale = {"id": webhook, "expectedVersion": 1, "name": "Newer"}
    assert await admin.refused("webhookUpdate", stale) == [("CONFLICT", ["expectedVersion"])]


@pytest.mark.parametrize("field", ["name", "url", "eventTypes", "state", "maxInFlight", "ordered"])
async def test_what_a_webhook_needs_cannot_be_cleared(admin: Desk, field: str) -> None:
    change = {"id": await admin.made(), field: None}
    assert await admin.refused("webhookUpdate", change) == [("REQUIRED", [field])]


async def test_a_header_without_a_value_keeps_it_and_those_left_out_go(admin: Desk) -> None:
    webhook = await admin.made(
        headers=[
            {"name": "Authorization", "value": "Bearer s3cret"},
            {"name": "X-Old", "value": "1"},
        ]
    )
    headers = [{"name": "Authorization"}, {"name": "X-New", "value": "2"}]

    payload = await admin.write(
        "webhookUpdate", {"id": webhook, "headers": headers}, "webhook { headers { name value } }"
    )

    assert payload["webhook"]["headers"] == [
        {"name": "Authorization", "value": None},
        {"name": "X-New", "value": "2"},
    ]
    (row,) = await admin.rows("webhook")
    own = (row["organization_id"], row["id"])
    kept = {"Authorization": "Bearer s3cret", "X-New": "2"}
    assert opened_headers(row["headers"], SECRET_KEY, own) == kept
    cleared = {"id": webhook, "headers": None}
    payload = await admin.write("webhookUpdate", cleared, "webhook { headers { name } }")
    assert payload["webhook"]["headers"] == []


async def test_enabled_again_a_webhook_starts_without_its_failures(admin: Desk) -> None:
    failed = {"failing_since": "2026-01-01T00:00:00Z", "disabled_reason": "410 Gone"}
    webhook = await admin.made()
    await admin.set(webhook, state="DISABLED", **failed)

    before = await admin.asked(webhook, "state disabledReason failingSince")
    change = {"id": webhook, "state": "ENABLED"}
    selection = "webhook { state disabledReason failingSince }"
    payload = await admin.write("webhookUpdate", change, selection)

    assert before == {
        "state": "DISABLED",
        "disabledReason": "410 Gone",
        "failingSince": "2026-01-01T00:00:00+00:00",
    }
    assert payload["webhook"] == {"state": "ENABLED", "disabledReason": None, "failingSince": None}


async def test_paused_and_resumed(admin: Desk) -> None:
    webhook = await admin.made()
    for state in ("PAUSED", "ENABLED"):
        payload = await admin.write(
            "webhookUpdate", {"id": webhook, "state": state}, "webhook { state }"
        )
        assert payload["webhook"] == {"state": state}


async def test_an_archived_webhook_is_out_of_the_list_and_cannot_be_changed(admin: Desk) -> None:
    webhook = await admin.made()
    await admin.write("webhookArchive", {"id": webhook}, "webhook { id }")

    listed = await admin.caller.data(
        "{ webhooks { nodes { id } } all: webhooks(includeArchived: true) { nodes { id } } }"
    )
    refused = [
        await admin.refused(name, {"id": webhook, **more})
        for name, more in (
            ("webhookUpdate", {"name": "x"}),
            ("webhookRotateSecret", {}),
            ("webhookTest", {}),
            ("webhookRedeliver", {"fromSequence": "1"}),
        )
    ]

    assert listed == {"webhooks": {"nodes": []}, "all": {"nodes": [{"id": webhook}]}}
    assert refused == [[("READ_ONLY", ["id"])]] * 4
    await admin.write("webhookRestore", {"id": webhook}, "webhook { id }")
    assert await admin.asked(webhook, "archivedAt version") == {"archivedAt": None, "version": 3}


async def test_there_is_no_hundred_and_first_webhook_in_use(
    admin: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.webhooks.commands.endpoints.MOST_WEBHOOKS", 2)
    first = await admin.made()
    await admin.made()
    assert await admin.refused("webhookCreate", NEW) == [("LIMIT", [])]
    await admin.write("webhookArchive", {"id": first}, "webhook { id }")
    await admin.made()
    assert await admin.refused("webhookRestore", {"id": first}) == [("LIMIT", ["id"])]


async def test_lists_are_filtered_and_ordered(admin: Desk) -> None:
    first, second = await admin.made(name="B"), await admin.made(name="a", state="PAUSED")

    answer = await admin.caller.data("""{
      byName: webhooks(orderBy: [{field: NAME}]) { nodes { id } }
      paused: webhooks(filter: {state: {eq: PAUSED}}) { nodes { id } }
      byUrl: webhooks(filter: {url: {contains: "hooks.example"}}) { totalCount } }""")

    assert answer == {
        "byName": {"nodes": [{"id": second}, {"id": first}]},
        "paused": {"nodes": [{"id": second}]},
        "byUrl": {"totalCount": 2},
    }


async def test_repeated_under_its_key_a_create_makes_one_webhook_and_tells_no_secret_again(
    admin: Desk,
) -> None:
    first, again = [
        await admin.send("webhookCreate", NEW, "secret webhook { id }", key="k") for _ in range(2)
    ]
    assert first["webhook"] == again["webhook"]
    assert first["secret"].startswith("whsec_")
    assert again["secret"] is None
    assert len(await admin.rows("webhook")) == 1


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER])
async def test_who_is_no_admin_sees_no_webhook_in_any_way(
    admin: Desk, come: Come, role: Role
) -> None:
    webhook = await admin.made()
    caller = await come(admin.company.actor, role)
    forbidden = [
        await caller.post("{ webhooks { nodes { id } } }"),
        await caller.post(f'{{ webhook(by: {{id: "{webhook}"}}) {{ id }} }}'),
        await caller.post(f'{{ webhook(by: {{id: "{webhook}"}}) {{ headers {{ name }} }} }}'),
    ]
    other_ways = await caller.data(
        "query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }", {"id": webhook}
    )
    for answer in forbidden:
        assert [one["extensions"]["code"] for one in answer.json()["errors"]] == ["FORBIDDEN"]
        assert webhook not in str(answer.json().get("data"))
    assert other_ways == {"node": None, "nodes": [None]}


async def test_an_admin_of_another_organization_finds_nothing_of_ours(
    admin: Desk, strange_admin: Desk
) -> None:
    webhook = await admin.made()
    delivery = gid("WebhookDelivery", await admin.company.delivery(uuid_in(webhook)))
    own = await strange_admin.made()

    seen = await strange_admin.caller.data(
        """query ($w: ID!, $d: ID!) { webhook(by: {id: $w}) { id } nodes(ids: [$w, $d]) { id }
             webhooks { nodes { id deliveries { totalCount } } } }""",
        {"w": webhook, "d": delivery},
    )
    refused = [
        await strange_admin.refused(name, {"id": webhook, **more})
        for name, more in (
            ("webhookUpdate", {"name": "x"}),
            ("webhookArchive", {}),
            ("webhookRestore", {}),
            ("webhookRotateSecret", {}),
            ("webhookTest", {}),
            ("webhookRedeliver", {"fromSequence": "1"}),
        )
    ]
    foreign = {"id": own, "deliveryId": delivery}
    refused_delivery = await strange_admin.refused("webhookRedeliver", foreign)

    assert seen == {
        "webhook": None,
        "nodes": [None, None],
        "webhooks": {"nodes": [{"id": own, "deliveries": {"totalCount": 0}}]},
    }
    assert refused == [[("NOT_FOUND", ["id"])]] * 6
    assert refused_delivery == [("NOT_FOUND", ["deliveryId"])]
    assert [event.type for event in await admin.events()] == ["webhook.created"]
