"""Connections: they pass from one piece of work to the next, and none is ever lost on the way."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from service.connections import Connections
from service.errors import Unavailable
from service.statements import Statements

_ONE = "SELECT '1'::json"
_PID = "SELECT to_json(pg_backend_pid())"
_LONG = "SELECT to_json(pg_sleep(20)::text)"


@pytest.fixture
async def statements(database_url: str) -> AsyncIterator[Statements]:
    """With two connections."""
    opened = await Statements.open(_plain(database_url), size=2, settings={"jit": "off"})
    yield opened
    await opened.close()


@pytest.fixture
async def pool(database_url: str) -> asyncpg.Pool:
    """Of one connection."""
    return await asyncpg.create_pool(_plain(database_url), min_size=0, max_size=1)


def _plain(url: str) -> str:
    """The address as the driver reads it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


async def test_the_connection_used_last_is_used_next(statements: Statements) -> None:
    assert len({await statements.json(_PID, ()) for _ in range(5)}) == 1


async def test_more_work_than_connections_takes_turns(statements: Statements) -> None:
    answers = await asyncio.gather(*(statements.json(_PID, ()) for _ in range(20)))
    assert len(set(answers)) == 2


async def test_a_connection_that_the_server_ended_is_replaced(statements: Statements) -> None:
    first = await statements.json(_PID, ())
    end = f"SELECT to_json(pg_terminate_backend({first.decode()}))"
    with pytest.raises(Unavailable):
        await statements.json(end, ())
    assert await statements.json(_PID, ()) != first


async def test_a_connection_that_ended_while_nobody_used_it_is_replaced(
    statements: Statements,
) -> None:
    first, second = await asyncio.gather(statements.json(_PID, ()), statements.json(_PID, ()))
    end = (
        "SELECT to_json(count(pg_terminate_backend(pid))) FROM pg_stat_activity"
        f" WHERE pid IN ({first.decode()}, {second.decode()}) AND pid <> pg_backend_pid()"
    )
    assert await statements.json(end, ()) == b"1"
    await asyncio.sleep(0.1)
    pids = await asyncio.gather(statements.json(_PID, ()), statements.json(_PID, ()))
    assert len({*pids, first, second}) == 3


async def test_cancelled_work_leaves_its_connection_to_the_next(statements: Statements) -> None:
    cancelled = [asyncio.create_task(statements.json(_LONG, ())) for _ in range(4)]
    await asyncio.sleep(0.1)
    for task in cancelled:
        task.cancel()
    await asyncio.gather(*cancelled, return_exceptions=True)
    async with asyncio.timeout(5):
        assert await asyncio.gather(*(statements.json(_ONE, ()) for _ in range(4))) == [b"1"] * 4


async def test_a_connection_handed_to_work_that_is_cancelled_then_goes_on_to_the_next(
    pool: asyncpg.Pool,
) -> None:
    connections = Connections(pool)
    lent = await connections.take()
    waiting = [asyncio.create_task(connections.take()) for _ in range(2)]
    await asyncio.sleep(0)
    connections.give_back(lent)
    waiting[0].cancel()
    async with asyncio.timeout(5):
        assert await waiting[1] is lent
    connections.give_back(lent)
    await connections.close()


async def test_the_pool_has_back_what_nobody_needs(
    pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.connections.SPARE_S", 0.05)
    connections = Connections(pool)
    lent = await connections.take()
    await asyncio.sleep(0.2)
    assert pool.get_idle_size() == 0
    connections.give_back(lent)
    await asyncio.sleep(0.2)
    assert pool.get_idle_size() == 1
    connections.give_back(await connections.take())
    await connections.close()


async def test_closing_waits_for_work_and_refuses_what_comes_later(
    statements: Statements,
) -> None:
    work = asyncio.create_task(statements.json("SELECT to_json(pg_sleep(0.2)::text)", ()))
    await asyncio.sleep(0.1)
    await statements.close()
    assert work.done()
    assert await work == b'""'
    with pytest.raises(Unavailable):
        await statements.json(_ONE, ())


async def test_closing_ends_work_that_does_not_end(
    statements: Statements, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.connections.PATIENCE_S", 0.1)
    work = asyncio.create_task(statements.json("SELECT to_json(pg_sleep(0.6)::text)", ()))
    await asyncio.sleep(0.1)
    await statements.close()
    with pytest.raises(Unavailable):
        await work
