"""A command without a transaction around it: two round trips instead of four.

The row that it is to change is read without a lock. Its one write is held back to the end and is a
transaction of its own, which writes rows only where they still have the version that was read, and
tells of them only then. Where they have not, or the command locks other rows, too, or writes more
than once, nothing is written, and it must be carried out with locks.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import CompoundSelect, Executable, Select, bindparam, func, select, true
from sqlalchemy.dialects.postgresql.asyncpg import PGCompiler_asyncpg, PGDialect_asyncpg

from service.transactions import Compiled, Found, Row, Transactions, compiled, refuse_objects

# The execution option of a statement that writes; it selects the ids of what it has written.
WRITES = "writes"

Reads = Select[Any] | CompoundSelect[Any]
Done = TypeVar("Done")

_TENANT = "#tenant"


class Moved(Exception):
    """Nothing is written: somebody was quicker, or it takes more than one statement."""


class OneWrite:
    """What a command takes for its session; of that it has `execute` and `scalars`."""

    def __init__(self, connection: Any, organization_id: UUID) -> None:  # noqa: ANN401 - the pool's proxy of a connection
        self._connection = connection
        self._tenant = str(organization_id)
        self._write: tuple[Executable, Mapping[str, Any]] | None = None
        self._has_read_to_write = False

    async def execute(self, statement: Executable, given: Mapping[str, Any] | None = None) -> Found:
        """The rows, each of which begins with what is never null; of a write there are none.

        Raises:
            Moved: the command has to be carried out with locks.
        """
        if self._write is not None or not isinstance(statement, Reads):
            raise Moved
        if statement.get_execution_options().get(WRITES):
            self._write = statement, given or {}
            return Found([])
        if statement._for_update_arg is not None:  # noqa: SLF001 - SQLAlchemy tells it nowhere else
            # The version stands in for the lock of the row that is written, and for no other.
            if self._has_read_to_write:
                raise Moved
            self._has_read_to_write = True
        return await self.run(statement, given or {})

    async def scalars(
        self, statement: Executable, given: Mapping[str, Any] | None = None
    ) -> list[Any]:
        """The first value of each row."""
        return [row[0] for row in await self.execute(statement, given)]

    async def finish(self) -> None:
        """Write what was held back.

        Raises:
            Moved: the row has another version by now.
        """
        if self._write is not None and not (await self.run(*self._write)).all():
            raise Moved

    async def run(self, statement: Executable, given: Mapping[str, Any]) -> Found:
        """Have the statement carried out and committed, now."""
        whole = alone(statement)
        arguments = whole.arguments({**given, _TENANT: self._tenant})
        rows: list[Row] = await self._connection.fetch(whole.sql, *arguments)
        return Found([row for row in rows if row[0] is not None])


async def one_write(
    transactions: Transactions,
    organization_id: UUID,
    work: Callable[[OneWrite], Awaitable[Done]],
) -> Done:
    """What `work` makes of its session, once it is committed.

    For one row: of several, those that have not moved would be written.

    Raises:
        Moved: nothing is written; the same work in a transaction may well be.
        Conflict: other writers were in the way; asking again may help.
        Unavailable: the database cannot answer now.
    """
    async with transactions.connection() as connection:
        session = OneWrite(connection, organization_id)
        done = await work(session)
        await session.finish()
    return done


class _Unlocking(PGCompiler_asyncpg):
    """Leaves out locks: they would end with the statement."""

    def for_update_clause(self, *_: object, **__: object) -> str:
        return ""


class _Dialect(PGDialect_asyncpg):
    statement_compiler = _Unlocking


_ALONE: WeakKeyDictionary[Executable, Compiled] = WeakKeyDictionary()


def alone(statement: Executable) -> Compiled:
    """A statement that is a transaction in the organization which it is given besides."""
    found = _ALONE.get(statement)
    if found is None:
        refuse_objects(statement)
        found = _ALONE[statement] = compiled(_with_tenant(statement), _Dialect)
    return found


def _with_tenant(statement: Any) -> Select[Any]:  # noqa: ANN401 - of `Reads`
    """The statement in its organization, which it names itself for row-level security.

    An outer join on nothing is carried out from its left side, so that policies find the name when
    the right side begins. Were it not so, they would find none, and there would be no row.
    """
    name = func.set_config("app.organization_id", bindparam(_TENANT), true())
    tenant = select(name.label("name")).cte("tenant").prefix_with("MATERIALIZED")
    found = statement.cte("found").prefix_with("MATERIALIZED")
    return select(found).select_from(tenant.outerjoin(found, true()))
