"""What Relay's compiler makes of a front end's documents, and what the service answers to it."""

import re
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from schema.identifiers import global_id
from tests.company import Company
from tests.conformance.programs import PROJECT, relay_compiled
from tests.serving import Served

DOCUMENTS = PROJECT / "relay"
TEXT = re.compile(r'^ *"text": (".*")$', re.MULTILINE)


@pytest.fixture
async def texts(tmp_path: Path) -> dict[str, str]:
    """The operations that Relay sends, by name."""
    ran = await relay_compiled(DOCUMENTS, tmp_path / "relay")
    assert ran.status == 0, ran.result
    artifacts = sorted((tmp_path / "relay" / "__generated__").iterdir())
    found = {
        file.name.removesuffix(".graphql.js"): TEXT.search(file.read_text()) for file in artifacts
    }
    return {name: orjson.loads(text[1]) for name, text in found.items() if text}


@pytest.fixture
async def client(served: Served) -> Any:
    headers = {"Authorization": f"Bearer {served.token}"}
    async with httpx.AsyncClient(base_url=served.address, headers=headers) as client:
        yield client


async def asked(client: httpx.AsyncClient, text: str, **variables: object) -> Any:
    response = await client.post("/graphql", json={"query": text, "variables": variables})
    body = response.json()
    assert "errors" not in body
    return body["data"]


async def test_every_document_compiles(texts: dict[str, str]) -> None:
    assert list(texts) == [
        "AlignmentMutation",
        "AlignmentsPaginationQuery",
        "ObjectiveKeyResultsPaginationQuery",
        "ObjectiveListPaginationQuery",
        "PageQuery",
    ]
    assert "  node(id: $id) {" in texts["AlignmentsPaginationQuery"]
    assert "  node(id: $id) {" in texts["ObjectiveKeyResultsPaginationQuery"]


async def test_the_compiler_would_refuse_what_the_schema_does_not_have(tmp_path: Path) -> None:
    (tmp_path / "relay").mkdir()
    (tmp_path / "relay" / "Wrong.js").write_text("graphql`query WrongQuery { nothing }`;")
    ran = await relay_compiled(DOCUMENTS, tmp_path / "relay")
    assert ran.status == 1
    assert "The type `Query` has no field `nothing`." in ran.messages + ran.result


async def test_the_next_page_of_a_root_list_follows_its_first(
    texts: dict[str, str], client: httpx.AsyncClient, company: Company
) -> None:
    for title in ("A", "B", "C"):
        await company.objective(title, level="TEAM")
    text = texts["ObjectiveListPaginationQuery"]

    first = (await asked(client, text, count=2))["objectives"]
    after = first["pageInfo"]["endCursor"]
    second = (await asked(client, text, count=2, cursor=after))["objectives"]

    assert [[edge["node"]["title"] for edge in page["edges"]] for page in (first, second)] == [
        ["A", "B"],
        ["C"],
    ]
    assert [page["pageInfo"]["hasNextPage"] for page in (first, second)] == [True, False]
    assert first["totalCount"] == 3


async def test_the_next_page_of_a_nested_list_comes_by_node(
    texts: dict[str, str], client: httpx.AsyncClient, company: Company
) -> None:
    objective = await company.objective()
    for position, title in enumerate(("A", "B", "C")):
        await company.key_result(objective, title, position=position)
    text, id_ = texts["ObjectiveKeyResultsPaginationQuery"], global_id("Objective", objective)

    first = (await asked(client, text, id=id_, count=2))["node"]
    after = first["keyResults"]["pageInfo"]["endCursor"]
    second = (await asked(client, text, id=id_, count=2, cursor=after))["node"]

    assert [
        [edge["node"]["title"] for edge in page["keyResults"]["edges"]] for page in (first, second)
    ] == [["A", "B"], ["C"]]
    assert [page["id"] for page in (first, second)] == [id_, id_]


async def test_a_page_of_an_interface_is_answered_backwards(
    texts: dict[str, str], client: httpx.AsyncClient, company: Company
) -> None:
    child = await company.objective("Child")
    for title in ("A", "B", "C"):
        await company.align(child, await company.objective(title))
    text, id_ = texts["AlignmentsPaginationQuery"], global_id("Objective", child)

    last = (await asked(client, text, id=id_, count=2))["node"]["alignedTo"]
    before = last["pageInfo"]["startCursor"]
    earlier = (await asked(client, text, id=id_, count=2, cursor=before))["node"]["alignedTo"]

    assert [len(page["edges"]) for page in (last, earlier)] == [2, 1]
    assert [page["pageInfo"]["hasPreviousPage"] for page in (last, earlier)] == [True, False]


async def test_a_page_asks_for_all_of_it_at_once(
    texts: dict[str, str], client: httpx.AsyncClient, company: Company
) -> None:
    await company.cascade()
    team = company.ids[3]
    data = await asked(client, texts["PageQuery"], id=global_id("Objective", team))
    assert [edge["node"]["title"] for edge in data["objectives"]["edges"]] == ["Team objective"]
    assert data["node"]["title"] == "Team objective"
    assert len(data["node"]["alignedTo"]["edges"]) == 1
