"""`events`: everything that has a number, once, in order, from wherever one stopped."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import text

from schema.identifiers import global_id
from service.actor import Actor, Role
from service.database import Database
from service.events.feed import head_of
from tests.company import Company
from tests.conftest import execute, new_organization
from tests.events.log import Log
from tests.schema.conftest import statements
from tests.serving import Served, admin_token
from tests.subscriptions.conftest import Joined
from tests.subscriptions.talking import Talker, talking
from tests.tokens import TokenMaker

EVENTS = """subscription ($after: ID, $types: [EventType!]) {
  events(after: $after, types: $types) { id sequence type changes } }"""


END_OTHERS = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
 WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
"""
ALL = "subscription { events(after: 0) { sequence } }"


async def begun(talker: Talker, log: Log, **variables: Any) -> None:
    """Subscribe to what comes from here on, and see that it comes."""
    head = await head_of(log.database, log.organization_id)
    await talker.subscribe(EVENTS, after=str(head), **variables)
    await log.record("first")
    await log.number()
    assert (await told(talker))["changes"]["title"][1] == "first"


async def told(talker: Talker, id: str = "one") -> dict[str, Any]:
    event: dict[str, Any] = (await talker.data(id))["events"]
    return event


async def titles(talker: Talker, count: int, id: str = "one") -> list[str]:
    return [(await told(talker, id))["changes"]["title"][1] for _ in range(count)]


async def test_what_happens_is_told_as_soon_as_it_has_a_number(
    served: Served, log: Log, joined: Joined
) -> None:
    async with talking(served.address, served.token) as talker:
        await talker.subscribe(EVENTS)
        await joined(1)
        before = await head_of(log.database, log.organization_id)
        await log.record("a", "b", "c")
        await log.number()
        found = [await told(talker) for _ in range(3)]
    assert [event["changes"]["title"][1] for event in found] == ["a", "b", "c"]
    assert [int(event["sequence"]) for event in found] == [before + 1, before + 2, before + 3]
    assert {event["type"] for event in found} == {"OBJECTIVE_UPDATED"}


@pytest.mark.parametrize("named_by", ["id", "number"])
async def test_who_comes_again_is_told_what_was_missed_and_goes_on(
    served: Served, log: Log, named_by: str
) -> None:
    subjects = ["a", "b", "c", "d"]
    await log.record(*subjects)
    await log.number()
    first = next(one for one in await log.entries() if one.changes.get("title") == [None, "a"])
    after = global_id("Event", first.id) if named_by == "id" else str(first.sequence)
    async with talking(served.address, served.token) as talker:
        await talker.subscribe(EVENTS, after=after)
        assert await titles(talker, 3) == ["b", "c", "d"]
        await log.record("e")
        await log.number()
        assert await titles(talker, 1) == ["e"]


async def test_from_the_beginning_everything_comes_page_by_page(served: Served, log: Log) -> None:
    await log.record(*map(str, range(250)))
    await log.number()
    async with talking(served.address, served.token) as talker:
        await talker.subscribe(ALL)
        head = await head_of(log.database, log.organization_id)
        numbers = [int((await talker.data())["events"]["sequence"]) for _ in range(head)]
    assert numbers == list(range(1, head + 1))


async def test_nothing_is_missed_or_twice_while_it_joins(served: Served, log: Log) -> None:
    """Subscribers come while others write: each gets all after its own beginning."""
    stop = asyncio.Event()

    async def write() -> None:
        count = 0
        while not stop.is_set():
            await log.record(*(f"{count + step}" for step in range(7)))
            await log.number()
            count += 7

    writing = asyncio.create_task(write())
    try:
        async with talking(served.address, served.token) as talker:
            for number in range(8):
                await talker.subscribe(ALL, f"{number}")
            seen: dict[str, list[int]] = {f"{number}": [] for number in range(8)}
            while min(map(len, seen.values())) < 150:
                heard = await talker.hear()
                assert heard["type"] == "next", heard
                seen[heard["id"]].append(int(heard["payload"]["data"]["events"]["sequence"]))
    finally:
        stop.set()
        await writing
    for numbers in seen.values():
        assert numbers == list(range(1, len(numbers) + 1))


