"""Two hundred attempts to close cycles from both ends, on every way in, leave none behind."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
import pytest

from schema.identifiers import global_id
from service.actor import Actor, Role
from service.alignment.analysis import analyze
from service.alignment.queries import organization_records
from service.alignment.rules import AlignmentState
from service.alignment.snapshot import snapshot_from_records
from service.alignment.writing import graph_writing
from service.app import create_app
from service.database import Database
from service.errors import Conflict
from service.identity.commands import Grant, create_token
from service.interchange.commands import ImportOptions, import_document
from service.interchange.formats import to_json
from service.interchange.reading import Reading, read_documents
from service.settings import Settings
from service.tables import utc_now

KEY = "a key for many writers"
RING = 20
CREATE = """mutation ($child: ID!, $parent: ID!) { alignmentCreate(
    input: {childId: $child, parentId: $parent}) { alignment { id } userErrors { code } } }"""
CREATE_TWO = """mutation ($a: ID!, $b: ID!, $c: ID!) {
    one: alignmentCreate(input: {childId: $a, parentId: $b}) { userErrors { code } }
    two: alignmentCreate(input: {childId: $b, parentId: $c}) { userErrors { code } } }"""


def ring_document() -> dict[str, Any]:
    """Objectives without edges, every second one with a key result to be aligned to."""
    rows = [{"id": f"o{n}", "title": f"Objective {n}"} for n in range(RING)]
    results = [{"id": f"k{n}", "objective": f"o{n}", "title": "KR"} for n in range(0, RING, 2)]
    return {"format": "sightline/1", "objectives": rows, "key_results": results}


def attempts() -> Iterator[tuple[str, str]]:
    """Pairs child → parent around the ring, in both directions, over objectives and KRs."""
    for step in (1, RING - 1, 3, RING - 3, 7, RING - 7, 9, RING - 9, 2, RING - 2):
        for n in range(RING):
            target = (n + step) % RING
            yield f"o{n}", f"k{target}" if target % 2 == 0 and step % 2 else f"o{target}"


@pytest.fixture
async def ring(database: Database, actor: Actor, tmp_path: Path) -> dict[str, str]:
    """The ring, imported; the nodes' global ids by external id."""
    await import_rows(database, actor, tmp_path / "ring.json", ring_document())
    async with database.reading() as session:
        records = await organization_records(session, actor)
    return {
        node.key: global_id("KeyResult" if node.key.startswith("k") else "Objective", node.id)
        for node in records.nodes
    }


async def import_rows(
    database: Database, actor: Actor, path: Path, document: dict[str, Any]
) -> bool:
    reading = read(path, document)
    async with graph_writing(database, actor) as session:
        result = await import_document(session, actor, reading, ImportOptions())
    return result.written


def read(path: Path, document: dict[str, Any]) -> Reading:
    path.write_text(to_json(document))
    return read_documents([path])


@pytest.fixture
async def client(
    database: Database, database_url: str, actor: Actor, tmp_path: Path
) -> AsyncIterator[httpx.AsyncClient]:
    async with database.writing(actor.organization_id) as session:
        grant = Grant("writer", Role.MEMBER)
        _, token = await create_token(session, actor, secret_key=KEY.encode(), grant=grant)
    app = create_app(Settings(database_url=database_url, secret_key=KEY, data_dir=tmp_path))
    transport = httpx.ASGITransport(app)
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://s", headers=headers) as client,
    ):
        yield client


async def mutate(client: httpx.AsyncClient, query: str, variables: dict[str, str]) -> list[str]:
    """The codes of all that was refused."""
    answer = await client.post("/graphql", json={"query": query, "variables": variables})
    body = answer.json()
    assert "errors" not in body, body
    return [error["code"] for payload in body["data"].values() for error in payload["userErrors"]]


async def test_two_hundred_writers_on_every_way_in_leave_no_cycle(
    database: Database,
    actor: Actor,
    ring: dict[str, str],
    client: httpx.AsyncClient,
    tmp_path: Path,
) -> None:
    async def by_import(number: int, child: str, parent: str) -> list[str]:
        path = tmp_path / f"{number}.json"
        document = {"format": "sightline/1", "alignments": [{"child": child, "parent": parent}]}
        try:
            return [] if await import_rows(database, actor, path, document) else ["refused"]
        except Conflict:
            return ["CONFLICT"]

    def attempt(number: int, way: str, child: str, parent: str) -> Awaitable[list[str]]:
        if way == "import":
            return by_import(number, child, parent)
        if way == "single":
            return mutate(client, CREATE, {"child": ring[child], "parent": ring[parent]})
        third = f"o{(number * 7) % RING}"
        ends = [ring[name] for name in (child, parent.replace("k", "o"), third)]
        return mutate(client, CREATE_TWO, dict(zip("abc", ends, strict=True)))

    pairs = list(attempts())
    ways = cycle(("single", "import", "batch"))
    answers = await asyncio.gather(
        *(attempt(n, way, *pair) for n, (pair, way) in enumerate(zip(pairs, ways, strict=False)))
    )

    assert len(pairs) == 200
    codes = {code for answer in answers for code in answer}
    assert "ALIGNMENT_CYCLE" in codes
    assert "refused" in codes
    async with database.reading() as session:
        records = await organization_records(session, actor)
    accepted = [edge for edge in records.alignments if edge.state is AlignmentState.ACCEPTED]
    assert len(accepted) >= RING - 1
    analysis = analyze(snapshot_from_records(records), utc_now().date())
    assert analysis.components == ()
