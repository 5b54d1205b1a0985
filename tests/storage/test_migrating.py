"""What a migration does to those who use the database meanwhile."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import asyncpg
import pytest

from service import migration
from service.errors import UnusableInput
from service.migration import is_migrated, migrate
from tests.conftest import execute, named

BEFORE_THE_LAST = """
DROP TABLE planning_step, review;
ALTER TABLE cycle DROP COLUMN carried_from_id;
ALTER TABLE key_result DROP COLUMN carried_from_id;
ALTER TABLE alignment DROP COLUMN decision_note;
ALTER TABLE dependency DROP COLUMN provider_team_id, DROP COLUMN risk_owner_id,
    DROP COLUMN decided_at, DROP COLUMN decided_by_id;
UPDATE alembic_version SET version_num = '20261122_0004'
"""


@pytest.fixture
def url_behind(server_url: str) -> Iterator[str]:
    """A database that the last migration is still to come to."""
    name = f"behind_{uuid4().hex}"
    asyncio.run(execute(server_url, f"CREATE DATABASE {name}"))
    url = named(server_url, name)
    migrate(url)
    asyncio.run(execute(url, BEFORE_THE_LAST))
    yield url
    asyncio.run(execute(server_url, f"DROP DATABASE {name}"))


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
