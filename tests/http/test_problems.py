"""Every error outside GraphQL is a problem document."""

from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import update
from structlog.testing import capture_logs

from service.actor import Actor
from service.database import Database
from service.errors import Conflict, Forbidden, Unavailable
from service.identity.commands import revoke_token
from service.identity.models import Token
from service.tables import utc_now


def assert_problem(response: httpx.Response, status: int, title: str, detail: str) -> None:
    assert response.headers["Content-Type"] == "application/problem+json"
    document = response.json()
    assert response.status_code == status
    assert {key: document[key] for key in ("type", "title", "status", "detail")} == {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
    }


async def test_a_route_that_is_not_there(http: httpx.AsyncClient):
    assert_problem(await http.get("/nothing"), 404, "Not Found", "Not Found")


async def test_a_method_that_the_route_does_not_have(http: httpx.AsyncClient):
    response = await http.post("/audit")
    assert_problem(response, 405, "Method Not Allowed", "Method Not Allowed")
    assert response.headers["Allow"] == "GET"


async def test_no_token(http: httpx.AsyncClient):
    response = await http.get("/audit")
    detail = "send an API token: Authorization: Bearer <token>"
    assert_problem(response, 401, "Unauthorized", detail)
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="sightline"'


@pytest.mark.parametrize(
    "header", ["Basic dXNlcjpwYXNz", "Bearer", "Bearer ", "slt_1", "Token abc", ""]
)
async def test_another_scheme_is_no_token(http: httpx.AsyncClient, header: str):
    response = await http.get("/audit", headers={"Authorization": header})
    assert response.status_code == 401
    assert response.json()["detail"] == "send an API token: Authorization: Bearer <token>"


@pytest.mark.parametrize("text", ["abc", "slt_\xe9", "slt_" + "0" * 32 + "_" + "A" * 43 + "0" * 8])
async def test_a_text_that_is_no_token(http: httpx.AsyncClient, text: str):
    response = await http.get("/audit", headers={b"Authorization": f"Bearer {text}".encode()})
    assert_problem(response, 401, "Unauthorized", "this is not a token of ours")


async def test_an_expired_token(
    http: httpx.AsyncClient, database: Database, actor: Actor, new_token
):
    token = await new_token(actor, lifetime=timedelta(seconds=60))
    async with database.writing(actor.organization_id) as session:
        await session.execute(update(Token).values(expires_at=utc_now()))
    response = await http.get("/audit", headers={"Authorization": f"Bearer {token}"})
    assert_problem(response, 401, "Unauthorized", "the token is unknown, expired or revoked")


async def test_a_revoked_token(
    http: httpx.AsyncClient, actor: Actor, new_token, database: Database, app: FastAPI
):
    token = await new_token(actor)
    headers = {"Authorization": f"Bearer {token}"}
    assert (await http.get("/audit", headers=headers)).status_code == 200
    found = await app.state.tokens.actor(token, utc_now())
    async with database.writing(actor.organization_id) as session:
        await revoke_token(session, actor, found.token_id)
    app.state.tokens.forget(found.token_id)
    response = await http.get("/audit", headers=headers)
    assert_problem(response, 401, "Unauthorized", "the token is unknown, expired or revoked")


async def test_the_token_comes_before_the_parameters(http: httpx.AsyncClient):
    assert (await http.get("/audit?limit=many")).status_code == 401


@pytest.mark.parametrize(
    ("error", "status", "headers"),
    [
        (Unavailable("every database connection is busy"), 503, {"retry-after": "2"}),
        (Conflict("others are writing"), 409, {}),
        (Forbidden("this needs the role admin"), 403, {}),
    ],
)
async def test_an_expected_error_says_what_it_is(
    http: httpx.AsyncClient, app: FastAPI, error: Exception, status: int, headers: dict[str, str]
):
    @app.get("/fails")
    async def fails() -> None:
        raise error

    response = await http.get("/fails")
    assert (response.status_code, response.json()["detail"]) == (status, str(error))
    assert {name: response.headers[name] for name in headers} == headers


async def test_an_unexpected_error_is_masked_and_logged(http: httpx.AsyncClient, app: FastAPI):
    @app.get("/breaks")
    async def breaks() -> None:
        raise RuntimeError("the secret is 42")

    with capture_logs() as lines:
        response = await http.get("/breaks", headers={"X-Request-ID": "mine"})
    assert_problem(
        response,
        500,
        "Internal Server Error",
        "something went wrong here; the log tells more, look for the X-Request-ID",
    )
    assert response.headers["X-Request-ID"] == "mine"
    assert [line["event"] for line in lines] == ["unexpected error", "request"]
    assert lines[0]["exc_info"]
    assert lines[1]["status"] == 500


@pytest.mark.parametrize("path", ["/audit", "/graph"])
async def test_what_a_route_refuses_is_described(http: httpx.AsyncClient, path: str):
    responses = (await http.get("/openapi.json")).json()["paths"][path]["get"]["responses"]
    assert set(responses) == {"200", "304", "400", "401", "404", "406", "default"}
    for status, response in responses.items():
        if status not in ("200", "304"):
            assert list(response["content"]) == ["application/problem+json"]


async def test_a_refusal_is_logged_by_the_number_of_its_status(viewer: httpx.AsyncClient):
    with capture_logs() as lines:
        await viewer.get("/audit?format=pdf")
        await viewer.get("/graphql", headers={"Accept": "image/png"})
    assert [line["status"] for line in lines] == [406, 406]
    assert {type(line["status"]) for line in lines} == {int}
