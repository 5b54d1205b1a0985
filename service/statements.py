"""Lone statements, made once and run many times: for reads that are one statement whole.

No transaction, no session: one round trip. The role may read and nothing else; each statement
names its organization itself.
"""

from collections.abc import Sequence
from typing import Any

import asyncpg

from service.outages import FAILURES, free_connection, named

# Prepared statements are kept per connection, however long they are.
_CACHED_STATEMENTS = 1_024


class Statements:
    """A pool of connections of which nothing is ever changed, so that none has to be reset."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    @classmethod
    async def open(cls, url: str, *, size: int, settings: dict[str, str]) -> "Statements":
        """Connect.

        Raises:
            Unavailable: no connection could be made.
        """
        try:
            pool = await asyncpg.create_pool(
                url,
                min_size=1,
                max_size=size,
                timeout=5,
                init=_as_bytes,
                reset=_keep,
                server_settings=settings,
                statement_cache_size=_CACHED_STATEMENTS,
                max_cacheable_statement_size=0,
                max_cached_statement_lifetime=0,
            )
        except FAILURES as error:
            raise named(error) from error
        return cls(pool)

    async def close(self) -> None:
        await self._pool.close()

    async def json(self, sql: str, arguments: Sequence[Any]) -> bytes:
        """The one value of a statement, which is JSON.

        Raises:
            Conflict: others held what it needs for too long; asking again may help.
            Unavailable: the database cannot answer now.
        """
        # Every answer comes this way: a context manager of ours would cost as much as the pool.
        try:
            connection = await free_connection(self._pool)
            try:
                value: bytes = await connection.fetchval(sql, *arguments)
                return value
            finally:
                await self._pool.release(connection)
        except FAILURES as error:
            raise named(error) from error


async def _as_bytes(connection: asyncpg.Connection) -> None:
    """JSON comes as it is sent: nobody here reads it."""
    await connection.set_type_codec(
        "json", schema="pg_catalog", encoder=bytes, decoder=bytes, format="binary"
    )


async def _keep(connection: asyncpg.Connection) -> None:
    """Nothing to reset: a reset would be one more round trip."""
