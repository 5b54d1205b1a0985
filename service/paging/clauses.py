"""Conditions as SQL."""

import operator
from collections.abc import Callable, Mapping
from typing import Any, assert_never

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_, true
from sqlmodel import col

from service.paging.conditions import AllOf, AnyOf, Comparator, Comparison, Condition, Not
from service.paging.nouns import EXTERNAL_ID, Noun, Row
from service.tables import Scoped


def clause(condition: Condition, noun: Noun[Row]) -> ColumnElement[bool]:
    """The condition over a noun's rows. It is true or not true; never unknown under NOT."""
    match condition:
        case Comparison():
            return _comparison(condition, noun)
        case AllOf(conditions):
            return and_(true(), *(clause(one, noun) for one in conditions))
        case AnyOf(conditions):
            return or_(false(), *(clause(one, noun) for one in conditions))
        case Not(inner):
            return clause(inner, noun).is_not(true())
        case _:
            assert_never(condition)


def _comparison(comparison: Comparison, noun: Noun[Row]) -> ColumnElement[bool]:
    if comparison.field == EXTERNAL_ID and noun.keyed is not None:
        return _keyed(comparison, noun, noun.keyed)
    return _compared(noun.column(comparison.field), comparison.comparator, comparison.value)


def _keyed(comparison: Comparison, noun: Noun[Row], keyed: type[Scoped]) -> ColumnElement[bool]:
    """As EXISTS, which PostgreSQL may start from the index on external ids."""
    column: ColumnElement[Any] = getattr(keyed, EXTERNAL_ID)
    return exists().where(
        col(keyed.organization_id) == col(noun.table.organization_id),
        col(keyed.id) == col(noun.table.id),
        _compared(column, comparison.comparator, comparison.value),
    )


def _compared(
    column: ColumnElement[Any], comparator: Comparator, value: object
) -> ColumnElement[bool]:
    return _COMPARED[comparator](column, value)


def _not_in(column: ColumnElement[Any], values: Any) -> ColumnElement[bool]:  # noqa: ANN401 - as SQLAlchemy's own
    return or_(column.is_(None), not_(column.in_(values)))


_COMPARED: Mapping[Comparator, Callable[[ColumnElement[Any], Any], ColumnElement[bool]]] = {
    Comparator.EQ: operator.eq,
    # Unlike SQL's <>, what is unknown differs from every value: `ne` finds what `eq` does not.
    Comparator.NE: lambda column, value: column.is_distinct_from(value),
    Comparator.IN: lambda column, values: column.in_(values),
    Comparator.NOT_IN: _not_in,
    Comparator.LT: operator.lt,
    Comparator.LTE: operator.le,
    Comparator.GT: operator.gt,
    Comparator.GTE: operator.ge,
    Comparator.CONTAINS: lambda column, value: column.icontains(value, autoescape=True),
    Comparator.STARTS_WITH: lambda column, value: column.startswith(value, autoescape=True),
    Comparator.IS_NULL: lambda column, no: column.is_(None) if no else column.is_not(None),
}
