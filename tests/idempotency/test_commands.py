"""A mutation that is sent again is done once: the row, its event and its answer are one."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text
from sqlmodel import col, func, select

from service.actor import Actor
from service.database import Database, Session
from service.errors import Conflict, Forbidden, Taken
from service.events.facts import created
from service.events.models import Event
from service.events.record import record
from service.idempotency.commands import Attempt, begin, finish
from service.idempotency.models import IdempotencyKey
from service.idempotency.rules import LIFETIME
from service.tables import new_id
from service.teams.models import Team

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FIRST = Attempt("key", b"first" * 6)
OTHER = replace(FIRST, digest=b"other" * 6)


@pytest.fixture
def caller(actor: Actor) -> Actor:
    """Keys live per token; the table takes any."""
    return replace(actor, token_id=new_id())


async def add_team(session: Session, actor: Actor, name: str) -> bytes:
    """A change as a command makes it: a row and its event."""
    team = Team(organization_id=actor.organization_id, name=name)
    session.add(team)
    await session.flush()
    await record(session, actor, created("team", team.id, team.model_dump()))
    return str(team.id).encode()


async def repeatable(
    database: Database, actor: Actor, attempt: Attempt = FIRST, now: datetime = NOW
) -> bytes:
    async with database.writing(actor.organization_id) as session:
        stored = await begin(session, actor, attempt, now)
        if stored is not None:
            return stored
        answer = await add_team(session, actor, "once")
        await finish(session, actor, attempt, answer)
        return answer


async def refused(
    database: Database, actor: Actor, once_begun: Callable[[], Awaitable[object]]
) -> None:
    """A first attempt whose command fails after it has written."""
    async with database.writing(actor.organization_id) as session:
        assert await begin(session, actor, FIRST, NOW) is None
        await add_team(session, actor, "refused")
        await once_begun()
        raise Taken("no")


async def team_names(database: Database, actor: Actor) -> list[str]:
    async with database.reading() as session:
        names = await session.scalars(
            select(col(Team.name)).where(col(Team.organization_id) == actor.organization_id)
        )
        return sorted(names)


async def counted(database: Database, actor: Actor, table: type) -> int:
    async with database.reading() as session:
        count = await session.scalar(
            select(func.count())
            .select_from(table)
            .where(col(table.organization_id) == actor.organization_id)
        )
        return count or 0


async def test_the_second_time_gives_the_first_answer_and_changes_nothing(
    database: Database, caller: Actor
) -> None:
    first = await repeatable(database, caller)
    events = await counted(database, caller, Event)
    assert await repeatable(database, caller, now=NOW + timedelta(hours=23)) == first
    assert await team_names(database, caller) == ["once"]
    assert await counted(database, caller, Event) == events == 2


async def test_fifty_at_once_make_one_row_and_all_get_its_answer(
    database: Database, other_process: Database, caller: Actor
) -> None:
    answers = await asyncio.gather(
        *(repeatable(place, caller) for _ in range(25) for place in (database, other_process))
    )
    assert len(answers) == 50
    assert len(set(answers)) == 1
    assert await team_names(database, caller) == ["once"]


async def test_a_failed_first_attempt_leaves_the_key_free(
    database: Database, caller: Actor
) -> None:
    with pytest.raises(Taken):
        await refused(database, caller, partial(counted, database, caller, Team))
    assert await counted(database, caller, IdempotencyKey) == 0
    await repeatable(database, caller, OTHER)
    assert await team_names(database, caller) == ["once"]


async def test_who_waits_for_a_first_attempt_that_fails_goes_on_in_its_place(
    database: Database, caller: Actor
) -> None:
    waiting: list[asyncio.Task[bytes]] = []

    async def come_second() -> None:
        waiting.append(asyncio.create_task(repeatable(database, caller)))
        await until_somebody_waits(database)

    with pytest.raises(Taken):
        await refused(database, caller, come_second)
    await waiting[0]
    assert await team_names(database, caller) == ["once"]


WAITING = text("""
SELECT count(*) FROM pg_locks lock WHERE NOT granted AND pid IN (
    SELECT pid FROM pg_locks JOIN pg_database d ON d.oid = database
     WHERE d.datname = current_database())
""")


async def until_somebody_waits(database: Database) -> None:
    waiting = 0
    while not waiting:
        async with database.reading() as session:
            waiting = await session.scalar(WAITING) or 0


async def test_another_request_under_the_same_key_is_refused(
    database: Database, caller: Actor
) -> None:
    await repeatable(database, caller)
    with pytest.raises(Conflict):
        await repeatable(database, caller, OTHER)
    with pytest.raises(Conflict):
        await repeatable(database, caller, replace(OTHER, part=1))
    assert await team_names(database, caller) == ["once"]


async def test_each_mutation_of_a_request_is_done_once(database: Database, caller: Actor) -> None:
    attempts = [FIRST, replace(FIRST, part=1)]
    answers = [await repeatable(database, caller, attempt) for attempt in attempts]
    assert [await repeatable(database, caller, attempt) for attempt in attempts] == answers
    assert await team_names(database, caller) == ["once", "once"]


async def test_every_token_has_keys_of_its_own(
    database: Database, caller: Actor, stranger: Actor
) -> None:
    callers = [
        caller,
        replace(caller, token_id=new_id()),
        replace(caller, token_id=None, person_id=new_id()),
        replace(stranger, token_id=caller.token_id),
    ]
    assert len({await repeatable(database, one) for one in callers}) == 4


async def test_a_caller_without_a_token_has_no_keys(database: Database, actor: Actor) -> None:
    with pytest.raises(Forbidden):
        await repeatable(database, actor)


async def test_after_a_day_the_key_is_free(database: Database, caller: Actor) -> None:
    first = await repeatable(database, caller)
    second = await repeatable(database, caller, OTHER, NOW + LIFETIME)
    assert first != second
    assert await repeatable(database, caller, OTHER, NOW + LIFETIME) == second


async def test_old_keys_go_when_new_ones_come(database: Database, caller: Actor) -> None:
    for n in range(3):
        await repeatable(database, caller, replace(FIRST, key=f"old-{n}"))
    await repeatable(database, caller, now=NOW + LIFETIME)
    assert await counted(database, caller, IdempotencyKey) == 1


async def test_sweeping_leaves_the_keys_of_the_day_and_those_of_strangers(
    database: Database, caller: Actor, stranger: Actor
) -> None:
    await repeatable(database, caller)
    await repeatable(database, caller, replace(FIRST, key="young"), NOW + timedelta(hours=1))
    await repeatable(database, replace(stranger, token_id=new_id()))
    await repeatable(database, caller, replace(FIRST, key="new"), NOW + LIFETIME)
    assert await counted(database, caller, IdempotencyKey) == 2
    assert await counted(database, stranger, IdempotencyKey) == 1
