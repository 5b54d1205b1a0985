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

TO_THE_SECOND = """
DROP TABLE idempotency_key;
DROP INDEX uq_membership_live;
ALTER TABLE membership ADD CONSTRAINT uq_membership_organization_id_person_id_team_id
    UNIQUE (organization_id, person_id, team_id);
UPDATE alembic_version SET version_num = '20261122_0002'
"""


@pytest.fixture
def url_behind(server_url: str) -> Iterator[str]:
    """A database that the last migration is still to come to."""
    name = f"behind_{uuid4().hex}"
    asyncio.run(execute(server_url, f"CREATE DATABASE {name}"))
    url = named(server_url, name)
    migrate(url)
    asyncio.run(execute(url, TO_THE_SECOND))
    yield url
    asyncio.run(execute(server_url, f"DROP DATABASE {name}"))


async def migrate_beside_a_reader(url: str) -> None:
    reader = await asyncpg.connect(url)
    try:
        async with reader.transaction():
            await reader.execute("SELECT FROM membership")
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
