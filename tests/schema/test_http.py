"""`/graphql` as HTTP clients meet it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import urlencode

import httpx
import orjson
import pytest
from fastapi import FastAPI
from sqlalchemy import update

from schema.http import GraphQLOverHTTP
from schema.root import answers
from schema.serving import Serving
from service.actor import Actor, Role
from service.auditing.auditor import Auditor
from service.database import Database
from service.errors import Conflict, Unavailable
from service.identity.commands import Grant, create_token, revoke_token
from service.identity.known_tokens import KnownTokens
from service.identity.models import Token
from service.settings import MOST_BYTES
from service.statements import Statements
from service.tables import utc_now
from tests.company import Company

SECRET_KEY = b"a key for the tests of GraphQL over HTTP"
GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
VIEWER = "{ viewer { role } }"


async def token_of(database: Database, actor: Actor, lifetime: timedelta | None = None):
    """A viewer's token and its text."""
    async with database.writing(actor.organization_id) as session:
        return await create_token(
            session,
            actor,
            secret_key=SECRET_KEY,
            grant=Grant("a test's", Role.VIEWER),
            lifetime=lifetime,
        )


async def expire(database: Database, token: Token) -> None:
    async with database.writing(token.organization_id) as session:
        await session.execute(update(Token).values(expires_at=utc_now()))


@pytest.fixture
async def nobody(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A client without a token."""
    tokens = KnownTokens(database, SECRET_KEY)
    serving = Serving(Auditor(database), tokens, answers())
    app = GraphQLOverHTTP(FastAPI(), lambda: serving)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://sightline") as client:
        yield client
    await tokens.close()


@pytest.fixture
async def client(nobody: httpx.AsyncClient, database: Database, actor: Actor) -> httpx.AsyncClient:
    """The same with a viewer's token."""
    _, text = await token_of(database, actor)
    nobody.headers["Authorization"] = f"Bearer {text}"
    return nobody


def code(response: httpx.Response) -> str:
    (error,) = response.json()["errors"]
    return error["extensions"]["code"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("application/*;q=0.5", JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}; charset=utf-8", GRAPHQL),
        (f"{GRAPHQL}, {JSON};q=0.9", GRAPHQL),
        (f"{GRAPHQL};q=0.1, {JSON}", JSON),
        (f"text/html, {GRAPHQL}", GRAPHQL),
    ],
)
async def test_an_answer_has_the_media_type_that_the_client_prefers(
    client: httpx.AsyncClient, accept: str | None, media_type: str
) -> None:
    headers = {} if accept is None else {"Accept": accept}

    response = await client.post("/graphql", json={"query": VIEWER}, headers=headers)

    assert response.status_code == 200
    assert response.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert response.headers["vary"] == "Accept, Authorization"
    assert response.json()["data"] == {"viewer": {"role": "VIEWER"}}


async def test_a_client_that_accepts_neither_media_type_is_told_so(
    client: httpx.AsyncClient,
) -> None:
    response = await client.post(
        "/graphql", json={"query": VIEWER}, headers={"Accept": "text/html"}
    )

    assert response.status_code == 406
    assert code(response) == "BAD_USER_INPUT"


async def test_a_query_may_come_by_get_with_variables_and_an_operation_name(
    client: httpx.AsyncClient, company: Company
) -> None:
    await company.team("Engines")
    query = "query a { viewer { role } } query b ($n: Int) { teams(first: $n) { totalCount } }"
    parameters = {"query": query, "operationName": "b", "variables": '{"n": 1}'}

    response = await client.get(f"/graphql?{urlencode(parameters)}")

    assert response.json()["data"] == {"teams": {"totalCount": 1}}


async def test_a_mutation_by_get_is_not_allowed(client: httpx.AsyncClient) -> None:
    query = 'mutation { alignmentArchive(input: {id: "x"}) { userErrors { code } } }'

    response = await client.get(f"/graphql?{urlencode({'query': query})}")

    assert response.status_code == 405
    assert response.headers["allow"] == "POST"


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer nonsense", "Basic dTpw", f"Bearer slt_{'0' * 90}"]
)
async def test_without_a_token_of_ours_the_answer_is_401(
    nobody: httpx.AsyncClient, authorization: str | None, accept: str
) -> None:
    headers = {"Accept": accept}
    if authorization is not None:
        headers["Authorization"] = authorization

    by_post = await nobody.post("/graphql", json={"query": VIEWER}, headers=headers)
    by_get = await nobody.get("/graphql", headers=headers)

    for response in (by_post, by_get):
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == "Bearer"
        assert response.headers["content-type"] == f"{accept}; charset=utf-8"
        assert code(response) == "UNAUTHENTICATED"
        assert "data" not in response.json()


