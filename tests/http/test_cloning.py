"""Cycles cloned over HTTP: sent again, by several at once, and by whoever may."""

import asyncio
from typing import Any

import pytest

from schema.identifiers import global_id
from service.actor import Actor, Role
from tests.company import QUARTER, Company, events_of
from tests.http.callers import Caller, Come

CLONE = """mutation ($input: CycleCloneInput!) { cycleClone(input: $input) {
  cycle { id } counts { objectives keyResults alignments } userErrors { code path } } }"""


@pytest.fixture
async def admin(come: Come, actor: Actor) -> Caller:
    return await come(actor, Role.ADMIN)


@pytest.fixture
async def wanted(company: Company) -> dict[str, Any]:
    """A clone of a cycle with an objective, its key result and an alignment."""
    cycle = await company.cycle(state="CLOSED", **QUARTER)
    goal = await company.objective(cycle_id=cycle)
    await company.key_result(goal)
    await company.align(goal, await company.pillar())
    return {"input": {"id": global_id("Cycle", cycle), "name": "Next"}}


async def cycles(caller: Caller) -> list[str]:
    found = await caller.data("{ cycles { nodes { name } } }")
    return [cycle["name"] for cycle in found["cycles"]["nodes"]]


async def test_what_is_sent_again_is_cloned_once_and_counted_alike(
    admin: Caller, company: Company, wanted: dict[str, Any]
) -> None:
    answers = await asyncio.gather(*(admin.data(CLONE, wanted, key="once") for _ in range(8)))

    assert answers == [answers[0]] * 8
    payload = answers[0]["cycleClone"]
    assert payload["counts"] == {"objectives": 1, "keyResults": 1, "alignments": 1}
    assert payload["userErrors"] == []
    assert await cycles(admin) == ["2026-Q4", "Next"]
    told = [event.type for event in await events_of(company.database, company.actor)]
    assert told == [
        "token.created",
        "cycle.created",
        "objective.created",
        "key_result.created",
        "alignment.created",
    ]


async def test_of_many_clones_of_one_id_there_is_one(
    admin: Caller, company: Company, wanted: dict[str, Any]
) -> None:
    wanted["input"]["newId"] = "01890a5d-ac96-774b-bcce-b302099a8057"

    answers = await asyncio.gather(*(admin.data(CLONE, wanted) for _ in range(8)))

    refusals = [answer["cycleClone"]["userErrors"] for answer in answers]
    assert sorted(map(len, refusals)) == [0, *[1] * 7]
    taken = {"code": "TAKEN", "path": ["input", "newId"]}
    assert all(one in ([], [taken]) for one in refusals)
    assert sorted(await cycles(admin)) == ["2026-Q4", "Next"]
    assert len(await events_of(company.database, company.actor)) == 5
