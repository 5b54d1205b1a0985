"""Initiatives and what they serve, against a real database."""

import asyncio
from datetime import date
from uuid import UUID

import pytest
from sqlmodel import col, select

from service.actor import Role
from service.errors import (
    Conflict,
    DomainError,
    Invalid,
    Limit,
    NotFound,
    ReadOnly,
    Required,
    Taken,
)
from service.initiatives.commands.initiatives import (
    InitiativeChange,
    NewInitiative,
    archive_initiatives,
    create_initiatives,
    restore_initiatives,
    update_initiatives,
)
from service.initiatives.models import Initiative, InitiativeTarget
from service.initiatives.rules import InitiativeStatus
from service.tables import new_id
from service.writing.batches import ErrorPolicy
from service.writing.given import Seen
from tests.company import Company
from tests.writing.desk import NOW, Desk


async def served(desk: Desk, initiative: UUID) -> list[tuple[UUID, str]]:
    async with desk.database.reading() as session:
        rows = await session.scalars(
            select(InitiativeTarget)
            .where(col(InitiativeTarget.organization_id) == desk.actor.organization_id)
            .where(col(InitiativeTarget.initiative_id) == initiative)
            .order_by(col(InitiativeTarget.position))
        )
        return [(row.target_id, row.target_kind) for row in rows]


async def test_an_initiative_is_stored_and_told_with_what_it_serves(
    desk: Desk, company: Company
) -> None:
    objective, owner, team = await company.objective(), await company.person(), await company.team()
    key_result = await company.key_result(objective)
    values = {
        "title": "Build it",
        "description": "How",
        "owner_id": owner,
        "owner_role": "Lead",
        "team_id": team,
        "status": InitiativeStatus.IN_PROGRESS,
        "starts_on": date(2026, 10, 1),
        "ends_on": date(2026, 11, 1),
        "link": "https://tracker.example/1",
    }
    serves = (key_result, objective, key_result)
    made = await desk.one(
        create_initiatives, NewInitiative(**values, serves=serves, external_id="I-1")
    )
    row = await desk.row(Initiative, made)
    assert {field: row[field] for field in values} == values
    assert await served(desk, made) == [(key_result, "KEY_RESULT"), (objective, "OBJECTIVE")]
    ((type_, subject, changes),) = await desk.told()
    assert (type_, subject) == ("initiative.created", made)
    assert changes.keys() == {*values, "serves", "external_id"}
    assert changes["serves"] == [None, [str(key_result), str(objective)]]


async def test_what_it_serves_is_replaced_as_a_whole_or_left_alone(
    desk: Desk, company: Company
) -> None:
    one, two = await company.objective("One"), await company.objective("Two")
    initiative = await company.initiative("Project", one)
    await desk.one(update_initiatives, InitiativeChange(id=initiative, title="New"))
    assert await served(desk, initiative) == [(one, "OBJECTIVE")]
    await desk.one(update_initiatives, InitiativeChange(id=initiative, serves=[two, one]))
    assert await served(desk, initiative) == [(two, "OBJECTIVE"), (one, "OBJECTIVE")]
    await desk.one(update_initiatives, InitiativeChange(id=initiative, serves=[two, one]))
    await desk.one(update_initiatives, InitiativeChange(id=initiative, serves=[]))
    assert await served(desk, initiative) == []
    assert await desk.told() == [
        ("initiative.updated", initiative, {"title": ["Project", "New"]}),
        ("initiative.updated", initiative, {"serves": [[str(one)], [str(two), str(one)]]}),
        ("initiative.updated", initiative, {"serves": [[str(two), str(one)], None]}),
    ]
    assert (await desk.row(Initiative, initiative))["version"] == 4


async def test_a_target_that_died_may_stay_and_not_be_added(desk: Desk, company: Company) -> None:
    live, dead = await company.objective(), await company.objective(archived_at=NOW)
    initiative, other = await company.initiative("P", dead), await company.initiative("Q")
    await desk.one(update_initiatives, InitiativeChange(id=initiative, serves=[live, dead]))
    assert await served(desk, initiative) == [(live, "OBJECTIVE"), (dead, "OBJECTIVE")]
    with pytest.raises(NotFound) as refused:
        await desk.one(update_initiatives, InitiativeChange(id=other, serves=[live, dead]))
    assert refused.value.path == ("serves", "1")


