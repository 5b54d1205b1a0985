"""Comparisons as SQL, and what is compared."""

import operator
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Numeric,
    Text,
    any_,
    exists,
    func,
    literal_column,
    or_,
    select,
    type_coerce,
)
from sqlalchemy import inspect as mapped
from sqlalchemy.dialects.postgresql import ARRAY

from service.paging.nouns import Path

# What an id that names nothing is compared as: no row has it, and it is not unknown.
NO_ID = UUID(int=0)

Bound = Callable[[ColumnElement[Any]], object]


class Comparator(StrEnum):
    """How a field is compared with a value."""

    EQ = "eq"
    NE = "ne"
    IN = "in"
    NOT_IN = "not_in"
    LT = "lt"
    LTE = "lte"
    GT = "gt"
    GTE = "gte"
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"
    IS_NULL = "is_null"

    def operand(self, value: Any) -> object:  # noqa: ANN401 - any scalar
        """The value as SQL compares with it: a pattern where parts of a text are looked for."""
        match self:
            case Comparator.CONTAINS:
                return f"%{_literally(value)}%"
            case Comparator.STARTS_WITH:
                return f"{_literally(value)}%"
            case _:
                return value


def ratio(value: Any) -> ColumnElement[Any]:  # noqa: ANN401 - a column, or what is made of some
    """A ratio as it is shown, filtered and ordered by: rounded half up to 6 places."""
    return func.round(value, literal_column("6"), type_=Numeric())


def always(column: Any) -> ColumnElement[Any]:  # noqa: ANN401 - a mapped column
    """A column that may be null, but in no row that its lists have."""
    present: Any = type_coerce(column, column.type)
    present.key, present.nullable = column.key, False
    return cast("ColumnElement[Any]", present)


def gap(expected: Any, reached: Any) -> ColumnElement[Any]:  # noqa: ANN401 - mapped columns
    """What is expected less what is reached, shown as a ratio."""
    return ratio(expected - reached)


def rank(column: Any, words: Sequence[str]) -> ColumnElement[int]:  # noqa: ANN401 - a mapped column
    """The place of a column's word among all that it may hold."""
    listed = literal_column(f"'{{{','.join(words)}}}'::text[]", ARRAY(Text()))
    return func.array_position(listed, column, type_=Integer())


def compared(
    column: ColumnElement[Any],
    comparator: Comparator,
    value: Any,  # noqa: ANN401 - a parameter, or a yes or no
) -> ColumnElement[bool]:
    return _COMPARED[comparator](column, value)


def compared_along(
    path: Path,
    table: FromClause,
    organization: ColumnElement[Any],
    comparator: Comparator,
    bound: Bound,
) -> ColumnElement[bool]:
    """The same of a column that a path leads to; as EXISTS, which may start from its index."""
    if path.table is None:
        return _compared_there(path, table.c[path.column], organization, comparator, bound)
    other = mapped(path.table).local_table.alias()
    return exists().where(
        other.c.organization_id == organization,
        other.c.id == table.c[path.through],
        _compared_there(path, other.c[path.column], organization, comparator, bound),
    )


def _compared_there(
    path: Path,
    column: ColumnElement[Any],
    organization: ColumnElement[Any],
    comparator: Comparator,
    bound: Bound,
) -> ColumnElement[bool]:
    if path.tree is None:
        return compared(column, comparator, bound(column))
    node = mapped(path.tree).local_table.alias()
    tops = select(node.c.id).where(
        node.c.organization_id == organization, compared(node.c.id, comparator, bound(node.c.id))
    )
    tree = tops.cte(recursive=True)
    below = mapped(path.tree).local_table.alias()
    tree = tree.union(
        select(below.c.id).where(
            below.c.organization_id == organization, below.c.parent_id == tree.c.id
        )
    )
    # As an array, which an index of the column is searched by.
    return column == any_(func.array(select(tree.c.id).scalar_subquery()))


def _literally(text: str) -> str:
    """A text as a pattern that matches itself alone."""
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def _not_in(column: ColumnElement[Any], values: Any) -> ColumnElement[bool]:  # noqa: ANN401 - as SQLAlchemy's own
    return or_(column.is_(None), ~(column == any_(values)))


_COMPARED: Mapping[Comparator, Callable[[ColumnElement[Any], Any], ColumnElement[bool]]] = {
    Comparator.EQ: operator.eq,
    # Unlike SQL's <>, what is unknown differs from every value: `ne` finds what `eq` does not.
    Comparator.NE: lambda column, value: column.is_distinct_from(value),
    Comparator.IN: lambda column, values: column == any_(values),
    Comparator.NOT_IN: _not_in,
    Comparator.LT: operator.lt,
    Comparator.LTE: operator.le,
    Comparator.GT: operator.gt,
    Comparator.GTE: operator.ge,
    Comparator.CONTAINS: lambda column, value: column.ilike(value),
    Comparator.STARTS_WITH: lambda column, value: column.like(value),
    Comparator.IS_NULL: lambda column, no: column.is_(None) if no else column.is_not(None),
}
