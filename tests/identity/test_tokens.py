from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from service.actor import Actor, Role
from service.database import Database
from service.errors import Forbidden, Invalid, NotFound, Unauthenticated
from service.identity.commands import Grant, create_token, revoke_token
from service.identity.queries import actor_by_token
from service.identity.rules import check_slug, organization_of_token, span, token_text
from service.tables import utc_now
from tests.company import Company

KEY = b"the key of these tests"
ORGANIZATION = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


async def issue(database: Database, actor: Actor, **values: object) -> str:
    grant = Grant("t", values.pop("role", Role.MEMBER), values.pop("person_id", None))
    async with database.writing(actor.organization_id) as session:
        _, text = await create_token(session, actor, secret_key=KEY, grant=grant, **values)
    return text


async def known(database: Database, text: str, *, key: bytes = KEY, later: int = 0) -> Actor:
    async with database.reading() as session:
        now = utc_now() + timedelta(days=later)
        return await actor_by_token(session, text, secret_key=key, now=now)


async def test_a_token_stands_for_its_role_person_and_organization(
    database: Database, actor: Actor, company: Company
) -> None:
    ada = await company.person("Ada")
    found = await known(database, await issue(database, actor, person_id=ada))
    assert (found.organization_id, found.role, found.person_id) == (
        actor.organization_id,
        Role.MEMBER,
        ada,
    )


@pytest.mark.parametrize("change", ["", "x", "slt_", "slt_00_zz"])
async def test_what_is_no_token_is_refused(database: Database, change: str) -> None:
    with pytest.raises(Unauthenticated):
        await known(database, change)


async def test_a_token_of_another_key_is_refused(database: Database, actor: Actor) -> None:
    text = await issue(database, actor)
    with pytest.raises(Unauthenticated):
        await known(database, text, key=b"another key")


async def test_a_made_up_secret_is_refused(database: Database, actor: Actor) -> None:
    with pytest.raises(Unauthenticated):
        await known(database, token_text(actor.organization_id, b"0" * 32))


async def test_an_expired_token_is_refused(database: Database, actor: Actor) -> None:
    text = await issue(database, actor, lifetime=timedelta(days=2))
    assert (await known(database, text, later=1)).role is Role.MEMBER
    with pytest.raises(Unauthenticated):
        await known(database, text, later=2)


async def test_a_revoked_token_is_refused_at_once(database: Database, actor: Actor) -> None:
    text = await issue(database, actor)
    token_id = (await known(database, text)).token_id
    assert token_id is not None
    async with database.writing(actor.organization_id) as session:
        await revoke_token(session, actor, token_id)
    with pytest.raises(Unauthenticated):
        await known(database, text)


async def test_another_organization_s_token_cannot_be_revoked(
    database: Database, actor: Actor, stranger: Actor
) -> None:
    text = await issue(database, actor)
    token_id = (await known(database, text)).token_id
    assert token_id is not None
    with pytest.raises(NotFound):
        async with database.writing(stranger.organization_id) as session:
            await revoke_token(session, stranger, token_id)
    assert (await known(database, text)).token_id == token_id


async def test_a_token_for_another_organization_s_person_is_refused(
    database: Database, actor: Actor, strange_company: Company
) -> None:
    person = await strange_company.person("Eve")
    with pytest.raises(NotFound):
        await issue(database, actor, person_id=person)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER])
async def test_only_an_admin_makes_tokens(database: Database, actor: Actor, role: Role) -> None:
    with pytest.raises(Forbidden):
        await issue(database, replace(actor, role=role))


def test_a_mistyped_token_is_known_without_the_database() -> None:
    text = token_text(ORGANIZATION, bytes(range(32)))
    assert organization_of_token(text) == ORGANIZATION
    assert organization_of_token(text.replace("A", "B", 1)) is None


@pytest.mark.parametrize(
    ("text", "days"), [("1d", 1), ("90d", 90), ("2w", 14), ("1y", 365), ("48h", 2)]
)
def test_spans(text: str, days: int) -> None:
    assert span(text) == timedelta(days=days)


@pytest.mark.parametrize("text", ["", "0d", "d", "90", "-1d", "1.5d", "90 d", "999999d"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        span(text)


@pytest.mark.parametrize("slug", ["a", "acme", "acme-2", "0", "a" * 63])
def test_slugs(slug: str) -> None:
    assert check_slug(slug) == slug


@pytest.mark.parametrize("slug", ["", "Acme", "a b", "-a", "a-", "a" * 64, "ä", "a/b", "a\n"])
def test_what_is_no_slug_is_refused(slug: str) -> None:
    with pytest.raises(Invalid):
        check_slug(slug)
