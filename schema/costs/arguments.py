"""What arguments say about a cost: how long a list may get, and how much they bring along."""

from collections.abc import Mapping, Sequence

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLSchema,
    IntValueNode,
    ListTypeNode,
    ListValueNode,
    NamedTypeNode,
    NonNullTypeNode,
    ObjectValueNode,
    OperationDefinitionNode,
    StringValueNode,
    TypeNode,
    ValueNode,
    VariableNode,
    get_named_type,
    is_input_object_type,
)

from schema.costs.formulas import NOTHING, ONE, Cost, Ledger, added
from schema.costs.quantities import (
    OVERFLOW,
    Bulk,
    Count,
    Findings,
    Key,
    Quantity,
    Size,
    names_finding,
)
from schema.costs.weights import (
    AUDIT,
    CHANGES,
    CHARACTERS_PER_ITEM,
    CHOICE,
    CHOICE_BY_LIST,
    ITEMS_PER_POINT,
)

# Arguments that say how long a list may get.
_SIZES = ("first", "last", "limit", "maxPaths")
# The argument that names every row of a list.
_NAMES = "ids"
# The argument of a mutation, and the field of it that has the rows of one that takes many.
_INPUT = "input"
_ROWS = "rows"
_BOUNDS = (*_SIZES, _NAMES)
# The argument that asks for an audit of its own.
_CHANGES = "whatIf"
# Arguments that choose among all rows, or order them.
_CHOICES = frozenset({"filter", "orderBy"})
_DIGITS = 10


