"""Columns as the JSON of the answer has them."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from graphql import GraphQLEnumType, GraphQLOutputType, get_named_type
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    LargeBinary,
    Numeric,
    Text,
    cast,
    func,
    literal_column,
)


def shown(column: ColumnElement[Any], type_: GraphQLOutputType) -> ColumnElement[Any]:
    """A column as its GraphQL type looks outside; dates and moments are ISO 8601 already."""
    named = get_named_type(type_)
    if isinstance(named, GraphQLEnumType):
        return _named(column, named.values)
    match column.type:
        case BigInteger():
            return cast(column, Text)
        case Numeric():
            # Without exponent or trailing zeros: numeric keeps those that it was given.
            return cast(func.trim_scale(column), Text)
        case LargeBinary():
            raise TypeError("bytes are not for the outside")
        case _:
            return column


def constant(text: str) -> ColumnElement[str]:
    """A word of ours, in the statement itself."""
    quoted = text.replace("'", "''")
    return literal_column(f"'{quoted}'", Text())


def global_ids(type_name: str, key: ColumnElement[Any]) -> ColumnElement[str]:
    """As `schema.identifiers.global_id`; short enough that no line break gets into the base64."""
    plain = constant(f"{type_name}:").concat(cast(key, Text))
    return func.encode(func.convert_to(plain, constant("UTF8")), constant("base64"))


def _named(column: ColumnElement[Any], values: Mapping[str, Any]) -> ColumnElement[Any]:
    """Columns hold the values of enums and callers see their names: the same, or all as `a.b`.

    Raises:
        TypeError: a member has another name than its value tells.
    """
    stored = {
        name: value.value.value if isinstance(value.value, Enum) else value.value
        for name, value in values.items()
    }
    if all(name == value for name, value in stored.items()):
        return column
    for name, value in stored.items():
        if name != value.replace(".", "_").upper():
            raise TypeError(f"the enum member {name} is stored as {value}")
    return func.upper(func.translate(column, constant("."), constant("_")))
