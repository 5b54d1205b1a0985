"""Many rows in one statement, sent as one JSON text: COPY is closed under row-level security."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import JSON, Table, TableValuedAlias, Text, bindparam, cast, column, func
from sqlmodel import SQLModel

from service.tables import DERIVED

Row = Mapping[str, Any]


def table_of(model: type[SQLModel]) -> Table:
    table: Table = model.__table__  # type: ignore[attr-defined]  # SQLModel adds it to tables
    return table


def written_columns(table: Table) -> list[str]:
    """The columns that people's rows have: not a sequence's own, nor what is computed later."""
    return [
        column.name
        for column in table.columns
        if column.identity is None and DERIVED not in column.info
    ]


def sent_rows(table: Table, names: Sequence[str], parameter: str = "rows") -> TableValuedAlias:
    """The rows of one of the statement's parameters, with the table's own types."""
    columns = [column(name, table.c[name].type) for name in names]
    rows = cast(bindparam(parameter, type_=Text), JSON)
    alias = func.json_to_recordset(rows).table_valued(*columns, name="sent")
    return alias.render_derived(with_types=True)


def as_json(rows: Iterable[Row]) -> str:
    return orjson.dumps(list(rows), default=_text).decode()


def _text(value: object) -> str:
    # The driver's own UUIDs are a subclass, which orjson does not take.
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a row")
