from collections.abc import AsyncIterator

import asyncpg
import pytest

from service.actor import Actor
from service.database import Database
from tests.events.log import Log


@pytest.fixture
def log(database: Database, actor: Actor) -> Log:
    """The log of the test's organization."""
    return Log(database, actor)


@pytest.fixture
def strange_log(database: Database, stranger: Actor) -> Log:
    return Log(database, stranger)


@pytest.fixture
async def owner(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """Who can do what nobody should: row-level security and grants do not bind it."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()
