"""Operations as trees, and their texts: values as literals, or as variables."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Union

import orjson
from graphql import GraphQLEnumType, GraphQLInputType, get_named_type


@dataclass(frozen=True, eq=False, slots=True)
class Value:
    """An argument's value, or a part of one.

    Attributes:
        content: a scalar, None, or what the members are.
        is_variable: how it is written in one of the texts.
        is_sole: the one field of an object that takes exactly one, which may not be null.
    """

    type: GraphQLInputType
    content: Union[bool, int, str, "dict[str, Value]", "list[Value]", None]
    is_variable: bool
    is_sole: bool = False

    @property
    def plain(self) -> Any:
        """As JSON has it."""
        match self.content:
            case dict() as members:
                return {name: one.plain for name, one in members.items()}
            case list() as items:
                return [one.plain for one in items]
            case scalar:
                return scalar


@dataclass(frozen=True, eq=False, slots=True)
class Directive:
    name: str
    condition: Value


@dataclass(frozen=True, eq=False, slots=True)
class Field:
    name: str
    alias: str | None
    arguments: dict[str, Value]
    selections: "list[Selection] | None"
    directives: list[Directive] = field(default_factory=list)


@dataclass(frozen=True, eq=False, slots=True)
class Inline:
    condition: str | None
    selections: "list[Selection]"
    directives: list[Directive]


@dataclass(frozen=True, eq=False, slots=True)
class Spread:
    fragment: str
    directives: list[Directive]


Selection = Field | Inline | Spread


@dataclass(frozen=True, eq=False, slots=True)
class Operation:
    """An operation, and its fragments: by name, the type and what is selected."""

    selections: list[Selection]
    fragments: dict[str, tuple[str, list[Selection]]]

    def __repr__(self) -> str:
        text, variables = self.rendered(lambda value: value.is_variable)
        return f"{text}\n{variables}"

    def rendered(self, as_variable: Callable[[Value], bool]) -> tuple[str, dict[str, Any]]:
        """Its text, and the variables to send with it."""
        writer = _Writer(as_variable)
        body = writer.selections(self.selections)
        fragments = "".join(
            f" fragment {name} on {type_} {writer.selections(selections)}"
            for name, (type_, selections) in self.fragments.items()
        )
        declared = f"({', '.join(writer.declared)})" if writer.declared else ""
        return f"query{declared} {body}{fragments}", writer.variables


class _Writer:
    def __init__(self, as_variable: Callable[[Value], bool]) -> None:
        self.variables: dict[str, Any] = {}
        self.declared: list[str] = []
        self._as_variable = as_variable
        self._names: dict[int, str] = {}

    def selections(self, selections: list[Selection]) -> str:
        return f"{{ {' '.join(map(self._selection, selections))} }}"

    def _selection(self, selection: Selection) -> str:
        directives = "".join(map(self._directive, selection.directives))
        match selection:
            case Spread(fragment=name):
                return f"...{name}{directives}"
            case Inline(condition=condition, selections=selections):
                on = f" on {condition}" if condition else ""
                return f"...{on}{directives} {self.selections(selections)}"
            case Field(selections=selections):
                below = f" {self.selections(selections)}" if selections is not None else ""
                return f"{self._head(selection)}{directives}{below}"

    def _head(self, one: Field) -> str:
        alias = f"{one.alias}: " if one.alias else ""
        given = ", ".join(f"{name}: {self._value(value)}" for name, value in one.arguments.items())
        return f"{alias}{one.name}{f'({given})' if given else ''}"

    def _directive(self, one: Directive) -> str:
        return f" @{one.name}(if: {self._value(one.condition)})"

    def _value(self, value: Value) -> str:
        if self._as_variable(value):
            return self._variable(value)
        match value.content:
            case dict() as members:
                return f"{{{', '.join(self._members(members))}}}"
            case list() as items:
                return f"[{', '.join(map(self._value, items))}]"
            case str() as name if isinstance(get_named_type(value.type), GraphQLEnumType):
                return name
            case scalar:
                return orjson.dumps(scalar).decode()

    def _members(self, members: dict[str, Value]) -> Iterator[str]:
        for name, value in members.items():
            yield f"{name}: {self._value(value)}"

    def _variable(self, value: Value) -> str:
        """The same value is the same variable, wherever it stands."""
        name = self._names.get(id(value))
        if name is None:
            name = self._names[id(value)] = f"v{len(self._names)}"
            must = "!" if value.is_sole and not str(value.type).endswith("!") else ""
            self.declared.append(f"${name}: {value.type}{must}")
            self.variables[name] = value.plain
        return f"${name}"
