"""`graphql-transport-ws`, message by message, and every code that a connection is closed with."""

from typing import Any

import aiohttp
import pytest

from service.actor import Actor
from service.database import Database
from tests.serving import Served, admin_token
from tests.subscriptions.talking import Talker, connected, talking

EVENTS = "subscription { events { sequence } }"
NAME = "{ organization { name } }"


async def told_who(talker: Talker, token: str) -> None:
    await talker.say("connection_init", payload={"authorization": f"Bearer {token}"})


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (None, "send an API token"),
        ({"authorization": 7}, "send an API token"),
        ({"authorization": "Basic abc"}, "send an API token"),
        ({"authorization": "Bearer slt_nobody"}, "not a token of ours"),
    ],
)
async def test_who_has_no_token_is_closed_out(
    served: Served, payload: dict[str, Any] | None, words: str
) -> None:
    async with connected(served.address) as talker:
        await talker.say("connection_init", **({} if payload is None else {"payload": payload}))
        code, reason = await talker.closing()
    assert code == 4401
    assert words in reason


async def test_nothing_is_answered_before_it_is_known_who_asks(served: Served) -> None:
    async with connected(served.address) as talker:
        await talker.subscribe(NAME)
        assert (await talker.closing())[0] == 4401


async def test_who_never_says_so_is_closed_out(served: Served) -> None:
    async with connected(served.address) as talker:
        assert await talker.closing() == (4408, "connection_init did not come")


async def test_once_is_enough(served: Served) -> None:
    async with talking(served.address, served.token) as talker:
        await told_who(talker, served.token)
        assert await talker.closing() == (4429, "connection_init came twice")


@pytest.mark.parametrize("protocols", [(), ("graphql-ws",)])
async def test_other_subprotocols_are_not_spoken(
    served: Served, protocols: tuple[str, ...]
) -> None:
    async with connected(served.address, protocols=protocols) as talker:
        assert await talker.closing() == (4406, "the subprotocol is graphql-transport-ws")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON",
        "[]",
        '{"type":"start"}',
        '{"type":"subscribe","payload":{"query":"{ a }"}}',
        '{"type":"subscribe","id":"","payload":{"query":"{ a }"}}',
        '{"type":"subscribe","id":7,"payload":{"query":"{ a }"}}',
        '{"type":"subscribe","id":"a"}',
        '{"type":"subscribe","id":"a","payload":{"query":7}}',
        '{"type":"complete"}',
        '{"type":"ping","payload":7}',
        '{"type":"ping","payload":{"a":"\\u0000"}}',
    ],
)
async def test_what_is_no_message_closes_the_connection(served: Served, text: str) -> None:
    async with talking(served.address, served.token) as talker:
        await talker.socket.send_str(text)
        assert (await talker.closing())[0] == 4400


async def test_bytes_are_no_message(served: Served) -> None:
    async with talking(served.address, served.token) as talker:
        await talker.socket.send_bytes(b'{"type":"ping"}')
        assert (await talker.closing())[0] == 4400


async def test_a_message_has_a_size(served: Served) -> None:
    async with talking(served.address, served.token) as talker:
        await talker.say("ping", payload={"long": "a" * 300_000})
        assert (await talker.closing())[0] == 1009


async def test_a_ping_is_answered_with_what_it_brings(served: Served) -> None:
    async with connected(served.address) as talker:
        await talker.say("ping")
        assert await talker.hear() == {"type": "pong"}
        await talker.say("pong")
        await told_who(talker, served.token)
        assert await talker.hear() == {"type": "connection_ack"}
        await talker.say("ping", payload={"at": 7})
        assert await talker.hear() == {"type": "pong", "payload": {"at": 7}}
        await talker.say("pong", payload={})
        await talker.say("ping")
        assert await talker.hear() == {"type": "pong"}