async def test_a_revoked_or_expired_token_is_of_no_use(
    nobody: httpx.AsyncClient, database: Database, actor: Actor
) -> None:
    token, revoked = await token_of(database, actor)
    async with database.writing(actor.organization_id) as session:
        await revoke_token(session, actor, token.id)
    soon, expired = await token_of(database, actor, timedelta(seconds=60))
    await expire(database, soon)

    for text in (revoked, expired):
        response = await nobody.post(
            "/graphql", json={"query": VIEWER}, headers={"Authorization": f"Bearer {text}"}
        )
        assert (response.status_code, code(response)) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b'"text"',
        b"[]",
        b'[{"query": "{ viewer { role } }"}]',
        b"{}",
        b'{"query": null}',
        b'{"query": 1}',
        b'{"query": "{ viewer { role } }", "variables": []}',
        b'{"query": "{ viewer { role } }", "variables": "{}"}',
        b'{"query": "{ viewer { role } }", "operationName": 1}',
        b'{"query": "{ viewer { role } }", "extensions": 1}',
        b'{"query": "{ viewer { role } }", "variables": {"a": NaN}}',
        b'{"query": "{ viewer { role } }", "variables": {"a": "\\u0000"}}',
        b'{"query": "{ viewer { role } }", "variables": {"\\u0000": 1}}',
        b'{"query": "{ viewer { role } }", "variables": {"a": "\\ud800"}}',
        b'{"query": "{ viewer { role } }", "variables": {"a": "\xff"}}',
        b'{"query": "{ viewer { role } }", "variables": {"a": ' + b"[" * 70 + b"]" * 70 + b"}}",
        b'{"query": "{ viewer { role } }", "variables": {"a": ' + b"[" * 5000 + b"]" * 5000 + b"}}",
    ],
    ids=lambda body: f"{len(body)} {body[:70]!r}",
)
async def test_a_body_that_is_no_graphql_request_is_a_bad_request(
    client: httpx.AsyncClient, body: bytes
) -> None:
    response = await client.post("/graphql", content=body, headers={"content-type": JSON})

    assert response.status_code == 400
    assert code(response) == "BAD_USER_INPUT"


@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data", "", "x"])
async def test_another_media_type_of_a_body_is_refused(
    client: httpx.AsyncClient, content_type: str
) -> None:
    response = await client.post(
        "/graphql",
        content=b'{"query": "{ viewer { role } }"}',
        headers={"content-type": content_type},
    )

    assert response.status_code == 415


async def test_a_body_has_an_end(client: httpx.AsyncClient) -> None:
    def body(size: int) -> bytes:
        empty = len(orjson.dumps({"query": VIEWER, "extensions": {"x": ""}}))
        return orjson.dumps({"query": VIEWER, "extensions": {"x": "x" * (size - empty)}})

    async def sent(size: int) -> httpx.Response:
        return await client.post("/graphql", content=body(size), headers={"content-type": JSON})

    assert (await sent(MOST_BYTES)).status_code == 200
    refused = await sent(MOST_BYTES + 1)
    assert (refused.status_code, code(refused)) == (413, "OPERATION_LIMIT")


@pytest.mark.parametrize(
    "query", ["{", "{ nothing }", "query ($n: Int!) { teams(first: $n) { totalCount } }"]
)
async def test_only_the_new_media_type_tells_a_request_error_by_its_status(
    client: httpx.AsyncClient, query: str
) -> None:
    old = await client.post("/graphql", json={"query": query}, headers={"Accept": JSON})
    new = await client.post("/graphql", json={"query": query}, headers={"Accept": GRAPHQL})

    assert [old.status_code, new.status_code] == [200, 400]
    assert old.json() == new.json()
    assert code(new) == "BAD_USER_INPUT"
    assert "data" not in new.json()


