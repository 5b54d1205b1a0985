"""One page of a list, by keyset: as cheap far down a list as at its top."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func
from sqlmodel import select

from service.database import Session
from service.paging.clauses import clause
from service.paging.conditions import EVERYTHING, Condition
from service.paging.keys import Key, beyond, keys_of, signature
from service.paging.nouns import Noun, Row, Term
from service.paging.positions import Position, from_cursor, to_cursor

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which part of a list, and in which order.

    Attributes:
        size: rows at most.
        backward: the last rows rather than the first.
        after, before: cursors that the page lies between.
    """

    size: int
    backward: bool = False
    after: str | None = None
    before: str | None = None
    order: tuple[Term, ...] = ()
    condition: Condition = EVERYTHING


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Rows in the order of the list, with the cursor of each."""

    rows: tuple[Item, ...]
    cursors: tuple[str, ...]
    has_next: bool
    has_previous: bool


def check_cursors(noun: Noun[Row], request: PageRequest) -> None:
    """Let a request pass whose cursors are of its own list and order.

    Raises:
        UnusableCursor: one is not.
    """
    types = [key.python_type for key in keys_of(noun, request.order)]
    for cursor in (request.after, request.before):
        if cursor is not None:
            from_cursor(cursor, signature(noun, request.order), types)


async def page_of(
    session: Session, rows: Select[Row], noun: Noun[Row], request: PageRequest
) -> Page[Row]:
    """One page of the rows.

    Raises:
        UnusableCursor: a cursor is not one of this list and order.
    """
    keys = keys_of(noun, request.order)
    statement = ordered(sought(rows, noun, request, keys), request, keys)
    found = await session.execute(statement.limit(request.size + 1))
    return to_page([tuple(row) for row in found], noun, request)


async def count_of(
    session: Session, rows: Select[Row], noun: Noun[Row], condition: Condition
) -> int:
    inner = rows.where(clause(condition, noun)).with_only_columns(noun.column("id")).subquery()
    return await session.scalar(select(func.count()).select_from(inner)) or 0


def sought(
    rows: Select[Row], noun: Noun[Row], request: PageRequest, keys: Sequence[Key]
) -> Select[Any]:
    """The rows that a request is about, each with its position."""
    order, types = signature(noun, request.order), [key.python_type for key in keys]
    statement = rows.where(clause(request.condition, noun)).add_columns(
        *(key.column.label(f"key_{index}") for index, key in enumerate(keys))
    )
    if request.after is not None:
        after = from_cursor(request.after, order, types)
        statement = statement.where(beyond(keys, after, backward=False))
    if request.before is not None:
        before = from_cursor(request.before, order, types)
        statement = statement.where(beyond(keys, before, backward=True))
    return statement


def ordered(statement: Select[Any], request: PageRequest, keys: Sequence[Key]) -> Select[Any]:
    return statement.order_by(*(key.ordered(backward=request.backward) for key in keys))


def to_page(found: Sequence[tuple[Any, ...]], noun: Noun[Row], request: PageRequest) -> Page[Row]:
    """The page from up to `size + 1` rows with their positions, in the direction of reading."""
    kept = list(found[: request.size])
    more = len(found) > request.size
    if request.backward:
        kept.reverse()
    order = signature(noun, request.order)
    positions: list[Position] = [row[1:] for row in kept]
    return Page(
        rows=tuple(row[0] for row in kept),
        cursors=tuple(to_cursor(order, position) for position in positions),
        has_next=request.before is not None if request.backward else more,
        has_previous=more if request.backward else request.after is not None,
    )
