"""The operations that GraphiQL opens with, run on the demo."""

from datetime import date
from pathlib import Path

import httpx
import orjson
import pytest

from service.actor import Actor, Role
from service.database import Database
from service.demo.calendar import DOCUMENT_NAME, demo_document
from service.interchange.commands import ImportOptions, import_document
from service.interchange.reading import read_documents
from service.rollup.draining import drain
from service.tables import utc_now
from tests.tokens import TokenMaker

SAMPLES = sorted((Path(__file__).parents[2] / "web" / "samples").glob("*.graphql"))
# What each answers with, as far as a person would look.
SHOWN = {
    "1-objectives": ("objectives", "nodes", 0, "keyResults", "nodes", 0, "title"),
    "2-team": ("team", "children", "nodes", 0, "objectives", "nodes", 0, "title"),
    "3-line-of-sight": ("keyResult", "lineOfSight", "paths", 0, "nodes", 0, "title"),
    "4-audit": ("alignmentAudit", "findings", "nodes", 0, "hint"),
    "5-search": ("search", "nodes", 0, "__typename"),
    "6-standing": ("objective", "statusReason", "text"),
    "7-due-check-ins": ("dueCheckIns", "nodes", 0, "title"),
    "8-team-create": ("teamCreate", "team", "id"),
}


def asked(sample: Path) -> dict[str, object]:
    variables = sample.with_suffix(".variables.json")
    given = orjson.loads(variables.read_bytes()) if variables.exists() else {}
    return {"query": sample.read_text(), "variables": given}


@pytest.fixture
async def demo(
    http: httpx.AsyncClient,
    database: Database,
    actor: Actor,
    new_token: TokenMaker,
    tmp_path: Path,
) -> httpx.AsyncClient:
    """A client with an admin's token of the demo company."""
    path = tmp_path / DOCUMENT_NAME
    path.write_bytes(demo_document(date(2026, 11, 22)))
    async with database.writing(actor.organization_id) as session:
        await import_document(session, actor, read_documents([path]), ImportOptions())
    await drain(database, actor.organization_id, utc_now())
    http.headers["Authorization"] = f"Bearer {await new_token(actor, Role.ADMIN)}"
    return http


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
async def test_a_sample_shows_something_of_the_demo(demo: httpx.AsyncClient, sample: Path):
    body = (await demo.post("/graphql", json=asked(sample))).json()
    assert "errors" not in body
    value = body["data"]
    for step in SHOWN[sample.stem]:
        value = value[step]
    assert value


async def test_the_sample_that_writes_tells_when_it_is_run_twice(demo: httpx.AsyncClient):
    write = asked(SAMPLES[-1])
    assert (await demo.post("/graphql", json=write)).status_code == 200
    again = (await demo.post("/graphql", json=write)).json()["data"]["teamCreate"]
    assert again["team"] is None
    assert [error["code"] for error in again["userErrors"]] == ["TAKEN"]
