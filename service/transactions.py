"""Writing transactions without SQLAlchemy's session: its statements, run by the driver itself.

For commands that are a few statements over tables: a session costs several times what these do.
A statement that is the same object each time is compiled once. Of what a session can do,
`execute`, `scalar` and `scalars` are here, and rows that are read by name and by place.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import asyncpg
import orjson
from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.sql.compiler import SQLCompiler

from service.connections import Connections
from service.outages import FAILURES, named

_CACHED_STATEMENTS = 512


class Row(asyncpg.Record):
    """A row: by name, by place, or taken apart."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the column holds
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def _asdict(self) -> dict[str, Any]:
        return dict(self.items())


class Found:
    """The rows of one statement."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def all(self) -> Sequence[Row]:
        return self._rows

    def one(self) -> Row:
        (row,) = self._rows
        return row

    def one_or_none(self) -> Row | None:
        return self.one() if self._rows else None


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement as the driver takes it.

    Attributes:
        parameters: name, constant and encoder of each, in their order.
        required: those that have no constant.
    """

    sql: str
    parameters: Sequence[tuple[str, Any, Any]]
    required: frozenset[str]

    def arguments(self, given: Mapping[str, Any]) -> list[Any]:
        if missing := self.required - given.keys():
            raise TypeError(f"without {', '.join(sorted(missing))}")
        values = ((given.get(name, constant), encode) for name, constant, encode in self.parameters)
        return [value if encode is None else encode(value) for value, encode in values]


class Transaction:
    """An open transaction in one organization."""

    def __init__(self, connection: Any) -> None:  # noqa: ANN401 - a connection, or a pool's proxy of one
        self._connection = connection

    async def execute(self, statement: Executable, given: Mapping[str, Any] | None = None) -> Found:
        compiled = _compiled(statement)
        rows = await self._connection.fetch(compiled.sql, *compiled.arguments(given or {}))
        return Found(rows)

    async def scalars(
        self, statement: Executable, given: Mapping[str, Any] | None = None
    ) -> list[Any]:
        """The first value of each row."""
        return [row[0] for row in await self.execute(statement, given)]

    async def scalar(self, statement: Executable, given: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401 - as the column has it
        """The first value of the first row; None where there is no row."""
        return next(iter(await self.scalars(statement, given)), None)


class Transactions:
    """A pool of connections, each given back without a transaction."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._connections = Connections(pool)

    @classmethod
    async def open(cls, url: str, *, size: int, settings: Mapping[str, str]) -> "Transactions":
        """Get ready; connections are made when they are needed."""
        pool = await asyncpg.create_pool(
            url,
            min_size=0,
            max_size=size,
            timeout=5,
            init=_read_json,
            reset=_end,
            record_class=Row,
            # To plan these anew for their values would cost as much as running them.
            server_settings={**settings, "plan_cache_mode": "force_generic_plan"},
            statement_cache_size=_CACHED_STATEMENTS,
            max_cacheable_statement_size=0,
            max_cached_statement_lifetime=0,
        )
        return cls(pool)

    async def close(self) -> None:
        await self._connections.close()

    @asynccontextmanager
    async def writing(self, organization_id: UUID) -> AsyncIterator[Transaction]:
        """One transaction in one organization: all of it is committed, or nothing.

        Raises:
            Conflict: other writers were in the way; asking again may help.
            Unavailable: the database cannot answer now.
        """
        async with self.connection() as connection:
            # Both in one round trip. Of the transaction alone: nothing is left to the next.
            await connection.execute(
                "BEGIN; SELECT set_config('app.organization_id',"
                f" '{UUID(int=organization_id.int)}', true)"
            )
            try:
                yield Transaction(connection)
            except BaseException:
                # Else the pool would do so, and call it an error of ours in the log.
                with suppress(*FAILURES):
                    await _end(connection)
                raise
            await _commit(connection)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Any]:
        """A connection without a transaction, in no organization.

        Raises:
            Conflict: other writers were in the way; asking again may help.
            Unavailable: the database cannot answer now.
        """
        try:
            connection = await self._connections.take()
            try:
                yield connection
            except BaseException:
                # What is not committed by now is undone on the way.
                await self._connections.discard(connection)
                raise
        except FAILURES as error:
            raise named(error) from error
        self._connections.give_back(connection)


async def _commit(connection: Any) -> None:  # noqa: ANN401 - the pool's proxy of a connection
    # A transaction that has failed is undone instead, and PostgreSQL calls that no error.
    done = await connection.execute("COMMIT")
    if done != "COMMIT":
        raise RuntimeError(f"the transaction ended with {done}")


async def _read_json(connection: asyncpg.Connection) -> None:
    for name in ("json", "jsonb"):
        await connection.set_type_codec(
            name, schema="pg_catalog", encoder=str, decoder=orjson.loads
        )


async def _end(connection: asyncpg.Connection) -> None:
    if connection.is_in_transaction():
        await connection.execute("ROLLBACK")


_COMPILED: WeakKeyDictionary[Executable, Compiled] = WeakKeyDictionary()


def _compiled(statement: Executable) -> Compiled:
    found = _COMPILED.get(statement)
    if found is None:
        refuse_objects(statement)
        found = _COMPILED[statement] = compiled(statement)
    return found


def refuse_objects(statement: Any) -> None:  # noqa: ANN401 - an Executable
    """Let pass what asks for columns.

    Raises:
        TypeError: it asks for objects, which a session makes.
    """
    asked = getattr(statement, "column_descriptions", ())
    if any(isinstance(one["expr"], type) for one in asked):
        raise TypeError("objects take a session")


def compiled(statement: Any, dialect: type[PGDialect_asyncpg] = PGDialect_asyncpg) -> Compiled:  # noqa: ANN401 - an Executable that compiles
    """As the driver takes it, in the words of the dialect.

    Raises:
        TypeError: it asks for lists of parameters.
    """
    words = dialect(json_serializer=lambda value: orjson.dumps(value).decode())
    made: SQLCompiler = statement.compile(dialect=words)
    if made.post_compile_params:
        raise TypeError("a list of parameters takes a session; use ANY")
    names = list(made.positiontup or ())
    encoders = (made.binds[name].type.dialect_impl(words).bind_processor(words) for name in names)
    parameters = [
        (name, made.params[name], encode) for name, encode in zip(names, encoders, strict=True)
    ]
    required = frozenset(name for name in names if made.binds[name].required)
    return Compiled(str(made), parameters, required)
