"""Valid operations over the whole schema, as hypothesis draws them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
)
from hypothesis import strategies as st

from schema.prepared.filters import NODE_TYPES
from schema.prepared.specs import spec_of
from schema.root import core_schema
from tests.prepared.rendering import Directive, Field, Inline, Operation, Selection, Spread, Value
from tests.prepared.varied import TEXTS

Choice = TypeVar("Choice")
Draw = Any
Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType

_DEPTH = 4
# Names that a statement has uses for of its own.
_ALIASES = ("rank", "page", "cursor", "given", "items_0", "organization_id", "type", "A")
# One that PostgreSQL would cut, so that no statement is the whole answer.
_LONG_ALIAS = "a" * 70
_SCALARS: dict[str, Sequence[Any]] = {
    "Int": (0, 1, 2, 3, 5),
    "Boolean": (True, False),
    "String": (*TEXTS, "X-3", "w"),
    "Decimal": ("0.3", "20.000", 1, "-3.5", "1e3"),
    "Date": ("2026-10-01", "2026-12-31"),
    "DateTime": ("2026-10-01T12:30:00Z", "2026-11-06T00:00:00+02:00"),
}
_PAGING = ("first", "last", "after", "before", "orderBy")
# Beyond them, nothing more is opened: an operation has 60 at most, and a fragment's count again.
_MOST_ALIASES = 20
# Without it, a document is answered by one statement.
_PYTHON = 5


@dataclass(frozen=True, slots=True)
class Known:
    """What there is in the database to ask for.

    Attributes:
        ids: of our organization, of another one, and of nobody; by type, too.
        cursors: by the type of the rows, pairs of an order and a cursor in it.
        default_cursors: by field, cursors in the order that it has by itself.
    """

    ids: Sequence[str]
    ids_by_type: dict[str, list[str]]
    cursors: dict[str, list[tuple[list[dict[str, str]], str]]]
    default_cursors: dict[str, list[str]]


@st.composite
def operations(draw: Draw, known: Known) -> Operation:
    return _Generator(draw, known).operation()


class _Generator:
    def __init__(self, draw: Draw, known: Known) -> None:
        self._draw = draw
        self._known = known
        self._number = 0
        self._aliases = [*_ALIASES, *([_LONG_ALIAS] if self._chance(10) else [])]
        self._fragments: dict[str, tuple[str, list[Selection]]] = {}
        self._with_python = self._chance(_PYTHON)

    def operation(self) -> Operation:
        query = core_schema.query_type
        assert query is not None
        return Operation(self._selections(query, _DEPTH), self._fragments)

    def _pick(self, choices: Sequence[Choice]) -> Choice:
        return self._draw(st.sampled_from(choices))

    def _chance(self, one_in: int) -> bool:
        return self._draw(st.integers(0, one_in - 1)) == one_in - 1

    def _selections(self, type_: Composite, depth: int) -> list[Selection]:
        made: list[Selection] = []
        if self._number > _MOST_ALIASES:
            return [Field("__typename", None, {}, None)]
        for _ in range(self._draw(st.integers(1, 3))):
            made += self._selection(type_, depth)
        return made

    def _selection(self, type_: Composite, depth: int) -> list[Selection]:
        if is_abstract_type(type_) and not self._chance(3):
            inside = self._pick(core_schema.get_possible_types(type_))
            return [self._inline(inside.name, self._aliased(inside, depth))]
        match self._draw(st.integers(0, 11)):
            case 0:
                return [Field("__typename", self._alias(), {}, None, self._directives())]
            case 1:
                return [
                    self._inline(self._pick((None, type_.name)), self._selections(type_, depth))
                ]
            case 2:
                return [self._spread(type_, depth)]
            case 3 if isinstance(type_, GraphQLObjectType) and type_.interfaces:
                interface = self._pick(type_.interfaces)
                return [self._inline(interface.name, self._selections(interface, depth))]
            case _:
                return self._fields(type_, depth)

    def _aliased(self, type_: GraphQLObjectType, depth: int) -> list[Selection]:
        """Under names that the same field of another type cannot have."""
        return [
            *self._fields(type_, depth, must_alias=True),
            *self._fields(type_, depth, must_alias=True),
        ]

    def _inline(self, condition: str | None, selections: list[Selection]) -> Inline:
        return Inline(condition, selections, self._directives())

    def _spread(self, type_: Composite, depth: int) -> Spread:
        known = [name for name, (on, _) in self._fragments.items() if on == type_.name]
        if known and self._chance(2):
            return Spread(self._pick(known), self._directives())
        selections = self._selections(type_, min(depth, 2))
        name = f"F{len(self._fragments)}"
        self._fragments[name] = (type_.name, selections)
        return Spread(name, self._directives())

    def _fields(self, type_: Composite, depth: int, *, must_alias: bool = False) -> list[Selection]:
        names = self._names(type_, depth)
        if not names:
            return [Field("__typename", self._alias(), {}, None)]
        lists = [name for name in names if "after" in type_.fields[name].args]  # type: ignore[union-attr] # see below
        name = self._pick(lists if lists and self._chance(2) else names)
        declared = type_.fields[name]  # type: ignore[union-attr] # a union has no names
        arguments = self._arguments(f"{type_.name}.{name}", declared)
        alias = self._alias() if arguments or must_alias or self._chance(4) else None
        times = 2 if self._chance(8) else 1
        return [
            Field(name, alias, arguments, self._below(declared, depth), self._directives())
            for _ in range(times)
        ]

    def _below(self, declared: GraphQLField, depth: int) -> list[Selection] | None:
        type_: Any = get_named_type(declared.type)
        if not is_composite_type(type_):
            return None
        wraps = type_.name.endswith(("Connection", "Edge")) or type_.name == "PageInfo"
        return self._selections(type_, depth if wraps else depth - 1)

    def _names(self, type_: Composite, depth: int) -> list[str]:
        if isinstance(type_, GraphQLUnionType):
            return []
        return [
            name
            for name, field in type_.fields.items()
            if name != "generatedAt"  # is the clock
            and (depth > 0 or not is_composite_type(get_named_type(field.type)))
            and (self._with_python or spec_of(field) is not None)
        ]

    def _alias(self) -> str:
        if self._aliases and self._chance(6):
            return self._aliases.pop()
        self._number += 1
        return f"a{self._number}"

    def _directives(self) -> list[Directive]:
        if not self._chance(8):
            return []
        type_ = core_schema.directives[0].args["if"].type
        value = Value(type_, self._draw(st.booleans()), self._chance(2))
        return [Directive(self._pick(("skip", "include")), value)]

    def _arguments(self, place: str, declared: GraphQLField) -> dict[str, Value]:
        given: dict[str, Value] = {}
        for name, argument in declared.args.items():
            if name in _PAGING and "after" in declared.args:
                continue
            must = isinstance(argument.type, GraphQLNonNull)
            if must or self._chance(3):
                given[name] = self._value(argument.type, 2)
        if "after" in declared.args:
            given |= self._page(place, declared)
        return given

    def _page(self, place: str, declared: GraphQLField) -> dict[str, Value]:
        content: dict[str, Any] = {}
        size = self._pick(("first", "first", "last", ""))
        if size:
            content[size] = self._pick((0, 1, 2, 3, 7))
        rows = get_named_type(declared.type).name.removesuffix("Connection")
        at = self._pick(("after", "before", "", "", ""))
        defaults, ordered = self._known.default_cursors, self._known.cursors.get(rows, [])
        if at and place in defaults and self._chance(2):
            content[at] = self._pick(defaults[place])
        elif ordered and "orderBy" in declared.args and self._chance(2):
            content["orderBy"], cursor = self._pick(ordered)
            if at:
                content[at] = cursor
        return {name: self._of(declared.args[name].type, value) for name, value in content.items()}

    def _of(self, type_: GraphQLInputType, plain: Any) -> Value:
        """A given value, any part of it perhaps as a variable."""
        declared: Any = get_nullable_type(type_)
        content = plain
        if isinstance(plain, list):
            content = [self._of(declared.of_type, one) for one in plain]
        elif isinstance(plain, dict):
            content = {
                name: self._of(declared.fields[name].type, one) for name, one in plain.items()
            }
        return Value(type_, content, self._chance(3))

    def _value(
        self,
        type_: GraphQLInputType,
        depth: int,
        *,
        is_sole: bool = False,
        types: Sequence[str] = (),
    ) -> Value:
        """Some value; its ids perhaps of the types that it is meant for."""
        declared: Any = get_nullable_type(type_)
        is_variable = self._chance(3)
        match declared:
            case GraphQLList(of_type=item):
                count = self._draw(st.integers(0, 3))
                content: Any = [self._value(item, depth - 1, types=types) for _ in range(count)]
            case GraphQLInputObjectType():
                content = self._members(declared, depth, types)
            case GraphQLEnumType(values=values):
                content = self._pick(list(values))
            case _ if declared.name == "ID":
                content = self._id(types)
            case _:
                content = self._pick(_SCALARS[declared.name])
        return Value(type_, content, is_variable, is_sole)

    def _id(self, types: Sequence[str]) -> str:
        meant = [one for name in types for one in self._known.ids_by_type.get(name, ())]
        return self._pick(meant if meant and not self._chance(4) else self._known.ids)

    def _members(
        self, type_: GraphQLInputObjectType, depth: int, types: Sequence[str]
    ) -> dict[str, Value]:
        fields = type_.fields
        if _takes_one(type_):
            name, meant = self._pick(list(fields)), [type_.name.removesuffix("Ref")]
            return {name: self._value(fields[name].type, depth, is_sole=True, types=meant)}
        chosen = {name for name, one in fields.items() if isinstance(one.type, GraphQLNonNull)}
        leaves = [name for name in fields if depth > 0 or name not in ("and", "or", "not")]
        for _ in range(self._draw(st.integers(0, 2))):
            chosen.add(self._pick(leaves))
        return {
            name: self._value(
                fields[name].type, depth - 1, types=_node_types(fields[name]) or types
            )
            for name in sorted(chosen)
        }


def _takes_one(type_: GraphQLInputObjectType) -> bool:
    return bool(type_.extensions["strawberry-definition"].is_one_of)


def _node_types(field: GraphQLInputField) -> Sequence[str]:
    """What the ids in a part of a filter are meant to name."""
    types: Sequence[str] = field.extensions["strawberry-definition"].metadata.get(NODE_TYPES, ())
    return types