async def test_a_query_has_one_result_and_is_complete(served: Served) -> None:
    async with talking(served.address, served.token) as talker:
        await talker.subscribe(NAME)
        assert await talker.data() == {"organization": {"name": "Test organization"}}
        assert await talker.hear() == {"id": "one", "type": "complete"}


async def test_a_mutation_is_carried_out(served: Served) -> None:
    mutation = """mutation ($input: ObjectiveCreateInput!) {
      objectiveCreate(input: $input) { objective { title } userErrors { code } } }"""
    async with talking(served.address, served.token) as talker:
        await talker.subscribe(mutation, input={"title": "Answer fast"})
        done = await talker.data()
    assert done == {"objectiveCreate": {"objective": {"title": "Answer fast"}, "userErrors": []}}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "BAD_USER_INPUT"),
        ("{ nothing }", "BAD_USER_INPUT"),
        ("subscription { events { sequence } objectiveChanged { id } }", "BAD_USER_INPUT"),
        ("subscription { nothing }", "BAD_USER_INPUT"),
        ("{" + " organization { id }" * 1_001 + "}", "OPERATION_LIMIT"),
        ("", "BAD_USER_INPUT"),
    ],
)
async def test_what_cannot_be_answered_is_an_error_of_its_own(
    served: Served, query: str, code: str
) -> None:
    async with talking(served.address, served.token) as talker:
        await talker.subscribe(query)
        assert await talker.refused() == code
        await talker.subscribe(NAME)
        await talker.data()


async def test_part_of_an_answer_comes_with_its_error(served: Served) -> None:
    async with talking(served.address, served.token) as talker:
        await talker.subscribe('{ organization { name } lineOfSight(fromId: "no") { reach } }')
        payload = await talker.next()
    assert payload["data"]["lineOfSight"] is None
    assert [error["extensions"]["code"] for error in payload["errors"]] == ["NOT_FOUND"]


async def test_two_operations_cannot_have_one_name(served: Served) -> None:
    async with talking(served.address, served.token) as talker:
        await talker.subscribe(EVENTS)
        await talker.subscribe(EVENTS)
        assert await talker.closing() == (4409, "there is an operation one already")


async def test_a_name_is_free_again_after_its_operation(served: Served) -> None:
    async with talking(served.address, served.token) as talker:
        await talker.subscribe(EVENTS)
        await talker.say("complete", id="one")
        await talker.say("complete", id="never there")
        await talker.subscribe(NAME)
        await talker.data()


async def test_a_connection_has_twenty_operations_at_once(served: Served) -> None:
    async with talking(served.address, served.token) as talker:
        for number in range(21):
            await talker.subscribe(EVENTS, f"{number}")
        assert await talker.refused("20") == "OPERATION_LIMIT"
        await talker.say("complete", id="7")
        await talker.subscribe(NAME, "20")
        await talker.data("20")


async def test_one_person_has_so_many_connections(served: Served) -> None:
    async with (
        talking(served.address, served.token),
        talking(served.address, served.token),
        talking(served.address, served.token),
        connected(served.address) as fourth,
    ):
        await told_who(fourth, served.token)
        assert await fourth.closing() == (1013, "there are 3 connections of yours already")


async def test_another_has_its_own(served: Served, database: Database, stranger: Actor) -> None:
    other = await admin_token(database, stranger)
    async with (
        talking(served.address, served.token),
        talking(served.address, served.token),
        talking(served.address, served.token),
        talking(served.address, other),
    ):
        pass
    async with talking(served.address, served.token):
        pass


async def test_pages_of_other_origins_are_not_let_in(served: Served) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        async with connected(served.address, Origin="https://evil.example"):
            pass
    assert refused.value.status == 403


@pytest.mark.parametrize("origin", ["https://okr.example", "our own"])
async def test_pages_of_ours_and_of_named_origins_are(served: Served, origin: str) -> None:
    origin = served.address if origin == "our own" else origin
    async with connected(served.address, Origin=origin) as talker:
        await told_who(talker, served.token)
        assert await talker.hear() == {"type": "connection_ack"}
