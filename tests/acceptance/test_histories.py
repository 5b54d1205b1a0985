"""Twelve weeks of check-ins through the API; every number of every week is reckoned again.

The world is made up by `histories`, replayed with the clock at each week, and held against
`tests.reckoning`, which knows the raw facts alone.
"""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from schema.identifiers import parse_id
from service.actor import Actor, Role
from service.app import create_app
from service.database import Database
from service.demo.calendar import demo_document
from service.identity.commands import Grant, create_token
from service.identity.rules import day_in
from service.interchange.commands import ImportOptions, import_document
from service.interchange.reading import read_documents
from service.rollup.draining import drain
from service.rollup.turning import turn_organization
from service.settings import Settings
from tests.acceptance.histories import BEGIN, CYCLES, TIMEZONE, WEEKS, History, day_text, moment
from tests.acceptance.histories import text as value_text
from tests.http.callers import Caller
from tests.real_data import real_file
from tests.reckoning.facts import Edge
from tests.reckoning.numbers import Numbers, reckoned
from tests.reckoning.stored import stored_world
from tests.schema.writer import document_of

KEY = "a key for the histories"
SEED = 2026
Rows = Sequence[dict[str, Any]]

GOALS = """query ($after: String) { keyResults(first: 100, after: $after) { nodes {
  id progress progressRaw expected current confidence reportedStatus checkedInAt
  status { effective derived rule stale } } pageInfo { hasNextPage endCursor } } }"""
AIMS = """query ($after: String) { objectives(first: 100, after: $after) { nodes {
  id progress dataCoverage expected noProgressReason status { effective rule stale } }
  pageInfo { hasNextPage endCursor } } }"""


class Replay:
    """The API of one organization, at a moment that can be set."""

    def __init__(self, app: FastAPI, caller: Caller, database: Database, actor: Actor) -> None:
        self.caller = caller
        self.database = database
        self.actor = actor
        self.now = moment(0)
        app.state.graphql = replace(app.state.graphql, clock=lambda: self.now)

    async def send(self, mutation: str, given: Any) -> list[tuple[list[str], str]]:
        """The path and the code of every refusal."""
        payload = (await self.caller.data(document_of(mutation), {"input": given}))[mutation]
        return [(one["path"], one["code"]) for one in payload["userErrors"]]

    async def all_of(self, mutation: str, rows: Rows) -> list[str | None]:
        """By row, the code that it was refused with; a hundred at a time."""
        codes: list[str | None] = []
        for begin in range(0, len(rows), 100):
            part = list(rows[begin : begin + 100])
            refusals = await self.send(
                mutation, {"rows": part, "errorPolicy": "REJECT_FAILED_ROWS"}
            )
            by_row = {int(path[2]): code for path, code in refusals}
            codes += [by_row.get(place) for place in range(len(part))]
        return codes

    async def each(self, mutation: str, rows: Iterator[dict[str, Any]] | Rows) -> None:
        for row in rows:
            assert await self.send(mutation, row) == []

    async def turn(self) -> None:
        """Let the worker do what it does by this moment."""
        await drain(self.database, self.actor.organization_id, self.now)
        await turn_organization(self.database, self.actor.organization_id, self.now)
        await drain(self.database, self.actor.organization_id, self.now)

    async def nodes(self, query: str) -> list[dict[str, Any]]:
        nodes, page = [], {"hasNextPage": True, "endCursor": None}
        while page["hasNextPage"]:
            data = await self.caller.data(query, {"after": page["endCursor"]})
            (found,) = data.values()
            nodes += found["nodes"]
            page = found["pageInfo"]
        return nodes


