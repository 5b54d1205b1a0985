"""`GET /graph`: the alignment graph in every format, its scope and its tag."""

from io import BytesIO

import httpx
import networkx as nx
import pytest

from service.actor import Actor
from service.database import Database
from tests.company import QUARTER, Company

pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture
async def company(database: Database, actor: Actor) -> Company:
    """A whole cascade in one team's quarter, and an orphan with a key result of another's."""
    company = Company(database, actor)
    cycle = await company.cycle("Q4", external_id="q4", **QUARTER)
    other = await company.cycle("Q1", external_id="q1", state="PLANNING")
    team = await company.team("Team", external_id="team")
    await company.cascade()
    planned = await company.objective("Planned", external_id="o-2", cycle_id=other)
    await company.key_result(planned, "Of the planned", external_id="kr-2")
    await company.objective("Orphan", external_id="o-1", cycle_id=cycle, team_id=team)
    return company


@pytest.mark.parametrize(
    ("format", "content_type", "start"),
    [
        ("json", "application/json", '{"format":"sightline-graph/1"'),
        ("graphml", "application/graphml+xml", "<?xml version="),
        ("dot", "text/vnd.graphviz; charset=utf-8", "digraph alignment {"),
        ("mermaid", "text/vnd.mermaid; charset=utf-8", "---\ntitle: "),
    ],
)
async def test_a_format_comes_by_its_name_and_by_its_media_type(
    viewer: httpx.AsyncClient, format: str, content_type: str, start: str
):
    by_name = await viewer.get(f"/graph?format={format}")
    by_header = await viewer.get("/graph", headers={"Accept": content_type})
    for response in (by_name, by_header):
        assert response.status_code == 200
        assert response.headers["Content-Type"] == content_type
        assert response.text.startswith(start)


async def test_graphql_finds_each_node_by_its_node_id(viewer: httpx.AsyncClient):
    nodes = (await viewer.get("/graph")).json()["nodes"]
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Alignable { id title } } }"
    body = {"query": query, "variables": {"ids": [node["node_id"] for node in nodes]}}
    found = (await viewer.post("/graphql", json=body)).json()["data"]["nodes"]
    assert found == [{"id": node["node_id"], "title": node["title"]} for node in nodes]


async def test_a_cycle_and_a_team_choose_the_nodes_and_all_above(viewer: httpx.AsyncClient):
    planned = (await viewer.get("/graph?cycle=q1")).json()
    assert [node["id"] for node in planned["nodes"]] == ["o-2", "kr-2"]
    assert [(edge["from"], edge["to"], edge["kind"]) for edge in planned["edges"]] == [
        ("kr-2", "o-2", "CONTAINMENT")
    ]
    orphan = (await viewer.get("/graph?cycle=q4&team=team")).json()
    assert [node["id"] for node in orphan["nodes"]] == ["o-1"]


async def test_a_limit_keeps_the_top(viewer: httpx.AsyncClient):
    whole = (await viewer.get("/graph")).json()
    short = (await viewer.get("/graph?limit=2")).json()
    assert short["nodes"] == whole["nodes"][:2]
    assert (whole["truncated"], short["truncated"]) == (False, True)


async def test_graphml_is_the_same_graph(viewer: httpx.AsyncClient):
    document = (await viewer.get("/graph")).json()
    content = (await viewer.get("/graph?format=graphml")).content
    graph = nx.read_graphml(BytesIO(content), force_multigraph=True)
    assert set(graph) == {node["id"] for node in document["nodes"]}
    assert sorted(graph.edges()) == sorted((edge["from"], edge["to"]) for edge in document["edges"])


async def test_nothing_changed_needs_no_body(viewer: httpx.AsyncClient):
    first = await viewer.get("/graph")
    tag = {"If-None-Match": first.headers["ETag"]}
    again = await viewer.get("/graph", headers=tag)
    assert (again.status_code, again.content) == (304, b"")
    for other in ("format=dot", "limit=1", "cycle=q4", "as_of=2020-01-01"):
        assert (await viewer.get(f"/graph?{other}", headers=tag)).status_code == 200


async def test_a_change_makes_a_new_tag(
    viewer: httpx.AsyncClient, company: Company, new_token, actor: Actor
):
    first = await viewer.get("/graph")
    await company.objective("New")
    await new_token(actor)
    again = await viewer.get("/graph", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert "New" in [node["title"] for node in again.json()["nodes"]]


async def test_it_needs_a_token(http: httpx.AsyncClient):
    http.headers.pop("Authorization", None)
    response = await http.get("/graph")
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"


async def test_another_organization_sees_its_own_alone(
    http: httpx.AsyncClient, stranger: Actor, new_token
):
    token = await new_token(stranger)
    answer = await http.get("/graph", headers={"Authorization": f"Bearer {token}"})
    assert answer.json()["nodes"] == []
    assert (
        await http.get("/graph?cycle=q4", headers={"Authorization": f"Bearer {token}"})
    ).status_code == 404


@pytest.mark.parametrize(
    ("query", "name", "message"),
    [
        ("as_of=2021-04-31", "as_of", '"2021-04-31" is not a date of the calendar'),
        ("limit=-1", "limit", "input should be greater than or equal to 0"),
        ("cycel=q4", "cycel", "extra inputs are not permitted"),
    ],
)
async def test_a_parameter_that_cannot_be_is_named(
    viewer: httpx.AsyncClient, query: str, name: str, message: str
):
    response = await viewer.get(f"/graph?{query}")
    assert response.status_code == 400
    assert response.json()["errors"] == [{"name": name, "message": message}]


async def test_a_format_that_is_not_there_is_not_acceptable(viewer: httpx.AsyncClient):
    response = await viewer.get("/graph?format=svg")
    assert response.status_code == 406
    assert response.json()["detail"] == (
        "the graph is there as application/json (format=json),"
        " application/graphml+xml (format=graphml), text/vnd.graphviz (format=dot),"
        " text/vnd.mermaid (format=mermaid)"
    )
