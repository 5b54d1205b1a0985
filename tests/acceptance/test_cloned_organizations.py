"""The demo company and two real ones, each of their cycles cloned: nothing lost, nothing invented.

What a clone must be is worked out here, from the rows before.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import text

from schema.answers import Parameters
from schema.identifiers import global_id
from schema.root import answers
from service.actor import Actor
from service.auditing.auditor import Auditor
from service.database import Database
from service.demo.calendar import DOCUMENT_NAME, demo_document
from service.interchange.commands import ImportOptions, import_document
from service.interchange.export import export_document
from service.interchange.formats import to_json
from service.interchange.reading import read_documents
from service.rollup.draining import drain
from service.rollup.turning import turn_organization
from service.rollup.verifying import verify
from tests.conftest import new_organization
from tests.real_data import NAMES, real_file

NOW = datetime(2026, 12, 30, 12, tzinfo=UTC)
ANSWERS = answers()
CLONE = """mutation ($input: CycleCloneInput!) { cycleClone(input: $input) {
  cycle { id } counts { objectives keyResults alignments } userErrors { code message } } }"""
CYCLES = "SELECT id FROM cycle ORDER BY id"
GOALS = """
SELECT o.id, o.id AS home, o.cycle_id, o.carried_from_id FROM objective o
 WHERE o.archived_at IS NULL AND o.lifecycle <> 'CANCELLED'
UNION ALL
SELECT k.id, k.objective_id, o.cycle_id, k.carried_from_id FROM key_result k
  JOIN objective o ON o.organization_id = k.organization_id AND o.id = k.objective_id
 WHERE k.archived_at IS NULL AND o.archived_at IS NULL AND o.lifecycle <> 'CANCELLED'
"""
EDGES = """
SELECT child_id, parent_id, kind, is_primary, weight, allocation FROM alignment
 WHERE archived_at IS NULL AND state = 'ACCEPTED' AND valid_to IS NULL
"""
WAYS = """
SELECT k.id, k.metric_type, k.start, k.target, k.current, old.current AS was,
       old.start AS old_start, old.target AS old_target
  FROM key_result k
  JOIN key_result old ON old.organization_id = k.organization_id AND old.id = k.carried_from_id
"""
DEAD = """
SELECT id FROM objective WHERE archived_at IS NOT NULL OR lifecycle = 'CANCELLED'
UNION ALL SELECT id FROM key_result WHERE archived_at IS NOT NULL
UNION ALL SELECT id FROM strategy_element WHERE archived_at IS NOT NULL
UNION ALL SELECT k.id FROM key_result k JOIN objective o ON o.id = k.objective_id
 WHERE o.archived_at IS NOT NULL OR o.lifecycle = 'CANCELLED'
"""
Rows = list[Mapping[str, Any]]


@pytest.fixture(params=["demo", *NAMES])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param != "demo":
        return real_file(request.param)
    path = tmp_path / DOCUMENT_NAME
    path.write_bytes(demo_document(NOW.date()))
    return path


async def imported(database: Database, path: Path) -> Actor:
    actor = await new_organization(database)
    async with database.writing(actor.organization_id) as session:
        result = await import_document(session, actor, read_documents([path]), ImportOptions())
    assert not result.refused
    await drain(database, actor.organization_id, NOW)
    await turn_organization(database, actor.organization_id, NOW)
    return actor


async def rows(database: Database, actor: Actor, statement: str) -> Rows:
    """Of the actor's organization alone, by row-level security."""
    async with database.writing(actor.organization_id) as session:
        return [dict(row) for row in (await session.execute(text(statement))).mappings()]


async def clone(database: Database, actor: Actor, cycle: UUID) -> Any:
    given = {"id": global_id("Cycle", cycle), "name": "Next", "startsOn": "2027-01-01"}
    parameters = Parameters(CLONE, {"input": given})
    answer = await ANSWERS.answer(Auditor(database), actor, parameters, NOW)
    payload = orjson.loads(answer.body)["data"]["cycleClone"]
    assert payload["userErrors"] == []
    return payload["counts"]


async def test_every_cycle_of_a_company_is_cloned_whole(
    database: Database, path: Path, tmp_path: Path
) -> None:
    actor = await imported(database, path)
    goals, edges = [await rows(database, actor, statement) for statement in (GOALS, EDGES)]
    dead = {row["id"] for row in await rows(database, actor, DEAD)}
    cycles = [row["id"] for row in await rows(database, actor, CYCLES)]

    counts = {cycle: await clone(database, actor, cycle) for cycle in cycles}

    every = await rows(database, actor, GOALS)
    origins = {row["id"]: row["carried_from_id"] for row in every if row["carried_from_id"]}
    clones = {origin: own for own, origin in origins.items()}
    homes = {row["id"]: row["home"] for row in every}
    in_cycles = [row for row in goals if row["cycle_id"] is not None]
    assert sorted(clones) == sorted(row["id"] for row in in_cycles)
    assert all(homes[clones[row["id"]]] == clones[row["home"]] for row in in_cycles)
    expected = {
        edge_of(edge, clones[edge["child_id"]], parent)
        for edge in edges
        if edge["child_id"] in clones
        for parent in [clones_in(edge, clones, goals)]
        if parent not in dead
    }
    made = [edge for edge in await rows(database, actor, EDGES) if edge["child_id"] in origins]
    assert {edge_of(edge, edge["child_id"], edge["parent_id"]) for edge in made} == expected
    total = [sum(count[name] for count in counts.values()) for name in next(iter(counts.values()))]
    objectives = sum(row["id"] == row["home"] for row in in_cycles)
    assert total == [objectives, len(in_cycles) - objectives, len(expected)]
    await confirm(database, actor)
    await check_round_trip(database, actor, tmp_path)


def clones_in(edge: Mapping[str, Any], clones: Mapping[UUID, UUID], goals: Rows) -> UUID:
    """Where the clone of an edge leads: to the clone of its parent where both are of one cycle."""
    cycle = {row["id"]: row["cycle_id"] for row in goals}
    parent: UUID = edge["parent_id"]
    same = cycle.get(parent) is not None and cycle.get(parent) == cycle[edge["child_id"]]
    return clones[parent] if same else parent


def edge_of(edge: Mapping[str, Any], child: UUID, parent: UUID) -> tuple[Any, ...]:
    kept = ("kind", "is_primary", "weight", "allocation")
    return child, parent, *(edge[name] for name in kept)


async def confirm(database: Database, actor: Actor) -> None:
    """What goes on starts where it was; every number is right."""
    await drain(database, actor.organization_id, NOW)
    for row in await rows(database, actor, WAYS):
        moves = row["metric_type"] in ("INCREASE", "DECREASE") and row["was"] is not None
        assert row["start"] == (row["was"] if moves else row["old_start"])
        assert row["target"] in (row["old_target"], None)
    found = await verify(database, actor.organization_id, NOW)
    assert (found.differences, found.pending) == ([], 0)


async def check_round_trip(database: Database, actor: Actor, folder: Path) -> None:
    """Exported, imported and exported again it is the same, origins among it."""
    exported = await exported_json(database, actor)
    assert '"carried_from"' in exported
    file = folder / "exported.json"
    file.write_text(exported)
    assert await exported_json(database, await imported(database, file)) == exported


async def exported_json(database: Database, actor: Actor) -> str:
    async with database.reading() as session:
        return to_json(await export_document(session, actor))