async def test_a_field_error_leaves_the_status_alone(client: httpx.AsyncClient) -> None:
    query = '{ lineOfSight(fromId: "x") { reach } viewer { role } }'

    response = await client.post("/graphql", json={"query": query}, headers={"Accept": GRAPHQL})

    assert response.status_code == 200
    assert response.json()["data"] == {"lineOfSight": None, "viewer": {"role": "VIEWER"}}
    assert code(response) == "NOT_FOUND"
    assert next(iter(response.json())) == "errors"


async def test_two_operations_need_a_name(client: httpx.AsyncClient) -> None:
    query = "query a { viewer { role } } query b { viewer { role } }"

    unnamed = await client.post("/graphql", json={"query": query})
    misnamed = await client.post("/graphql", json={"query": query, "operationName": "c"})

    assert [code(unnamed), code(misnamed)] == ["BAD_USER_INPUT"] * 2


async def test_a_get_without_a_query_is_a_bad_request(client: httpx.AsyncClient) -> None:
    assert (await client.get("/graphql")).status_code == 400
    assert (await client.get("/graphql", headers={"Accept": "image/png"})).status_code == 406
    assert (await client.get("/graphql?query=")).status_code == 400
    assert (await client.get("/graphql?query={viewer{role}}&variables=[")).status_code == 400


async def test_concurrent_requests_keep_their_own_answers(
    client: httpx.AsyncClient, company: Company
) -> None:
    for number in range(8):
        await company.team(f"T{number}", external_id=f"t{number}")

    responses = await asyncio.gather(
        *(
            client.post(
                "/graphql", json={"query": f'{{ team(by: {{externalId: "t{n}"}}) {{ name }} }}'}
            )
            for n in range(8)
        )
    )

    assert [response.json()["data"]["team"]["name"] for response in responses] == [
        f"T{number}" for number in range(8)
    ]


async def test_what_nobody_expected_is_masked_and_logged(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def fail(session: object, actor: object) -> None:
        raise RuntimeError(f"password=hunter2 {session} {actor}")

    monkeypatch.setattr("schema.reads.organization_of", fail)
    query = "{ alignmentAudit { score } organization { slug } }"

    answer = (await client.post("/graphql", json={"query": query})).json()

    assert answer["errors"] == [
        {
            "message": "something went wrong here; the log tells more",
            "locations": [{"line": 1, "column": 3}],
            "path": ["alignmentAudit"],
            "extensions": {"code": "INTERNAL"},
        }
    ]
    assert answer["data"]["alignmentAudit"] is None
    assert answer["data"]["organization"]["slug"].startswith("org-")
    assert "hunter2" in capsys.readouterr().out


async def test_a_database_that_is_away_is_told_by_the_status(client: httpx.AsyncClient) -> None:
    away = Database("postgresql://nobody@127.0.0.1:1/none", pool_size=1)
    serving = Serving(Auditor(away), KnownTokens(away, SECRET_KEY), answers())
    app = GraphQLOverHTTP(FastAPI(), lambda: serving)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://sightline", headers=client.headers
    ) as unlucky:
        response = await unlucky.post("/graphql", json={"query": VIEWER})
    await away.close()

    assert response.status_code == 503
    assert response.headers["retry-after"] == "1"
    assert code(response) == "INTERNAL"


async def test_a_read_that_others_lock_out_is_told_by_the_status(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_given: object) -> None:
        raise Conflict("others are writing (lock timeout); try again")

    monkeypatch.setattr(Statements, "json", fail)

    response = await client.post("/graphql", json={"query": VIEWER})

    assert (response.status_code, code(response)) == (503, "INTERNAL")
    assert response.headers["retry-after"] == "1"


async def test_a_database_that_goes_away_is_told_by_the_status_or_by_the_field(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*given: object) -> None:
        raise Unavailable(f"gone, asked for {given}")

    monkeypatch.setattr(Statements, "json", fail)
    monkeypatch.setattr("schema.reads.organization_of", fail)

    whole = await client.post("/graphql", json={"query": "{ organization { name } }"})
    by_field = await client.post("/graphql", json={"query": "{ alignmentAudit { score } }"})

    assert (whole.status_code, code(whole)) == (503, "INTERNAL")
    assert (by_field.status_code, code(by_field)) == (200, "INTERNAL")
    assert by_field.json()["errors"][0]["message"] == "the database cannot answer now; try again"
