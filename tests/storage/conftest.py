"""A filled database, for what only many rows show."""

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256

import asyncpg
import pytest

from service.actor import operator
from tests.conftest import (
    ensure_template,
    execute,
    has_database,
    locked,
    named,
    shared_folder,
)
from tests.storage.explained import Filled
from tests.storage.filling import statements


@pytest.fixture(scope="session")
def filled_url(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database that all workers share, since nobody writes to it."""
    with locked(shared_folder(tmp_path_factory) / "template.lock"):
        return named(server_url, ensure_filled(server_url))


@pytest.fixture
async def filled(filled_url: str) -> AsyncIterator[Filled]:
    """Its first organization, on solid-state disks."""
    settings = {"role": "sightline_reader", "jit": "off", "random_page_cost": "1.1"}
    connection = await asyncpg.connect(filled_url, server_settings=settings)
    organization_id = await connection.fetchval("SELECT id FROM organization ORDER BY id LIMIT 1")
    yield Filled(connection, operator(organization_id))
    await connection.close()


def ensure_filled(url: str) -> str:
    """The name of a filled database at head, made where this server has none yet."""
    template, source = ensure_template(url), "".join(statements())
    name = f"{template}_{sha256(source.encode()).hexdigest()[:8]}"
    if not asyncio.run(has_database(url, name)):
        asyncio.run(execute(url, f"DROP DATABASE IF EXISTS {name}_draft WITH (FORCE)"))
        asyncio.run(execute(url, f"CREATE DATABASE {name}_draft TEMPLATE {template}"))
        asyncio.run(fill(named(url, f"{name}_draft")))
        asyncio.run(execute(url, f"ALTER DATABASE {name}_draft RENAME TO {name}"))
    return name


async def fill(url: str) -> None:
    connection = await asyncpg.connect(url)
    for statement in statements():
        await connection.execute(statement)
    await connection.close()
