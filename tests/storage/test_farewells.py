"""A server that takes its leave: what is asked just then is asked again, by another connection."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL, make_url

from service.actor import Actor
from service.database import Database
from service.errors import Unavailable
from tests.conftest import new_organization

_SOCKET = ".s.PGSQL.{port}"
_PORT = 5432
_FIELDS = b"SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0"
_FAREWELL = b"E" + (len(_FIELDS) + 4).to_bytes(4, "big") + _FIELDS
_ONE = text("SELECT 1")


class Door:
    """Between a service and its server; says that the server goes, and has not closed yet."""

    def __init__(self, server: URL) -> None:
        self._server = server
        self._open: set[asyncio.StreamWriter] = set()

    def farewell(self) -> None:
        for writer in self._open:
            writer.write(_FAREWELL)

    async def come(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await _connected(self._server)
        self._open.add(writer)
        await asyncio.gather(_pass_on(reader, inner_writer), _pass_on(inner_reader, writer))
        self._open.discard(writer)


async def _connected(server: URL) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """To the socket or the port that it listens on."""
    port = server.port or _PORT
    folder = server.query.get("host")
    if isinstance(folder, str):
        return await asyncio.open_unix_connection(f"{folder}/{_SOCKET.format(port=port)}")
    return await asyncio.open_connection(server.host, port)


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


@asynccontextmanager
async def _door(url: str) -> AsyncIterator[tuple[Door, str]]:
    """One, and the address behind it."""
    address = make_url(url)
    door = Door(address)
    server = await asyncio.start_server(door.come, "127.0.0.1")
    host, port = server.sockets[0].getsockname()
    # What it says by itself is not encrypted.
    behind = address.set(host=host, port=port, query={"ssl": "disable"})
    try:
        yield door, behind.render_as_string(hide_password=False)
    finally:
        server.close()


@pytest.fixture
async def guarded(database_url: str) -> AsyncIterator[tuple[Door, Database]]:
    """A database behind a door, with connections that were used."""
    async with _door(database_url) as (door, url):
        database = Database(url, pool_size=1)
        await database.open()
        yield door, database
        await database.close()


async def _read(database: Database, _: Actor) -> None:
    async with database.reading() as session:
        await session.execute(_ONE)


async def _read_lone(database: Database, _: Actor) -> None:
    await database.statements.json("SELECT '1'::json", ())


async def _write(database: Database, actor: Actor) -> None:
    async with database.writing(actor.organization_id) as session:
        await session.execute(_ONE)


async def _write_lightly(database: Database, actor: Actor) -> None:
    async with database.writing_lightly(actor.organization_id) as session:
        await session.execute(_ONE)


@pytest.mark.parametrize("ask", [_read, _read_lone, _write, _write_lightly])
async def test_what_is_asked_at_a_farewell_is_told_that_the_database_is_away(
    guarded: tuple[Door, Database], ask: Callable[[Database, Actor], Awaitable[None]]
) -> None:
    door, database = guarded
    actor = await new_organization(database)
    await ask(database, actor)
    door.farewell()
    # What a peer on this machine has written is there at the next look of the loop: so that it is
    # heard before anything is asked.
    for _ in range(10):
        await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await ask(database, actor)
    await ask(database, actor)
