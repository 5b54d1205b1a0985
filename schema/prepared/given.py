"""What an operation's arguments hold, as far as it is known when its statement is made.

Nulls, booleans, enum members and the fields of input objects decide the statement; every other
value is a `Leaf`, whose content comes with each request.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Union

from graphql import (
    BooleanValueNode,
    EnumValueNode,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
    get_nullable_type,
    value_from_ast,
)

# Coerced variables by name, coerced literals by their place in the document.
Values = Mapping[str | int, Any]
Getter = Callable[[Values], Any]

_LEAF = "leaf"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value that comes with the request: never null, already coerced."""

    get: Getter

    def through(self, change: Callable[[Any], Any]) -> Getter:
        """The value after a change, which may refuse it."""
        get = self.get
        return lambda values: change(get(values))


Given = Union[None, bool, Enum, Leaf, dict[str, "Given"], list["Given"]]  # noqa: UP007 - it names itself


def shape(value: object) -> Hashable:
    """What of a coerced variable decides the statement; equal for all leaves."""
    if type(value) is str:  # as most are; members of enums are of types of their own
        return _LEAF
    match value:
        case None | bool() | Enum():
            return value
        case dict():
            return tuple([(name, shape(item)) for name, item in value.items()])
        case list() if _is_structure(value):
            return tuple(shape(item) for item in value)
        case _:
            return _LEAF


def of_variable(value: object, get: Getter) -> Given:
    """A coerced variable as an argument, given one value of its shape."""
    match value:
        case None | bool() | Enum():
            return value
        case dict():
            return {name: of_variable(item, _item(get, name)) for name, item in value.items()}
        case list() if _is_structure(value):
            return [of_variable(item, _item(get, place)) for place, item in enumerate(value)]
        case _:
            return Leaf(get)


def of_literal(
    node: ValueNode, type_: GraphQLInputType, variables: Mapping[str, Any], slots: Mapping[int, int]
) -> Given:
    """A value as it is written in the document; `slots` are the places of its literals, by node."""
    slot = slots.get(id(node))
    if slot is not None:
        return Leaf(_at(slot))
    match node:
        case VariableNode():
            name = node.name.value
            return of_variable(variables.get(name), _at(name))
        case NullValueNode():
            return None
        case BooleanValueNode():
            return node.value
        case EnumValueNode():
            member: Enum = value_from_ast(node, type_)
            return member
        case ObjectValueNode():
            return _of_object(node, type_, variables, slots)
        case ListValueNode():
            return _of_list(node, type_, variables, slots)
        case _:
            constant = value_from_ast(node, type_)
            return Leaf(lambda _: constant)


def _of_object(
    node: ObjectValueNode,
    type_: GraphQLInputType,
    variables: Mapping[str, Any],
    slots: Mapping[int, int],
) -> Given:
    declared = get_nullable_type(type_)
    if isinstance(declared, GraphQLList):
        return [of_literal(node, declared.of_type, variables, slots)]
    if not isinstance(declared, GraphQLInputObjectType):
        raise TypeError(f"{declared} is no input object")
    return {
        field.name.value: of_literal(
            field.value, declared.fields[field.name.value].type, variables, slots
        )
        for field in node.fields
        # A field whose variable is absent is absent itself.
        if not (isinstance(field.value, VariableNode) and field.value.name.value not in variables)
    }


def _of_list(
    node: ListValueNode,
    type_: GraphQLInputType,
    variables: Mapping[str, Any],
    slots: Mapping[int, int],
) -> Given:
    declared = get_nullable_type(type_)
    item_type: GraphQLInputType = type_
    if isinstance(declared, GraphQLList):
        item_type = declared.of_type
    items = [of_literal(item, item_type, variables, slots) for item in node.values]
    if any(isinstance(item, dict | list) for item in items):
        return items
    return Leaf(lambda values: [_resolved(item, values) for item in items])


def _resolved(given: Given, values: Values) -> object:
    return given.get(values) if isinstance(given, Leaf) else given


def _is_structure(items: list[Any]) -> bool:
    return any(isinstance(item, dict | list) for item in items)


def _at(key: str | int) -> Getter:
    return lambda values: values[key]


def _item(get: Getter, key: str | int) -> Getter:
    return lambda values: get(values)[key]
