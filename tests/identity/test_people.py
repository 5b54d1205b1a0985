"""People: their managers, and what becomes of their tokens when they leave."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlmodel import col, select

from service.actor import Role
from service.errors import (
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    Required,
    SelfLink,
    TooLong,
)
from service.identity.commands import (
    Grant,
    NewPerson,
    PersonChange,
    archive_people,
    create_people,
    create_token,
    restore_people,
    update_people,
)
from service.identity.models import Person, Token
from service.tables import new_id
from service.writing.given import Seen
from tests.company import Company
from tests.writing.desk import NOW, Desk


async def token_of(desk: Desk, person: UUID) -> UUID:
    async with desk.database.writing(desk.actor.organization_id) as session:
        grant = Grant("t", Role.MEMBER, person)
        token, _ = await create_token(session, desk.actor, secret_key=b"key", grant=grant)
    return token.id


async def revoked(desk: Desk) -> set[UUID]:
    async with desk.database.reading() as session:
        return set(
            await session.scalars(
                select(col(Token.id)).where(
                    col(Token.organization_id) == desk.actor.organization_id,
                    col(Token.revoked_at).is_not(None),
                )
            )
        )


async def test_a_person_is_stored_and_told_with_every_value(desk: Desk, company: Company) -> None:
    boss = await company.person("Grace")
    new = NewPerson(name="Ada", email="ada@acme.example", manager_id=boss)
    person = await desk.one(create_people, new)
    row = await desk.row(Person, person)
    assert (row["name"], row["email"], row["manager_id"], row["active"]) == (
        "Ada",
        "ada@acme.example",
        boss,
        True,
    )
    assert await desk.told(person) == [
        (
            "person.created",
            person,
            {
                "name": [None, "Ada"],
                "email": [None, "ada@acme.example"],
                "manager_id": [None, str(boss)],
                "active": [None, True],
            },
        )
    ]


async def test_what_a_person_cannot_be_is_refused(desk: Desk, company: Company) -> None:
    boss = await company.person("Grace")
    ada = await company.person("Ada", manager_id=boss)
    created: list[tuple[type[DomainError], tuple[str, ...], NewPerson]] = [
        (Required, ("name",), NewPerson(name="")),
        (TooLong, ("email",), NewPerson(name="N", email="e" * 321)),
        (NotFound, ("manager_id",), NewPerson(name="N", manager_id=new_id())),
    ]
    changed: list[tuple[type[DomainError], tuple[str, ...], PersonChange]] = [
        (Required, ("active",), PersonChange(id=ada, active=None)),
        (SelfLink, ("manager_id",), PersonChange(id=ada, manager_id=ada)),
        (Invalid, ("manager_id",), PersonChange(id=boss, manager_id=ada)),
    ]
    for command, cases in ((create_people, created), (update_people, changed)):
        for error, path, given in cases:
            with pytest.raises(error) as refused:
                await desk.one(command, given)
            assert (type(refused.value), refused.value.path) == (error, path)
    assert await desk.told() == []


async def test_who_leaves_loses_their_tokens_and_keeps_their_people(
    desk: Desk, company: Company
) -> None:
    boss = await company.person("Grace")
    ada = await company.person("Ada", manager_id=boss)
    own, other = await token_of(desk, boss), await token_of(desk, ada)
    await desk.one(archive_people, Seen(id=boss))
    assert await revoked(desk) == {own}
    assert (await desk.row(Person, ada))["manager_id"] == boss
    assert (await desk.told(boss, own))[1:] == [
        ("person.archived", boss, {"archived_at": [None, NOW.isoformat()]}),
        ("token.updated", own, {"revoked_at": [None, NOW.isoformat()]}),
    ]
    await desk.one(restore_people, Seen(id=boss))
    assert await revoked(desk) == {own}
    assert other not in await revoked(desk)


async def test_who_is_no_longer_active_loses_their_tokens(desk: Desk, company: Company) -> None:
    ada = await company.person("Ada")
    own = await token_of(desk, ada)
    await desk.one(update_people, PersonChange(id=ada, name="Ada L."))
    assert await revoked(desk) == set()
    await desk.one(update_people, PersonChange(id=ada, active=False))
    assert await revoked(desk) == {own}


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER])
async def test_people_are_an_admin_s(desk: Desk, company: Company, role: Role) -> None:
    ada = await company.person()
    lesser = replace(desk, actor=replace(desk.actor, role=role, person_id=ada))
    for command, given in (
        (create_people, NewPerson(name="New")),
        (update_people, PersonChange(id=ada, name="Other")),
        (archive_people, Seen(id=ada)),
        (restore_people, Seen(id=ada)),
    ):
        with pytest.raises(Forbidden):
            await lesser.one(command, given)
    assert await desk.told() == []
