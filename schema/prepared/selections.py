"""The fields that a selection asks for: fragments laid open, duplicates merged, skips decided."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    BooleanValueNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
)

# Where graphql-core stands: our context is not its business.
ResolveInfo = GraphQLResolveInfo[Any]


@dataclass(frozen=True, slots=True)
class Selected:
    """One field of an answer.

    Attributes:
        key: its name in the answer.
        nodes: where the document asks for it.
        field: its declaration; None for `__typename`.
    """

    key: str
    nodes: tuple[FieldNode, ...]
    field: GraphQLField | None

    @property
    def name(self) -> str:
        return self.nodes[0].name.value

    @property
    def declared(self) -> GraphQLField:
        if self.field is None:
            raise TypeError("__typename is not declared")
        return self.field

    @property
    def type(self) -> GraphQLOutputType:
        return self.declared.type

    @property
    def object_type(self) -> GraphQLObjectType:
        """What it is, or has in its list, of one type alone."""
        type_ = get_named_type(self.type)
        if not isinstance(type_, GraphQLObjectType):
            raise TypeError(f"{type_} is no object")
        return type_


class Selections:
    """Reads the selections of one document, for variables of one shape."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]
    ) -> None:
        self.schema = schema
        self.variables = variables
        self._fragments = {
            one.name.value: one
            for one in document.definitions
            if isinstance(one, FragmentDefinitionNode)
        }

    def fields(
        self, sets: Sequence[SelectionSetNode | None], parent: GraphQLObjectType
    ) -> Iterator[Selected]:
        """What the selection sets ask of an object of one type, in the order of the answer."""
        merged: dict[str, list[FieldNode]] = {}
        for selected in sets:
            self._collect(selected, parent, merged)
        for key, nodes in merged.items():
            yield Selected(key, tuple(nodes), parent.fields.get(nodes[0].name.value))

    def below(self, selected: Selected, parent: GraphQLObjectType) -> list[Selected]:
        """What a field asks of its object, when that is of this type."""
        return list(self.fields([node.selection_set for node in selected.nodes], parent))

    def _collect(
        self,
        selected: SelectionSetNode | None,
        parent: GraphQLObjectType,
        merged: dict[str, list[FieldNode]],
    ) -> None:
        for node in selected.selections if selected else ():
            if not self._is_included(node):
                continue
            if isinstance(node, FieldNode):
                merged.setdefault((node.alias or node.name).value, []).append(node)
                continue
            fragment = (
                node if isinstance(node, InlineFragmentNode) else self._fragments[node.name.value]  # type: ignore[attr-defined] # a spread
            )
            condition = fragment.type_condition
            if condition is None or self._is_a(parent, condition.name.value):
                self._collect(fragment.selection_set, parent, merged)

    def _is_a(self, parent: GraphQLObjectType, name: str) -> bool:
        type_ = self.schema.get_type(name)
        return type_ is parent or (
            is_abstract_type(type_) and self.schema.is_sub_type(type_, parent)
        )

    def _is_included(self, node: SelectionNode) -> bool:
        for directive in node.directives or ():
            name = directive.name.value
            if name not in ("skip", "include"):
                continue
            (condition,) = directive.arguments or ()
            match condition.value:
                case VariableNode() as variable:
                    holds = self.variables[variable.name.value]
                case BooleanValueNode(value=holds):
                    pass
                case other:
                    raise TypeError(f"{other} is no condition")
            if holds is (name == "skip"):
                return False
        return True