@pytest.fixture(params=["demo", "srcd.json"])
def document(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Our own small organization, and a real one."""
    if request.param != "demo":
        return real_file(request.param)
    path = tmp_path / "demo.yaml"
    path.write_bytes(demo_document(BEGIN))
    return path


@pytest.fixture
async def replay(
    database: Database, database_url: str, actor: Actor, document: Path, tmp_path: Path
) -> AsyncIterator[Replay]:
    async with database.writing(actor.organization_id) as session:
        result = await import_document(session, actor, read_documents([document]), ImportOptions())
        grant = Grant("replay", Role.ADMIN)
        _, token = await create_token(session, actor, secret_key=KEY.encode(), grant=grant)
    assert not result.refused
    app = create_app(
        Settings(database_url=database_url, secret_key=KEY, data_dir=tmp_path, rate_limit=0)
    )
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://s") as client,
    ):
        yield Replay(app, Caller(client, token), database, actor)


async def test_every_number_of_every_week_is_that_of_a_reckoning_of_its_own(
    replay: Replay,
) -> None:
    await replay.each("organizationUpdate", [{"timezone": TIMEZONE}])
    await time_cycles(replay)
    history = History(await stored_world(replay.database, replay.actor.organization_id), SEED)
    await set_numbers(replay, history)
    statuses, codes = Counter[str](), Counter[str | None]()
    for week in range(1, WEEKS + 1):
        replay.now = moment(week)
        await replay.each("kpiReadingCreate", history.readings(week))
        rows = list(history.newcomers(week))
        assert set(await replay.all_of("keyResultBulkCreate", rows)) == {None}
        assert set(await replay.all_of("keyResultBulkUpdate", list(history.ticks(week)))) <= {None}
        said = history.check_ins(week)
        refused = await replay.all_of("checkInBulkCreate", [one.row for one in said])
        assert refused == [one.refused for one in said]
        await replay.turn()
        statuses += await compare(replay, history)
        codes.update(refused)
    assert statuses.keys() == {"NO_DATA", "ON_TRACK", "AT_RISK", "OFF_TRACK", "ACHIEVED", "MISSED"}
    assert codes.keys() == {None, "INVALID", "CONFLICT", "TAKEN"}
    assert codes[None] > 4 * len(history.open_goals())


async def time_cycles(replay: Replay) -> None:
    """Let some cycles end, and others begin, while weeks pass; one never ends."""
    cycles = await replay.nodes(
        "query ($after: String) { cycles(first: 100, after: $after) {"
        " nodes { id state } pageInfo { hasNextPage endCursor } } }"
    )
    cycles = [cycle for cycle in cycles if cycle["state"] != "CLOSED"]
    for place, cycle in enumerate(cycles):
        first, last = CYCLES[place % len(CYCLES)]
        row = {
            "id": cycle["id"],
            "startsOn": day_text(BEGIN + timedelta(days=first)),
            "endsOn": None if last is None else day_text(BEGIN + timedelta(days=last)),
        }
        await replay.each("cycleUpdate", [row])


async def set_numbers(replay: Replay, history: History) -> None:
    """Numbers where there are none, and edges of all shares and days."""
    await replay.each("kpiCreate", [{"id": str(kpi), "name": f"KPI {kpi}"} for kpi in history.kpis])
    rows = list(history.settings())
    assert set(await replay.all_of("keyResultBulkUpdate", rows)) == {None}
    shares = "query ($after: String) { alignments(first: 100, after: $after) { nodes { id child"
    shares += " { id } parent { id } } pageInfo { hasNextPage endCursor } } }"
    edges = history.world.edges
    for node in await replay.nodes(shares):
        ends = row_id(node["child"]["id"]), row_id(node["parent"]["id"])
        for place in [at for at, one in enumerate(edges) if (one.child, one.parent) == ends]:
            made = history.shares(edges[place])
            refusals = await replay.send("alignmentUpdate", edge_row(node["id"], made))
            assert refusals in ([], [(["input", "id"], "READ_ONLY")])
            edges[place] = edges[place] if refusals else made


def edge_row(id_: str, edge: Edge) -> dict[str, Any]:
    return {
        "id": id_,
        "weight": value_text(edge.weight),
        "allocation": value_text(edge.allocation),
        "validFrom": day_text(edge.valid_from),
        "validTo": day_text(edge.valid_to),
    }


async def compare(replay: Replay, history: History) -> Counter[str]:
    """Hold every key result and objective against the reckoning; the statuses that occur."""
    day = day_in(TIMEZONE, replay.now)
    expected = reckoned(history.world, day)
    goals = {row_id(node["id"]): seen_goal(node) for node in await replay.nodes(GOALS)}
    aims = {row_id(node["id"]): seen_aim(node) for node in await replay.nodes(AIMS)}
    told = {
        id_: told_goal(one) if id_ in history.world.goals else told_aim(one)
        for id_, one in expected.items()
    }
    seen = {id_: one for id_, one in {**goals, **aims}.items() if id_ in told}
    assert {id_: (seen.get(id_), one) for id_, one in told.items() if seen.get(id_) != one} == {}
    return Counter(one.status for one in expected.values())


def row_id(text: str) -> UUID:
    parsed = parse_id(text)
    assert parsed is not None
    assert parsed.uuid is not None
    return parsed.uuid


def seen_goal(node: dict[str, Any]) -> dict[str, Any]:
    at = node["checkedInAt"]
    return {
        **{name: number(node[name]) for name in ("progress", "progressRaw", "expected", "current")},
        "confidence": node["confidence"],
        "reportedStatus": node["reportedStatus"],
        "checkedInAt": None if at is None else datetime.fromisoformat(at),
        **node["status"],
    }


def told_goal(one: Numbers) -> dict[str, Any]:
    return {
        "progress": shown(one.progress),
        "progressRaw": shown(one.raw),
        "expected": shown(one.expected),
        "current": one.value,
        "confidence": one.confidence,
        "reportedStatus": one.reported,
        "checkedInAt": one.checked_in_at,
        "effective": one.status,
        "derived": one.derived,
        "rule": one.rule,
        "stale": one.stale,
    }


def seen_aim(node: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: number(node[name]) for name in ("progress", "dataCoverage", "expected")},
        "noProgressReason": node["noProgressReason"],
        **node["status"],
    }


def told_aim(one: Numbers) -> dict[str, Any]:
    return {
        "progress": shown(one.progress),
        "dataCoverage": shown(one.coverage),
        "expected": shown(one.expected),
        "noProgressReason": one.reason,
        "effective": one.status,
        "rule": one.rule,
        "stale": one.stale,
    }


def number(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def shown(ratio: Fraction | None) -> Fraction | None:
    """Of twelve places, six are shown."""
    if ratio is None:
        return None
    kept = Decimal(ratio.numerator) / Decimal(ratio.denominator)
    return Fraction(kept.quantize(Decimal("0.000001"), ROUND_HALF_UP))
