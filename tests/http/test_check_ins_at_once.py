"""Check-ins of many writers at once: none is lost, none counts twice, and nobody waits in vain."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from schema.identifiers import global_id
from service.actor import Actor, Role
from service.tables import new_id
from tests.company import QUARTER, Company
from tests.http.callers import Caller, Come

CREATE = """mutation ($input: CheckInCreateInput!) { checkInCreate(input: $input) {
  checkIn { id value } userErrors { code path message } } }"""
BULK = """mutation ($input: CheckInBulkCreateInput!) { checkInBulkCreate(input: $input) {
  checkIns { id } userErrors { code path message } } }"""
STATE = """query ($id: ID!) { keyResult(by: {id: $id}) {
  current checkIns(first: 100) { totalCount nodes { value } } objective { title } } }"""
MANY = 50
START = datetime(2026, 10, 1, tzinfo=UTC)


@pytest.fixture
async def member(come: Come, actor: Actor) -> Caller:
    return await come(actor, Role.MEMBER)


async def objective(company: Company) -> UUID:
    cycle = await company.cycle(state="ACTIVE", **QUARTER)
    return await company.objective(cycle_id=cycle)


async def key_result(company: Company, home: UUID) -> str:
    own_id = await company.key_result(home, metric_type="INCREASE", start=0, target=100)
    return global_id("KeyResult", own_id)


async def record(caller: Caller, goal: str, value: int, **more: Any) -> dict[str, Any]:
    given = {"keyResultId": goal, "value": str(value), **more}
    payload = (await caller.data(CREATE, {"input": given}))["checkInCreate"]
    assert payload["userErrors"] == []
    return dict(payload["checkIn"])


def at(minute: int) -> str:
    return (START + timedelta(minutes=minute)).isoformat()


async def state(caller: Caller, goal: str) -> tuple[str, int]:
    found = (await caller.data(STATE, {"id": goal}))["keyResult"]
    return found["current"], found["checkIns"]["totalCount"]


@pytest.mark.parametrize("name", ["id", "externalId"])
async def test_many_of_one_id_make_one_check_in(
    member: Caller, company: Company, name: str
) -> None:
    goal = await key_result(company, await objective(company))
    own = {name: str(new_id())}

    answers = await asyncio.gather(*(record(member, goal, 7, **own) for _ in range(MANY)))

    assert answers == [answers[0]] * MANY
    assert await state(member, goal) == ("7", 1)


async def test_many_with_one_key_make_one_check_in(member: Caller, company: Company) -> None:
    goal = await key_result(company, await objective(company))
    given = {"input": {"keyResultId": goal, "value": "7"}}

    answers = await asyncio.gather(*(member.data(CREATE, given, key="once") for _ in range(MANY)))

    assert answers == [answers[0]] * MANY
    assert await state(member, goal) == ("7", 1)


async def test_of_many_on_one_key_result_the_latest_in_time_counts(
    member: Caller, company: Company
) -> None:
    goal = await key_result(company, await objective(company))
    # In time 0, 1, 2 …; sent all at once, the latest in the middle.
    minutes = [(place * 17) % MANY for place in range(MANY)]

    await asyncio.gather(
        *(record(member, goal, minute, occurredAt=at(minute)) for minute in minutes)
    )

    assert await state(member, goal) == (str(MANY - 1), MANY)


async def test_many_on_the_key_results_of_one_objective_lose_nothing(
    member: Caller, company: Company
) -> None:
    home = await objective(company)
    goals = [await key_result(company, home) for _ in range(16)]

    async def bulk(place: int) -> None:
        """Every key result once, each time in another order."""
        order = goals[place % 16 :] + goals[: place % 16]
        rows = [
            {"keyResultId": goal, "value": str(place), "occurredAt": at(place)} for goal in order
        ]
        payload = (await member.data(BULK, {"input": {"rows": rows}}))["checkInBulkCreate"]
        assert payload["userErrors"] == []

    await asyncio.gather(
        *(bulk(place) for place in range(10)),
        *(record(member, goals[place % 16], place, occurredAt=at(place)) for place in range(MANY)),
    )

    counts = [await state(member, goal) for goal in goals]
    assert counts == [
        (str(max(range(place, MANY, 16))), 10 + len(range(place, MANY, 16))) for place in range(16)
    ]


async def test_many_across_objectives_in_any_order_wait_for_nobody_in_vain(
    member: Caller, company: Company
) -> None:
    goals = [await key_result(company, await objective(company)) for _ in range(8)]

    async def bulk(place: int) -> None:
        order = goals if place % 2 else goals[::-1]
        rows = [{"keyResultId": goal, "value": str(place)} for goal in order]
        payload = (await member.data(BULK, {"input": {"rows": rows}}))["checkInBulkCreate"]
        assert payload["userErrors"] == []

    await asyncio.gather(*(bulk(place) for place in range(20)))

    assert [(await state(member, goal))[1] for goal in goals] == [20] * 8


async def test_a_late_one_overwrites_nothing_and_a_correction_falls_back(
    member: Caller, company: Company
) -> None:
    goal = await key_result(company, await objective(company))
    latest = await record(member, goal, 30, occurredAt=at(30))

    await asyncio.gather(
        *(record(member, goal, minute, occurredAt=at(minute)) for minute in range(20))
    )
    assert await state(member, goal) == ("30", 21)
    given = {"keyResultId": goal, "correctsId": latest["id"]}
    answers = await asyncio.gather(*(member.data(CREATE, {"input": given}) for _ in range(10)))

    codes = [error["code"] for answer in answers for error in answer["checkInCreate"]["userErrors"]]
    assert codes == ["CONFLICT"] * 9
    assert await state(member, goal) == ("19", 22)
