"""A database whose owner lets us make no extensions: it works, and forgives no slips of the pen."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy.engine import make_url

from service.database import Database
from service.migration import migrate
from service.search.queries import found
from tests.company import Company
from tests.conftest import execute, named, new_organization


@pytest.fixture
def guest_url(server_url: str) -> Iterator[str]:
    """A database as a guest sees it, who may make tables and nothing else."""
    name = f"guest_{uuid4().hex}"
    asyncio.run(execute(server_url, f"CREATE ROLE {name} LOGIN PASSWORD '{name}'"))
    asyncio.run(execute(server_url, f"CREATE DATABASE {name}"))
    asyncio.run(execute(named(server_url, name), f"GRANT ALL ON SCHEMA public TO {name}"))
    url = make_url(named(server_url, name)).set(username=name, password=name)
    yield url.render_as_string(hide_password=False)
    asyncio.run(execute(server_url, f"DROP DATABASE {name}"))
    asyncio.run(execute(server_url, f"DROP ROLE {name}"))


async def titles_found(url: str, *texts: str) -> list[int]:
    """How many of an organization's objectives each text finds."""
    database = Database(url)
    await database.open()
    actor = await new_organization(database)
    await Company(database, actor).objective("Improve onboarding")
    async with database.reading() as session:
        counts = [len((await session.execute(found(actor, text))).all()) for text in texts]
    await database.close()
    return counts


def test_where_extensions_are_forbidden_everything_else_works(
    guest_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    migrate(guest_url)

    (warning,) = [record for record in caplog.records if record.levelname == "WARNING"]
    assert "forgives no slips of the pen" in warning.getMessage()
    assert asyncio.run(titles_found(guest_url, "onb", "onbording")) == [1, 0]