class Arguments:
    """Reads the arguments of one operation's fields.

    Attributes:
        visits: how many values were looked at.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        ledger: Ledger,
        operation: OperationDefinitionNode,
        slots: Mapping[int, int],
    ) -> None:
        self.visits = 0
        self._ids: list[ValueNode] = []
        self._ledger = ledger
        self._slots = slots
        self._definitions = operation.variable_definitions or ()
        self._schema = schema
        self._default_by_variable = {
            one.variable.name.value: one.default_value for one in self._definitions
        }
        self._items_by_variable = {
            name: _items_within(default)
            for name, default in self._default_by_variable.items()
            if default is not None
        }

    def brought(self) -> Cost:
        """What the variables weigh by being read, used or not."""
        return added(
            self._ledger.times(ONE, self._of_variable(one.variable.name.value, 0))
            for one in self._definitions
            if self._may_be_long(one.type)
        )

    def weight(self, node: FieldNode) -> Cost:
        """What a field's arguments weigh wherever the field is answered."""
        return added(
            self._weight(one.value, CHANGES if one.name.value == _CHANGES else 0)
            for one in node.arguments or ()
            if one.name.value not in _BOUNDS
        )

    def choice(self, node: FieldNode) -> int:
        """What it weighs to choose among all rows of a kind."""
        chooses = any(one.name.value in _CHOICES for one in node.arguments or ())
        return CHOICE if chooses else CHOICE_BY_LIST.get(node.name.value, 0)

    def look_up(self, node: FieldNode) -> None:
        """Note what a field looks up by its id, of whatever type."""
        self._ids += [one.value for one in node.arguments or ()]

    def findings(self) -> Cost:
        """What it weighs to look up findings: one audit, however many are looked up."""
        keys: list[tuple[Key, bool]] = []
        rest = list(self._ids)
        while rest:
            value = rest.pop()
            slot = self._slots.get(id(value))
            if slot is not None:
                keys.append((slot, False))
            elif isinstance(value, VariableNode):
                default = self._default_by_variable.get(value.name.value)
                keys.append((value.name.value, default is not None and _names_finding(default)))
            elif _names_finding(value):
                return Cost(AUDIT)
            else:
                rest += _parts(value)
        return self._ledger.times(Cost(AUDIT), Findings(tuple(keys))) if keys else NOTHING

    def rows(self, node: FieldNode) -> Quantity | int | None:
        """How many rows a list has that names them one by one; None: it does not."""
        for argument in node.arguments or ():
            if argument.name.value == _NAMES:
                return self._count(argument.value)
        return None

    def batch(self, node: FieldNode, declared: GraphQLField) -> Quantity | int | None:
        """How many rows a mutation brings that takes many; None: it does not."""
        taken = declared.args.get(_INPUT)
        if taken is None or _ROWS not in getattr(get_named_type(taken.type), "fields", {}):
            return None
        given = next((one.value for one in node.arguments or () if one.name.value == _INPUT), None)
        if isinstance(given, VariableNode):
            name = given.name.value
            written = _rows_written(self._default_by_variable.get(name))
            return Count(name, 0 if written is None else _length(written), _ROWS)
        written = _rows_written(given)
        return 0 if written is None else self._count(written)

    def size(self, node: FieldNode, declared: GraphQLField, default: int) -> Quantity | int:
        """How many rows the lists right below a field may have."""
        sizes: list[tuple[Key, int | None]] = []
        literal: int | None = None
        for argument in node.arguments or ():
            if argument.name.value in _SIZES:
                value, slot = argument.value, self._slots.get(id(argument.value))
                if slot is not None:
                    sizes.append((slot, None))
                elif isinstance(value, VariableNode):
                    sizes.append((value.name.value, self._default_size(value.name.value)))
                elif isinstance(value, IntValueNode):
                    literal = max(literal or 0, _number(value))
        if not sizes and literal is not None:
            return literal
        default = _declared_size(declared) or default
        return Size(tuple(sizes), literal, default) if sizes else default

    def _weight(self, value: ValueNode, presence: int) -> Cost:
        """What one argument weighs: what the document says at once, the rest by its key."""
        costs: list[Cost] = []
        items, rest = 0, [value]
        while rest:
            part = rest.pop()
            self.visits += 1
            quantity = self._elsewhere(part, presence if part is value else 0)
            if quantity is None:
                items += _own_items(part)
                rest += _parts(part)
            else:
                costs.append(self._ledger.times(ONE, quantity))
        return added(costs, items // ITEMS_PER_POINT + (presence if items else 0))

    def _elsewhere(self, value: ValueNode, presence: int) -> Quantity | None:
        """The weight of what the document does not say; None: it does, or it weighs nothing."""
        slot = self._slots.get(id(value))
        if slot is not None:
            return Bulk(slot, presence=presence)
        if isinstance(value, VariableNode):
            return self._of_variable(value.name.value, presence)
        return None

    def _of_variable(self, name: str, presence: int) -> Bulk:
        items = self._items_by_variable.get(name, 0)
        return Bulk(name, items // ITEMS_PER_POINT + (presence if items else 0), presence)

    def _count(self, value: ValueNode) -> Quantity | int:
        slot = self._slots.get(id(value))
        if slot is not None:
            return Count(slot, 0)
        if isinstance(value, VariableNode):
            default = self._default_by_variable.get(value.name.value)
            return Count(value.name.value, 0 if default is None else _length(default))
        return _length(value)

    def _default_size(self, name: str) -> int | None:
        default = self._default_by_variable.get(name)
        return _number(default) if isinstance(default, IntValueNode) else None

    def _may_be_long(self, type_: TypeNode) -> bool:
        """Whether a variable of the type may hold much more than a word."""
        while isinstance(type_, NonNullTypeNode):
            type_ = type_.type
        if isinstance(type_, ListTypeNode):
            return True
        named = (
            self._schema.get_type(type_.name.value) if isinstance(type_, NamedTypeNode) else None
        )
        return is_input_object_type(named)


def _names_finding(value: ValueNode) -> bool:
    if isinstance(value, StringValueNode):
        return names_finding(value.value)
    return any(map(_names_finding, _parts(value)))


def _items_within(value: ValueNode) -> int:
    items, rest = 0, [value]
    while rest:
        part = rest.pop()
        items += _own_items(part)
        rest += _parts(part)
    return items


def _own_items(value: ValueNode) -> int:
    """How many items a value has, but those of its parts."""
    match value:
        case ListValueNode():
            return len(value.values)
        case ObjectValueNode():
            return len(value.fields)
        case StringValueNode():
            return len(value.value) // CHARACTERS_PER_ITEM
        case _:
            return 0


def _parts(value: ValueNode) -> Sequence[ValueNode]:
    match value:
        case ListValueNode():
            return value.values
        case ObjectValueNode():
            return [one.value for one in value.fields]
        case _:
            return ()


def _length(value: ValueNode) -> int:
    """How many items a list has; one alone stands for a list of it."""
    return len(value.values) if isinstance(value, ListValueNode) else 1


def _rows_written(value: ValueNode | None) -> ValueNode | None:
    """The rows that an input has in the document."""
    fields = value.fields if isinstance(value, ObjectValueNode) else ()
    return next((one.value for one in fields if one.name.value == _ROWS), None)


def _number(value: IntValueNode) -> int:
    return min(OVERFLOW, abs(int(value.value[:_DIGITS])))


def _declared_size(declared: GraphQLField) -> int | None:
    """What the schema takes for a size that is not given."""
    given = (declared.args[name].default_value for name in _SIZES if name in declared.args)
    return max((size for size in given if isinstance(size, int)), default=None)
