"""Which part of a list a connection shows, in which order, and where each row stands in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, Protocol, TypeVar

from graphql import GraphQLField, GraphQLInputObjectType, get_named_type
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Numeric,
    Select,
    Text,
    and_,
    cast,
    func,
    literal_column,
    true,
)

from schema.failures import bad_input
from schema.page_sizes import check_one_end, checked_size
from schema.prepared.binds import Binds
from schema.prepared.filters import FilterCompiler
from schema.prepared.given import Getter, Given, Leaf
from schema.prepared.leaves import constant
from schema.prepared.scans import Scan
from service.paging.keys import Key, beyond, keys_of, signature
from service.paging.nouns import Term
from service.paging.positions import from_cursor

MOST_TERMS = 5

Arguments = Mapping[str, Given]


class Source(Protocol):
    """Where the rows of a list come from."""

    @property
    def outer(self) -> Sequence[FromClause]:
        """What statements inside its own may refer to."""

    def rows(self, *columns: ColumnElement[Any]) -> Select[Any]: ...


From = TypeVar("From", bound=Source)


@dataclass(frozen=True, eq=False, slots=True)
class Whole(Generic[From]):
    """A list of which a page is asked.

    Attributes:
        counted: which rows of the scan it is made of.
        keys: what they are ordered by.
        name: what cursors know the order by.
        size: how many rows a page has where no size is asked for.
    """

    scan: From
    counted: ColumnElement[bool]
    keys: Sequence[Key]
    name: str
    size: int


@dataclass(frozen=True, eq=False, slots=True)
class Window(Generic[From]):
    """One page of a list, as SQL.

    Attributes:
        scan: where the rows come from.
        counted: which of them the whole list has.
        sought: which of them lie where the page does.
        size: how many rows the page has at most.
        backward: the last rows rather than the first.
        order: how the rows come, in the direction of reading.
        cursor: the place of a row, for the caller to give back.
        begun: whether there is something before the page, reading forward; after it, backward.
    """

    scan: From
    counted: ColumnElement[bool]
    sought: ColumnElement[bool]
    size: ColumnElement[int]
    backward: bool
    order: Sequence[ColumnElement[Any]]
    cursor: ColumnElement[str]
    begun: bool


@dataclass(frozen=True, eq=False, slots=True)
class Listed:
    """A list before anything is asked of it.

    Attributes:
        belongs: which rows of the scan it is made of.
        order: how they come where no order is asked for.
        size: how many rows a page has where no size is asked for.
    """

    scan: Scan
    belongs: ColumnElement[bool]
    order: Sequence[Term]
    size: int


def window(listed: Listed, field: GraphQLField, arguments: Arguments, binds: Binds) -> Window[Scan]:
    """The page that the arguments of a field ask for.

    Raises:
        GraphQLError: they make no sense together.
    """
    scan = listed.scan
    terms = _terms(arguments.get("orderBy")) or tuple(listed.order)
    counted = and_(listed.belongs, _filtered(scan, field, arguments, binds))
    whole = Whole(
        scan, counted, keys_of(terms, scan.column), signature(scan.noun, terms), listed.size
    )
    return page(whole, arguments, binds)


def page(whole: Whole[From], arguments: Arguments, binds: Binds) -> Window[From]:
    """The part of a list that `first`, `after`, `last` and `before` ask for.

    Raises:
        GraphQLError: they make no sense together.
    """
    first, last = arguments.get("first"), arguments.get("last")
    check_one_end(first, last)
    backward = last is not None
    keys = whole.keys
    bounds: list[ColumnElement[bool]] = [true()]
    for name, toward in (("after", False), ("before", True)):
        cursor = arguments.get(name)
        if isinstance(cursor, Leaf):
            bounds.append(beyond(keys, _position(cursor, whole.name, keys, binds), backward=toward))
    return Window(
        scan=whole.scan,
        counted=whole.counted,
        sought=and_(whole.counted, *bounds),
        size=binds.of(_size(last if backward else first, whole.size), Integer()),
        backward=backward,
        order=[key.ordered(backward=backward) for key in keys],
        cursor=_cursor(whole.name, keys),
        begun=arguments.get("before" if backward else "after") is not None,
    )


def _filtered(
    scan: Scan, field: GraphQLField, arguments: Arguments, binds: Binds
) -> ColumnElement[bool]:
    given = arguments.get("filter")
    if given is None:
        return true()
    type_ = get_named_type(field.args["filter"].type)
    if not isinstance(type_, GraphQLInputObjectType):
        raise TypeError(f"{type_} is no filter")
    return FilterCompiler(scan, binds).condition(given, type_)


def _terms(given: Given) -> tuple[Term, ...]:
    """The fields to order by, one after the other."""
    orders = given if isinstance(given, list) else [given]
    if len(orders) > MOST_TERMS:
        raise bad_input(f"orderBy takes at most {MOST_TERMS} fields")
    return tuple(_term(order) for order in orders if isinstance(order, dict))


def _term(given: dict[str, Given]) -> Term:
    field, direction = given["field"], given.get("direction")
    if not isinstance(field, Enum):
        raise TypeError("what to order by is an enum")
    return Term(
        str(field.value), descending=isinstance(direction, Enum) and direction.value == "DESC"
    )


def _size(given: Given, default: int) -> Getter:
    if not isinstance(given, Leaf):
        return lambda _: default
    return given.through(checked_size)


def _position(
    cursor: Leaf, named: str, keys: Sequence[Key], binds: Binds
) -> list[ColumnElement[Any]]:
    """The place that a cursor stands for, one parameter per key."""
    types = [key.python_type for key in keys]

    def part(place: int) -> Getter:
        return cursor.through(lambda text: from_cursor(text, named, types)[place])

    return [binds.of(part(place), key.column.type) for place, key in enumerate(keys)]


def _cursor(named: str, keys: Sequence[Key]) -> ColumnElement[str]:
    """As `service.paging.positions.to_cursor`."""
    values = [
        cast(key.column, Text) if isinstance(key.column.type, Numeric) else key.column
        for key in keys
    ]
    array = func.json_build_array(constant(named), *values)
    plain = func.encode(func.convert_to(cast(array, Text), constant("UTF8")), constant("base64"))
    # The alphabet of addresses, without padding and line breaks.
    return func.translate(plain, literal_column("E'+/=\\n'"), constant("-_"), type_=Text())