async def test_only_the_types_that_are_asked_for_come(served: Served, log: Log) -> None:
    async with talking(served.address, served.token) as talker:
        types = ["KEY_RESULT_UPDATED", "OBJECTIVE_ARCHIVED"]
        await talker.subscribe(EVENTS, types=types, after="1")
        await log.record("no")
        await log.record("yes", type="objective.archived")
        await log.record("no")
        await log.record("this, too", type="key_result.updated")
        await log.number()
        assert await titles(talker, 2) == ["yes", "this, too"]
        await talker.subscribe(EVENTS, "two", types=["OBJECTIVE_ARCHIVED"], after="0")
        assert await titles(talker, 1, "two") == ["yes"]


async def test_the_selection_goes_into_what_it_happened_to(
    served: Served, log: Log, company: Company, joined: Joined
) -> None:
    document = """subscription { events(types: [OBJECTIVE_UPDATED]) {
      subject { id ... on Objective { title keyResults { nodes { title } } lineOfSight { reach } } }
      actor { tokenName } } }"""
    objective = await company.objective("Answer fast")
    await company.key_result(objective, "In an hour")
    mutation = """mutation ($input: ObjectiveUpdateInput!) {
      objectiveUpdate(input: $input) { userErrors { code } } }"""
    async with talking(served.address, served.token) as talker:
        await talker.subscribe(document)
        await joined(1)
        id_ = global_id("Objective", objective)
        await talker.subscribe(mutation, "two", input={"id": id_, "title": "Answer faster"})
        await talker.data("two")
        await talker.hear()
        await log.number()
        event = (await talker.data())["events"]
    assert event == {
        "subject": {
            "id": id_,
            "title": "Answer faster",
            "keyResults": {"nodes": [{"title": "In an hour"}]},
            "lineOfSight": {"reach": "NONE"},
        },
        "actor": {"tokenName": "a test's"},
    }


async def test_who_is_told_the_same_is_told_by_one_statement(
    served: Served, log: Log, actor: Actor, new_token: TokenMaker
) -> None:
    viewer = await new_token(actor, Role.VIEWER)
    other = await new_token(actor, Role.VIEWER)
    await log.number()
    head = await head_of(log.database, log.organization_id)
    document = "subscription ($after: ID) { events(after: $after) { changes actor { tokenName } } }"
    # By who asks: the token is theirs alone to see.
    own = "subscription ($after: ID) { events(after: $after) { changes actor { token { id } } } }"
    async with talking(served.address, viewer) as one, talking(served.address, other) as two:
        with statements() as seen:
            for number in range(3):
                for talker in (one, two):
                    await talker.subscribe(document, f"{number}", after=str(head))
            await one.subscribe(own, "own", after=str(head))
            await two.subscribe(own, "own", after=str(head))
            await log.record("told")
            await log.number()
            heard = [await talker.hear() for talker in (one, two) for _ in range(4)]
    assert {one["payload"]["data"]["events"]["changes"]["title"][1] for one in heard} == {"told"}
    told = Counter(sql for sql in seen if "row_to_json" in sql)
    assert sorted(told.values()) == [1, 2]


@pytest.mark.parametrize(
    ("after", "code"),
    [
        ("nothing", "BAD_USER_INPUT"),
        ("-1", "BAD_USER_INPUT"),
        ("99999999", "BAD_USER_INPUT"),
        ("9" * 40, "BAD_USER_INPUT"),
        ("9" * 5_000, "BAD_USER_INPUT"),
        (global_id("Event", "01936a3c-7b1e-7cc1-8d0c-0a4b6c1f2e3d"), "NOT_FOUND"),
        (global_id("Objective", "01936a3c-7b1e-7cc1-8d0c-0a4b6c1f2e3d"), "BAD_USER_INPUT"),
    ],
)
async def test_where_nobody_was_nobody_can_go_on(served: Served, after: str, code: str) -> None:
    async with talking(served.address, served.token) as talker:
        await talker.subscribe(EVENTS, after=after)
        assert await talker.refused() == code


