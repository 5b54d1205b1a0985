"""Filters as SQL."""

from collections.abc import Callable, Iterator
from typing import Any

from graphql import GraphQLInputField, GraphQLInputObjectType
from sqlalchemy import ColumnElement, and_, false, or_, true
from strawberry.types.field import StrawberryField

from schema.failures import bad_input
from schema.identifiers import uuid_of
from schema.prepared.binds import Binds
from schema.prepared.given import Given, Leaf
from schema.prepared.scans import Scan
from service.paging.clauses import NO_ID, Comparator, compared, compared_along

MOST_CONDITIONS = 100
MOST_DEPTH = 10
MOST_VALUES = 1_000
NODE_TYPES = "node_types"
READING = "reading"

_MANY = (Comparator.IN, Comparator.NOT_IN)


class FilterCompiler:
    """Makes the condition of one filter over one scan."""

    def __init__(self, scan: Scan, binds: Binds) -> None:
        self._scan = scan
        self._binds = binds
        self._count = 0

    def condition(
        self, given: Given, type_: GraphQLInputObjectType, depth: int = MOST_DEPTH
    ) -> ColumnElement[bool]:
        """What the filter says; it is true or not true, never unknown under `not`.

        Raises:
            GraphQLError: there are too many conditions, or a null where none has a meaning.
        """
        if depth == 0:
            raise bad_input(f"a filter is nested at most {MOST_DEPTH} deep")
        if given is None:
            return true()
        return and_(true(), *self._conditions(_object(given), type_, depth - 1))

    def _conditions(
        self, given: dict[str, Given], type_: GraphQLInputObjectType, depth: int
    ) -> Iterator[ColumnElement[bool]]:
        for name, value in given.items():
            self._count += 1
            if self._count > MOST_CONDITIONS:
                raise bad_input(f"a filter has at most {MOST_CONDITIONS} conditions")
            if value is None:
                raise bad_input(f"{name} is null: leave it out, or ask for isNull")
            match name:
                case "and":
                    yield and_(true(), *(self.condition(one, type_, depth) for one in _list(value)))
                case "or":
                    yield or_(false(), *(self.condition(one, type_, depth) for one in _list(value)))
                case "not":
                    yield self.condition(value, type_, depth).is_not(true())
                case _:
                    yield from self._compared(type_.fields[name], _object(value))

    def _compared(
        self, field: GraphQLInputField, given: dict[str, Given]
    ) -> Iterator[ColumnElement[bool]]:
        declared: StrawberryField = field.extensions["strawberry-definition"]
        types = declared.metadata.get(NODE_TYPES)
        reading = _id_of(types) if types else declared.metadata.get(READING, _plain)
        for name, value in given.items():
            if value is None:
                raise bad_input(f"{name} compares with a value, not with null: use isNull")
            comparator = Comparator[_member(name)]
            operand = value
            if comparator in _MANY:
                operand = _leaf(value, _each(reading))
            elif comparator is not Comparator.IS_NULL:
                operand = _leaf(value, reading)
            yield self._comparison(declared.python_name, comparator, operand)

    def _comparison(self, field: str, comparator: Comparator, value: Given) -> ColumnElement[bool]:
        noun, binds = self._scan.noun, self._binds

        def bound(column: ColumnElement[Any]) -> object:
            if not isinstance(value, Leaf):
                return value
            if comparator in _MANY:
                return binds.many(value.get, column.type)
            return binds.of(value.through(comparator.operand), column.type)

        path = noun.path(field)
        if path is not None:
            return compared_along(path, self._scan.table, binds.organization, comparator, bound)
        column = self._scan.column(field)
        return compared(column, comparator, bound(column))


def _leaf(value: Given, reading: Callable[[Any], Any]) -> Leaf:
    if isinstance(value, Leaf):
        return Leaf(value.through(reading))
    constant = reading(value)
    return Leaf(lambda _: constant)


def _object(given: Given) -> dict[str, Given]:
    if not isinstance(given, dict):
        raise TypeError("a filter is an object")
    return given


def _list(given: Given) -> list[Given]:
    """GraphQL reads one item where a list belongs as a list of it."""
    if isinstance(given, Leaf):  # of no items: one with items is structure
        return []
    return given if isinstance(given, list) else [given]


def _member(name: str) -> str:
    return "".join(f"_{one}" if one.isupper() else one for one in name).upper()


def _id_of(types: tuple[str, ...]) -> Callable[[str], Any]:
    """An id that names nothing of the right type equals nothing."""
    return lambda text: uuid_of(text, types) or NO_ID


def _plain(value: Any) -> object:  # noqa: ANN401 - any scalar
    if isinstance(value, str) and "\0" in value:
        raise bad_input("a text cannot hold the character NUL")
    return str(value) if isinstance(value, str) else value


def _each(reading: Callable[[Any], Any]) -> Callable[[list[Any]], list[Any]]:
    def read(values: list[Any]) -> list[Any]:
        if len(values) > MOST_VALUES:
            raise bad_input(f"a list in a filter has at most {MOST_VALUES} values")
        return [reading(value) for value in values]

    return read
