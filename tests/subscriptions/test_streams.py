"""Server-sent events: one request, one stream, one operation."""

import aiohttp
import httpx
import pytest

from tests.events.log import Log
from tests.serving import Served
from tests.subscriptions.conftest import Joined, Left
from tests.subscriptions.talking import Stream, streaming

EVENTS = "subscription ($after: ID) { events(after: $after) { sequence changes } }"
NAME = "{ organization { name } }"
STREAM = "text/event-stream"
TOLD = {"data": {"organization": {"name": "Test organization"}}}


async def without_cost(stream: Stream) -> tuple[str, object]:
    name, payload = await stream.event()
    payload.pop("extensions")
    return name, payload


async def test_events_come_one_by_one_after_a_number(served: Served, log: Log) -> None:
    async with streaming(served.address, served.token, EVENTS, after="0") as stream:
        assert stream.response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert stream.response.headers["Cache-Control"] == "private, no-store"
        numbers = [(await stream.data())["events"]["sequence"] for _ in range(2)]
        await log.record("now")
        await log.number()
        while (event := (await stream.data())["events"])["changes"].get("title") != [None, "now"]:
            numbers.append(event["sequence"])
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]


async def test_an_idle_stream_shows_signs_of_life(served: Served) -> None:
    async with streaming(served.address, served.token, EVENTS) as stream:
        assert [await stream.frame() for _ in range(4)] == [b":\n"] * 4


async def test_lines_end_with_lf_alone(served: Served) -> None:
    async with streaming(served.address, served.token, NAME) as stream:
        body = await stream.response.read()
    first, second, rest = body.removeprefix(b":\n\n").split(b"\n\n")
    assert first.startswith(b'event: next\ndata: {"data":{"organization"')
    assert (second, rest) == (b"event: complete\ndata:", b"")


async def test_a_query_is_one_result_and_complete(served: Served) -> None:
    async with streaming(served.address, served.token, NAME) as stream:
        assert await without_cost(stream) == ("next", TOLD)
        assert await stream.event() == ("complete", None)
        assert await stream.event() == ("", None)


@pytest.mark.usefixtures("log")
async def test_a_stream_may_be_asked_for_by_get(served: Served) -> None:
    headers = {"Authorization": f"Bearer {served.token}", "Accept": STREAM}
    params = {"query": EVENTS, "variables": '{"after":"0"}'}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.get(served.graphql, params=params) as response,
    ):
        assert (await Stream(response).data())["events"]["sequence"] == "1"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ nothing }", "BAD_USER_INPUT"),
        ("{", "BAD_USER_INPUT"),
        ('subscription { events(after: "nothing") { id } }', "BAD_USER_INPUT"),
        ('subscription { objectiveChanged(id: "nothing") { id } }', "NOT_FOUND"),
        ('subscription { alignmentAuditChanged(cycleId: "nothing") { score } }', "NOT_FOUND"),
    ],
)
async def test_what_cannot_be_told_is_said_and_complete(
    served: Served, query: str, code: str
) -> None:
    async with streaming(served.address, served.token, query) as stream:
        name, payload = await stream.event()
        assert (name, payload["errors"][0]["extensions"]["code"]) == ("next", code)
        assert await stream.event() == ("complete", None)


@pytest.mark.parametrize(
    ("accept", "query", "status", "type_"),
    [
        # JSON comes first for urql, though it takes streams, too.
        (
            "application/graphql-response+json, application/json, text/event-stream",
            NAME,
            200,
            "application/graphql-response+json",
        ),
        ("application/json, text/event-stream;q=0.9", NAME, 200, "application/json"),
        ("text/event-stream;q=0.5, application/json;q=0.4", NAME, 200, STREAM),
        ("text/event-stream, application/json", NAME, 200, STREAM),
        ("*/*", NAME, 200, "application/json"),
        # Nothing but a stream can hold these.
        (
            "application/json, text/event-stream",
            "subscription { no }",
            200,
            "application/json",
        ),
        ("application/json, text/event-stream;q=0", EVENTS, 406, "application/json"),
        ("application/json", EVENTS, 406, "application/json"),
        ("*/*", EVENTS, 406, "application/json"),
        ("application/json, text/event-stream", EVENTS, 200, STREAM),
    ],
)
async def test_a_stream_is_chosen_where_it_outranks_json(
    served: Served, accept: str, query: str, status: int, type_: str
) -> None:
    async with streaming(served.address, served.token, query, accept=accept) as stream:
        response = stream.response
        assert (response.status, response.content_type) == (status, type_)


async def test_who_has_no_token_gets_no_stream(served: Served) -> None:
    async with streaming(served.address, "slt_nobody", EVENTS) as stream:
        assert stream.response.status == 401
        assert stream.response.content_type == "application/json"


async def test_a_mutation_by_get_is_refused(served: Served) -> None:
    headers = {"Authorization": f"Bearer {served.token}", "Accept": STREAM}
    query = 'mutation { objectiveCreate(input: {title: "a"}) { userErrors { code } } }'
    async with httpx.AsyncClient(headers=headers) as client:
        answer = await client.get(served.graphql, params={"query": query})
    assert answer.status_code == 405


async def test_streams_count_as_connections(served: Served) -> None:
    async with (
        streaming(served.address, served.token, EVENTS),
        streaming(served.address, served.token, EVENTS),
        streaming(served.address, served.token, EVENTS),
        streaming(served.address, served.token, EVENTS) as fourth,
    ):
        assert fourth.response.status == 429
        body = await fourth.response.json()
    assert body["errors"][0]["extensions"]["code"] == "RATE_LIMITED"


async def test_who_leaves_leaves_nothing_behind(served: Served, joined: Joined, left: Left) -> None:
    async with streaming(served.address, served.token, EVENTS):
        await joined(1)
    await left()
