"""The database's schema, brought to the head of `migrations/` or compared with it."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

import asyncpg
from sqlalchemy import text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

import migrations
from service.database_url import without_password
from service.errors import Conflict, UnusableInput
from service.events.parts import make_parts
from service.libraries import alembic_command, alembic_config, alembic_util
from service.tables import utc_now

Answer = TypeVar("Answer")

# One migration at a time in one database; the number only has to be ours.
_LOCK = 0x51_6B_71_1E
# Whoever asks for a table that a migration waits for has to wait behind it: not for longer.
_LOCK_WAIT_S = 10
_REVISIONS = Path(migrations.__file__).parent


def migrate(url: str) -> None:
    """Bring the schema to head; any number of processes may try at once.

    Raises:
        UnusableInput: the database cannot be reached, lets us not in, or a table is in use for
            too long; nothing was changed then.
    """
    try:
        _ask(url, _upgrade)
    except alembic_util.CommandError as error:
        raise UnusableInput(f"{_place(url)} is not of this version: {error}") from error
    with suppress(Conflict, asyncpg.InsufficientPrivilegeError):
        # Else the worker does, or the part for the rest takes what comes.
        asyncio.run(make_parts(url, utc_now()))


def is_migrated(url: str) -> bool:
    """Whether the schema is at head.

    Raises:
        UnusableInput: the database cannot be reached, or lets us not in.
    """
    return _ask(url, _is_at_head)


def _ask(url: str, act: Callable[[Connection], Answer]) -> Answer:
    async def run() -> Answer:
        engine = create_async_engine(
            make_url(url).set(drivername="postgresql+asyncpg"),
            poolclass=NullPool,
            connect_args={"timeout": 5, "server_settings": {"jit": "off"}},
        )
        async with engine.begin() as connection:
            return await connection.run_sync(act)

    try:
        return asyncio.run(run())
    except (OSError, TimeoutError) as error:
        reason = error.strerror or str(error) or "no answer in time"
        raise UnusableInput(f"{_place(url)} cannot be reached: {reason}") from error
    except DBAPIError as error:
        raise UnusableInput(f"{_place(url)} cannot be used: {error.orig}") from error


def _place(url: str) -> str:
    return f"the database at {without_password(url)}"


def _upgrade(connection: Connection) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    if _is_at_head(connection):
        return
    connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_WAIT_S}s'"))
    config = alembic_config.Config()
    config.set_main_option("script_location", str(_REVISIONS))
    config.attributes["connection"] = connection
    alembic_command.upgrade(config, "head")


def _is_at_head(connection: Connection) -> bool:
    """As alembic would say, which who only asks need not load."""
    if connection.scalar(text("SELECT to_regclass('alembic_version')")) is None:
        return False
    return list(connection.scalars(text("SELECT version_num FROM alembic_version"))) == [head()]


@cache
def head() -> str:
    """The last revision: they are one chain, and their names begin with their numbers."""
    last = max(file.name for file in (_REVISIONS / "versions").glob("*_*_*.py"))
    return "_".join(last.split("_")[:2])
