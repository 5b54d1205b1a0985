"""Tests and redeliveries: what is sent because somebody asks for it, and how much at once."""

from datetime import timedelta
from typing import Any

import pytest

from service.tables import utc_now
from tests.webhooks.desk import Desk, gid, uuid_in

DELIVERY = """id type kind state sequence eventId attemptCount nextAttemptAt finishedAt
  webhook { id } attempts { nodes { number statusCode error response durationMs } }"""
SENT = "deliveries nextSequence hasMore"
LONG_AGO = "2020-01-01T00:00:00Z"


async def deliveries(admin: Desk, webhook: str, arguments: str = "") -> list[dict[str, Any]]:
    selection = f"deliveries{arguments} {{ nodes {{ {DELIVERY} }} }}"
    return (await admin.asked(webhook, selection))["deliveries"]["nodes"]


async def teams(admin: Desk, *names: str) -> list[str]:
    """New teams, made over the API, so that each has its event."""
    document = """mutation ($input: TeamCreateInput!) {
      teamCreate(input: $input) { team { id } } }"""
    made = [await admin.caller.data(document, {"input": {"name": name}}) for name in names]
    await admin.numbered()
    return [one["teamCreate"]["team"]["id"] for one in made]


async def sent(admin: Desk) -> list[tuple[str, str, int | None]]:
    """Kind, type and number of every delivery, as they were made."""
    return [
        (row["kind"], row["type"], row["sequence"]) for row in await admin.rows("webhook_delivery")
    ]


async def test_a_test_is_due_at_once_for_this_webhook_alone_and_told_in_the_log(
    admin: Desk,
) -> None:
    await admin.made(eventTypes=["*"])
    webhook = await admin.made(eventTypes=["objective.created"])

    payload = await admin.write("webhookTest", {"id": webhook}, f"delivery {{ {DELIVERY} }}")

    (row,) = await admin.rows("webhook_delivery")
    event = (await admin.events())[-1]
    delivery = payload["delivery"]
    assert (event.type, event.subject_id) == ("webhook.test", uuid_in(webhook))
    assert row["event_id"] == event.id
    assert delivery == {
        "id": gid("WebhookDelivery", row["id"]),
        "type": "webhook.test",
        "kind": "TEST",
        "state": "PENDING",
        "sequence": None,
        "eventId": gid("Event", event.id),
        "attemptCount": 0,
        "nextAttemptAt": delivery["nextAttemptAt"],
        "finishedAt": None,
        "webhook": {"id": webhook},
        "attempts": {"nodes": []},
    }
    assert row["next_attempt_at"] <= utc_now()
    assert await admin.asked(webhook, "pendingCount failedCount") == {
        "pendingCount": 1,
        "failedCount": 0,
    }


@pytest.mark.parametrize("state", ["PAUSED", "DISABLED"])
async def test_only_an_enabled_webhook_is_tried(admin: Desk, state: str) -> None:
    webhook = await admin.made()
    await admin.set(webhook, state=state)
    assert await admin.refused("webhookTest", {"id": webhook}) == [("INVALID", ["id"])]
    assert await admin.rows("webhook_delivery") == []


async def test_no_more_than_ten_tests_wait_for_a_webhook(admin: Desk) -> None:
    webhook = await admin.made()
    for _ in range(10):
        await admin.write("webhookTest", {"id": webhook}, "delivery { id }")
    assert await admin.refused("webhookTest", {"id": webhook}) == [("LIMIT", ["id"])]
    assert len(await admin.rows("webhook_delivery")) == 10


async def test_a_range_sends_what_the_webhook_is_subscribed_to_under_the_ids_of_the_events(
    admin: Desk,
) -> None:
    webhook = await admin.made(eventTypes=["team.*"])
    await teams(admin, "A", "B", "C")
    events = {row["sequence"]: row for row in await admin.rows("event")}
    first = min(number for number, row in events.items() if row["type"] == "team.created")
    given = {"id": webhook, "fromSequence": "1", "toSequence": str(first + 1)}

    payload = await admin.write("webhookRedeliver", given, f"webhook {{ id }} {SENT}")

    assert payload == {
        "webhook": {"id": webhook},
        "deliveries": 2,
        "nextSequence": None,
        "hasMore": False,
    }
    rows = await admin.rows("webhook_delivery")
    assert [row["sequence"] for row in rows] == [first, first + 1]
    assert [row["event_id"] for row in rows] == [events[first]["id"], events[first + 1]["id"]]
    assert {row["kind"] for row in rows} == {"REDELIVERY"}
    told = (await admin.events())[-1]
    assert (told.type, told.details) == ("webhook.redelivered", {"deliveries": 2})


