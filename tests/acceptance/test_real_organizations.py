"""Two companies' public OKRs through every door: files, database, HTTP and GraphQL agree.

What they must agree on is computed here from the raw JSON with plain networkx.
"""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import networkx as nx
import pytest

from service.actor import Actor, Role
from service.alignment.snapshot import snapshot_from_records
from service.app import create_app
from service.audit.formats.json import to_document
from service.audit.report import audit
from service.database import Database
from service.identity.commands import Grant, create_token
from service.interchange.commands import ImportOptions, import_document
from service.interchange.export import export_document
from service.interchange.formats import to_json
from service.interchange.reading import read_documents
from service.interchange.records import records_from_document
from service.settings import Settings
from service.tables import utc_now
from tests.conftest import new_organization
from tests.real_data import NAMES, real_file

KEY = "a key for the real organizations"
AS_OF = "2022-03-01"
Json = dict[str, Any]


@pytest.fixture(params=NAMES)
def path(request: pytest.FixtureRequest) -> Path:
    return real_file(request.param)


@pytest.fixture
def raw(path: Path) -> Json:
    return json.loads(path.read_text())


@pytest.fixture
async def imported(database: Database, path: Path) -> Actor:
    return await import_file(database, path)


async def import_file(database: Database, path: Path) -> Actor:
    actor = await new_organization(database)
    async with database.writing(actor.organization_id) as session:
        result = await import_document(session, actor, read_documents([path]), ImportOptions())
    assert not result.refused
    return actor


@pytest.fixture
async def client(
    database: Database, database_url: str, imported: Actor, tmp_path: Path
) -> AsyncIterator[httpx.AsyncClient]:
    async with database.writing(imported.organization_id) as session:
        _, token = await create_token(
            session,
            imported,
            secret_key=KEY.encode(),
            grant=Grant("reader", Role.VIEWER),
            lifetime=timedelta(hours=1),
        )
    app = create_app(Settings(database_url=database_url, secret_key=KEY, data_dir=tmp_path))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://sightline",
            headers={"Authorization": f"Bearer {token}"},
        ) as client,
    ):
        yield client


async def ask(client: httpx.AsyncClient, query: str, **variables: object) -> Json:
    answer = await client.post("/graphql", json={"query": query, "variables": variables})
    body = answer.json()
    assert "errors" not in body, body["errors"]
    return body["data"]


async def all_nodes(client: httpx.AsyncClient, field: str, selection: str) -> list[Json]:
    found: list[Json] = []
    after = None
    while True:
        query = (
            f"query ($after: String) {{ {field}(first: 100, after: $after) {{ totalCount"
            f" nodes {{ {selection} }} pageInfo {{ hasNextPage endCursor }} }} }}"
        )
        page = (await ask(client, query, after=after))[field]
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            assert page["totalCount"] == len(found)
            return found
        after = page["pageInfo"]["endCursor"]


async def test_everything_in_the_file_is_there(client: httpx.AsyncClient, raw: Json) -> None:
    teams = await all_nodes(client, "teams", "externalId name parent { externalId }")
    cycles = await all_nodes(client, "cycles", "externalId name startsOn endsOn")
    objectives = await all_nodes(
        client, "objectives", "externalId title level team { externalId } cycle { externalId }"
    )
    key_results = await all_nodes(
        client, "keyResults", "externalId title target score objective { externalId }"
    )
    links = await all_nodes(client, "alignments", "child { externalId } parent { externalId }")

    assert sorted((t["externalId"], t["name"], key(t["parent"])) for t in teams) == sorted(
        (row["id"], row["name"], row["parent"]) for row in raw["teams"]
    )
    assert sorted((c["externalId"], c["startsOn"]) for c in cycles) == sorted(
        (row["id"], row["start"]) for row in raw["cycles"]
    )
    assert {
        (o["externalId"], o["title"], o["level"], key(o["team"]), key(o["cycle"]))
        for o in objectives
    } == {
        (row["id"], row["title"], row["level"].upper(), row["team"], row["cycle"])
        for row in raw["objectives"]
    }
    assert {
        (k["externalId"], k["title"], number(k["target"]), number(k["score"]), key(k["objective"]))
        for k in key_results
    } == {
        (row["id"], row["title"], number(row["target"]), number(row["score"]), row["objective"])
        for row in raw["key_results"]
    }
    assert sorted((key(edge["child"]), key(edge["parent"])) for edge in links) == sorted(
        (row["id"], parent) for row in raw["objectives"] for parent in row["parents"]
    )
    assert len(objectives) == len(raw["objectives"])
    assert len(key_results) == len(raw["key_results"])


def key(node: Json | None) -> str | None:
    return None if node is None else node["externalId"]


def number(value: str | float | None) -> float | None:
    return None if value is None else float(value)


async def test_a_second_import_changes_nothing(
    database: Database, imported: Actor, path: Path
) -> None:
    async with database.writing(imported.organization_id) as session:
        again = await import_document(session, imported, read_documents([path]), ImportOptions())
    rows = sum(counts.pop("unchanged") for counts in again.counts.values())
    assert {count for counts in again.counts.values() for count in counts.values()} == {0}
    assert rows > 800


