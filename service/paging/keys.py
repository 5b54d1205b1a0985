"""The order of a list: by keys, nulls last, the id at the end so that no two places are one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, tuple_
from sqlmodel import AutoString

from service.folding import in_order
from service.paging.nouns import Noun, Row, Term


@dataclass(frozen=True, eq=False, slots=True)
class Key:
    """One expression that rows are ordered by."""

    column: ColumnElement[Any]
    descending: bool
    nullable: bool

    @property
    def python_type(self) -> type:
        type_: type = self.column.type.python_type
        return type_

    def ordered(self, *, backward: bool) -> ColumnElement[Any]:
        falling = self.descending != backward
        ordered = self.column.desc() if falling else self.column.asc()
        if not self.nullable:
            return ordered
        return ordered.nulls_first() if backward else ordered.nulls_last()

    def further(self, value: ColumnElement[Any], *, backward: bool) -> ColumnElement[bool]:
        """That a row lies further on than `value`; nulls are the end of the list."""
        column = self.column
        beyond = column < value if self.descending != backward else column > value
        if not self.nullable:
            return beyond
        if backward:
            return or_(beyond, and_(value.is_(None), column.is_not(None)))
        return or_(beyond, and_(value.is_not(None), column.is_(None)))

    def as_far(self, value: ColumnElement[Any], *, backward: bool) -> ColumnElement[bool]:
        """That a row lies no nearer than `value`, said so that an index can be started from."""
        column = self.column
        reached = column <= value if self.descending != backward else column >= value
        if not self.nullable:
            return reached
        return or_(reached, value.is_(None) if backward else column.is_(None))

    def same(self, value: ColumnElement[Any]) -> ColumnElement[bool]:
        return self.column.is_not_distinct_from(value) if self.nullable else self.column == value


def keys_of(order: Sequence[Term], column: Callable[[str], ColumnElement[Any]]) -> tuple[Key, ...]:
    """The keys of an order, each field once, the id last; `column` gives that of a field."""
    terms: dict[str, Term] = {}
    for term in (*order, Term("id")):
        terms.setdefault(term.field, term)
        if term.field == "id":
            break
    return tuple(_key(column(term.field), term) for term in terms.values())


def signature(noun: Noun[Row], order: Sequence[Term]) -> str:
    """A name for the order, so that a cursor of another one is known."""
    return " ".join([noun.name, *(f"{term.field}{'-' * term.descending}" for term in order)])


def beyond(
    keys: Sequence[Key], position: Sequence[ColumnElement[Any]], *, backward: bool
) -> ColumnElement[bool]:
    """That a row lies further on than the position, in the direction of reading."""
    falling = {key.descending != backward for key in keys}
    if len(falling) == 1 and not any(key.nullable for key in keys):
        here, there = tuple_(*position), tuple_(*(key.column for key in keys))
        return there < here if falling.pop() else there > here
    pairs = list(zip(keys, position, strict=True))
    # What is said of all the keys is an OR, which no index could be started from.
    return and_(
        keys[0].as_far(position[0], backward=backward),
        _beyond_one(pairs, backward=backward),
    )


def _beyond_one(
    pairs: Sequence[tuple[Key, ColumnElement[Any]]], *, backward: bool
) -> ColumnElement[bool]:
    """That a row is the same as the position in some keys, and lies further on in the next."""
    return or_(
        *(
            and_(
                *(before.same(value) for before, value in pairs[:index]),
                key.further(here, backward=backward),
            )
            for index, (key, here) in enumerate(pairs)
        )
    )


def _key(column: ColumnElement[Any], term: Term) -> Key:
    ordered = in_order(column) if isinstance(column.type, AutoString) else column
    return Key(ordered, term.descending, nullable=_is_nullable(column))


def _is_nullable(column: ColumnElement[Any]) -> bool:
    """A table's column says so itself; any other expression may be null."""
    source = getattr(column, "expression", column)
    return bool(getattr(source, "nullable", True))