async def test_what_is_on_its_way_is_not_sent_twice_for_a_range(admin: Desk) -> None:
    webhook = await admin.made(eventTypes=["team.*"])
    await teams(admin, "A", "B")
    given = {"id": webhook, "fromSequence": "1"}

    first = await admin.write("webhookRedeliver", given, SENT)
    again = await admin.write("webhookRedeliver", given, SENT)

    assert (first["deliveries"], again["deliveries"]) == (2, 0)
    assert len(await sent(admin)) == 2


async def test_a_range_that_is_too_much_for_once_says_where_to_go_on(
    admin: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.webhooks.commands.redelivering.MOST_REDELIVERED", 2)
    webhook = await admin.made(eventTypes=["team.*"])
    await teams(admin, *"ABCDE")
    given = {"id": webhook, "fromSequence": "1"}
    told = []

    while given["fromSequence"] is not None:
        payload = await admin.write("webhookRedeliver", given, SENT)
        told.append(payload["deliveries"])
        given["fromSequence"] = payload["nextSequence"]

    numbers = [number for _, _, number in await sent(admin)]
    assert told == [2, 2, 1]
    assert len(set(numbers)) == len(numbers) == 5


async def test_a_webhook_of_a_team_gets_again_what_is_the_teams_and_of_those_below(
    admin: Desk,
) -> None:
    above, beside = await teams(admin, "Above", "Beside")
    document = """mutation ($input: TeamCreateInput!) {
      teamCreate(input: $input) { team { id } } }"""
    answer = await admin.caller.data(document, {"input": {"name": "Below", "parentId": above}})
    below = answer["teamCreate"]["team"]["id"]
    webhook = await admin.made(eventTypes=["*"], teamId=above)
    objective = """mutation ($input: ObjectiveCreateInput!) {
      objectiveCreate(input: $input) { objective { id } } }"""
    for team in (below, beside, None):
        await admin.caller.data(objective, {"input": {"title": "Goal", "teamId": team}})
    await admin.numbered()

    await admin.write("webhookRedeliver", {"id": webhook, "fromSequence": "1"}, SENT)

    subjects = {row["subject_id"] for row in await admin.rows("webhook_delivery")}
    goals = {row["id"] for row in await admin.rows("objective") if row["team_id"] == uuid_in(below)}
    assert subjects == {uuid_in(above), uuid_in(below), *goals}


async def test_one_delivery_that_is_settled_is_sent_again_as_a_new_one(admin: Desk) -> None:
    webhook = await admin.made(eventTypes=["team.*"])
    await teams(admin, "A")
    event = next(row for row in await admin.rows("event") if row["type"] == "team.created")
    own = await admin.company.delivery(
        uuid_in(webhook),
        event_id=event["id"],
        sequence=event["sequence"],
        state="SUCCEEDED",
        attempts=1,
        finished_at=utc_now(),
    )
    given = {"id": webhook, "deliveryId": gid("WebhookDelivery", own)}

    payload = await admin.write("webhookRedeliver", given, SENT)

    assert payload["deliveries"] == 1
    latest, first = await deliveries(admin, webhook)
    assert (latest["kind"], latest["state"], latest["attemptCount"]) == ("REDELIVERY", "PENDING", 0)
    assert (first["kind"], first["state"]) == ("EVENT", "SUCCEEDED")
    assert latest["eventId"] == first["eventId"]
    assert latest["sequence"] == str(event["sequence"])


async def test_one_that_waits_for_its_next_attempt_is_tried_now(admin: Desk) -> None:
    webhook = await admin.made()
    later = utc_now() + timedelta(hours=5)
    own = await admin.company.delivery(uuid_in(webhook), attempts=3, next_attempt_at=later)
    given = {"id": webhook, "deliveryId": gid("WebhookDelivery", own)}

    payload = await admin.write("webhookRedeliver", given, SENT)

    (row,) = await admin.rows("webhook_delivery")
    assert payload["deliveries"] == 1
    assert (row["id"], row["attempts"]) == (own, 3)
    assert row["next_attempt_at"] <= utc_now()


async def test_one_that_is_being_sent_is_left_alone_and_nothing_is_told(admin: Desk) -> None:
    webhook = await admin.made()
    own = await admin.company.delivery(uuid_in(webhook), state="LEASED", attempts=1)
    given = {"id": webhook, "deliveryId": gid("WebhookDelivery", own)}
    payload = await admin.write("webhookRedeliver", given, SENT)
    assert payload["deliveries"] == 0
    assert len(await sent(admin)) == 1
    assert [event.type for event in await admin.events()] == ["webhook.created"]


async def test_one_whose_event_the_log_has_forgotten_is_not_found(admin: Desk) -> None:
    webhook = await admin.made()
    own = await admin.company.delivery(uuid_in(webhook), state="EXHAUSTED", finished_at=utc_now())
    given = {"id": webhook, "deliveryId": gid("WebhookDelivery", own)}
    assert await admin.refused("webhookRedeliver", given) == [("NOT_FOUND", ["deliveryId"])]


async def failed(admin: Desk, webhook: str, *, hours_ago: int, state: str = "EXHAUSTED") -> int:
    """A delivery that came to nothing, of an event of its own; its number."""
    await teams(admin, "Another")
    event = (await admin.rows("event"))[-1]
    at = utc_now() - timedelta(hours=hours_ago)
    await admin.company.delivery(
        uuid_in(webhook),
        event_id=event["id"],
        sequence=event["sequence"],
        state=state,
        attempts=10,
        finished_at=at,
    )
    return int(event["sequence"])


async def test_what_failed_since_is_sent_again_once_and_what_waits_is_tried_now(
    admin: Desk,
) -> None:
    webhook = await admin.made()
    before = await failed(admin, webhook, hours_ago=48)
    exhausted = await failed(admin, webhook, hours_ago=2)
    cancelled = await failed(admin, webhook, hours_ago=1, state="CANCELLED")
    await failed(admin, webhook, hours_ago=1, state="SUCCEEDED")
    later = utc_now() + timedelta(hours=5)
    await admin.company.delivery(uuid_in(webhook), attempts=2, next_attempt_at=later)
    since = (utc_now() - timedelta(hours=24)).isoformat()

    first = await admin.write("webhookRedeliver", {"id": webhook, "failedSince": since}, SENT)
    again = await admin.write("webhookRedeliver", {"id": webhook, "failedSince": since}, SENT)

    numbers = [number for kind, _, number in await sent(admin) if kind == "REDELIVERY"]
    assert first == {"deliveries": 3, "nextSequence": None, "hasMore": False}
    assert again["deliveries"] == 0
    assert numbers == [exhausted, cancelled]
    assert before not in numbers
    pending = [row for row in await admin.rows("webhook_delivery") if row["state"] == "PENDING"]
    assert all(row["next_attempt_at"] <= utc_now() for row in pending)


async def test_more_that_failed_than_is_sent_at_once_is_asked_for_again(
    admin: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.webhooks.commands.redelivering.MOST_REDELIVERED", 2)
    webhook = await admin.made()
    for _ in range(3):
        await failed(admin, webhook, hours_ago=1)
    given = {"id": webhook, "failedSince": LONG_AGO}

    told = [await admin.write("webhookRedeliver", given, SENT) for _ in range(3)]

    assert [(one["deliveries"], one["hasMore"]) for one in told] == [
        (2, True),
        (1, False),
        (0, False),
    ]


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({}, "REQUIRED", ["deliveryId"]),
        ({"fromSequence": "1", "failedSince": LONG_AGO}, "INVALID", ["deliveryId"]),
        ({"fromSequence": "0"}, "INVALID", ["fromSequence"]),
        ({"fromSequence": "-1"}, "INVALID", ["fromSequence"]),
        ({"fromSequence": "one"}, "INVALID", ["fromSequence"]),
        ({"fromSequence": "9" * 30}, "INVALID", ["fromSequence"]),
        ({"fromSequence": "5", "toSequence": "4"}, "INVALID", ["toSequence"]),
        (
            {"deliveryId": gid("WebhookDelivery", "01890a5d-ac96-774b-bcce-b302099a8057")},
            "NOT_FOUND",
            ["deliveryId"],
        ),
        ({"deliveryId": "nonsense"}, "NOT_FOUND", ["deliveryId"]),
    ],
)
async def test_what_names_nothing_to_send_again_is_refused(
    admin: Desk, given: dict[str, Any], code: str, path: list[str]
) -> None:
    webhook = await admin.made()
    assert await admin.refused("webhookRedeliver", {"id": webhook, **given}) == [(code, path)]
    assert await sent(admin) == []


