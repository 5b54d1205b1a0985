"""Real PostgreSQL for every test that asks for it.

One server, one migrated template, one clone per xdist worker, one organization per test.
"""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from service.actor import Actor, operator
from service.database import Database
from service.embedded import embedded_server
from service.identity.commands import create_organization
from service.migration import migrate
from service.tables import new_id
from tests.company import Company
from tests.writing.desk import Desk

SECRET_KEY = b"a key for the tests alone"
MIGRATIONS = Path(__file__).parents[1] / "migrations"


END_SESSIONS = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
 WHERE datname = '{name}' AND usename = current_user
"""


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server: SIGHTLINE_TEST_DATABASE_URL (a superuser's), else the embedded one."""
    given = os.environ.get("SIGHTLINE_TEST_DATABASE_URL")
    if given:
        yield given
        return
    with embedded_server(shared_folder(tmp_path_factory) / "data", fast=True) as url:
        yield url


@pytest.fixture(scope="session")
def database_url(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database of this worker's own."""
    with cloned_database(server_url, shared_folder(tmp_path_factory)) as url:
        yield url


@pytest.fixture(scope="module")
def own_database_url(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One for processes that look after all organizations: those of other tests are not there."""
    with cloned_database(server_url, shared_folder(tmp_path_factory)) as url:
        yield url


@contextmanager
def cloned_database(server_url: str, folder: Path) -> Iterator[str]:
    """Cloned from the migrated template."""
    name = f"test_{uuid4().hex}"
    with locked(folder / "template.lock"):
        template = ensure_template(server_url)
        asyncio.run(execute(server_url, f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield named(server_url, name)
    # Those of processes that were killed. Not FORCE, which only a superuser may use against
    # autovacuum; without it PostgreSQL waits.
    asyncio.run(execute(server_url, END_SESSIONS.format(name=name)))
    asyncio.run(execute(server_url, f"DROP DATABASE {name}"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, pool_size=5)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
async def other_process(database_url: str) -> AsyncIterator[Database]:
    """A second set of connections, which shares no lock in memory with the first."""
    database = Database(database_url, pool_size=5)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
async def actor(database: Database) -> Actor:
    """An admin of an organization that is this test's alone."""
    return await new_organization(database)


@pytest.fixture
async def stranger(database: Database) -> Actor:
    """An admin of another organization."""
    return await new_organization(database)


@pytest.fixture
def company(database: Database, actor: Actor) -> Company:
    """The test's organization, to be filled."""
    return Company(database, actor)


@pytest.fixture
def strange_company(database: Database, stranger: Actor) -> Company:
    """The other organization, to be filled."""
    return Company(database, stranger)


@pytest.fixture
def desk(database: Database, actor: Actor) -> Desk:
    """Where an admin of the test's organization runs commands."""
    return Desk(database, actor)


async def new_organization(database: Database) -> Actor:
    organization_id = new_id()
    async with database.writing(organization_id) as session:
        await create_organization(
            session, organization_id, f"org-{uuid4().hex[:12]}", "Test organization"
        )
    return operator(organization_id)


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all xdist workers of one run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def named(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)


async def execute(url: str, statement: str) -> str:
    connection = await asyncpg.connect(url)
    try:
        return await connection.execute(statement)
    finally:
        await connection.close()


def ensure_template(url: str) -> str:
    """The name of a database at head, made where this server has none of these migrations yet."""
    sources = b"".join(path.read_bytes() for path in sorted(MIGRATIONS.rglob("*.py")))
    name = f"sightline_{sha256(sources).hexdigest()[:16]}"
    if not asyncio.run(has_database(url, name)):
        asyncio.run(execute(url, f"DROP DATABASE IF EXISTS {name}_draft WITH (FORCE)"))
        asyncio.run(execute(url, f"CREATE DATABASE {name}_draft"))
        migrate(named(url, f"{name}_draft"))
        asyncio.run(execute(url, f"ALTER DATABASE {name}_draft RENAME TO {name}"))
    return name


async def has_database(url: str, name: str) -> bool:
    connection = await asyncpg.connect(url)
    try:
        return bool(await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name))
    finally:
        await connection.close()
