"""`GET /events`: the log for whoever reconciles with it."""

from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from schema.identifiers import global_id
from service.actor import Actor, Role
from service.database import Database
from service.events.facts import Fact
from service.events.record import record
from service.events.sequencing import number_all
from service.tables import new_id
from tests.events.documented import chained
from tests.tokens import TokenMaker


@pytest.fixture
async def subject(database: Database, actor: Actor) -> UUID:
    """What four of five events are about: the organization's own comes first."""
    own_id = new_id()
    async with database.writing(actor.organization_id) as session:
        facts = [
            Fact("objective.created", "objective", own_id, {"title": (None, "Fast")}),
            Fact("objective.updated", "objective", own_id, {"title": ("Fast", "Faster")}),
            Fact("status.changed", "objective", own_id, {}, {"score": 0.00001, "share": 1.0}),
            Fact("objective.archived", "objective", own_id, {}),
        ]
        await record(session, actor, *facts)
    await number_all(database, actor.organization_id)
    return own_id


@pytest.fixture
async def admin(http: httpx.AsyncClient, new_token: TokenMaker, actor: Actor) -> httpx.AsyncClient:
    """The client, with an admin's token; its making is the last event, without a number yet."""
    token = await new_token(actor, Role.ADMIN)
    http.headers["Authorization"] = f"Bearer {token}"
    return http


async def asked(client: httpx.AsyncClient, query: str = "") -> dict[str, Any]:
    answer = await client.get(f"/events{query}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "private, no-store"
    return answer.json()


def numbers(document: dict[str, Any]) -> list[int]:
    return [event["data"]["sequence"] for event in document["events"]]


async def test_events_come_in_the_order_of_their_numbers(
    viewer: httpx.AsyncClient, subject: UUID, actor: Actor
):
    found = await asked(viewer)
    assert numbers(found)[-4:] == list(range(found["next"] - 3, found["next"] + 1))
    assert not found["more"]
    event = found["events"][-3]
    slug = event["data"]["organization"].pop("slug")
    assert slug.startswith("org-")
    assert event["data"].pop("id")
    sequence = event["data"].pop("sequence")
    assert len(event.pop("hash")) == 64
    assert event.pop("timestamp").endswith("Z")
    assert event == {
        "type": "objective.updated",
        "data": {
            "organization": {"id": str(actor.organization_id)},
            "actor": {"person": None, "token": None},
            "subject": {"kind": "objective", "id": str(subject)},
            "changes": {"title": ["Fast", "Faster"]},
            "details": None,
            "cause": None,
        },
    }
    assert sequence == found["next"] - 2


@pytest.mark.usefixtures("subject")
async def test_pages_take_up_where_the_last_one_ended(viewer: httpx.AsyncClient):
    whole, walked, after = numbers(await asked(viewer)), [], 0
    while True:
        page = await asked(viewer, f"?after={after}&limit=2")
        walked += numbers(page)
        after = page["next"]
        if not page["more"]:
            break
    assert walked == whole
    assert numbers(await asked(viewer, f"?after={after}")) == []
    assert (await asked(viewer, f"?after={after}"))["next"] == after
    assert (await asked(viewer, "?after=999999"))["next"] == 999_999


async def test_only_what_is_asked_for_comes(viewer: httpx.AsyncClient, subject: UUID):
    async def types(query: str) -> list[str]:
        return [event["type"] for event in (await asked(viewer, query))["events"]]

    assert await types("?types=objective.updated,status.*") == [
        "objective.updated",
        "status.changed",
    ]
    assert await types("?types=objective.updated&types=objective.archived") == [
        "objective.updated",
        "objective.archived",
    ]
    assert await types("?types=team.*") == []
    assert len(await types(f"?subject={subject}")) == 4
    assert len(await types(f"?subject={global_id('Objective', subject)}")) == 4
    assert await types(f"?subject={subject}&types=objective.*&limit=1") == ["objective.created"]
    assert await types(f"?subject={new_id()}") == []
    passed_over = await asked(viewer, "?types=organization.created")
    assert passed_over["next"] == (await asked(viewer))["next"]


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("?types=objective.painted", "objective.painted is not a type of event"),
        ("?types=painting.*", "painting.* is not a type of event"),
        ("?limit=1001", "limit"),
        ("?limit=0", "limit"),
        ("?after=-1", "after"),
        ("?after=9223372036854775808", "after"),
        ("?after=five", "after"),
        ("?subject=nonsense", "subject"),
        ("?since=5", "since"),
    ],
)
async def test_what_makes_no_sense_is_refused(viewer: httpx.AsyncClient, query: str, detail: str):
    answer = await viewer.get(f"/events{query}")
    assert answer.status_code == 400
    assert detail in answer.json()["detail"]


async def test_who_has_no_token_is_told_nothing(http: httpx.AsyncClient):
    answer = await http.get("/events")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.usefixtures("subject")
async def test_nobody_is_told_of_another_organization(
    http: httpx.AsyncClient, new_token: TokenMaker, stranger: Actor, database: Database
):
    http.headers["Authorization"] = f"Bearer {await new_token(stranger, Role.ADMIN)}"
    await number_all(database, stranger.organization_id)
    kinds = [event["type"] for event in (await asked(http))["events"]]
    assert kinds == ["organization.created", "token.created"]


async def test_tokens_are_an_admins_to_hear_of(
    admin: httpx.AsyncClient, new_token: TokenMaker, actor: Actor, database: Database
):
    viewer = await new_token(actor, Role.VIEWER)
    await number_all(database, actor.organization_id)
    told = [event["type"] for event in (await asked(admin))["events"]]
    assert told == ["organization.created", "token.created", "token.created"]
    admin.headers["Authorization"] = f"Bearer {viewer}"
    found = await asked(admin)
    assert [event["type"] for event in found["events"]] == ["organization.created"]
    assert found["next"] == 3


@pytest.mark.usefixtures("subject")
async def test_what_is_no_longer_kept_is_gone(
    admin: httpx.AsyncClient, actor: Actor, database_url: str
):
    connection = await asyncpg.connect(database_url)
    await connection.execute(
        "UPDATE event_chain SET anchor_sequence = 2 WHERE organization_id = $1",
        actor.organization_id,
    )
    await connection.close()
    answer = await admin.get("/events?after=1")
    assert answer.status_code == 410
    assert answer.json()["detail"] == (
        "events up to 2 are no longer kept: ask for what comes after them"
    )
    assert numbers(await asked(admin, "?after=2"))[0] == 3


@pytest.mark.usefixtures("subject")
async def test_the_chain_can_be_computed_from_what_an_admin_is_told(admin: httpx.AsyncClient):
    whole = (await admin.get("/events")).content
    assert chained(whole)
    assert not chained(whole.replace(b"Faster", b"Slower"))