async def test_a_range_before_the_beginning_of_the_log_is_refused(admin: Desk) -> None:
    webhook = await admin.made(eventTypes=["*"])
    await admin.forget_until(7)
    early = {"id": webhook, "fromSequence": "7"}
    assert await admin.refused("webhookRedeliver", early) == [("INVALID", ["fromSequence"])]
    from_the_first = {"id": webhook, "toSequence": "9"}
    assert await admin.refused("webhookRedeliver", from_the_first) == []


async def test_to_a_disabled_webhook_nothing_is_sent_again(admin: Desk) -> None:
    webhook = await admin.made()
    await admin.set(webhook, state="DISABLED")
    given = {"id": webhook, "fromSequence": "1"}
    assert await admin.refused("webhookRedeliver", given) == [("INVALID", ["id"])]


async def test_a_delivery_of_another_webhook_is_not_found(admin: Desk) -> None:
    webhook, other = await admin.made(), await admin.made()
    own = gid("WebhookDelivery", await admin.company.delivery(uuid_in(other)))
    given = {"id": webhook, "deliveryId": own}
    assert await admin.refused("webhookRedeliver", given) == [("NOT_FOUND", ["deliveryId"])]


async def test_deliveries_tell_their_attempts_and_are_filtered_and_ordered(admin: Desk) -> None:
    webhook = await admin.made()
    own = uuid_in(webhook)
    finished = utc_now() - timedelta(hours=1)
    first = await admin.company.delivery(own, sequence=1, state="EXHAUSTED", finished_at=finished)
    await admin.company.attempt(first, 1, error="timeout", duration_ms=15_000)
    await admin.company.attempt(first, 2, status_code=500, response="oops", duration_ms=12)
    second = await admin.company.delivery(own, sequence=2, type="objective.created")
    ids = [gid("WebhookDelivery", one) for one in (first, second)]

    by_state, by_type, by_time, oldest_first, by_event = [
        [one["id"] for one in await deliveries(admin, webhook, arguments)]
        for arguments in (
            "(filter: {state: {eq: EXHAUSTED}})",
            '(filter: {type: {startsWith: "objective."}})',
            '(filter: {finishedAt: {gt: "2020-01-01T00:00:00Z"}})',
            "(orderBy: [{field: ID}])",
            f'(filter: {{eventId: {{eq: "{(await deliveries(admin, webhook))[0]["eventId"]}"}}}})',
        )
    ]
    told = await admin.caller.data(
        f"query ($id: ID!) {{ node(id: $id) {{ ... on WebhookDelivery {{ {DELIVERY} }} }} }}",
        {"id": ids[0]},
    )

    assert (by_state, by_type, by_time) == ([ids[0]], [ids[1]], [ids[0]])
    assert (oldest_first, by_event) == (ids, [ids[1]])
    assert told["node"]["nextAttemptAt"] is None
    assert told["node"]["attempts"]["nodes"] == [
        {
            "number": 1,
            "statusCode": None,
            "error": "timeout",
            "response": None,
            "durationMs": 15_000,
        },
        {"number": 2, "statusCode": 500, "error": None, "response": "oops", "durationMs": 12},
    ]
    counts = await admin.asked(webhook, "pendingCount failedCount")
    assert counts == {"pendingCount": 1, "failedCount": 1}
