"""Transactions without a session: of one organization, whole or not at all, and rows as ever."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import insert, select, text
from sqlmodel import select as select_objects

from service.actor import Actor
from service.database import Database
from service.errors import Conflict, Unavailable
from service.idempotency.commands import Attempt, begin, finish
from service.objectives.commands.stored import KEY_RESULTS, OBJECTIVES
from service.objectives.models import Objective
from service.tables import utc_now
from tests.company import Company

_TITLES = text("SELECT title FROM objective ORDER BY title")
_RENAME = text("UPDATE objective SET title = :title WHERE id = :id")
_SETTING = text("SELECT current_setting('app.organization_id', true)")


async def titles(database: Database, actor: Actor) -> list[str]:
    async with database.writing(actor.organization_id) as session:
        return list(await session.scalars(_TITLES))


async def test_what_is_written_is_committed(
    database: Database, actor: Actor, company: Company
) -> None:
    objective = await company.objective("Old")
    async with database.writing_lightly(actor.organization_id) as session:
        await session.execute(_RENAME, {"title": "New", "id": objective})
    assert await titles(database, actor) == ["New"]


async def test_an_exception_undoes_all_and_leaves_a_usable_connection(
    database: Database, actor: Actor, company: Company
) -> None:
    objective = await company.objective("Old")

    async def fail() -> None:
        async with database.writing_lightly(actor.organization_id) as session:
            await session.execute(_RENAME, {"title": "New", "id": objective})
            raise ZeroDivisionError

    for _ in range(20):
        with pytest.raises(ZeroDivisionError):
            await fail()
    assert await titles(database, actor) == ["Old"]


async def test_a_canceled_writer_undoes_all(
    database: Database, actor: Actor, company: Company
) -> None:
    objective, written = await company.objective("Old"), asyncio.Event()

    async def write() -> None:
        async with database.writing_lightly(actor.organization_id) as session:
            await session.execute(_RENAME, {"title": "New", "id": objective})
            written.set()
            await session.execute(text("SELECT pg_sleep(60)"))

    writer = asyncio.create_task(write())
    await written.wait()
    writer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writer
    assert await titles(database, actor) == ["Old"]


async def test_a_failed_transaction_is_not_taken_for_a_committed_one(
    database: Database, actor: Actor
) -> None:
    async def go_on() -> None:
        async with database.writing_lightly(actor.organization_id) as session:
            with pytest.raises(Exception, match="division by zero"):
                await session.execute(text("SELECT 1 / 0"))

    with pytest.raises(RuntimeError, match="ended with ROLLBACK"):
        await go_on()


async def test_only_the_rows_of_the_organization_are_there(
    database: Database, actor: Actor, company: Company, strange_company: Company
) -> None:
    await company.objective("Ours")
    theirs = await strange_company.objective("Theirs")
    async with database.writing_lightly(actor.organization_id) as session:
        assert await session.scalars(_TITLES) == ["Ours"]
        await session.execute(_RENAME, {"title": "Taken", "id": theirs})
        with pytest.raises(Exception, match="row-level security"):
            await session.execute(
                insert(OBJECTIVES).values(
                    organization_id=strange_company.actor.organization_id, id=theirs
                )
            )
        await session.execute(text("ROLLBACK"))
        await session.execute(text("BEGIN"))
    assert await titles(database, strange_company.actor) == ["Theirs"]


async def test_the_organization_is_forgotten_with_the_transaction(database: Database) -> None:
    transactions = database.transactions
    one, two = UUID(int=1), UUID(int=2)
    seen = []
    for organization in (one, two):
        async with transactions.writing(organization) as transaction:
            seen.append(await transaction.scalar(_SETTING))
            await transaction.execute(text("COMMIT"))
            seen.append(await transaction.scalar(_SETTING))
            await transaction.execute(text("BEGIN"))
    assert seen == [str(one), "", str(two), ""]


async def test_rows_are_those_of_a_session(
    database: Database, actor: Actor, company: Company
) -> None:
    objective = await company.objective("O", weight=2)
    await company.key_result(objective, "KR")
    for table in (OBJECTIVES, KEY_RESULTS):
        async with database.writing(actor.organization_id) as session:
            expected = [row._asdict() for row in await session.execute(select(table))]
        async with database.writing_lightly(actor.organization_id) as session:
            found = [row._asdict() for row in await session.execute(select(table))]
        assert len(found) == 1
        assert found == expected


async def test_others_in_the_way_are_a_conflict(
    database: Database, actor: Actor, company: Company
) -> None:
    one, two = await company.objective(), await company.objective()
    turn = asyncio.Barrier(2)

    async def write(first: UUID, second: UUID) -> None:
        async with database.writing_lightly(actor.organization_id) as session:
            await session.execute(_RENAME, {"title": "A", "id": first})
            await turn.wait()
            await session.execute(_RENAME, {"title": "B", "id": second})

    ends = await asyncio.gather(write(one, two), write(two, one), return_exceptions=True)
    assert sorted(type(end) for end in ends if end is not None) == [Conflict]


async def test_an_idempotency_key_is_kept_with_the_change(database: Database, actor: Actor) -> None:
    caller = Actor(actor.organization_id, actor.role, token_id=UUID(int=7))
    attempt, now = Attempt("key", b"digest"), utc_now()
    async with database.writing_lightly(actor.organization_id) as session:
        assert await begin(session, caller, attempt, now) is None
        await finish(session, caller, attempt, b"answer")
    async with database.writing_lightly(actor.organization_id) as session:
        assert await begin(session, caller, attempt, now) == b"answer"


async def test_what_takes_a_session_is_refused(database: Database, actor: Actor) -> None:
    async with database.writing_lightly(actor.organization_id) as session:
        with pytest.raises(TypeError, match="objects take a session"):
            await session.execute(select_objects(Objective))
        with pytest.raises(TypeError, match="use ANY"):
            await session.execute(
                select(OBJECTIVES.c.id).where(OBJECTIVES.c.id.in_([actor.organization_id]))
            )
        with pytest.raises(TypeError, match="without id, title"):
            await session.execute(_RENAME)


async def test_a_database_that_is_not_open_is_unavailable(database_url: str) -> None:
    with pytest.raises(Unavailable):
        async with Database(database_url).writing_lightly(UUID(int=1)):
            pass
