"""Fields that are one thing: found by what the caller names, or by a column of the object."""

from asyncio import gather
from collections.abc import Sequence
from typing import Any, Optional

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.extensions import FieldExtension
from strawberry.extensions.field_extension import AsyncExtensionResolver
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from schema.context import Info
from schema.failures import bad_input, not_found
from schema.identifiers import uuid_of
from schema.listings import declared
from schema.nodes import presented
from service.paging.nouns import Noun


@strawberry.input
class Ref:
    id: strawberry.Maybe[strawberry.ID] = strawberry.field(description="Its id.")
    external_id: strawberry.Maybe[str] = strawberry.field(description="What its sender calls it.")


class LookUp(FieldExtension):
    """Resolves a root field to the thing that `by` names; null where there is none such."""

    def __init__(self, noun: Noun[Any], ref: type[Ref]) -> None:
        self.noun = noun
        self._ref = ref

    def apply(self, field: StrawberryField) -> None:
        by = StrawberryArgument(
            "by", None, StrawberryAnnotation(self._ref), description="Which one."
        )
        field.arguments = [by]

    async def resolve_async(
        self, next_: AsyncExtensionResolver, source: object, info: Info, **arguments: Ref
    ) -> object:
        reads, by = info.context.reads, arguments["by"]
        if by.id is not None:
            return presented(await reads.row(self.noun, uuid_of(by.id.value, (self.noun.name,))))
        if by.external_id is None:
            raise bad_input("give an id or an externalId")
        if "\0" in by.external_id.value:
            return None
        return presented(await reads.row_called(self.noun, by.external_id.value))


class Related(FieldExtension):
    """Resolves a field to the row that a column of the object names, archived or not."""

    def __init__(self, noun: Noun[Any], column: str) -> None:
        self.noun = noun
        self.column = column

    async def resolve_async(
        self,
        next_: AsyncExtensionResolver,
        source: Any,  # noqa: ANN401 - any type with a row
        info: Info,
        **arguments: object,
    ) -> object:
        return presented(await info.context.reads.row(self.noun, getattr(source.row, self.column)))


async def all_named(
    info: Info, noun: Noun[Any], ids: Sequence[str], argument: str
) -> tuple[str, ...]:
    """The rows that an argument must name, as the ids of records.

    Raises:
        GraphQLError: NOT_FOUND: the organization has no such row in use.
    """
    reads = info.context.reads
    rows = await gather(*(reads.row(noun, uuid_of(text, (noun.name,))) for text in ids))
    found = [str(row.id) for row in rows if row is not None and row.archived_at is None]
    if len(found) < len(ids):
        raise not_found(f"{argument} names no {noun.name} of this organization")
    return tuple(found)


def given(one: str | None) -> tuple[str, ...]:
    """An argument that may be absent, or null, as a list of none or one."""
    return () if one is None or one is strawberry.UNSET else (one,)


def single(node: object, noun: Noun[Any], ref: type[Ref], words: str) -> Any:  # noqa: ANN401 - as strawberry.field
    """A root field that finds one `node`."""
    return strawberry.field(
        resolver=declared,
        graphql_type=Optional[node],  # noqa: UP045 - a type, or a reference to one
        description=f"One {words}; null where the organization has none such.",
        extensions=[LookUp(noun, ref)],
    )


def one(node: object, noun: Noun[Any], column: str, description: str) -> Any:  # noqa: ANN401 - as strawberry.field
    """A field that is the `node` which a column of the object names."""
    return strawberry.field(
        resolver=declared,
        graphql_type=node,
        description=description,
        extensions=[Related(noun, column)],
    )
