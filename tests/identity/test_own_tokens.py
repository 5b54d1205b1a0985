"""Whose tokens are whose: an admin's are all, everyone else's their own."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from service.actor import Actor, Role
from service.database import Database
from service.errors import DomainError, Forbidden, Invalid, NotFound, Required, Taken
from service.identity.commands import Grant, create_token, revoke_token
from service.identity.queries import tokens
from service.tables import new_id, utc_now
from tests.company import Company

KEY = b"the key of these tests"


async def issue(
    database: Database, actor: Actor, grant: Grant, lifetime: timedelta | None = None
) -> UUID:
    async with database.writing(actor.organization_id) as session:
        token, _ = await create_token(
            session, actor, secret_key=KEY, grant=grant, lifetime=lifetime
        )
    return token.id


async def revoke(database: Database, actor: Actor, token_id: UUID) -> None:
    async with database.writing(actor.organization_id) as session:
        await revoke_token(session, actor, token_id)


async def listed(database: Database, actor: Actor, *, live: bool = True) -> set[UUID]:
    async with database.reading() as session:
        found = await session.scalars(tokens(actor))
        return {token.id for token in found if (token.revoked_at is None) == live}


async def test_everyone_sees_and_revokes_their_own_tokens(
    database: Database, actor: Actor, company: Company
) -> None:
    ada, grace = await company.person("Ada"), await company.person("Grace")
    first, second = [
        await issue(database, actor, Grant("Ada's", Role.VIEWER, ada)) for _ in range(2)
    ]
    other = await issue(database, actor, Grant("Grace's", Role.VIEWER, grace))
    viewer = Actor(actor.organization_id, Role.VIEWER, first, ada)
    assert await listed(database, viewer) == {first, second}
    assert await listed(database, actor) == {first, second, other}
    for someone_else in (other, new_id()):
        with pytest.raises(Forbidden):
            await revoke(database, viewer, someone_else)
    await revoke(database, viewer, second)
    await revoke(database, viewer, first)
    assert await listed(database, actor) == {other}
    assert await listed(database, actor, live=False) == {first, second}


async def test_a_token_without_a_person_owns_itself_alone(database: Database, actor: Actor) -> None:
    own = await issue(database, actor, Grant("script", Role.MEMBER))
    other = await issue(database, actor, Grant("other script", Role.MEMBER))
    member = Actor(actor.organization_id, Role.MEMBER, own)
    assert await listed(database, member) == {own}
    with pytest.raises(Forbidden):
        await revoke(database, member, other)
    await revoke(database, member, own)
    assert await listed(database, actor) == {other}


async def test_tokens_of_another_organization_are_not_there(
    database: Database, actor: Actor, stranger: Actor
) -> None:
    foreign = await issue(database, stranger, Grant("theirs", Role.ADMIN))
    assert await listed(database, actor) == set()
    with pytest.raises(NotFound):
        await revoke(database, actor, foreign)
    assert await listed(database, stranger) == {foreign}


async def test_a_member_makes_no_tokens_even_for_themselves(
    database: Database, actor: Actor, company: Company
) -> None:
    ada = await company.person("Ada")
    member = replace(actor, role=Role.MEMBER, person_id=ada)
    with pytest.raises(Forbidden):
        await issue(database, member, Grant("mine", Role.VIEWER, ada))
    assert await listed(database, actor) == set()


async def test_what_a_token_cannot_be_is_refused(
    database: Database, actor: Actor, company: Company
) -> None:
    used = await issue(database, actor, Grant("used", Role.VIEWER))
    left = await company.person("Left", active=False)
    gone = await company.person("Gone", archived_at=utc_now())
    day = timedelta(days=1)
    cases: list[tuple[type[DomainError], tuple[str, ...], Grant, timedelta | None]] = [
        (Required, ("name",), Grant("", Role.VIEWER), None),
        (Taken, ("id",), Grant("t", Role.VIEWER, id=used), None),
        (NotFound, ("person_id",), Grant("t", Role.VIEWER, gone), None),
        (Invalid, ("person_id",), Grant("t", Role.VIEWER, left), None),
        (Invalid, ("expires_at",), Grant("t", Role.VIEWER), -day),
        (Invalid, ("expires_at",), Grant("t", Role.VIEWER), 40_000 * day),
    ]
    for error, path, grant, lifetime in cases:
        with pytest.raises(error) as refused:
            await issue(database, actor, grant, lifetime)
        assert (type(refused.value), refused.value.path) == (error, path)
    assert await listed(database, actor) == {used}
