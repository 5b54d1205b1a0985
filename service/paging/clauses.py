"""Comparisons as SQL."""

import operator
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, any_, exists, or_
from sqlalchemy import inspect as mapped

from service.paging.nouns import EXTERNAL_ID
from service.tables import Scoped

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


def compared(
    column: ColumnElement[Any],
    comparator: Comparator,
    value: Any,  # noqa: ANN401 - a parameter, or a yes or no
) -> ColumnElement[bool]:
    return _COMPARED[comparator](column, value)


def compared_elsewhere(
    keyed: type[Scoped],
    table: FromClause,
    organization: ColumnElement[Any],
    comparator: Comparator,
    bound: Bound,
) -> ColumnElement[bool]:
    """Of the external id that another table has; as EXISTS, which may start from its index."""
    other = mapped(keyed).local_table.alias()
    column = other.c[EXTERNAL_ID]
    return exists().where(
        other.c.organization_id == organization,
        other.c.id == table.c.id,
        compared(column, comparator, bound(column)),
    )


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
