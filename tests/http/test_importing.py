"""`POST /import`: the command line's import, over HTTP."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import orjson
import pytest
from sqlalchemy import text

import service.http.importing
from service.actor import Actor, Role
from service.database import Database
from tests.cli.documents import BROKEN_REFERENCE, ROUND, WHOLE
from tests.conftest import new_organization
from tests.tokens import TokenMaker

YAML = {"Content-Type": "application/yaml"}
NOTHING = {"created": 0, "updated": 0, "unchanged": 0, "refused": 0}
Json = dict[str, Any]
Count = Callable[[], Awaitable[tuple[int, int]]]


@pytest.fixture
async def admin(http: httpx.AsyncClient, actor: Actor, new_token: TokenMaker) -> httpx.AsyncClient:
    """The client, with the token of an admin of the test's organization."""
    http.headers["Authorization"] = f"Bearer {await new_token(actor, Role.ADMIN)}"
    return http


@pytest.fixture
def count(database: Database, actor: Actor) -> Count:
    """How many goals the test's organization has, and how many facts of them were recorded."""

    async def stored() -> tuple[int, int]:
        async with database.reading() as session:
            (row,) = await session.execute(
                text(
                    "SELECT (SELECT count(*) FROM node WHERE organization_id = :own),"
                    " (SELECT count(*) FROM event WHERE organization_id = :own"
                    " AND type NOT LIKE 'organization.%' AND type NOT LIKE 'token.%')"
                ),
                {"own": actor.organization_id},
            )
            return row[0], row[1]

    return stored


def of(document: Json, outcome: str) -> dict[str, int]:
    return {kind: found[outcome] for kind, found in document["counts"].items() if found[outcome]}


def without_files(document: Json) -> Json:
    problems = [{**problem, "file": None} for problem in document["problems"]]
    return {**document, "problems": problems}


async def test_a_preview_tells_what_would_be_and_writes_nothing(
    admin: httpx.AsyncClient, count: Count
):
    answer = await admin.post("/import", content=WHOLE, headers=YAML)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert of(answer.json(), "created") == {
        "strategy_element": 1,
        "team": 1,
        "cycle": 2,
        "objective": 2,
        "key_result": 4,
        "alignment": 2,
    }
    assert await count() == (0, 0)


async def test_what_is_applied_is_what_the_preview_told(admin: httpx.AsyncClient, count: Count):
    told = await admin.post("/import?mode=preview", content=WHOLE, headers=YAML)
    done = await admin.post("/import?mode=apply", content=WHOLE, headers=YAML)
    again = await admin.post("/import?mode=apply", content=WHOLE, headers=YAML)
    assert told.json() == done.json()
    assert of(again.json(), "created") == of(again.json(), "updated") == {}
    assert (await count())[0] == 7


async def test_the_token_is_the_author_of_what_it_imports(
    admin: httpx.AsyncClient, database: Database, actor: Actor
):
    await admin.post("/import?mode=apply", content=WHOLE, headers=YAML)
    async with database.reading() as session:
        found = await session.scalar(
            text(
                "SELECT count(*) FROM event WHERE organization_id = :own"
                " AND type LIKE 'objective.%' AND actor_token_id IS NOT NULL"
            ),
            {"own": actor.organization_id},
        )
    assert found == 2


async def test_refused_rows_refuse_all_with_the_problems_in_the_same_document(
    admin: httpx.AsyncClient, count: Count
):
    answer = await admin.post("/import?mode=apply", content=BROKEN_REFERENCE, headers=YAML)
    assert answer.status_code == 422
    assert answer.json()["counts"]["objective"] == NOTHING | {"refused": 1}
    assert [problem["code"] for problem in answer.json()["problems"]] == ["NOT_FOUND"] * 3
    assert answer.json()["problems"][0] == {
        "file": "body",
        "list": "objectives",
        "row": 1,
        "line": 2,
        "field": "team",
        "code": "NOT_FOUND",
        "message": 'there is no team with the id "nobody"',
        "severity": "error",
    }
    assert await count() == (0, 0)


async def test_partial_takes_what_is_left(admin: httpx.AsyncClient, count: Count):
    document = WHOLE + "  - {id: kr-5, objective: nothing, title: Lost, start: 1, target: 9}\n"
    answer = await admin.post("/import?mode=apply&partial=true", content=document, headers=YAML)
    assert answer.status_code == 200
    assert answer.json()["counts"]["key_result"] == NOTHING | {"created": 4, "refused": 1}
    assert (await count())[0] == 7


