"""What a migration does to those who use the database meanwhile."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.ext.asyncio import create_async_engine

import migrations
from service import migration
from service.database import Database
from service.errors import UnusableInput
from service.events.feed import entries_after
from service.events.sequencing import number_all
from service.events.verifying import verify_log
from service.migration import is_migrated, migrate
from service.tables import new_id
from tests.conftest import execute, named

BEFORE_THE_RITUALS = "20261122_0004"
BEFORE_THE_LOG = "20261122_0005"

ORGANIZATION = """
INSERT INTO organization (id, slug, name, timezone, created_at, updated_at, version)
VALUES ($1, 'old', 'Old', 'UTC', now(), now(), 1)
"""
EVENT = """
INSERT INTO event (organization_id, id, type, subject_kind, subject_id, occurred_at, changes)
VALUES ($1, $2, 'team.created', 'team', $2, now(), '{"name": [null, "Old"]}')
"""


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


async def test_a_log_of_before_keeps_its_events_and_gets_its_numbers(url_behind: str) -> None:
    """Of another month, of none that an id tells, of now: in the order of their ids."""
    await asyncio.to_thread(migrate, url_behind)
    await downgrade(url_behind, BEFORE_THE_LOG)
    own = new_id()
    ids = sorted([UUID(int=0x0190_0000_0000_7000 << 64 | 1), new_id(), UUID(int=0xF << 124 | 1)])
    await change(url_behind, (ORGANIZATION, [own]), *((EVENT, [own, one]) for one in ids[::-1]))

    await asyncio.to_thread(migrate, url_behind)

    database = Database(url_behind, pool_size=2)
    await database.open()
    try:
        assert await number_all(database, own) == 3
        entries = await entries_after(database, own, 0, most=9)
        assert [(entry.sequence, entry.id) for entry in entries] == list(enumerate(ids, 1))
        assert (await verify_log(database, own)).broken == 0
    finally:
        await database.close()
    await downgrade(url_behind, BEFORE_THE_LOG)
    (found,) = await change(url_behind, ("SELECT array_agg(id ORDER BY id) FROM event", []))
    assert found == ids


async def change(url: str, *statements: tuple[str, list[object]]) -> list[object]:
    """What statements answer that row-level security does not bind."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("ALTER TABLE organization NO FORCE ROW LEVEL SECURITY")
        await connection.execute("ALTER TABLE event NO FORCE ROW LEVEL SECURITY")
        answers = [await connection.fetchval(sql, *given) for sql, given in statements]
        await connection.execute("ALTER TABLE organization FORCE ROW LEVEL SECURITY")
        await connection.execute("ALTER TABLE event FORCE ROW LEVEL SECURITY")
    finally:
        await connection.close()
    return answers
