"""Many rows in one statement, a few thousand at once."""

from collections.abc import Iterator, Sequence

from sqlalchemy import CursorResult, Table, delete, update

from service.database import Session
from service.errors import Conflict
from service.writing import inserting
from service.writing.recordset import Row, as_json, sent_rows, written_columns

_CHUNK = 5_000


async def insert_rows(session: Session, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows in their order; keys that are no column of the table are left out."""
    for chunk in _chunks(rows):
        await inserting.insert_rows(session, table, chunk)


async def update_rows(session: Session, table: Table, rows: Sequence[Row]) -> None:
    """Write rows over those of the same key, which must be of the version before.

    Raises:
        Conflict: someone else changed one of them meanwhile.
    """
    keys = [key.name for key in table.primary_key]
    names = written_columns(table)
    sent = sent_rows(table, names)
    same = [table.c[key] == sent.c[key] for key in keys]
    if "version" in table.c:
        same.append(table.c.version == sent.c.version - 1)
    values = {table.c[name]: sent.c[name] for name in names if name not in keys}
    statement = update(table).values(values).where(*same)
    for chunk in _chunks(rows):
        result = await session.execute(statement, {"rows": as_json(chunk)})
        if isinstance(result, CursorResult) and result.rowcount != len(chunk):
            raise Conflict("others changed rows of this document meanwhile; try again")


async def delete_rows(session: Session, table: Table, rows: Sequence[Row]) -> None:
    """Delete the rows of these keys."""
    keys = [key.name for key in table.primary_key]
    sent = sent_rows(table, keys)
    statement = delete(table).where(*(table.c[key] == sent.c[key] for key in keys))
    for chunk in _chunks(rows):
        await session.execute(statement, {"rows": as_json(chunk)})


def _chunks(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), _CHUNK):
        yield rows[start : start + _CHUNK]