async def test_circles_are_refused_unless_they_are_to_be_reported(admin: httpx.AsyncClient):
    await admin.post("/import?mode=apply", content=WHOLE, headers=YAML)
    circle = ROUND.replace("parents: [c]", "parents: [a]")
    refused = await admin.post("/import?cycles=refuse", content=circle, headers=YAML)
    stored = await admin.post("/import?cycles=report", content=circle, headers=YAML)
    assert (refused.status_code, stored.status_code) == (422, 200)
    assert {problem["code"] for problem in refused.json()["problems"]} == {"ALIGNMENT_CYCLE"}


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER])
async def test_it_takes_an_admin(
    http: httpx.AsyncClient, actor: Actor, new_token: TokenMaker, count: Count, role: Role
):
    http.headers["Authorization"] = f"Bearer {await new_token(actor, role)}"
    answer = await http.post("/import?mode=apply", content=WHOLE, headers=YAML)
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == f"import needs the role ADMIN, this token has {role.value}"
    assert await count() == (0, 0)


async def test_nobody_is_asked_for_a_token(http: httpx.AsyncClient):
    assert (await http.post("/import", content=WHOLE, headers=YAML)).status_code == 401


@pytest.mark.parametrize(
    ("content_type", "body", "detail"),
    [
        ("application/json", b"{", "body:1: Expecting value (column 2)"),
        ("application/json", b"[]", "body: a document is a mapping that begins with format: "),
        ("application/json", b"\xff", "body:1: the file is not UTF-8; save it as UTF-8"),
        ("application/yaml", b"", "body: the file is empty"),
        ("application/yaml", b"a: [1", "body:"),
        ("application/yaml", b"format: other/7", 'body: the format "other/7" is unknown; '),
        ("application/yaml", b"teams: []", "body: the file does not say what it is; "),
    ],
)
async def test_what_is_no_document_is_a_bad_request(
    admin: httpx.AsyncClient, content_type: str, body: bytes, detail: str
):
    headers = {"Content-Type": content_type}
    answer = await admin.post("/import?mode=apply", content=body, headers=headers)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].startswith(detail)


@pytest.mark.parametrize("content_type", ["text/csv", "application/xml", ""])
async def test_other_media_types_are_told_what_to_send(admin: httpx.AsyncClient, content_type: str):
    headers = {"Content-Type": content_type}
    answer = await admin.post("/import", content=b"x", headers=headers)
    assert answer.status_code == 415
    assert answer.json()["detail"] == "send application/json or application/yaml"


@pytest.mark.parametrize("is_announced", [True, False])
async def test_a_document_that_is_too_large_is_not_read(
    admin: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, *, is_announced: bool
):
    monkeypatch.setattr(service.http.importing, "MOST_BYTES", 1_000)

    async def pieces():
        for _ in range(4):
            yield b" " * 300

    content = b" " * 1_001 if is_announced else pieces()
    answer = await admin.post("/import", content=content, headers=YAML)
    assert answer.status_code == 413
    assert answer.json()["title"] in ("Request Entity Too Large", "Content Too Large")


@pytest.mark.parametrize("query", ["mode=maybe", "partial=perhaps", "cycles=ignore", "dry_run=1"])
async def test_parameters_are_read_strictly(admin: httpx.AsyncClient, query: str, count: Count):
    answer = await admin.post(f"/import?{query}", content=WHOLE, headers=YAML)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["name"] == query.split("=", maxsplit=1)[0]
    assert await count() == (0, 0)


async def test_another_organization_is_not_touched(
    admin: httpx.AsyncClient, database: Database, count: Count
):
    stranger = await new_organization(database)
    await admin.post("/import?mode=apply", content=WHOLE, headers=YAML)
    async with database.reading() as session:
        theirs = await session.scalar(
            text("SELECT count(*) FROM node WHERE organization_id = :theirs"),
            {"theirs": stranger.organization_id},
        )
    assert (theirs, (await count())[0]) == (0, 7)


async def test_settings_that_no_audit_understands_are_refused(admin: httpx.AsyncClient):
    document = orjson.dumps(
        {"format": "sightline/1", "organization": {"settings": {"audit": {"rules": {"X": {}}}}}}
    )
    headers = {"Content-Type": "application/json"}
    answer = await admin.post("/import", content=document, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["list"] == "organization"
