"""Cycles: dates in order, a tree without loops, and nothing changed once closed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from service.actor import Role
from service.cycles.commands import (
    CycleChange,
    NewCycle,
    archive_cycles,
    create_cycles,
    restore_cycles,
    update_cycles,
)
from service.cycles.models import Cycle
from service.cycles.rules import Cadence, CycleState
from service.database import Database
from service.errors import (
    Conflict,
    DomainError,
    Invalid,
    NotFound,
    ReadOnly,
    Required,
    SelfLink,
)
from service.identity.commands import update_organization
from service.tables import new_id
from service.writing.given import Seen
from tests.company import QUARTER, Company
from tests.writing.desk import NOW, Desk, statements

START, END = QUARTER["starts_on"], QUARTER["ends_on"]


async def state(desk: Desk, cycle: UUID) -> str:
    return (await desk.row(Cycle, cycle))["state"]


async def test_a_cycle_is_stored_and_told_with_every_value(desk: Desk, company: Company) -> None:
    year = await company.cycle("2026")
    cycle = await desk.one(
        create_cycles,
        NewCycle(
            name="Q4", cadence=Cadence.QUARTERLY, parent_id=year, starts_on=START, ends_on=END
        ),
    )
    assert await desk.told(cycle) == [
        (
            "cycle.created",
            cycle,
            {
                "name": [None, "Q4"],
                "cadence": [None, "QUARTERLY"],
                "parent_id": [None, str(year)],
                "starts_on": [None, "2026-10-01"],
                "ends_on": [None, "2026-12-31"],
                "state": [None, "ACTIVE"],
            },
        )
    ]
    row = await desk.row(Cycle, cycle)
    assert (row["starts_on"], row["ends_on"], row["created_at"]) == (START, END, NOW)


async def test_a_cycle_that_starts_later_is_planned(desk: Desk) -> None:
    later = NewCycle(name="Next", starts_on=date(2026, 11, 3))
    assert await state(desk, await desk.one(create_cycles, later)) == "PLANNING"
    assert await state(desk, await desk.one(create_cycles, NewCycle(name="Backlog"))) == "ACTIVE"
    chosen = replace(later, state=CycleState.ACTIVE)
    assert await state(desk, await desk.one(create_cycles, chosen)) == "ACTIVE"


async def test_today_is_the_organization_s_own_day(desk: Desk, database: Database) -> None:
    async with database.writing(desk.actor.organization_id) as session:
        await update_organization(session, desk.actor, {"timezone": "Pacific/Kiritimati"})
    tomorrow = NewCycle(name="Tomorrow", starts_on=date(2026, 11, 3))
    async with database.writing(desk.actor.organization_id) as session:
        evening = datetime(2026, 11, 2, 12, tzinfo=UTC)
        made = await create_cycles(session, desk.actor, [tomorrow], None, evening)
    assert await state(desk, made.only()) == "ACTIVE"


async def test_what_a_cycle_cannot_be_is_refused(desk: Desk, company: Company) -> None:
    cycle = await company.cycle("Q4", **QUARTER)
    child = await company.cycle("Month", parent_id=cycle)
    closed = await company.cycle("Q3", state="CLOSED")
    created: list[tuple[type[DomainError], tuple[str, ...], NewCycle]] = [
        (Required, ("name",), NewCycle(name="")),
        (Invalid, ("ends_on",), NewCycle(name="N", starts_on=END, ends_on=START)),
        (Invalid, ("state",), NewCycle(name="N", state=CycleState.CLOSED)),
        (NotFound, ("parent_id",), NewCycle(name="N", parent_id=new_id())),
    ]
    changed: list[tuple[type[DomainError], tuple[str, ...], CycleChange]] = [
        (Required, ("name",), CycleChange(id=cycle, name=None)),
        (Invalid, ("ends_on",), CycleChange(id=cycle, ends_on=date(2026, 9, 30))),
        (SelfLink, ("parent_id",), CycleChange(id=cycle, parent_id=cycle)),
        (Invalid, ("parent_id",), CycleChange(id=cycle, parent_id=child)),
        (ReadOnly, ("id",), CycleChange(id=closed, name="N")),
        (Conflict, ("expected_version",), CycleChange(id=cycle, name="N", expected_version=3)),
    ]
    for command, cases in ((create_cycles, created), (update_cycles, changed)):
        for error, path, given in cases:
            with pytest.raises(error) as refused:
                await desk.one(command, given)
            assert (type(refused.value), refused.value.path) == (error, path)
    assert await desk.told() == []


async def test_dates_change_alone_and_are_cleared_by_null(desk: Desk, company: Company) -> None:
    cycle = await company.cycle("Q4", **QUARTER)
    await desk.one(update_cycles, CycleChange(id=cycle, ends_on=None))
    assert await desk.told(cycle) == [("cycle.updated", cycle, {"ends_on": ["2026-12-31", None]})]
    assert (await desk.row(Cycle, cycle))["starts_on"] == START


async def test_imported_dates_in_disorder_do_not_stop_a_new_name(
    desk: Desk, company: Company
) -> None:
    cycle = await company.cycle("Odd", starts_on=END, ends_on=START)
    await desk.one(update_cycles, CycleChange(id=cycle, name="Odder"))
    assert (await desk.row(Cycle, cycle))["name"] == "Odder"


async def test_a_cycle_with_others_in_it_stays(desk: Desk, company: Company) -> None:
    year = await company.cycle("2026")
    quarter = await company.cycle("Q4", parent_id=year)
    with pytest.raises(Invalid):
        await desk.one(archive_cycles, Seen(id=year))
    await desk.many(archive_cycles, [Seen(id=quarter), Seen(id=year)])
    with pytest.raises(Invalid):
        await desk.one(restore_cycles, Seen(id=quarter))
    await desk.many(restore_cycles, [Seen(id=quarter), Seen(id=year)])
    assert [type_ for type_, _, _ in await desk.told(quarter)] == [
        "cycle.archived",
        "cycle.restored",
    ]


async def test_an_archived_cycle_keeps_its_objectives(desk: Desk, company: Company) -> None:
    cycle = await company.cycle("Q3", state="CLOSED")
    objective = await company.objective(cycle_id=cycle)
    await desk.one(archive_cycles, Seen(id=cycle))
    assert await desk.told(objective) == []
    assert (await desk.row(Cycle, cycle))["archived_at"] == NOW


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER])
async def test_cycles_are_an_admin_s(desk: Desk, company: Company, role: Role) -> None:
    cycle = await company.cycle()
    await desk.forbids(
        role,
        (create_cycles, NewCycle(name="New")),
        (update_cycles, CycleChange(id=cycle, name="Other")),
        (archive_cycles, Seen(id=cycle)),
        (restore_cycles, Seen(id=cycle)),
    )


async def test_the_statements_are_as_many_for_thirty_cycles_as_for_three(
    desk: Desk, company: Company
) -> None:
    year = await company.cycle("2026")
    counts = []
    for size in (3, 30):
        with statements() as sent:
            await desk.many(
                create_cycles, [NewCycle(name=f"{n}", parent_id=year) for n in range(size)]
            )
        counts.append(len(sent))
    assert counts == [5, 5]
