"""What of a document decides its statement: all of it but its plain literals.

Documents that differ in their literals alone share one structure, so that a text never seen
before is not compiled again.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    EnumValueNode,
    FieldNode,
    FloatValueNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    VariableNode,
    print_ast,
)

_PLAIN = (IntValueNode, FloatValueNode, StringValueNode)


@dataclass(frozen=True, slots=True)
class Structure:
    """A document without its literals.

    Attributes:
        key: equal for documents that differ in nothing else.
        literals: what was taken out, in the order of the document.
    """

    key: Hashable
    literals: tuple[ValueNode, ...]

    @property
    def slots(self) -> dict[int, int]:
        """The place of each literal, by the identity of its node."""
        return {id(node): place for place, node in enumerate(self.literals)}


def structure_of(document: DocumentNode) -> Structure:
    lifted = _Lifted()
    key = tuple(lifted.definition(one) for one in document.definitions)
    # Which of them are equal matters, too: two fields under one alias must have equal arguments.
    first: dict[Hashable, int] = {}
    same = tuple(
        first.setdefault(_content(one), place) for place, one in enumerate(lifted.literals)
    )
    return Structure((key, same), tuple(lifted.literals))


class _Lifted:
    """Walks a document once, from its top to its bottom."""

    def __init__(self) -> None:
        self.literals: list[ValueNode] = []

    def definition(self, node: Node) -> Hashable:
        match node:
            case OperationDefinitionNode():
                return (
                    node.operation,
                    node.name and node.name.value,
                    tuple(map(print_ast, node.variable_definitions or ())),
                    self._directives(node),
                    self._selections(node.selection_set),
                )
            case FragmentDefinitionNode():
                return (
                    node.name.value,
                    node.type_condition.name.value,
                    self._directives(node),
                    self._selections(node.selection_set),
                )
            case _:
                return print_ast(node)

    def _selections(self, selected: SelectionSetNode | None) -> Hashable:
        return selected and tuple(map(self._selection, selected.selections))

    def _selection(self, node: Node) -> Hashable:
        match node:
            case FieldNode():
                return (
                    node.name.value,
                    node.alias and node.alias.value,
                    tuple(self._arguments(node.arguments)),
                    self._directives(node),
                    self._selections(node.selection_set),
                )
            case InlineFragmentNode():
                condition = node.type_condition
                return (
                    "...",
                    condition and condition.name.value,
                    self._directives(node),
                    self._selections(node.selection_set),
                )
            case FragmentSpreadNode():
                return ("...", node.name.value, self._directives(node))
            case _:
                raise TypeError(f"{node.kind} is no selection")

    def _arguments(self, nodes: tuple[ArgumentNode, ...] | None) -> Iterator[Hashable]:
        for node in nodes or ():
            yield node.name.value, self._value(node.value)

    def _directives(
        self,
        node: OperationDefinitionNode
        | FragmentDefinitionNode
        | FieldNode
        | InlineFragmentNode
        | FragmentSpreadNode,
    ) -> Hashable:
        directives: tuple[DirectiveNode, ...] = node.directives or ()
        return tuple(map(print_ast, directives))

    def _value(self, node: ValueNode) -> Hashable:
        match node:
            case IntValueNode() | FloatValueNode() | StringValueNode():
                self.literals.append(node)
                return node.kind
            case ListValueNode(values=items) if items and _are_alike(items):
                self.literals.append(node)
                return ("[", items[0].kind)
            case ListValueNode(values=items):
                return ("[", *map(self._value, items))
            case ObjectValueNode(fields=fields):
                return ("{", *((one.name.value, self._value(one.value)) for one in fields))
            case VariableNode():
                return ("$", node.name.value)
            case EnumValueNode() | BooleanValueNode():
                return (node.kind, node.value)
            case _:
                return node.kind


def _are_alike(items: tuple[ValueNode, ...]) -> bool:
    return isinstance(items[0], _PLAIN) and all(one.kind == items[0].kind for one in items)


def _content(node: ValueNode) -> Hashable:
    match node:
        case ListValueNode(values=items):
            return tuple(map(_content, items))
        case IntValueNode() | FloatValueNode() | StringValueNode():
            return (node.kind, node.value)
        case _:
            return id(node)
