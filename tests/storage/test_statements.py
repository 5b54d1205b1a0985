"""Lone statements: what becomes of them where the database cannot answer."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy import text

from service.actor import Actor
from service.database import Database
from service.errors import Unavailable

_LOCK = 20_261_122
_ONE = "SELECT '1'::json"


@pytest.fixture
async def narrow(database_url: str) -> AsyncIterator[Database]:
    """With one connection for each kind of work."""
    database = Database(database_url, pool_size=1)
    await database.open()
    yield database
    await database.close()


async def test_a_statement_waits_for_a_connection_no_longer_than_it_may(
    narrow: Database, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.connections.PATIENCE_S", 0)
    async with narrow.writing(actor.organization_id) as session:
        await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        locked = f"SELECT to_json(pg_advisory_xact_lock({_LOCK})::text)"
        busy = asyncio.create_task(narrow.statements.json(locked, ()))
        too_many = asyncio.create_task(narrow.statements.json(_ONE, ()))
        with pytest.raises(Unavailable, match="every database connection is busy"):
            await too_many
    assert await busy == b'""'
    assert await narrow.statements.json(_ONE, ()) == b"1"


async def test_a_value_that_does_not_fit_its_parameter_is_no_outage(narrow: Database) -> None:
    with pytest.raises(asyncpg.DataError):
        await narrow.statements.json("SELECT to_json($1::integer)", ["one"])
    assert await narrow.statements.json(_ONE, ()) == b"1"
