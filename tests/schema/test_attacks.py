"""Requests that mean harm: refused for what they are, and told nothing of our insides."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import orjson
import pytest

from service.actor import Actor, Role
from service.app import create_app
from service.database import Database
from service.identity.commands import Grant, create_token
from service.settings import Settings
from tests.schema.hostile_documents import BAD, BOMB, DATA, DOCUMENTS, LIMIT, spread_twice

SECRET_KEY = "a key for the tests of attacks"  # noqa: S105 - of tests
INTERNALS = (
    "Traceback",
    "sqlalchemy",
    "asyncpg",
    "sys.",
    "DETAIL",
    "SELECT ",
    "FROM ",
    "site-packages",
    ".py",
    "organization_id",
    "strawberry",
    "Did you mean",
    "tracing",
)


@pytest.fixture
async def client(
    database_url: str, database: Database, actor: Actor, tmp_path: Path
) -> AsyncIterator[httpx.AsyncClient]:
    """A viewer of the whole app."""
    app = create_app(
        Settings(database_url=database_url, secret_key=SECRET_KEY, data_dir=tmp_path, pool_size=4)
    )
    async with database.writing(actor.organization_id) as session:
        _, token = await create_token(
            session, actor, secret_key=SECRET_KEY.encode(), grant=Grant("a test's", Role.VIEWER)
        )
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://sightline",
            headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
        ) as client,
    ):
        yield client


def problems(response: httpx.Response) -> Iterator[str]:
    """The codes of the answer's errors."""
    for error in response.json().get("errors", ()):
        yield error["extensions"]["code"]


def assert_nothing_leaks(response: httpx.Response) -> None:
    assert [word for word in INTERNALS if word in response.text] == []
    # a hundred, and the one that says there are more
    assert len(list(problems(response))) <= 101


