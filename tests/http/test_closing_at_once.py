"""Closing beside everybody who writes: whoever began before is waited for, nobody writes after."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from schema.identifiers import global_id
from service.actor import Actor, Role
from service.database import Database
from tests.company import QUARTER, Company, events_of
from tests.http.callers import Caller, Come


@dataclass(frozen=True, slots=True)
class Quarter:
    """A cycle in grading, with goals in it and one outside; `last` is its last key result."""

    company: Company
    admin: Caller
    last: UUID
    ids: dict[str, str]

    async def codes(self, mutation: str, **given: Any) -> list[str]:
        type_ = f"{mutation[0].upper()}{mutation[1:]}Input!"
        document = f"""mutation ($input: {type_}) {{
          answer: {mutation}(input: $input) {{ userErrors {{ code }} }} }}"""
        named = {name: self.ids.get(value, value) for name, value in given.items()}
        data = await self.admin.data(document, {"input": named})
        return [error["code"] for error in data["answer"]["userErrors"]]

    async def close(self) -> list[str]:
        return await self.codes("cycleClose", id="@cycle", missingScores="LEAVE")

    async def state(self) -> int:
        """How many facts there are."""
        return len(await events_of(self.company.database, self.company.actor))


@pytest.fixture
async def quarter(company: Company, come: Come, actor: Actor) -> Quarter:
    cycle = await company.cycle(state="GRADING", **QUARTER)
    objective = await company.objective(cycle_id=cycle)
    draft = await company.objective("Draft", cycle_id=cycle, lifecycle="DRAFT")
    outside, pillar = await company.objective("Outside"), await company.pillar()
    first = await company.key_result(objective, target=10)
    last = await company.key_result(draft, "Other")
    goals = {
        "Cycle": {"@cycle": cycle},
        "Objective": {"@objective": objective, "@draft": draft, "@outside": outside},
        "KeyResult": {
            "@key_result": first,
            "@other_key_result": last,
        },
        "StrategyElement": {"@pillar": pillar},
        "Alignment": {"@alignment": await company.align(draft, pillar)},
        "Dependency": {"@dependency": await company.depend(objective, outside)},
    }
    ids = {
        name: global_id(type_name, key)
        for type_name, named in goals.items()
        for name, key in named.items()
    }
    return Quarter(company, await come(actor, Role.ADMIN), last, ids)


WRITES: list[tuple[str, dict[str, Any]]] = [
    ("objectiveUpdate", {"id": "@objective", "title": "New"}),
    ("objectiveUpdate", {"id": "@draft", "title": "New"}),
    ("objectiveUpdate", {"id": "@draft", "lifecycle": "ACTIVE"}),
    ("objectiveUpdate", {"id": "@outside", "cycleId": "@cycle"}),
    ("objectiveUpdate", {"id": "@draft", "cycleId": None}),
    ("objectiveCreate", {"title": "New", "cycleId": "@cycle"}),
    ("objectiveArchive", {"id": "@draft"}),
    ("keyResultUpdate", {"id": "@key_result", "title": "New"}),
    ("keyResultUpdate", {"id": "@other_key_result", "title": "New"}),
    ("keyResultUpdate", {"id": "@other_key_result", "current": "3"}),
    ("keyResultCreate", {"title": "New", "objectiveId": "@draft"}),
    ("keyResultArchive", {"id": "@other_key_result"}),
    ("keyResultMove", {"id": "@other_key_result", "objectiveId": "@outside"}),
    ("checkInCreate", {"keyResultId": "@key_result", "value": "3"}),
    ("alignmentCreate", {"childId": "@key_result", "parentId": "@pillar"}),
    ("alignmentUpdate", {"id": "@alignment", "rationale": "New"}),
    ("dependencyCreate", {"fromId": "@key_result", "toId": "@outside"}),
    ("dependencyUpdate", {"id": "@dependency", "note": "New"}),
]
TURNS = {"alignmentCreate", "alignmentUpdate", "keyResultMove"}
# Those that can be repeated.
STEADY = [
    (mutation, given)
    for mutation, given in WRITES
    if mutation in ("checkInCreate", "keyResultCreate", "objectiveCreate")
    or (mutation in ("objectiveUpdate", "keyResultUpdate") and "title" in given)
]
NAMES = [
    f"{mutation}-{'-'.join(given)}-{number}" for number, (mutation, given) in enumerate(WRITES)
]

# A writer who has begun: the close holds all but this key result by then, and is the next to.
BEGUN = text("SELECT FROM key_result WHERE id = :last FOR UPDATE")
WAITING = text("""
SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
 WHERE NOT granted AND datname = current_database()
""")


async def waiting(database: Database) -> int:
    """How many sessions wait for a lock."""
    async with database.reading() as session:
        return int(await session.scalar(WAITING) or 0)


@pytest.mark.parametrize(("mutation", "given"), WRITES, ids=NAMES)
async def test_nothing_is_written_in_a_cycle_after_it_was_closed(
    quarter: Quarter, database: Database, mutation: str, given: dict[str, Any]
) -> None:
    # It waits in this process, where no lock tells of it: the close holds the graph.
    takes_turns = mutation in TURNS or "lifecycle" in given
    async with database.writing(quarter.company.actor.organization_id) as session:
        await session.execute(BEGUN, {"last": quarter.last})
        closing = asyncio.create_task(quarter.close())
        while not await waiting(database):
            assert not closing.done()
        writing = asyncio.create_task(quarter.codes(mutation, **given))
        while not takes_turns and not writing.done() and await waiting(database) < 2:
            pass
        came_first = writing.done()

    assert await closing == []
    assert await writing == ([] if came_first else ["READ_ONLY"])


async def test_of_many_at_once_nobody_writes_after_the_close(quarter: Quarter) -> None:
    async def keep_writing(mutation: str, given: dict[str, Any]) -> list[list[str]]:
        """What came of write after write, until one is refused."""
        answers: list[list[str]] = []
        while not answers or answers[-1] in ([], ["CONFLICT"]):
            more = {"title": f"Title {len(answers)}"} if "title" in given else {}
            answers.append(await quarter.codes(mutation, **{**given, **more}))
        return answers

    async def close() -> list[str]:
        while (codes := await quarter.close()) == ["CONFLICT"]:
            pass
        return codes

    *answers, closed = await asyncio.gather(*(keep_writing(*one) for one in STEADY), close())
    left = await quarter.state()

    assert closed == []
    assert {tuple(one[-1]) for one in answers} == {("READ_ONLY",)}
    for (mutation, given), codes in zip(STEADY, answers, strict=True):
        assert [*await quarter.codes(mutation, **given)] == ["READ_ONLY"], (mutation, codes)
    assert await quarter.state() == left
