"""Commands run in this process, on a database of the tests' server; the environment is theirs."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import orjson
import pytest
from typer.testing import CliRunner

from service.cli import app
from service.database import Database

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    status: int
    result: str
    messages: str

    @property
    def document(self) -> dict[str, object]:
        return orjson.loads(self.result)


Run = Callable[..., Ran]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str | None]:
    """No setting of the machine's own, and a data directory that is this test's."""
    names = ("DATABASE_URL", "HOST", "PORT", "WORKERS", "LOG_FORMAT", "CORS_ORIGINS")
    nothing: dict[str, str | None] = {f"SIGHTLINE_{name}": None for name in names}
    return {
        **nothing,
        "SIGHTLINE_DATA_DIR": str(tmp_path / "data"),
        "SIGHTLINE_SECRET_KEY": "a key for the tests of commands",
    }


@pytest.fixture
def offline(environment: dict[str, str | None]) -> Run:
    """Runs a command that needs no database; one that asked for it would start its own."""
    return lambda *arguments, **changed: _ran(arguments, {**environment, **changed})


@pytest.fixture
def run(environment: dict[str, str | None], database_url: str) -> Run:
    """Runs a command on the tests' database."""
    stored = {**environment, "SIGHTLINE_DATABASE_URL": database_url}
    return lambda *arguments, **changed: _ran(arguments, {**stored, **changed})


@pytest.fixture
def slug(run: Run) -> str:
    """An empty organization that is this test's alone."""
    slug = f"org-{uuid4().hex[:12]}"
    assert run("organization", "create", slug).status == 0
    return slug


@pytest.fixture
def in_database(database_url: str) -> Callable[[Callable[[Database], Awaitable[Answer]]], Answer]:
    """Does something with the tests' database from a test that is not async."""

    async def open_and(work: Callable[[Database], Awaitable[Answer]]) -> Answer:
        database = Database(database_url, pool_size=2)
        await database.open()
        try:
            return await work(database)
        finally:
            await database.close()

    return lambda work: asyncio.run(open_and(work))


def _ran(arguments: tuple[str, ...], environment: dict[str, str | None]) -> Ran:
    ended = CliRunner().invoke(app, [str(one) for one in arguments], env=environment)
    if ended.exception is not None and not isinstance(ended.exception, SystemExit):
        raise ended.exception
    return Ran(ended.exit_code, ended.stdout, ended.stderr)
