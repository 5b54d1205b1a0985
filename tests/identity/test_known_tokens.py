"""Tokens that are known for a few seconds, and what must hold at once all the same."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, select

import service.identity.known_tokens
from service.actor import Actor, Role
from service.database import Database
from service.errors import Unauthenticated, Unavailable
from service.events.models import Event
from service.identity.commands import Grant, create_token, revoke_token
from service.identity.known_tokens import MOST_READS, KnownTokens
from service.identity.models import Token
from service.identity.queries import usable_token
from service.identity.rules import token_text
from service.tables import utc_now

KEY = b"the key of these tests"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Reads(list[str]):
    """The texts that the database was asked for; how many at once at the most."""

    def __init__(self) -> None:
        self.now = 0
        self.most = 0


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Reads:
    seen = Reads()

    async def counted(session: Any, text: str, **given: Any) -> Token:
        seen.append(text)
        seen.now += 1
        seen.most = max(seen.most, seen.now)
        try:
            return await usable_token(session, text, **given)
        finally:
            seen.now -= 1

    monkeypatch.setattr(service.identity.known_tokens, "usable_token", counted)
    return seen


@pytest.fixture
async def tokens(database: Database) -> AsyncIterator[KnownTokens]:
    known = KnownTokens(database, KEY)
    yield known
    await known.close()


async def issue(
    database: Database, actor: Actor, lifetime: timedelta | None = None
) -> tuple[UUID, str]:
    async with database.writing(actor.organization_id) as session:
        token, text = await create_token(
            session, actor, secret_key=KEY, grant=Grant("t", Role.MEMBER), lifetime=lifetime
        )
    return token.id, text


async def revoke(database: Database, actor: Actor, token_id: UUID) -> None:
    async with database.writing(actor.organization_id) as session:
        await revoke_token(session, actor, token_id)


async def last_used_at(database: Database, actor: Actor, token_id: UUID) -> datetime | None:
    async with database.reading() as session:
        token = await session.get_one(Token, (actor.organization_id, token_id))
    return token.last_used_at


async def test_a_token_is_read_once_in_five_seconds(
    database: Database, actor: Actor, tokens: KnownTokens, reads: Reads
) -> None:
    token_id, text = await issue(database, actor)
    expected = Actor(actor.organization_id, Role.MEMBER, token_id)

    assert tokens.known(text, NOW) is None
    assert await tokens.actor(text, NOW) == expected
    assert tokens.known(text, NOW + 4.9 * SECOND) == expected
    assert await tokens.actor(text, NOW + 4.9 * SECOND) == expected
    assert reads == [text]
    assert tokens.known(text, NOW + 5 * SECOND) is None
    assert await tokens.actor(text, NOW + 5 * SECOND) == expected
    assert reads == [text, text]


async def test_a_clock_that_goes_back_makes_no_token_known_for_longer(
    database: Database, actor: Actor, tokens: KnownTokens
) -> None:
    _, text = await issue(database, actor)
    await tokens.actor(text, NOW)

    assert tokens.known(text, NOW - SECOND) is None


async def test_a_revocation_by_another_process_is_heard_of_within_five_seconds(
    database: Database, actor: Actor, tokens: KnownTokens
) -> None:
    token_id, text = await issue(database, actor)
    await tokens.actor(text, NOW)

    await revoke(database, actor, token_id)

    assert tokens.known(text, NOW + 4 * SECOND) is not None
    with pytest.raises(Unauthenticated):
        await tokens.actor(text, NOW + 5 * SECOND)


async def test_a_revocation_by_this_process_holds_at_once(
    database: Database, actor: Actor, tokens: KnownTokens
) -> None:
    token_id, text = await issue(database, actor)
    _, other = await issue(database, actor)
    await tokens.actor(text, NOW)
    await tokens.actor(other, NOW)

    await revoke(database, actor, token_id)
    tokens.forget(token_id)

    assert tokens.known(text, NOW) is None
    with pytest.raises(Unauthenticated):
        await tokens.actor(text, NOW)
    assert tokens.known(other, NOW) is not None


async def test_what_was_read_before_a_revocation_is_not_kept_after_it(
    database: Database, actor: Actor, tokens: KnownTokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    token_id, text = await issue(database, actor)

    async def overtaken(session: Any, text: str, **given: Any) -> Token:
        token = await usable_token(session, text, **given)
        await revoke(database, actor, token_id)
        tokens.forget(token_id)
        return token

    monkeypatch.setattr(service.identity.known_tokens, "usable_token", overtaken)
    # it was asked for before
    assert (await tokens.actor(text, NOW)).token_id == token_id

    assert tokens.known(text, NOW) is None


async def test_a_token_expires_at_its_moment_known_or_not(
    database: Database, actor: Actor, tokens: KnownTokens, reads: Reads
) -> None:
    begin = utc_now()
    token_id, text = await issue(database, actor, timedelta(days=1))
    async with database.reading() as session:
        expires_at = (await session.get_one(Token, (actor.organization_id, token_id))).expires_at
    assert expires_at is not None
    assert expires_at >= begin + timedelta(days=1)
    just_before = expires_at - timedelta(microseconds=1)

    assert (await tokens.actor(text, just_before)).token_id == token_id
    assert tokens.known(text, just_before) is not None
    assert tokens.known(text, expires_at) is None
    with pytest.raises(Unauthenticated):
        await tokens.actor(text, expires_at)
    before, after = await asyncio.gather(
        KnownTokens.actor(fresh := KnownTokens(database, KEY), text, just_before),
        fresh.actor(text, expires_at),
        return_exceptions=True,
    )
    assert isinstance(before, Actor)
    assert isinstance(after, Unauthenticated)
    assert reads == [text] * 3
    await fresh.close()


async def test_many_who_come_at_once_are_one_look_up(
    database: Database, actor: Actor, tokens: KnownTokens, reads: Reads
) -> None:
    token_id, text = await issue(database, actor)

    found = await asyncio.gather(*(tokens.actor(text, NOW) for _ in range(50)))

    assert {one.token_id for one in found} == {token_id}
    assert reads == [text]


async def test_one_who_leaves_takes_the_answer_from_nobody(
    database: Database, actor: Actor, tokens: KnownTokens, reads: Reads
) -> None:
    token_id, text = await issue(database, actor)
    first = asyncio.create_task(tokens.actor(text, NOW))
    second = asyncio.create_task(tokens.actor(text, NOW))
    await asyncio.sleep(0)

    first.cancel()

    assert (await second).token_id == token_id
    assert reads == [text]


async def test_strangers_tokens_are_looked_up_a_few_at_a_time_and_not_remembered(
    actor: Actor, tokens: KnownTokens, reads: Reads
) -> None:
    made_up = [token_text(actor.organization_id, bytes([n] * 32)) for n in range(20)]

    found = await asyncio.gather(
        *(tokens.actor(text, NOW) for text in made_up), return_exceptions=True
    )

    assert [type(one) for one in found] == [Unauthenticated] * 20
    assert reads.most <= MOST_READS
    assert tokens._known == {}  # noqa: SLF001 - what it must not hold


@pytest.mark.parametrize("text", ["", "nonsense", "slt_00_zz", "\xff", "slt_" + "0" * 83])
async def test_what_is_no_token_is_refused_without_the_database(text: str) -> None:
    away = Database("postgresql://nobody@127.0.0.1:1/none", pool_size=1)
    tokens = KnownTokens(away, KEY)

    with pytest.raises(Unauthenticated):
        await tokens.actor(text, NOW)

    await away.close()


async def test_the_oldest_of_too_many_is_asked_for_again(database: Database, actor: Actor) -> None:
    tokens = KnownTokens(database, KEY, most=2)
    texts = [(await issue(database, actor))[1] for _ in range(3)]

    for text in texts:
        await tokens.actor(text, NOW)

    assert [tokens.known(text, NOW) is None for text in texts] == [True, False, False]
    await tokens.close()


async def test_no_text_of_a_token_is_kept(
    database: Database, actor: Actor, tokens: KnownTokens
) -> None:
    _, text = await issue(database, actor)
    await tokens.actor(text, NOW)

    assert text not in repr(tokens._known)  # noqa: SLF001 - what it must not hold
    assert tokens._reads == {}  # noqa: SLF001 - as above


async def test_its_use_is_noted_once_a_minute(database: Database, actor: Actor) -> None:
    token_id, text = await issue(database, actor)
    for after, noted in [(0, 0), (4, 0), (59, 0), (60, 60), (90, 60), (121, 121)]:
        # each time as if in another process
        tokens = KnownTokens(database, KEY)
        await tokens.actor(text, NOW + after * SECOND)
        tokens.known(text, NOW + after * SECOND)
        await tokens.close()
        assert await last_used_at(database, actor, token_id) == NOW + noted * SECOND


async def test_a_note_that_fails_harms_nobody(
    database: Database, actor: Actor, tokens: KnownTokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    token_id, text = await issue(database, actor)

    async def fail(*_: object) -> None:
        raise Unavailable("not now")

    monkeypatch.setattr(service.identity.known_tokens, "note_tokens_used", fail)
    assert (await tokens.actor(text, NOW)).token_id == token_id
    await tokens.close()

    assert await last_used_at(database, actor, token_id) is None
    assert tokens.known(text, NOW) is not None


async def test_no_event_tells_of_a_use(
    database: Database, actor: Actor, tokens: KnownTokens
) -> None:
    token_id, text = await issue(database, actor)
    await tokens.actor(text, NOW)
    await tokens.close()

    async with database.reading() as session:
        events = await session.scalars(select(Event.type).where(col(Event.subject_id) == token_id))
    assert list(events) == ["token.created"]
