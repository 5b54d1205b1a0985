"""Fields that are lists: a resolver or a relation says which rows, and here they become pages."""

from functools import partial
from typing import Any

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.extensions import FieldExtension
from strawberry.extensions.field_extension import SyncExtensionResolver
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from schema.connections import (
    NESTED_DEFAULT,
    ROOT_DEFAULT,
    Connection,
    Listed,
    PageArguments,
    page_request,
)
from schema.context import Info
from schema.filters import Order, condition_of, terms_of
from service.paging.nouns import Noun, Relation


def argument(name: str, type_: object, description: str) -> StrawberryArgument:
    return StrawberryArgument(name, None, StrawberryAnnotation(type_), description=description)


def page_arguments(default: int) -> list[StrawberryArgument]:
    return [
        argument("first", int | None, f"So many rows from the start, at most 100; {default} else."),
        argument("after", str | None, "Only rows after this cursor."),
        argument("last", int | None, "So many rows from the end, at most 100."),
        argument("before", str | None, "Only rows before this cursor."),
    ]


class Listing(FieldExtension):
    """Turns the rows that a root's resolver names into a connection, filtered and ordered."""

    def __init__(self, noun: Noun[Any], filter: type, order: type[Order[Any]]) -> None:
        self.noun = noun
        self._filter = filter
        self._order = order

    def apply(self, field: StrawberryField) -> None:
        order_by = list[self._order] | None  # type: ignore[name-defined] # made at run time
        field.arguments = [
            *field.arguments,
            argument("filter", self._filter | None, "Only rows that pass; absent, all."),
            argument("order_by", order_by, "What comes first; the id, that is age, decides ties."),
            *page_arguments(ROOT_DEFAULT),
        ]

    def resolve(
        self,
        next_: SyncExtensionResolver,
        source: object,
        info: Info,
        filter: object | None = None,
        order_by: list[Order[Any]] | None = None,
        **page: Any,  # noqa: ANN401 - the four page arguments
    ) -> Connection[Any]:
        reads, rows = info.context.reads, next_(source, info)
        condition = condition_of(filter)
        request = page_request(
            self.noun, PageArguments(**page), ROOT_DEFAULT, terms_of(order_by), condition
        )
        return Connection(
            listed=Listed(
                partial(reads.page, rows, self.noun, request),
                partial(reads.count, rows, self.noun, condition),
            )
        )


class Children(FieldExtension):
    """Resolves a field to the rows of a relation whose parent is the field's own object."""

    def __init__(self, relation: Relation[Any]) -> None:
        self.relation = relation

    def apply(self, field: StrawberryField) -> None:
        field.arguments = page_arguments(NESTED_DEFAULT)

    def resolve(
        self,
        next_: SyncExtensionResolver,
        source: Any,  # noqa: ANN401 - any type with a row
        info: Info,
        **page: Any,  # noqa: ANN401 - the four page arguments
    ) -> Connection[Any]:
        reads, relation, parent = info.context.reads, self.relation, source.row.id
        request = page_request(relation.noun, PageArguments(**page), NESTED_DEFAULT, relation.order)
        return Connection(
            listed=Listed(
                partial(reads.page_of_parent, relation, parent, request),
                partial(reads.count_of_parent, relation, parent),
            )
        )


def listing(
    node: object, noun: Noun[Any], filter: type, order: type[Order[Any]], description: str
) -> Any:  # noqa: ANN401 - as strawberry.field
    """A root list of `node`; the resolver below it returns the rows that it is made of."""
    return strawberry.field(
        graphql_type=connection_of(node),
        description=description,
        extensions=[Listing(noun, filter, order)],
    )


def many(node: object, relation: Relation[Any], description: str) -> Any:  # noqa: ANN401 - as strawberry.field
    """A list of `node` inside an object: the rows that belong to it."""
    return strawberry.field(
        resolver=declared,
        graphql_type=connection_of(node),
        description=description,
        extensions=[Children(relation)],
    )


def connection_of(node: object) -> object:
    return Connection[node]  # type: ignore[valid-type] # made at run time


def declared() -> None:
    """Stands where a field's extension answers, and a resolver must be named."""
