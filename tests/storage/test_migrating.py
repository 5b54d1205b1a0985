"""What a migration does to those who use the database meanwhile."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.ext.asyncio import create_async_engine

import migrations
from service import migration
from service.errors import UnusableInput
from service.migration import is_migrated, migrate
from tests.conftest import execute, named

BEFORE_THE_RITUALS = "20261122_0004"


@pytest.fixture
def url_behind(server_url: str) -> Iterator[str]:
    """A database that migrations are still to come to, the first of which changes `cycle`."""
    name = f"behind_{uuid4().hex}"
    asyncio.run(execute(server_url, f"CREATE DATABASE {name}"))
    url = named(server_url, name)
    migrate(url)
    asyncio.run(downgrade(url, BEFORE_THE_RITUALS))
    yield url
    asyncio.run(execute(server_url, f"DROP DATABASE {name}"))


async def downgrade(url: str, revision: str) -> None:
    engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"))
    async with engine.begin() as connection:
        await connection.run_sync(downgrade_to, revision)
    await engine.dispose()


def downgrade_to(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["connection"] = connection
    command.downgrade(config, revision)


async def migrate_beside_a_reader(url: str) -> None:
    reader = await asyncpg.connect(url)
    try:
        async with reader.transaction():
            await reader.execute("SELECT FROM cycle")
            await asyncio.to_thread(migrate, url)
    finally:
        await reader.close()


def test_a_migration_that_a_reader_holds_up_gives_way_and_changes_nothing(
    url_behind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migration, "_LOCK_WAIT_S", 1)
    with pytest.raises(UnusableInput, match="lock timeout"):
        asyncio.run(migrate_beside_a_reader(url_behind))
    assert not is_migrated(url_behind)

    migrate(url_behind)

    assert is_migrated(url_behind)