async def assert_alive(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql", json={"query": "{ __typename }"})
    assert response.json()["data"] == {"__typename": "Query"}


@pytest.mark.parametrize("name", DOCUMENTS)
async def test_a_document_is_answered_or_refused_for_what_it_is(
    client: httpx.AsyncClient, name: str
) -> None:
    document, expected = DOCUMENTS[name]

    response = await client.post("/graphql", json={"query": document})

    assert response.status_code == 200
    assert {expected} == (set(problems(response)) or {DATA})
    assert_nothing_leaks(response)
    await assert_alive(client)


BODY = b'{"query": "query ($v: JSON) { __typename }", "variables": {"v": %s}}'
QUERY = {"query": "{ __typename }"}
MUTATION = 'mutation { alignmentArchive(input: {id: "x"}) { userErrors { code } } }'
FILTERED = (
    "query ($f: TeamFilter) {"
    + " ".join(f"a{n}: teams(first: 1, filter: $f) {{ nodes {{ id }} }}" for n in range(60))
    + "}"
)

# A body and its media type; the status, and the code of every error.
BODIES: dict[str, tuple[bytes, str | None, int, str]] = {
    "a batch": (orjson.dumps([QUERY] * 10), "application/json", 400, BAD),
    "a batch of numbers": (b"[1,2]", "application/json", 400, BAD),
    "NaN": (BODY % b"NaN", "application/json", 400, BAD),
    "infinity": (BODY % b"1e999", "application/json", 400, BAD),
    "a lone surrogate": (BODY % b'"\\ud800"', "application/json", 400, BAD),
    "the character NUL": (BODY % b'"\\u0000"', "application/json", 400, BAD),
    "a text of 20 MB": (BODY % (b'"%s"' % (b"x" * 20_000_000)), "application/json", 413, LIMIT),
    "a document of 20 MB": (
        orjson.dumps({"query": '{ a(b: "' + "x" * 20_000_000 + '") }'}),
        "application/json",
        413,
        LIMIT,
    ),
    "100,000 ids": (
        BODY % orjson.dumps([str(n) for n in range(100_000)]),
        "application/json",
        413,
        LIMIT,
    ),
    "lists in lists, 100,000 deep": (
        BODY % (b"[" * 100_000 + b"]" * 100_000),
        "application/json",
        400,
        BAD,
    ),
    "a list of 10,000 values 60 times": (
        orjson.dumps({"query": FILTERED, "variables": {"f": {"id": {"in": ["x"] * 10_000}}}}),
        "application/json",
        200,
        LIMIT,
    ),
    "a number of 5,000 digits": (
        orjson.dumps({"query": "query ($n: Int) { teams(first: $n) { totalCount } }"})[:-1]
        + b', "variables": {"n": '
        + b"9" * 5_000
        + b"}}",
        "application/json",
        400,
        BAD,
    ),
    "a number beyond 32 bits": (
        orjson.dumps(
            {
                "query": "query ($n: Int) { teams(first: $n) { nodes { id } } }",
                "variables": {"n": 2**40},
            }
        ),
        "application/json",
        200,
        LIMIT,
    ),
    "a page of 100.0 in each of 100.0": (
        orjson.dumps(
            {
                "query": "query ($n: Int) { teams(first: $n) { nodes { objectives(first: $n) {"
                " nodes { keyResults(first: $n) { nodes { id } } } } } } }",
                "variables": {"n": 100.0},
            }
        ),
        "application/json",
        200,
        LIMIT,
    ),
    "a variable that is missing": (
        orjson.dumps({"query": "query ($n: Int!) { teams(first: $n) { totalCount } }"}),
        "application/json",
        200,
        BAD,
    ),
    "two queries, the last of which counts": (
        b'{"query": "{ nothing }", "query": "{ __typename }"}',
        "application/json",
        200,
        DATA,
    ),
    "an extension of somebody's": (
        orjson.dumps({**QUERY, "extensions": {"tracing": {"version": 1}}}),
        "application/json",
        200,
        DATA,
    ),
    "a form": (urlencode(QUERY).encode(), "application/x-www-form-urlencoded", 415, BAD),
    "plain text": (orjson.dumps(QUERY), "text/plain", 415, BAD),
    "an upload": (
        b'--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n'
        + orjson.dumps({"query": MUTATION})
        + b"\r\n--x--",
        "multipart/form-data; boundary=x",
        415,
        BAD,
    ),
    "no media type": (orjson.dumps(QUERY), None, 415, BAD),
    "something compressed": (b"\x1f\x8b\x08\x00", "application/json", 400, BAD),
    "UTF-16": (orjson.dumps(QUERY).decode().encode("utf-16"), "application/json", 400, BAD),
}


@pytest.mark.parametrize("name", BODIES)
async def test_a_body_is_answered_or_refused_for_what_it_is(
    client: httpx.AsyncClient, name: str
) -> None:
    body, media_type, status, expected = BODIES[name]
    headers = {} if media_type is None else {"Content-Type": media_type}

    response = await client.post("/graphql", content=body, headers=headers)

    assert (response.status_code, set(problems(response)) or {DATA}) == (status, {expected})
    assert_nothing_leaks(response)
    await assert_alive(client)


# The parameters of a GET; the status, and the code of every error.
ADDRESSES: dict[str, tuple[dict[str, str], int, str]] = {
    "a query": (QUERY, 200, DATA),
    "a mutation": ({"query": MUTATION}, 405, BAD),
    "2^22 spreads": ({"query": BOMB}, 200, LIMIT),
    "lists in lists": ({**QUERY, "variables": "[" * 5_000}, 400, BAD),
    "variables that are deep": (
        {**QUERY, "variables": '{"a": ' + "[" * 70 + "]" * 70 + "}"},
        400,
        BAD,
    ),
    "the character NUL": ({**QUERY, "variables": '{"a": "\\u0000"}'}, 400, BAD),
    "a list of 1,000 values 60 times": (
        {"query": FILTERED, "variables": '{"f": {"id": {"in": [' + "1," * 10_000 + "1]}}}"},
        200,
        LIMIT,
    ),
}


@pytest.mark.parametrize("name", ADDRESSES)
async def test_an_address_is_answered_or_refused_for_what_it_is(
    client: httpx.AsyncClient, name: str
) -> None:
    parameters, status, expected = ADDRESSES[name]

    response = await client.get("/graphql", params=parameters)

    assert (response.status_code, set(problems(response)) or {DATA}) == (status, {expected})
    assert_nothing_leaks(response)


async def test_the_refusal_of_a_bomb_takes_less_than_its_own_size(
    client: httpx.AsyncClient,
) -> None:
    bomb = spread_twice(18)
    assert len(bomb) < 1_000

    response = await client.post("/graphql", json={"query": bomb})

    (error,) = response.json()["errors"]
    assert error["extensions"]["limit"] == "fields"
    assert len(response.content) < 300


@pytest.mark.parametrize(
    "authorization", ["Bearer " + "x" * 60_000, "Bearer slt_\u00e9", "Bearer a b c", "bearer", "\t"]
)
async def test_no_token_of_any_form_gets_at_the_schema(
    client: httpx.AsyncClient, authorization: str
) -> None:
    response = await client.post(
        "/graphql",
        json={"query": "{ __schema { types { name } } }"},
        headers=[(b"Authorization", authorization.encode("latin-1"))],
    )

    assert (response.status_code, list(problems(response))) == (401, ["UNAUTHENTICATED"])
    assert_nothing_leaks(response)


async def test_an_operation_that_there_is_not_is_a_bad_request(client: httpx.AsyncClient) -> None:
    response = await client.post(
        "/graphql",
        json={"query": "query A { __typename }", "operationName": "B"},
        headers={"Accept": "application/graphql-response+json"},
    )

    assert (response.status_code, list(problems(response))) == (400, [BAD])
    assert_nothing_leaks(response)