async def test_export_and_import_come_full_circle(
    database: Database, imported: Actor, tmp_path: Path
) -> None:
    async with database.reading() as session:
        first = await export_document(session, imported)
    copy = tmp_path / "copy.json"
    copy.write_text(to_json(first))
    actor = await import_file(database, copy)
    async with database.reading() as session:
        assert to_json(await export_document(session, actor)) == to_json(first)


async def test_file_http_and_graphql_give_the_same_findings(
    client: httpx.AsyncClient, path: Path
) -> None:
    day = utc_now().date().fromisoformat(AS_OF)
    records = records_from_document(read_documents([path]).document, day)
    report = audit(snapshot_from_records(records), day, generated_at=utc_now())
    from_file = to_document(report)

    over_http = (await client.get("/audit", params={"as_of": AS_OF})).json()
    graphql = await graphql_findings(client)

    for finding in over_http["findings"]:
        for end in (finding["subject"], *finding["related"]):
            end.pop("node_id")
    for document in (from_file, over_http):
        document.pop("generated_at")
    assert over_http == from_file
    assert graphql == [
        (one["rule"], one["severity"], one["fingerprint"], one["message"], one["evidence"])
        for one in from_file["findings"]
    ]
    assert len(graphql) > 500


async def graphql_findings(client: httpx.AsyncClient) -> list[tuple[object, ...]]:
    query = """query ($asOf: Date, $after: String) { alignmentAudit(asOf: $asOf) {
        findings(first: 100, after: $after) {
            nodes { rule severity fingerprint message evidence }
            pageInfo { hasNextPage endCursor } } } }"""
    found: list[tuple[object, ...]] = []
    page: Json = {"hasNextPage": True, "endCursor": None}
    while page["hasNextPage"]:
        answer = await ask(client, query, asOf=AS_OF, after=page["endCursor"])
        findings = answer["alignmentAudit"]["findings"]
        found += [tuple(node.values()) for node in findings["nodes"]]
        page = findings["pageInfo"]
    return found


async def test_every_node_s_line_of_sight_is_that_of_plain_networkx(
    client: httpx.AsyncClient, raw: Json
) -> None:
    graph = plain_graph(raw)
    selection = """externalId lineOfSight(maxPaths: 1) { reach distance pathCount alignmentClass
        paths { length nodes { externalId } } brokenAt { reason node { externalId } } }"""
    nodes = await all_nodes(client, "objectives", selection)
    nodes += await all_nodes(client, "keyResults", selection)

    assert len(nodes) == graph.number_of_nodes()
    for node in nodes:
        name, line = node["externalId"], node["lineOfSight"]
        distance = to_company(graph, name)
        assert line["distance"] == distance, name
        assert line["reach"] == ("NONE" if distance is None else "PARTIAL"), name
        assert line["pathCount"] == str(ways(graph, name)), name
        assert line["alignmentClass"] == plain_class(graph, name), name
        assert [path["length"] for path in line["paths"]] == [distance] * (distance is not None)
        for found in line["paths"]:
            assert nx.is_path(graph, [one["externalId"] for one in found["nodes"]])
        tops = {above for above in nx.descendants(graph, name) | {name} if not graph[above]}
        assert {one["node"]["externalId"] for one in line["brokenAt"]} == tops, name
        assert {one["reason"] for one in line["brokenAt"]} == {"NO_PARENT"}, name


def plain_graph(raw: Json) -> "nx.DiGraph[str]":
    graph: nx.DiGraph[str] = nx.DiGraph()
    for row in raw["objectives"]:
        graph.add_node(row["id"], company=row["level"] == "company")
        graph.add_edges_from((row["id"], parent) for parent in row["parents"])
    for row in raw["key_results"]:
        graph.add_node(row["id"], company=False)
        graph.add_edge(row["id"], row["objective"], own=True)
    return graph


def to_company(graph: "nx.DiGraph[str]", name: str) -> int | None:
    lengths = nx.single_source_shortest_path_length(graph, name)
    return min((lengths[one] for one in lengths if graph.nodes[one]["company"]), default=None)


def ways(graph: "nx.DiGraph[str]", name: str) -> int:
    """How many ways up end at their first company objective; the files hold no circle."""
    if graph.nodes[name]["company"]:
        return 1
    return sum(ways(graph, parent) for parent in graph[name])


def plain_class(graph: "nx.DiGraph[str]", name: str) -> str:
    if to_company(graph, name) is not None:
        return "ALIGNED"
    edges = [*graph.in_edges(name, data="own"), *graph.out_edges(name, data="own")]
    return "UNALIGNED" if all(own for _, _, own in edges) else "MISALIGNED"


def test_the_files_hold_no_circle(raw: Json) -> None:
    assert nx.is_directed_acyclic_graph(plain_graph(raw))