async def test_no_types_are_a_mistake(served: Served) -> None:
    async with talking(served.address, served.token) as talker:
        await talker.subscribe(EVENTS, types=[])
        assert await talker.refused() == "BAD_USER_INPUT"


async def test_what_retention_dropped_is_gone(served: Served, log: Log) -> None:
    await log.record("a", "b", "c")
    await log.number()
    async with log.database.writing(log.organization_id) as session:
        await session.execute(
            text("UPDATE event_chain SET anchor_sequence = 2 WHERE organization_id = :id"),
            {"id": log.organization_id},
        )
    async with talking(served.address, served.token) as talker:
        await talker.subscribe(EVENTS, after="1")
        assert await talker.refused() == "GONE"
        await talker.subscribe(EVENTS, after="2")
        await told(talker)


async def test_another_organization_is_told_nothing(
    served: Served, log: Log, database: Database, stranger: Actor
) -> None:
    other = Log(database, stranger)
    await other.number()
    token = await admin_token(database, stranger)
    await other.number()
    theirs = (await other.entries())[0]
    async with (
        talking(served.address, token) as strange,
        talking(served.address, served.token) as ours,
    ):
        await begun(strange, other)
        await begun(ours, log)
        await other.record("theirs")
        await other.number()
        await log.record("ours")
        await log.number()
        assert await titles(strange, 1) == ["theirs"]
        assert await titles(ours, 1) == ["ours"]
        await ours.subscribe(EVENTS, "two", after=global_id("Event", theirs.id))
        assert await ours.refused("two") == "NOT_FOUND"


async def test_tokens_and_webhooks_are_told_of_to_admins_alone(
    served: Served, log: Log, actor: Actor, new_token: TokenMaker
) -> None:
    member = await new_token(actor, Role.MEMBER)
    await log.number()
    secret = next(one for one in await log.entries() if one.subject_kind == "token")
    async with (
        talking(served.address, member) as below,
        talking(served.address, served.token) as admin,
    ):
        await begun(below, log)
        await begun(admin, log)
        assert await titles(below, 1) == ["first"]
        await new_token(actor)
        await log.record("for all")
        await log.number()
        assert await titles(below, 1) == ["for all"]
        assert (await told(admin))["type"] == "TOKEN_CREATED"
        await below.subscribe(EVENTS, "two", after=global_id("Event", secret.id))
        assert await below.refused("two") == "NOT_FOUND"
        await below.subscribe(EVENTS, "three", after="0", types=["TOKEN_CREATED"])
        await below.say("ping")
        assert await below.hear() == {"type": "pong"}


async def test_where_nobody_says_so_the_log_is_looked_at(
    served: Served, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The word of the sequencer only wakes: without it, it takes a second."""
    monkeypatch.setattr("service.events.sequencing.CHANNEL", "sightline_nobody_listens")
    async with talking(served.address, served.token) as talker:
        await begun(talker, log)
        await log.record("later")
        await log.number()
        assert await titles(talker, 1) == ["later"]


async def test_lost_connections_to_the_database_are_made_again(
    served: Served, log: Log, database_url: str
) -> None:
    async with talking(served.address, served.token) as talker:
        await begun(talker, log)
        await execute(database_url, END_OTHERS)
        again = Database(database_url, pool_size=2)
        await again.open()
        later = Log(again, log.actor)
        await later.record("afterwards")
        await later.number()
        assert await titles(talker, 1) == ["afterwards"]
        await again.close()


async def test_organizations_come_and_go(served: Served, database: Database) -> None:
    """The reader forgets whom nobody listens to, and begins anew with whoever comes."""
    for _ in range(2):
        one = await new_organization(database)
        token = await admin_token(database, one)
        log = Log(database, one)
        await log.number()
        for _ in range(2):
            async with talking(served.address, token) as talker:
                await begun(talker, log)
