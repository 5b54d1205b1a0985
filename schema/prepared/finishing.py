"""Where a field is Python: rows that statements brought, completed by graphql-core.

An object out of the database is a dictionary by the labels of its fields in the answer; its
hidden columns say what it is. Everything else is Strawberry's own.
"""

from collections.abc import Callable
from typing import Any

from graphql import (
    GraphQLAbstractType,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
)

from schema.prepared.labels import TYPE, label_of
from schema.prepared.selections import ResolveInfo
from schema.prepared.specs import AnyNode, AnyNodes, spec_of

_MISSING = object()


def complete_rows(schema: GraphQLSchema) -> None:
    """Make the schema's types take rows as they take Strawberry's objects."""
    for type_ in schema.type_map.values():
        match type_:
            case GraphQLObjectType() if type_ in (schema.query_type, schema.subscription_type):
                _ask_statements(type_)
            case GraphQLObjectType():
                _take_rows(type_)
            case GraphQLInterfaceType() | GraphQLUnionType():
                type_.resolve_type = _named_by(type_.resolve_type)
            case GraphQLEnumType():
                _take_names(type_)


def _take_rows(type_: GraphQLObjectType) -> None:
    is_type_of = type_.is_type_of
    if is_type_of is not None:
        type_.is_type_of = lambda value, info: isinstance(value, dict) or is_type_of(value, info)
    for field in type_.fields.values():
        _read_labels(field)


def _take_names(type_: GraphQLEnumType) -> None:
    """Statements bring the names of members, which may be stored under others."""
    coerce = type_.coerce_output_value

    def named(value: Any) -> Any:  # noqa: ANN401 - as graphql-core's own
        return value if type(value) is str and value in type_.values else coerce(value)

    # A method, of which mypy thinks that nobody may replace it.
    setattr(type_, "coerce_output_value", named)  # noqa: B010


def _ask_statements(root: GraphQLObjectType) -> None:
    for field in root.fields.values():
        # Nodes that only an audit knows are Python.
        if not isinstance(spec_of(field), AnyNode | AnyNodes | None):
            field.resolve = _root


async def _root(_source: object, info: ResolveInfo, **_arguments: object) -> object:
    """A field of `Query`, or of `Subscription`: its arguments are in the statement."""
    return await info.context.reads.root(info)


def _read_labels(field: GraphQLField) -> None:
    resolve = field.resolve
    if resolve is None:
        return

    def labelled(source: Any, info: ResolveInfo, **arguments: Any) -> Any:  # noqa: ANN401 - as graphql-core's own
        if type(source) is dict:
            value = source.get(label_of(str(info.path.key)), _MISSING)
            if value is not _MISSING:
                return value
        return resolve(source, info, **arguments)

    field.resolve = labelled


def _named_by(resolve: Callable[..., Any] | None) -> Callable[..., Any]:
    def name(value: Any, info: ResolveInfo, type_: GraphQLAbstractType) -> Any:  # noqa: ANN401 - as graphql-core's own
        if isinstance(value, dict):
            return value[TYPE]
        return resolve(value, info, type_) if resolve else None

    return name
