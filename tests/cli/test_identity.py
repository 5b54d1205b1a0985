"""`organization create` and `token create`."""

import pytest

from service.actor import Role
from service.database import Database
from service.errors import Unauthenticated
from service.identity.queries import actor_by_token, organization_id_by_slug
from service.tables import utc_now

SECRET_KEY = b"a key for the tests of commands"


def test_an_organization_is_created_once(run, slug: str):
    again = run("organization", "create", slug, "--name", "Another name")
    assert (again.status, again.result) == (0, f"organization {slug} exists already\n")


@pytest.mark.parametrize("wrong", ["Acme", "a b", "-a", "a" * 64, "ä", "a_b"])
def test_a_slug_that_is_none_is_refused(run, wrong: str):
    ran = run("organization", "create", "--", wrong)
    assert (ran.status, ran.result) == (2, "")
    assert ran.messages == (
        f"error: {wrong!r} is no slug: use up to 63 of a-z, 0-9 and - (not at either end)\n"
    )


def test_a_name_beyond_2000_characters_is_refused(run):
    ran = run("organization", "create", "too-long", "--name", "n" * 2_001)
    assert (ran.status, ran.result) == (2, "")
    assert ran.messages == "error: a name has at most 2000 characters\n"


@pytest.mark.parametrize("role", ["viewer", "member", "admin"])
def test_a_token_stands_alone_on_stdout_and_works(run, slug: str, in_database, role: str):
    ran = run("token", "create", "--organization", slug, "--name", "ci", "--role", role)
    assert (ran.status, ran.messages) == (0, "")
    text = ran.result.removesuffix("\n")

    async def actor(database: Database):
        async with database.reading() as session:
            found = await actor_by_token(session, text, secret_key=SECRET_KEY, now=utc_now())
            return found, await organization_id_by_slug(session, slug)

    found, organization_id = in_database(actor)
    assert found.role is Role[role.upper()]
    assert found.organization_id == organization_id


def test_a_token_is_of_no_use_under_another_key(run, slug: str, in_database):
    ran = run("token", "create", "--organization", slug, "--name", "ci")

    async def actor(database: Database):
        async with database.reading() as session:
            await actor_by_token(
                session, ran.result.strip(), secret_key=b"another key" * 2, now=utc_now()
            )

    with pytest.raises(Unauthenticated, match="unknown, expired or revoked"):
        in_database(actor)


def test_a_token_of_an_unknown_organization_is_refused(run):
    ran = run("token", "create", "--organization", "nobody", "--name", "ci")
    assert (ran.status, ran.result) == (2, "")
    assert ran.messages == "error: there is no organization 'nobody': create it first\n"


def test_a_token_for_an_unknown_person_is_refused(run, slug: str):
    ran = run("token", "create", "--organization", slug, "--name", "ci", "--person", "bob")
    assert (ran.status, ran.result) == (2, "")
    assert ran.messages == "error: there is no person 'bob'\n"
