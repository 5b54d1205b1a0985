"""One row that a caller names: by its id, or as its sender calls it; or that an argument names."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, BindParameter, Select, Uuid, exists

from schema.failures import bad_input
from schema.identifiers import event_number, uuid_of
from schema.prepared.binds import Binds
from schema.prepared.given import Given, Leaf
from schema.prepared.scans import Scan, all_of
from service.paging.clauses import NO_ID, Comparator, compared, compared_along
from service.paging.nouns import EXTERNAL_ID, Noun

if TYPE_CHECKING:
    from schema.prepared.compiler import Compiler


def named(scan: Scan, by: Given, binds: Binds) -> Select[Any]:
    """The row that `by` names, archived or not; none where it names none."""
    given = by if isinstance(by, dict) else {}
    match given:
        case {"id": Leaf() as text}:
            types = (scan.noun.name,)
            key = binds.of(text.through(lambda one: uuid_of(one, types)), scan.key.type)
            return scan.rows().where(scan.key == key)
        case {"externalId": Leaf() as text}:
            return _called(scan, text, binds)
        case {"sequence": Leaf() as text}:
            number = binds.of(text.through(sequence_of), BigInteger())
            return scan.rows().where(scan.column("sequence") == number)
        case _:
            raise bad_input("give one way to name it, and not null")


def sequence_of(text: str) -> int:
    """The number that a string of digits is.

    Raises:
        GraphQLError: it is none, or a larger one than any event has.
    """
    number = event_number(text)
    if number is None:
        raise bad_input(f"{text!r} is no number in decimal digits")
    return number


def _called(scan: Scan, text: Leaf, binds: Binds) -> Select[Any]:
    """Where two systems use one external id, the row that came first."""

    def bound(column: Any) -> object:  # noqa: ANN401 - a column of any type
        return binds.of(text.through(_storable), column.type)

    path = scan.noun.path(EXTERNAL_ID)
    if path is None:
        column = scan.column(EXTERNAL_ID)
        condition = compared(column, Comparator.EQ, bound(column))
    else:
        condition = compared_along(path, scan.table, binds.organization, Comparator.EQ, bound)
    return scan.rows().where(condition).order_by(scan.key).limit(1)


def _storable(text: str) -> str | None:
    """What no column can hold names nothing."""
    return None if "\0" in text else text


def existing(
    compiler: "Compiler", noun: Noun[Any], given: Leaf, argument: str
) -> BindParameter[Any]:
    """What an argument names, which must be there and in use."""
    types, binds = (noun.name,), compiler.binds
    key = binds.of(given.through(lambda text: uuid_of(text, types) or NO_ID), Uuid())
    rows = all_of(noun, binds)
    found = rows.rows(rows.key).where(rows.key == key, rows.table.c.archived_at.is_(None))
    compiler.require(exists(found.subquery()), f"{argument} names no {noun.name}")
    return key
