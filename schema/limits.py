"""What one operation may ask for: counted in one pass, before validation and before any work.

A fragment is measured once, however often it is spread, so that the pass is linear in the size of
the document; graphql-core's own limiters are exponential on nested fragments.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
)

from schema.connections import NESTED_DEFAULT, ROOT_DEFAULT
from schema.failures import ErrorCode

OVERFLOW = 10**9

# Arguments that say how long a list may get.
_SIZES = ("first", "last", "limit", "maxPaths")
# The argument that asks for an audit of its own, which no earlier one can answer.
_CHANGES = "whatIf"
_AUDIT_COST = 2_000


@dataclass(frozen=True, slots=True)
class Limits:
    """The most of each; `list_size` is what a list without an argument counts for."""

    tokens: int = 4_000
    depth: int = 15
    aliases: int = 60
    fields: int = 1_000
    directives: int = 60
    fragments: int = 80
    operations: int = 10
    cost: int = 40_000
    list_size: int = 5


LIMITS = Limits()


@dataclass(slots=True)
class Measure:
    """What a selection adds up to; `cost` is how many objects it may bring."""

    depth: int = 0
    aliases: int = 0
    fields: int = 0
    directives: int = 0
    cost: int = 0

    def add(self, other: "Measure", *, times: int = 1, deeper: int = 0) -> None:
        self.depth = max(self.depth, other.depth + deeper)
        self.aliases = min(OVERFLOW, self.aliases + other.aliases)
        self.fields = min(OVERFLOW, self.fields + other.fields)
        self.directives = min(OVERFLOW, self.directives + other.directives)
        self.cost = min(OVERFLOW, self.cost + other.cost * times)


def violations(
    schema: GraphQLSchema,
    document: DocumentNode,
    variables: Mapping[str, Any],
    limits: Limits = LIMITS,
) -> list[GraphQLError]:
    """An error for every limit that an operation of the document goes beyond."""
    fragments = [one for one in document.definitions if isinstance(one, FragmentDefinitionNode)]
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    errors = [
        *_beyond("fragments", len(fragments), limits.fragments),
        *_beyond("operations", len(operations), limits.operations),
    ]
    if errors:
        return errors
    for operation in operations:
        total = _Meter(schema, fragments, _given(operation, variables), limits).measure(operation)
        for one in fields(total):
            name = one.name
            errors += _beyond(name, getattr(total, name), getattr(limits, name))
    return errors


def _beyond(what: str, count: int, most: int) -> Iterator[GraphQLError]:
    if count > most:
        told = "too much" if count >= OVERFLOW else str(count)
        yield GraphQLError(
            f"the operation's {what}: {told}, the limit is {most}",
            extensions={
                "code": ErrorCode.OPERATION_LIMIT.value,
                "limit": what,
                "value": count,
                "maximum": most,
            },
        )


def _given(operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> dict[str, Any]:
    """The variables, and the operation's own defaults for those that are missing."""
    defaults: dict[str, Any] = {}
    for definition in operation.variable_definitions or ():
        match definition.default_value:
            case IntValueNode(value=number):
                defaults[definition.variable.name.value] = int(number)
            case ListValueNode(values=items):
                defaults[definition.variable.name.value] = list(items)
    return {**defaults, **variables}


@dataclass(slots=True)
class _Meter:
    """Measures the selections of one operation; a fragment once per kind of list around it."""

    schema: GraphQLSchema
    definitions: list[FragmentDefinitionNode]
    variables: dict[str, Any]
    limits: Limits
    _fragments: dict[str, FragmentDefinitionNode] = field(init=False)
    _measured: dict[tuple[str, int], Measure | None] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._fragments = {one.name.value: one for one in self.definitions}

    def measure(self, operation: OperationDefinitionNode) -> Measure:
        root = self.schema.get_root_type(operation.operation)
        total = self._selection(operation.selection_set, root, 1)
        total.directives += len(operation.directives or ())
        return total

    def _selection(
        self, selected: SelectionSetNode | None, parent: GraphQLNamedType | None, page: int
    ) -> Measure:
        """What a selection adds up to; `page` is the size of the connection it is of, or 1."""
        total = Measure()
        for node in selected.selections if selected else ():
            total.directives += len(node.directives or ())
            match node:
                case FieldNode():
                    total.fields += 1
                    total.aliases += node.alias is not None
                    self._field(total, node, parent, page)
                case InlineFragmentNode():
                    condition = node.type_condition
                    type_ = self.schema.get_type(condition.name.value) if condition else parent
                    total.add(self._selection(node.selection_set, type_, page))
                case FragmentSpreadNode():
                    total.add(self._fragment(node.name.value, page))
        return total

    def _fragment(self, name: str, page: int) -> Measure:
        definition = self._fragments.get(name)
        if definition is None:
            return Measure()
        key = (name, page)
        if key not in self._measured:
            self._measured[key] = None
            type_ = self.schema.get_type(definition.type_condition.name.value)
            measured = self._selection(definition.selection_set, type_, page)
            measured.directives += len(definition.directives or ())
            self._measured[key] = measured
        # A fragment inside itself is for validation to refuse.
        return self._measured[key] or Measure()

    def _field(
        self, total: Measure, node: FieldNode, parent: GraphQLNamedType | None, page: int
    ) -> None:
        declared: GraphQLField | None = getattr(parent, "fields", {}).get(node.name.value)
        named = get_named_type(declared.type) if declared else None
        is_list = declared is not None and is_list_type(get_nullable_type(declared.type))
        own = self._page(node, parent, named)
        inner = self._selection(node.selection_set, named, own)
        if named is not None and is_composite_type(named):
            inner.cost += 1 + self._cost_of_changes(node)
        total.add(inner, times=self._times(page, is_list=is_list), deeper=1)

    def _times(self, page: int, *, is_list: bool) -> int:
        if not is_list:
            return 1
        return page if page > 1 else self.limits.list_size

    def _page(
        self, node: FieldNode, parent: GraphQLNamedType | None, named: GraphQLNamedType | None
    ) -> int:
        """How many rows the lists right below a field hold, or 1 where it is no connection."""
        sizes = [
            size
            for argument in node.arguments or ()
            if argument.name.value in _SIZES and (size := self._size(argument.value)) is not None
        ]
        if sizes:
            return max(sizes)
        if named is None or not named.name.endswith("Connection"):
            return 1
        return ROOT_DEFAULT if parent is self.schema.query_type else NESTED_DEFAULT

    def _cost_of_changes(self, node: FieldNode) -> int:
        """What changes cost that an audit is to suppose: each one, and the audit itself."""
        given = (one.value for one in node.arguments or () if one.name.value == _CHANGES)
        counts = [self._count(value) for value in given]
        return sum(_AUDIT_COST + count for count in counts if count)

    def _count(self, value: object) -> int:
        """How many items a list has that is given as an argument."""
        match value:
            case ListValueNode():
                return len(value.values)
            case VariableNode():
                given = self.variables.get(value.name.value)
                return len(given) if isinstance(given, list) else int(given is not None)
            case NullValueNode():
                return 0
            case _:
                return 1

    def _size(self, value: object) -> int | None:
        match value:
            case IntValueNode():
                return min(OVERFLOW, abs(int(value.value[:10])))
            case VariableNode():
                given = self.variables.get(value.name.value)
                return min(OVERFLOW, abs(given)) if isinstance(given, int) else None
            case _:
                return None
