"""Many rows in one statement, sent as one JSON text: COPY is closed under row-level security."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import (
    JSON,
    CursorResult,
    Table,
    TableValuedAlias,
    Text,
    bindparam,
    cast,
    column,
    delete,
    func,
    insert,
    select,
    update,
)

from service.database import Session
from service.errors import Conflict

Row = Mapping[str, Any]

_CHUNK = 5_000


async def insert_rows(session: Session, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows in their order; keys that are no column of the table are left out."""
    names = _names(table)
    sent = _sent(table, names)
    statement = insert(table).from_select(names, select(*(sent.c[name] for name in names)))
    for chunk in _chunks(rows):
        await session.execute(statement, {"rows": _json(chunk)})


async def update_rows(session: Session, table: Table, rows: Sequence[Row]) -> None:
    """Write rows over those of the same key, which must be of the version before.

    Raises:
        Conflict: someone else changed one of them meanwhile.
    """
    keys = [key.name for key in table.primary_key]
    names = _names(table)
    sent = _sent(table, names)
    same = [table.c[key] == sent.c[key] for key in keys]
    if "version" in table.c:
        same.append(table.c.version == sent.c.version - 1)
    values = {table.c[name]: sent.c[name] for name in names if name not in keys}
    statement = update(table).values(values).where(*same)
    for chunk in _chunks(rows):
        result = await session.execute(statement, {"rows": _json(chunk)})
        if isinstance(result, CursorResult) and result.rowcount != len(chunk):
            raise Conflict("others changed rows of this document meanwhile; try again")


async def delete_rows(session: Session, table: Table, rows: Sequence[Row]) -> None:
    """Delete the rows of these keys."""
    keys = [key.name for key in table.primary_key]
    sent = _sent(table, keys)
    statement = delete(table).where(*(table.c[key] == sent.c[key] for key in keys))
    for chunk in _chunks(rows):
        await session.execute(statement, {"rows": _json(chunk)})


def _sent(table: Table, names: Sequence[str]) -> TableValuedAlias:
    """The rows of the statement's parameter, with the table's own types."""
    columns = [column(name, table.c[name].type) for name in names]
    rows = cast(bindparam("rows", type_=Text), JSON)
    alias = func.json_to_recordset(rows).table_valued(*columns, name="sent")
    return alias.render_derived(with_types=True)


def _names(table: Table) -> list[str]:
    """The columns that are written: a sequence's own are the database's to give."""
    return [column.name for column in table.columns if column.identity is None]


def _chunks(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), _CHUNK):
        yield rows[start : start + _CHUNK]


def _json(rows: Sequence[Row]) -> str:
    return orjson.dumps(rows, default=_text).decode()


def _text(value: object) -> str:
    # The driver's own UUIDs are a subclass, which orjson does not take.
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a row")
