"""Lone statements, made once and run many times: for reads that are one statement whole.

No transaction, no session: one round trip. The role may read and nothing else; each statement
names its organization itself.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from service.connections import Connections
from service.outages import FAILURES, named

# Prepared statements are kept per connection, however long they are.
_CACHED_STATEMENTS = 1_024


class Statements:
    """A pool of connections of which nothing is ever changed, so that none has to be reset."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._connections = Connections(pool)

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
        await self._connections.close()

    async def json(self, sql: str, arguments: Sequence[Any]) -> bytes:
        """The one value of a statement, which is JSON.

        Raises:
            Conflict: others held what it needs for too long; asking again may help.
            Unavailable: the database cannot answer now.
        """
        # Every answer comes this way, and a context manager would be a part of what it costs.
        try:
            connection = await self._connections.take()
            try:
                value: bytes = await connection.fetchval(sql, *arguments)
            except BaseException:
                await self._connections.discard(connection)
                raise
        except FAILURES as error:
            raise named(error) from error
        self._connections.give_back(connection)
        return value

    async def ids(self, sql: str, arguments: Sequence[Any] = ()) -> list[UUID]:
        """The same, of which the JSON is a list of ids."""
        return [UUID(one) for one in orjson.loads(await self.json(sql, arguments))]


async def _as_bytes(connection: asyncpg.Connection) -> None:
    """JSON comes as it is sent: nobody here reads it."""
    await connection.set_type_codec(
        "json", schema="pg_catalog", encoder=bytes, decoder=bytes, format="binary"
    )


async def _keep(connection: asyncpg.Connection) -> None:
    """Nothing to reset: a reset would be one more round trip."""
