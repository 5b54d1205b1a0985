"""Sessions: `reading()` and `writing()`; nothing else opens, commits or rolls back one.

Where a session would cost more than its work, there are lone `statements` to read with, and
`writing_lightly()`: connections of their own, under the same roles.

Reads run as `sightline_reader`, which sees every organization and may change nothing: every read
names its organization itself. Writes run as `sightline_tenant`, which row-level security keeps
inside one organization, whatever the statement says.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar, cast
from uuid import UUID
from weakref import WeakValueDictionary

import asyncpg
import orjson
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from service.database_url import driver_url
from service.errors import Unavailable
from service.one_write import one_write
from service.outages import gone, named, of_state
from service.statements import Statements
from service.transactions import Transactions

Session = AsyncSession
Done = TypeVar("Done")

READER = "sightline_reader"
TENANT = "sightline_tenant"

# Both roles are ours to take, and the migration found them, too.
_GUARDED = """
    SELECT count(*) = 2 AND bool_and(pg_has_role(current_user, oid, 'MEMBER'))
       AND (SELECT relforcerowsecurity FROM pg_class WHERE oid = to_regclass('event'))
      FROM pg_roles WHERE rolname = ANY(:names)
"""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long statements and locks may take, in seconds; 0 is without limit."""

    statement_s: int
    lock_s: int
    idle_s: int


SERVING = Patience(statement_s=30, lock_s=2, idle_s=10)
WORKING = Patience(statement_s=0, lock_s=60, idle_s=0)


class Database:
    """The connections of one process; make it inside a running event loop."""

    def __init__(self, url: str, *, patience: Patience = SERVING, pool_size: int = 10) -> None:
        self._url = make_url(url).set(drivername="postgresql+asyncpg")
        self._patience = patience
        self._pool_size = pool_size
        self._reader = self._engine(None)
        self._writer = self._reader
        self._statements: Statements | None = None
        self._transactions: Transactions | None = None
        self._guarded: bool | None = None
        self._graph_locks: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()

    @property
    def guarded(self) -> bool:
        """Whether row-level security stands behind the writes; known after `open()`."""
        return bool(self._guarded)

    def graph_lock(self, organization_id: UUID) -> asyncio.Lock:
        """One organization's turn in this process, taken before a connection is."""
        return self._graph_locks.setdefault(organization_id, asyncio.Lock())

    async def open(self) -> None:
        """Connect, and take the two roles where the database has them.

        Raises:
            Unavailable: no connection could be made.
        """
        async with _translated(), self._reader.connect() as connection:
            self._guarded = bool(
                await connection.scalar(text(_GUARDED), {"names": [READER, TENANT]})
            )
        if self._guarded:
            await self._reader.dispose()
            self._reader = self._engine(READER)
            self._writer = self._engine(TENANT)

        url = driver_url(self._url)
        self._statements = await Statements.open(
            url,
            size=self._pool_size,
            settings=self._server_settings(READER if self._guarded else None),
        )
        self._transactions = await Transactions.open(
            url,
            size=self._pool_size,
            settings=self._server_settings(TENANT if self._guarded else None),
        )

    @property
    def statements(self) -> Statements:
        """Lone reads; there are none before `open()`.

        Raises:
            Unavailable: it is not open.
        """
        if self._statements is None:
            raise Unavailable("the database is not open")
        return self._statements

    @property
    def transactions(self) -> Transactions:
        """Writes without a session; there are none before `open()`.

        Raises:
            Unavailable: it is not open.
        """
        if self._transactions is None:
            raise Unavailable("the database is not open")
        return self._transactions

    async def alone(self) -> asyncpg.Connection:
        """A connection that reads, outside every pool, for whoever keeps it; it closes it, too.

        Raises:
            asyncpg.PostgresError, OSError, …: none could be made.
        """
        role = READER if self._guarded else None
        settings = self._server_settings(role)
        return await asyncpg.connect(driver_url(self._url), timeout=5, server_settings=settings)

    async def close(self) -> None:
        if self._statements is not None:
            await self._statements.close()
        if self._transactions is not None:
            await self._transactions.close()
        await self._reader.dispose()
        await self._writer.dispose()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Session]:
        """One consistent look at the database, for one task; its rows outlive it.

        Raises:
            Unavailable: the database cannot answer now.
        """
        async with (
            _translated(),
            AsyncSession(self._reader, expire_on_commit=False) as session,
            session.begin(),
        ):
            await session.connection(
                execution_options={
                    "isolation_level": "REPEATABLE READ",
                    "postgresql_readonly": True,
                }
            )
            yield session

    @asynccontextmanager
    async def writing(self, organization_id: UUID) -> AsyncIterator[Session]:
        """One transaction in one organization: all of it is committed, or nothing.

        Raises:
            Conflict: other writers were in the way; asking again may help.
            Unavailable: the database cannot answer now.
        """
        async with (
            _translated(),
            AsyncSession(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            await session.execute(
                text("SELECT set_config('app.organization_id', :id, true)"),
                {"id": str(organization_id)},
            )
            yield session

    @asynccontextmanager
    async def writing_lightly(self, organization_id: UUID) -> AsyncIterator[Session]:
        """The same for commands that only `execute`, and ask for `scalar` and `scalars`.

        Raises:
            Conflict: other writers were in the way; asking again may help.
            Unavailable: the database cannot answer now, or is not open.
        """
        async with self.transactions.writing(organization_id) as transaction:
            # What commands are given has one name, however they are run.
            yield cast("Session", transaction)

    async def writing_once(
        self, organization_id: UUID, work: Callable[[Session], Awaitable[Done]]
    ) -> Done:
        """The same, without locks, for one row at most: what `work` makes of its session.

        Raises:
            Moved: nothing is written; with locks it may well be.
            Conflict: other writers were in the way; asking again may help.
            Unavailable: the database cannot answer now, or is not open.
        """
        return await one_write(
            self.transactions, organization_id, lambda session: work(cast("Session", session))
        )

    def _server_settings(self, role: str | None) -> dict[str, str]:
        patience = self._patience
        settings = {
            "application_name": "sightline",
            "jit": "off",
            "timezone": "UTC",
            "statement_timeout": f"{patience.statement_s}s",
            "lock_timeout": f"{patience.lock_s}s",
            "idle_in_transaction_session_timeout": f"{patience.idle_s}s",
        }
        return settings if role is None else {**settings, "role": role}

    def _engine(self, role: str | None) -> AsyncEngine:
        return create_async_engine(
            self._url,
            pool_size=self._pool_size,
            max_overflow=0,
            pool_timeout=10,
            pool_pre_ping=False,
            json_serializer=lambda value: orjson.dumps(value).decode(),
            json_deserializer=orjson.loads,
            connect_args={"timeout": 5, "server_settings": self._server_settings(role)},
        )


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    """Name the failures that are nobody's fault; everything else stays what it is."""
    try:
        yield
    except PoolTimeoutError as error:
        raise Unavailable("every database connection is busy") from error
    except DBAPIError as error:
        failure = of_state(getattr(error.orig, "sqlstate", None))
        if failure is None and error.connection_invalidated:
            failure = gone()
        if failure is None:
            raise
        raise failure from error
    except (asyncpg.InternalClientError, OSError, TimeoutError) as error:
        raise named(error) from error
