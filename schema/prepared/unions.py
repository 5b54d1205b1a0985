"""Lists of things of several nouns, as connections of a union."""

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLUnionType, get_named_type
from sqlalchemy import CTE, ColumnElement, FromClause, Select, case, select, type_coerce
from sqlalchemy.dialects.postgresql import JSON

from schema.nouns import NOUN_BY_TYPE
from schema.prepared.connections import Connections
from schema.prepared.selections import Selected


class Hits:
    """What a list is made of, each with its `type` and `id`, and what else is known of it."""

    def __init__(self, hits: CTE) -> None:
        self.columns = hits.c
        self.outer: Sequence[FromClause] = [hits]

    def rows(self, *columns: ColumnElement[Any]) -> Select[Any]:
        return select(*columns).select_from(*self.outer)


class OfUnion(Connections[Hits]):
    """The rows of several nouns."""

    def node(self, selected: Selected) -> ColumnElement[Any]:
        """Composites of several nouns differ: each row as JSON."""
        hits, union = self._window.scan, get_named_type(selected.type)
        if not isinstance(union, GraphQLUnionType):
            raise TypeError(f"{union} is no union")
        branches = {
            type_.name: self._compiler.by_id(
                NOUN_BY_TYPE[type_.name], hits.columns.id, selected, hits.outer
            )
            for type_ in union.types
        }
        return type_coerce(case(branches, value=hits.columns.type), JSON())
