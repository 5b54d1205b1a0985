"""Mutations that are sent again, and many at once."""

import asyncio
from typing import Any

import pytest
from sqlmodel import col, func, select

from schema.identifiers import global_id
from service.actor import Actor, Role
from service.idempotency.models import IdempotencyKey
from tests.company import Company
from tests.http.callers import Caller, Come

CREATE = """mutation ($name: String!) { teamCreate(input: {name: $name}) {
  team { id name version } userErrors { code path } } }"""
UPDATE = """mutation ($id: ID!, $name: String!, $version: Int) {
  teamUpdate(input: {id: $id, name: $name, expectedVersion: $version}) {
    team { id name version } userErrors { code path } } }"""
RESTORE = "mutation ($id: ID!) { teamRestore(input: {id: $id}) { team { version } } }"
ARCHIVE = "mutation ($id: ID!) { teamArchive(input: {id: $id}) { team { version } } }"
MANY = 50


@pytest.fixture
async def admin(come: Come, actor: Actor) -> Caller:
    return await come(actor, Role.ADMIN)


async def teams(caller: Caller) -> list[str]:
    answer = await caller.data("{ teams { nodes { name } } }")
    return [team["name"] for team in answer["teams"]["nodes"]]


async def keys(company: Company) -> int:
    async with company.database.reading() as session:
        statement = (
            select(func.count())
            .select_from(IdempotencyKey)
            .where(col(IdempotencyKey.organization_id) == company.actor.organization_id)
        )
        return (await session.scalars(statement)).one()


def codes(answer: Any) -> list[str]:
    (payload,) = answer.values()
    return [error["code"] for error in payload["userErrors"]]


async def test_many_with_one_key_at_once_make_one_row_that_all_are_told_of(admin: Caller) -> None:
    answers = await asyncio.gather(
        *(admin.data(CREATE, {"name": "New"}, key="once") for _ in range(MANY))
    )

    assert await teams(admin) == ["New"]
    assert answers == [answers[0]] * MANY
    assert answers[0]["teamCreate"]["team"]["name"] == "New"


async def test_of_many_updates_of_one_version_one_wins(admin: Caller, company: Company) -> None:
    team = global_id("Team", await company.team("Old"))

    answers = await asyncio.gather(
        *(
            admin.data(UPDATE, {"id": team, "name": f"New {place}", "version": 1})
            for place in range(MANY)
        )
    )

    won = [answer["teamUpdate"]["team"] for answer in answers if codes(answer) == []]
    lost = [answer["teamUpdate"] for answer in answers if codes(answer)]
    assert [team["version"] for team in won] == [2]
    assert await teams(admin) == [won[0]["name"]]
    error = {"code": "CONFLICT", "path": ["input", "expectedVersion"]}
    assert lost == [{"team": None, "userErrors": [error]}] * (MANY - 1)


async def test_a_refused_attempt_leaves_its_key_free(admin: Caller, company: Company) -> None:
    given = {"id": global_id("Team", await company.team("Old")), "name": "New"}
    await admin.data(ARCHIVE, {"id": given["id"]})

    refused = await admin.data(UPDATE, given, key="again")
    await admin.data(RESTORE, {"id": given["id"]})
    done = await admin.data(UPDATE, given, key="again")

    assert (codes(refused), codes(done)) == (["READ_ONLY"], [])
    assert done["teamUpdate"]["team"]["name"] == "New"


async def test_a_key_that_came_with_another_payload_is_refused(admin: Caller) -> None:
    await admin.data(CREATE, {"name": "One"}, key="taken")

    other_values = await admin.data(CREATE, {"name": "Two"}, key="taken")
    other_text = await admin.data(CREATE.replace("version", ""), {"name": "One"}, key="taken")

    refused = {"team": None, "userErrors": [{"code": "CONFLICT", "path": ["input"]}]}
    assert other_values == other_text == {"teamCreate": refused}
    assert await teams(admin) == ["One"]


async def test_mutations_of_one_operation_are_each_repeated(admin: Caller) -> None:
    document = """mutation { one: teamCreate(input: {name: "One"}) { team { id name } }
      two: teamCreate(input: {name: "Two"}) { team { id name } } }"""

    first, again = [await admin.data(document, key="both") for _ in range(2)]

    assert [first[part]["team"]["name"] for part in ("one", "two")] == ["One", "Two"]
    assert again == first
    assert await teams(admin) == ["One", "Two"]


async def test_what_was_refused_of_many_is_told_again(admin: Caller) -> None:
    document = """mutation { teamBulkCreate(input: {errorPolicy: REJECT_FAILED_ROWS,
      rows: [{name: "One"}, {name: ""}]}) { teams { name } userErrors { code message path } } }"""

    first, again = [await admin.data(document, key="many") for _ in range(2)]

    payload = first["teamBulkCreate"]
    assert payload["teams"] == [{"name": "One"}, None]
    assert [error["path"] for error in payload["userErrors"]] == [["input", "rows", "1", "name"]]
    assert again == first
    assert await teams(admin) == ["One"]


async def test_a_key_is_its_tokens_own(admin: Caller, come: Come, actor: Actor) -> None:
    other = await come(actor, Role.ADMIN)

    for caller in (admin, other):
        await caller.data(CREATE, {"name": "New"}, key="mine")

    assert await teams(admin) == ["New", "New"]


@pytest.mark.parametrize("key", ["", '""', "two words", "x" * 256, "ключ"], ids=ascii)
async def test_what_is_no_key_is_a_bad_request(admin: Caller, key: str) -> None:
    headers = {"Authorization": f"Bearer {admin.token}".encode(), "Idempotency-Key": key.encode()}
    body = {"query": CREATE, "variables": {"name": "New"}}

    response = await admin.http.post("/graphql", json=body, headers=headers)

    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    assert error["message"] == (
        "an Idempotency-Key is 1 to 255 printable ASCII characters without spaces"
    )
    assert await teams(admin) == []


async def test_queries_take_no_key(admin: Caller, company: Company) -> None:
    documents = ("{ teams { totalCount } }", "{ viewer { role } }")

    answers = [await admin.data(document, key="same") for document in documents]

    assert answers == [{"teams": {"totalCount": 0}}, {"viewer": {"role": "ADMIN"}}]
    assert await keys(company) == 0
