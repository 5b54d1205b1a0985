"""A token that ends, ends what was begun with it."""

from datetime import timedelta

from service.actor import Actor, Role
from service.database import Database
from service.identity.commands import revoke_token
from service.identity.queries import actor_by_token
from service.tables import utc_now
from tests.company import Company
from tests.events.log import Log
from tests.serving import SECRET_KEY, Served
from tests.subscriptions.conftest import Joined
from tests.subscriptions.talking import streaming, talking
from tests.tokens import TokenMaker

EVENTS = "subscription { events { changes } }"


async def revoke(database: Database, actor: Actor, text: str) -> None:
    """As another process does it, or the operator."""
    async with database.reading() as session:
        key = SECRET_KEY.encode()
        found = await actor_by_token(session, text, secret_key=key, now=utc_now())
    assert found.token_id is not None
    async with database.writing(actor.organization_id) as session:
        await revoke_token(session, actor, found.token_id)


async def test_a_revoked_token_ends_its_connection(
    served: Served, log: Log, actor: Actor, new_token: TokenMaker, joined: Joined
) -> None:
    text = await new_token(actor, Role.MEMBER)
    async with (
        talking(served.address, text) as talker,
        talking(served.address, served.token) as other,
    ):
        await talker.subscribe(EVENTS)
        await other.subscribe(EVENTS)
        await joined(2)
        await revoke(log.database, actor, text)
        await log.record("a secret by now")
        await log.number()
        code, reason = await talker.closing()
        while not (await other.data())["events"]["changes"].get("title"):
            pass
    assert (code, reason) == (4401, "the token is unknown, expired or revoked")


async def test_a_revoked_token_ends_its_stream(
    served: Served, log: Log, actor: Actor, new_token: TokenMaker, joined: Joined
) -> None:
    text = await new_token(actor, Role.MEMBER)
    async with streaming(served.address, text, EVENTS) as stream:
        await joined(1)
        await revoke(log.database, actor, text)
        await log.number()
        name, payload = await stream.event()
        assert name == "next"
        assert payload["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert await stream.event() == ("complete", None)
        assert await stream.event() == ("", None)


async def test_a_token_that_expires_ends_its_connection_by_itself(
    served: Served, actor: Actor, new_token: TokenMaker
) -> None:
    text = await new_token(actor, Role.MEMBER, timedelta(seconds=1))
    async with talking(served.address, text) as talker:
        await talker.subscribe(EVENTS)
        assert (await talker.closing())[0] == 4401


async def test_nobody_comes_with_a_revoked_token(
    served: Served, database: Database, actor: Actor, new_token: TokenMaker
) -> None:
    text = await new_token(actor)
    await revoke(database, actor, text)
    async with streaming(served.address, text, EVENTS) as stream:
        assert stream.response.status == 401


async def test_who_leaves_is_told_nothing_more(
    served: Served, log: Log, company: Company, joined: Joined
) -> None:
    person = await company.person("Ada")
    mutation = """mutation ($input: TokenCreateInput!) {
      tokenCreate(input: $input) { secret userErrors { code } } }"""
    archive = """mutation ($input: PersonArchiveInput!) {
      personArchive(input: $input) { userErrors { code } } }"""
    from schema.identifiers import global_id  # noqa: PLC0415

    key = global_id("Person", person)
    async with talking(served.address, served.token) as admin:
        given = {"name": "hers", "role": "MEMBER", "personId": key}
        await admin.subscribe(mutation, input=given)
        secret = (await admin.data())["tokenCreate"]["secret"]
        await admin.hear()
        async with talking(served.address, secret) as hers:
            await hers.subscribe(EVENTS)
            await joined(1)
            await admin.subscribe(archive, input={"id": key})
            assert (await admin.data())["personArchive"]["userErrors"] == []
            await log.number()
            assert (await hers.closing())[0] == 4401