async def test_what_an_initiative_cannot_be_is_refused(
    desk: Desk, company: Company, strange_company: Company
) -> None:
    initiative = await company.initiative("Project", external_id="I-1")
    gone = await company.initiative("Gone", archived_at=NOW)
    pillar, foreign = await company.pillar(), await strange_company.objective()
    new, change = NewInitiative, InitiativeChange
    cases: list[tuple[type[DomainError], tuple[str, ...], object, object]] = [
        (Required, ("title",), create_initiatives, new(title=" ")),
        (
            Invalid,
            ("ends_on",),
            create_initiatives,
            new(title="T", starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 1)),
        ),
        (NotFound, ("serves", "0"), create_initiatives, new(title="T", serves=[foreign])),
        (Invalid, ("serves", "0"), create_initiatives, new(title="T", serves=[pillar])),
        (
            Limit,
            ("serves",),
            create_initiatives,
            new(title="T", serves=[new_id() for _ in range(101)]),
        ),
        (NotFound, ("team_id",), create_initiatives, new(title="T", team_id=new_id())),
        (Taken, ("id",), create_initiatives, new(title="T", id=pillar)),
        (Taken, ("external_id",), create_initiatives, new(title="T", external_id="I-1")),
        (Required, ("serves",), update_initiatives, change(id=initiative, serves=None)),
        (NotFound, ("id",), update_initiatives, change(id=pillar, title="T")),
        (ReadOnly, ("id",), update_initiatives, change(id=gone, serves=[])),
        (
            Conflict,
            ("expected_version",),
            update_initiatives,
            change(id=initiative, expected_version=2),
        ),
        (NotFound, ("id",), archive_initiatives, Seen(id=new_id())),
    ]
    for error, path, command, given in cases:
        with pytest.raises(error) as refused:
            await desk.one(command, given)
        assert (type(refused.value), refused.value.path) == (error, path), given
    assert await desk.told() == []


async def test_archiving_keeps_what_it_serves(desk: Desk, company: Company) -> None:
    objective = await company.objective()
    initiative = await company.initiative("Project", objective)
    await desk.one(archive_initiatives, Seen(id=initiative, expected_version=1))
    await desk.one(restore_initiatives, Seen(id=initiative, expected_version=2))
    assert await served(desk, initiative) == [(objective, "OBJECTIVE")]
    assert [type_ for type_, _, _ in await desk.told()] == [
        "initiative.archived",
        "initiative.restored",
    ]


async def test_of_two_changes_of_one_version_one_wins(desk: Desk, company: Company) -> None:
    targets = [await company.objective() for _ in range(4)]
    initiative = await company.initiative()
    answers = await asyncio.gather(
        *(
            desk.free(
                update_initiatives,
                InitiativeChange(id=initiative, expected_version=1, serves=[target]),
            )
            for target in targets
        ),
        return_exceptions=True,
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict"] * 3 + ["UUID"]
    assert len(await served(desk, initiative)) == 1


async def test_a_refused_row_serves_nothing(desk: Desk, company: Company) -> None:
    objective, own_id = await company.objective(), new_id()
    await company.initiative("Known", external_id="I-1")
    outcome = await desk.many(
        create_initiatives,
        [
            NewInitiative(title="T", external_id="I-1", serves=[objective]),
            NewInitiative(id=own_id, title="T", serves=[objective]),
        ],
        ErrorPolicy.REJECT_FAILED_ROWS,
    )
    assert outcome.ids == (None, own_id)
    assert await served(desk, own_id) == [(objective, "OBJECTIVE")]


async def test_a_viewer_changes_nothing(desk: Desk, company: Company) -> None:
    initiative = await company.initiative()
    await desk.forbids(
        Role.VIEWER,
        (create_initiatives, NewInitiative(title="T")),
        (update_initiatives, InitiativeChange(id=initiative, title="T")),
        (archive_initiatives, Seen(id=initiative)),
        (restore_initiatives, Seen(id=initiative)),
    )


@pytest.mark.parametrize("count", [1, 100])
async def test_statements_do_not_grow_with_the_rows(
    desk: Desk, company: Company, count: int
) -> None:
    one, two, owner = await company.objective(), await company.objective(), await company.person()
    ids = [new_id() for _ in range(count)]
    news = [NewInitiative(id=id_, title="T", owner_id=owner, serves=[one]) for id_ in ids]
    await desk.takes(
        (6, create_initiatives, news),
        (2, update_initiatives, [InitiativeChange(id=id_, title="U") for id_ in ids]),
        (6, update_initiatives, [InitiativeChange(id=id_, serves=[two]) for id_ in ids]),
        (2, archive_initiatives, [Seen(id=id_) for id_ in ids]),
        (2, restore_initiatives, [Seen(id=id_) for id_ in ids]),
    )
