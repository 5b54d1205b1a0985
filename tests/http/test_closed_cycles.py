"""A closed cycle refuses, on every way in, whatever would change its goals; all else goes on."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from schema.identifiers import global_id
from schema.root import core_schema
from service.actor import Actor, Role
from tests.company import Company
from tests.http.access_matrix import INPUT_BY_MUTATION, planted, with_ids
from tests.http.callers import Caller, Come
from tests.http.test_access import CHECKSUM

REFUSED = {
    "alignmentArchive",
    "alignmentBulkCreate",
    "alignmentCreate",
    "alignmentRestore",
    "alignmentUpdate",
    "checkInBulkCreate",
    "checkInCreate",
    "cycleUpdate",
    "dependencyArchive",
    "dependencyCreate",
    "dependencyRestore",
    "dependencyUpdate",
    "keyResultArchive",
    "keyResultBulkArchive",
    "keyResultBulkCreate",
    "keyResultBulkRestore",
    "keyResultBulkUpdate",
    "keyResultCreate",
    "keyResultMove",
    "keyResultReorder",
    "keyResultRestore",
    "keyResultUpdate",
    "milestoneUpdate",
    "objectiveArchive",
    "objectiveBulkArchive",
    "objectiveBulkRestore",
    "objectiveBulkUpdate",
    "objectiveRestore",
    "objectiveUpdate",
    # As soon as there are such.
    "alignmentAccept",
    "alignmentBulkAccept",
    "alignmentBulkDecline",
    "alignmentBulkPropose",
    "alignmentDecline",
    "alignmentPropose",
    "alignmentWithdraw",
    "objectiveScore",
}
# They begin with these words; a new objective is in no cycle unless it is put into one.
UNTOUCHED = (
    "kpi",
    "person",
    "team",
    "token",
    "membership",
    "organization",
    "strategyElement",
    "initiative",
    "review",
    "finding",
    "alignmentAuditRun",
    "webhook",
    "objectiveCreate",
    "objectiveBulkCreate",
    "cycleCreate",
    "cycleArchive",
    "cycleRestore",
    "cycleClone",
    "cycleActivate",
    "cycleGrade",
    "cycleClose",
    "cycleReopen",
)

# More ways in; the names are those of `Closed`.
MORE: list[tuple[str, dict[str, Any]]] = [
    ("objectiveCreate", {"title": "New", "cycleId": "@cycle"}),
    ("objectiveBulkCreate", {"rows": [{"title": "New", "cycleId": "@cycle"}]}),
    ("objectiveUpdate", {"id": "@outside", "cycleId": "@cycle"}),
    ("objectiveUpdate", {"id": "@objective", "cycleId": None}),
    ("objectiveUpdate", {"id": "@objective", "cycleId": "@open_cycle"}),
    ("objectiveUpdate", {"id": "@objective", "lifecycle": "CLOSED"}),
    ("objectiveUpdate", {"id": "@draft", "lifecycle": "ACTIVE"}),
    ("objectiveUpdate", {"id": "@cancelled", "lifecycle": "ACTIVE"}),
    ("objectiveUpdate", {"id": "@objective", "title": "New", "scoreNote": "noted"}),
    ("keyResultUpdate", {"id": "@key_result", "current": "2", "scoreNote": "noted"}),
    ("keyResultUpdate", {"id": "@key_result", "reportedStatus": "ON_TRACK"}),
    ("keyResultMove", {"id": "@key_result", "objectiveId": "@outside"}),
    ("keyResultMove", {"id": "@key_result_outside", "objectiveId": "@objective"}),
    ("keyResultMove", {"id": "@key_result", "objectiveId": "@objective"}),
    ("checkInCreate", {"keyResultId": "@key_result", "correctsId": "@check_in"}),
    ("alignmentCreate", {"childId": "@key_result", "parentId": "@outside"}),
    ("dependencyCreate", {"fromId": "@objective", "toId": "@outside"}),
    ("cycleCreate", {"name": "New", "parentId": "@cycle"}),
    ("cycleUpdate", {"id": "@open_cycle", "parentId": "@cycle"}),
    # A clone is a new cycle: it may come from a closed one, and neither mark nor stand in one.
    ("cycleClone", {"id": "@cycle", "name": "New", "markCarried": True}),
    ("cycleClone", {"id": "@open_cycle", "name": "New", "parentId": "@cycle"}),
    ("cycleClone", {"id": "@cycle", "name": "New", "parentId": "@cycle"}),
]
# What a closed cycle lets pass.
PERMITTED: list[tuple[str, dict[str, Any]]] = [
    ("objectiveUpdate", {"id": "@objective", "scoreNote": "noted"}),
    ("keyResultUpdate", {"id": "@key_result", "scoreNote": "noted"}),
    ("objectiveScore", {"id": "@objective", "note": "noted"}),
    ("alignmentCreate", {"childId": "@outside", "parentId": "@objective"}),
    ("alignmentCreate", {"childId": "@key_result_outside", "parentId": "@key_result"}),
    ("dependencyCreate", {"fromId": "@outside", "toId": "@objective"}),
    ("initiativeCreate", {"title": "New", "serves": ["@key_result"]}),
    ("cycleClone", {"id": "@cycle", "name": "New"}),
    ("cycleClone", {"id": "@cycle", "name": "New", "parentId": "@open_cycle"}),
]


@dataclass(frozen=True, slots=True)
class Closed:
    """An organization whose one cycle with goals is closed, as an admin meets it."""

    company: Company
    admin: Caller
    ids: dict[str, str]

    async def codes(self, mutation: str, given: dict[str, Any]) -> list[str]:
        type_ = f"{mutation[0].upper()}{mutation[1:]}Input!"
        document = f"""mutation ($input: {type_}) {{
          answer: {mutation}(input: $input) {{ userErrors {{ code }} }} }}"""
        data = await self.admin.data(document, {"input": with_ids(given, self.ids)})
        return [error["code"] for error in data["answer"]["userErrors"]]

    async def set_state(self, state: str) -> None:
        statement = "UPDATE cycle SET state = :state WHERE name IN ('Over', 'Kept')"
        async with self.company.database.writing(self.company.actor.organization_id) as session:
            await session.execute(text(statement), {"state": state})

    async def checksum(self) -> str:
        async with self.company.database.reading() as session:
            own = {"own": self.company.actor.organization_id}
            return str(await session.scalar(text(CHECKSUM), own))


async def in_cycle(company: Company) -> dict[str, str]:
    """What access is tried on, in one cycle, and goals outside it."""
    ids = await planted(company)
    over = UUID((await raw(company, "SELECT id FROM cycle WHERE name = '2026-Q4'")).hex)
    async with company.database.writing(company.actor.organization_id) as session:
        await session.execute(text("UPDATE cycle SET name = 'Over' WHERE id = :id"), {"id": over})
        await session.execute(text("UPDATE objective SET cycle_id = :id"), {"id": over})
    outside = await company.objective("Outside")
    goals = {
        "outside": ("Objective", outside),
        "key_result_outside": ("KeyResult", await company.key_result(outside)),
        "draft": ("Objective", await company.objective("D", cycle_id=over, lifecycle="DRAFT")),
        "cancelled": (
            "Objective",
            await company.objective("C", cycle_id=over, lifecycle="CANCELLED"),
        ),
        "open_cycle": ("Cycle", await company.cycle("Open")),
    }
    return {**ids, **{name: global_id(*goal) for name, goal in goals.items()}}


async def raw(company: Company, statement: str) -> Any:
    async with company.database.writing(company.actor.organization_id) as session:
        return await session.scalar(text(statement))


@pytest.fixture
def closed(company: Company, come: Come, actor: Actor) -> Callable[..., Awaitable[Closed]]:
    """The organization; what is to be restored is archived before the cycle is closed."""

    async def make(mutation: str = "") -> Closed:
        made = Closed(company, await come(actor, Role.ADMIN), await in_cycle(company))
        if mutation.endswith("Restore"):
            archive = mutation.replace("Restore", "Archive")
            assert await made.codes(archive, INPUT_BY_MUTATION[archive]) == []
        await made.set_state("CLOSED")
        return made

    return make


def test_of_every_mutation_it_is_decided() -> None:
    undecided = [
        name
        for name in core_schema.mutation_type.fields
        if name not in REFUSED and not name.startswith(UNTOUCHED)
    ]

    assert undecided == []


@pytest.mark.parametrize("mutation", sorted(REFUSED & core_schema.mutation_type.fields.keys()))
async def test_what_changes_goals_of_a_closed_cycle_is_refused(closed, mutation: str) -> None:
    there = await closed(mutation)
    before = await there.checksum()

    codes = await there.codes(mutation, INPUT_BY_MUTATION[mutation])

    assert codes == ["READ_ONLY"]
    assert await there.checksum() == before


@pytest.mark.parametrize(("mutation", "given"), MORE, ids=str)
async def test_no_other_way_leads_in_or_out(closed, mutation: str, given: dict[str, Any]) -> None:
    there = await closed()
    before = await there.checksum()

    assert await there.codes(mutation, given) == ["READ_ONLY"]
    assert await there.checksum() == before


@pytest.mark.parametrize(("mutation", "given"), PERMITTED, ids=str)
async def test_notes_and_others_goals_go_on(closed, mutation: str, given: dict[str, Any]) -> None:
    there = await closed()

    assert await there.codes(mutation, given) == []


@pytest.mark.parametrize("mutation", sorted(REFUSED & core_schema.mutation_type.fields.keys()))
async def test_the_same_is_done_while_the_cycle_is_graded(closed, mutation: str) -> None:
    there = await closed(mutation)
    await there.set_state("GRADING")

    assert await there.codes(mutation, INPUT_BY_MUTATION[mutation]) == []
