"""The order of a list: by keys, nulls last, the id at the end so that no two places are one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, literal, or_, tuple_
from sqlmodel import AutoString

from service.folding import in_order
from service.paging.nouns import Noun, Row, Term
from service.paging.positions import Position


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

    def further(self, value: object, *, backward: bool) -> ColumnElement[bool]:
        """That a row lies further on than `value`; nulls are the end of the list."""
        if value is None:
            return self.column.is_not(None) if backward else false()
        falling = self.descending != backward
        beyond = self.column < value if falling else self.column > value
        return or_(beyond, self.column.is_(None)) if self.nullable and not backward else beyond

    def same(self, value: object) -> ColumnElement[bool]:
        return self.column.is_(None) if value is None else self.column == value


def keys_of(noun: Noun[Row], order: Sequence[Term]) -> tuple[Key, ...]:
    """The keys of an order, each field once, the id last."""
    terms: dict[str, Term] = {}
    for term in (*order, Term("id")):
        terms.setdefault(term.field, term)
        if term.field == "id":
            break
    return tuple(_key(noun, term) for term in terms.values())


def signature(noun: Noun[Row], order: Sequence[Term]) -> str:
    """A name for the order, so that a cursor of another one is known."""
    return " ".join([noun.name, *(f"{term.field}{'-' * term.descending}" for term in order)])


def beyond(keys: Sequence[Key], position: Position, *, backward: bool) -> ColumnElement[bool]:
    """That a row lies further on than the position, in the direction of reading."""
    falling = {key.descending != backward for key in keys}
    if len(falling) == 1 and not any(key.nullable for key in keys):
        here = tuple_(
            *(literal(value, key.column.type) for key, value in zip(keys, position, strict=True))
        )
        there = tuple_(*(key.column for key in keys))
        return there < here if falling.pop() else there > here
    return or_(false(), *_alternatives(keys, position, backward=backward))


def _alternatives(
    keys: Sequence[Key], position: Position, *, backward: bool
) -> list[ColumnElement[bool]]:
    pairs = list(zip(keys, position, strict=True))
    return [
        and_(
            *(before.same(value) for before, value in pairs[:index]),
            key.further(here, backward=backward),
        )
        for index, (key, here) in enumerate(pairs)
    ]


def _key(noun: Noun[Row], term: Term) -> Key:
    column = noun.column(term.field)
    ordered = in_order(column) if isinstance(column.type, AutoString) else column
    return Key(ordered, term.descending, nullable=_is_nullable(column))


def _is_nullable(column: ColumnElement[Any]) -> bool:
    """A table's column says so itself; any other expression may be null."""
    source = getattr(column, "expression", column)
    return bool(getattr(source, "nullable", True))
