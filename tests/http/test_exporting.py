"""`GET /export`: who may, in which formats."""

import httpx
import orjson
import pytest
import yaml

from service.actor import Actor
from tests.company import Company
from tests.tokens import TokenMaker


@pytest.fixture
async def viewer(viewer: httpx.AsyncClient, company: Company) -> httpx.AsyncClient:
    """The client, with a viewer's token of an organization with two goals."""
    await company.objective(title="Answer fast")
    await company.objective(title="Ship often")
    return viewer


async def test_a_viewer_may_export(viewer: httpx.AsyncClient):
    answer = await viewer.get("/export")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "private, no-store"
    assert [row["title"] for row in answer.json()["objectives"]] == ["Answer fast", "Ship often"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/yaml", "application/yaml"),
        ("application/yaml;q=0.5, application/json;q=0.1", "application/yaml"),
        ("text/vnd.mermaid", "text/vnd.mermaid; charset=utf-8"),
        ("application/graphml+xml", "application/graphml+xml"),
        ("*/*", "application/json"),
    ],
)
async def test_the_header_accept_chooses(viewer: httpx.AsyncClient, accept: str, media_type: str):
    answer = await viewer.get("/export", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)


async def test_the_documents_say_the_same(viewer: httpx.AsyncClient):
    as_json = await viewer.get("/export?format=json")
    as_yaml = await viewer.get("/export?format=yaml")
    assert orjson.loads(as_json.content) == yaml.safe_load(as_yaml.content)


async def test_a_format_that_is_not_there_is_answered_with_those_that_are(
    viewer: httpx.AsyncClient,
):
    answer = await viewer.get("/export?format=xlsx")
    assert answer.status_code == 406
    assert answer.json()["detail"].startswith("the export is there as application/json")


async def test_a_cycle_that_is_not_there_is_not_found(viewer: httpx.AsyncClient):
    answer = await viewer.get("/export?cycle=never")
    assert (answer.status_code, answer.json()["detail"]) == (404, "there is no cycle 'never'")


async def test_a_parameter_that_is_not_known_is_refused(viewer: httpx.AsyncClient):
    assert (await viewer.get("/export?team=x")).status_code == 400


async def test_nobody_gets_anything(http: httpx.AsyncClient):
    answer = await http.get("/export")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_stranger_gets_their_own_organization(
    viewer: httpx.AsyncClient, stranger: Actor, new_token: TokenMaker
):
    viewer.headers["Authorization"] = f"Bearer {await new_token(stranger)}"
    answer = await viewer.get("/export")
    assert answer.status_code == 200
    assert "objectives" not in answer.json()
