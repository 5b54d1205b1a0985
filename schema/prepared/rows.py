"""Rows as values of other rows: composites all the way up, JSON once at the top.

A composite carries its columns' names, costs less than JSON at each level, and NULL and empty
lists come right by themselves.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY, JSON, aggregate_order_by
from sqlalchemy.types import NullType

from schema.prepared.lists import Window

# An object of which nothing is asked: a composite without columns has no JSON of its own.
NOTHING: ColumnElement[Any] = literal_column("'{}'::json", JSON())

Columns = Sequence[ColumnElement[Any]]


def composite(statement: Select[Any], columns: Columns) -> Select[Any]:
    """The statement's rows as one column: a composite of these."""
    if not columns:
        return statement.with_only_columns(NOTHING, maintain_column_froms=True)
    rows = statement.with_only_columns(*columns, maintain_column_froms=True).subquery()
    return select(rows.table_valued())


def beside(columns: Columns, outer: Sequence[FromClause]) -> ColumnElement[Any]:
    """A composite of expressions over the rows of the enclosing statement."""
    if not columns:
        return NOTHING
    rows = select(*columns).correlate(*outer).subquery()
    return select(rows.table_valued()).scalar_subquery()


def as_json(statement: Select[Any], columns: Columns) -> ColumnElement[Any]:
    """The one row of the statement as JSON, for a place where rows of several nouns may stand."""
    if not columns:
        return composite(statement, columns).scalar_subquery()
    rows = statement.with_only_columns(*columns, maintain_column_froms=True).subquery()
    return select(func.row_to_json(rows.table_valued())).scalar_subquery()


def array(statement: Select[Any]) -> ColumnElement[Any]:
    return func.array(statement.scalar_subquery())


class PageOnce:
    """The rows of a window, read once for all that is asked of them.

    What is asked is collected first; `read()` then makes the one row that has it all.
    """

    def __init__(self, window: Window[Any], outer: Sequence[FromClause]) -> None:
        self._window = window
        self._outer = outer
        self._items: list[ColumnElement[Any]] = []

    def items(self, item: ColumnElement[Any]) -> ColumnElement[Any]:
        """The page's rows, each as the item says."""
        self._items.append(item)
        return literal_column(f"page.items_{len(self._items) - 1}")

    @property
    def goes_on(self) -> ColumnElement[Any]:
        """Whether there is more in the direction of reading."""
        return literal_column("page.goes_on")

    @property
    def start(self) -> ColumnElement[Any]:
        """The cursor of the page's first row."""
        return literal_column("page.cursors[1]")

    @property
    def end(self) -> ColumnElement[Any]:
        """The cursor of its last."""
        return literal_column("page.cursors[cardinality(page.cursors)]")

    def read(self) -> FromClause:
        """One row for FROM, named `page`."""
        window = self._window
        items = [item.label(f"item_{place}") for place, item in enumerate(self._items)]
        rank = func.row_number().over(order_by=list(window.order)).label("rank")
        rows = (
            window.scan.rows(*items, window.cursor.label("cursor"), rank)
            .where(window.sought)
            .order_by(*window.order)
            .limit(window.size + 1)
            .correlate(*self._outer)
            .subquery()
        )
        place = rows.c.rank.desc() if window.backward else rows.c.rank.asc()

        def shown(column: ColumnElement[Any]) -> ColumnElement[Any]:
            listed = func.array_agg(aggregate_order_by(column, place), type_=ARRAY(NullType()))
            return listed.filter(rows.c.rank <= window.size)

        return (
            select(
                *(
                    func.coalesce(shown(rows.c[item.name]), _none_of(item.element)).label(
                        f"items_{number}"
                    )
                    for number, item in enumerate(items)
                ),
                shown(rows.c.cursor).label("cursors"),
                (func.count() > window.size).label("goes_on"),
            )
            .select_from(rows)
            .subquery("page")
        )


def _none_of(item: ColumnElement[Any]) -> ColumnElement[Any]:
    return literal_column("'{}'::json[]" if isinstance(item.type, JSON) else "'{}'::record[]")
