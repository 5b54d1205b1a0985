"""Lone statements, made once and run many times: for reads that are one statement whole.

No transaction, no session: one round trip. The role may read and nothing else; each statement
names its organization itself.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from service.errors import Conflict, Unavailable

# Prepared statements are kept per connection, however long they are.
CACHED_STATEMENTS = 1_024
_ACQUIRE_S = 10

# The server is not there, not ready, shutting down, full, or took too long.
_GONE = ("08", "53", "57")
_LOCKED = "55P03"


class Statements:
    """A pool of connections of which nothing is ever changed, so that none has to be reset."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    @classmethod
    async def open(
        cls, url: str, *, size: int, settings: dict[str, str], cached: int = CACHED_STATEMENTS
    ) -> "Statements":
        """Connect.

        Raises:
            Unavailable: no connection could be made.
        """
        async with _translated():
            pool = await asyncpg.create_pool(
                url,
                min_size=1,
                max_size=size,
                timeout=5,
                init=_as_bytes,
                reset=_keep,
                server_settings=settings,
                statement_cache_size=cached,
                max_cacheable_statement_size=0,
                max_cached_statement_lifetime=0,
            )
        return cls(pool)

    async def close(self) -> None:
        await self._pool.close()

    async def json(self, sql: str, arguments: Sequence[Any]) -> bytes:
        """The one value of a statement, which is JSON.

        Raises:
            Unavailable: the database cannot answer now.
        """
        async with _translated(), self._pool.acquire(timeout=_ACQUIRE_S) as connection:
            value: bytes = await connection.fetchval(sql, *arguments)
            return value


async def _as_bytes(connection: asyncpg.Connection) -> None:
    """JSON comes as it is sent: nobody here reads it."""
    await connection.set_type_codec(
        "json", schema="pg_catalog", encoder=bytes, decoder=bytes, format="binary"
    )


async def _keep(connection: asyncpg.Connection) -> None:
    """Nothing to reset: a reset would be one more round trip."""


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    try:
        yield
    except asyncpg.PostgresError as error:
        state = error.sqlstate or ""
        if state == _LOCKED:
            raise Conflict("others are writing (lock timeout); try again") from error
        if state.startswith(_GONE):
            raise Unavailable("the database does not answer") from error
        raise
    except asyncpg.InterfaceError as error:
        raise Unavailable("the database does not answer") from error
    except (OSError, TimeoutError) as error:
        raise Unavailable("the database cannot be reached") from error
