"""Fields that are one thing: found by what the caller names, or by a column of the object."""

from asyncio import gather
from collections.abc import Sequence
from typing import Any, Optional
from uuid import UUID

import strawberry

from schema.context import Info
from schema.failures import not_found
from schema.identifiers import parse_id, uuid_of
from schema.listings import argument, read_as
from schema.nouns import NOUN_BY_TYPE
from schema.prepared.specs import Either, LookUp, One
from service.errors import NotFound
from service.paging.nouns import Noun


@strawberry.input
class Ref:
    id: strawberry.Maybe[strawberry.ID] = strawberry.field(description="Its id.")
    external_id: strawberry.Maybe[str] = strawberry.field(description="What its sender calls it.")


def single(node: object, noun: Noun[Any], ref: type[Any], words: str) -> Any:  # noqa: ANN401 - as strawberry.field
    """A root field that finds one `node`."""
    return read_as(
        LookUp(noun),
        Optional[node],  # noqa: UP045 - a type, or a reference to one
        f"One {words}; null where the organization has none such.",
        [argument("by", ref, "Which one.")],
    )


def one(node: object, noun: Noun[Any], column: str, description: str) -> Any:  # noqa: ANN401 - as strawberry.field
    """A field that is the `node` which a column of the object names, archived or not."""
    return read_as(One(noun, column), node, description)


def either(
    node: object, id_column: str, kind_column: str, description: str, *, name: str | None = None
) -> Any:  # noqa: ANN401 - as strawberry.field
    """A field that is the node which a column names, of the kind that another column names."""
    return read_as(Either(id_column, kind_column), node, description, name=name)


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


async def existing(info: Info, given: str, types: tuple[str, ...], field: str) -> UUID:
    """The row, archived or not, that an id of one of the types names.

    Raises:
        NotFound: the organization has none such.
    """
    row_id = await named_row(info, given, types)
    if row_id is None:
        raise NotFound(f"{given!r} names nothing of this organization", [field])
    return row_id


async def named_row(info: Info, text: str, types: tuple[str, ...]) -> UUID | None:
    """The row, archived or not, that an id of one of the types names; None for any other text."""
    named = parse_id(text)
    if named is None or named.type not in types:
        return None
    row = await info.context.reads.row(NOUN_BY_TYPE[named.type], named.uuid)
    return None if row is None else named.uuid


def given(one: str | None) -> tuple[str, ...]:
    """An argument that may be absent, or null, as a list of none or one."""
    return () if one is None or one is strawberry.UNSET else (one,)
