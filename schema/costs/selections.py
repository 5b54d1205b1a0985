"""The pass that measures an operation: every field once, every fragment once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SchemaMetaFieldDef,
    SelectionSetNode,
    TypeMetaFieldDef,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
)

from schema.costs.arguments import Arguments
from schema.costs.formulas import Cost, Ledger, added
from schema.costs.quantities import OVERFLOW, Quantity
from schema.costs.weights import (
    LIST_SIZE,
    NESTED_TOTAL_COUNT,
    OPERATION,
    ROW,
    SIZE_BY_LIST,
    TOTAL_COUNT,
    WEIGHT_BY_LEAF,
    weight_of,
)
from schema.page_sizes import NESTED_DEFAULT, ROOT_DEFAULT

_META_FIELDS = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}
_TOTAL_COUNT = "totalCount"
_NODE = "Node"


@dataclass(slots=True)
class Extent:
    """What is counted of a selection whatever the values."""

    depth: int = 0
    aliases: int = 0
    fields: int = 0
    directives: int = 0

    def add(self, other: "Extent", deeper: int = 0) -> None:
        self.depth = max(self.depth, other.depth + deeper)
        self.aliases = min(OVERFLOW, self.aliases + other.aliases)
        self.fields = min(OVERFLOW, self.fields + other.fields)
        self.directives = min(OVERFLOW, self.directives + other.directives)


@dataclass(slots=True)
class Selected:
    """What a selection adds up to.

    Attributes:
        fixed: its cost but for the lists right in it.
        per_row: the cost of one row of these, whose number the field around the selection knows.
        totals: how often it asks how long the whole list is.
    """

    extent: Extent = field(default_factory=Extent)
    fixed: list[Cost] = field(default_factory=list)
    per_row: list[Cost] = field(default_factory=list)
    totals: int = 0

    def add(self, other: "Selected") -> None:
        self.extent.add(other.extent)
        self.fixed += other.fixed
        self.per_row += other.per_row
        self.totals = min(OVERFLOW, self.totals + other.totals)


class Meter:
    """Measures the selections of one operation.

    Attributes:
        ledger: where its cost is written down.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Sequence[FragmentDefinitionNode],
        operation: OperationDefinitionNode,
        slots: Mapping[int, int],
    ) -> None:
        self.ledger = Ledger()
        self._visits = 0
        self._schema = schema
        self._operation = operation
        self._arguments = Arguments(schema, self.ledger, operation, slots)
        self._fragments = {one.name.value: one for one in fragments}
        self._measured: dict[str, Selected | None] = {}

    @property
    def visits(self) -> int:
        """How many selections and values were looked at."""
        return self._visits + self._arguments.visits

    def operation(self) -> tuple[Extent, Cost]:
        """What the whole operation adds up to."""
        root = self._schema.get_root_type(self._operation.operation)
        total = self._selection(self._operation.selection_set, root)
        total.extent.directives += len(self._operation.directives or ())
        rows = self.ledger.times(added(total.per_row), LIST_SIZE)
        brought, findings = self._arguments.brought(), self._arguments.findings()
        return total.extent, added([*total.fixed, rows, brought, findings], OPERATION)

    def _selection(
        self, selected: SelectionSetNode | None, parent: GraphQLNamedType | None
    ) -> Selected:
        total = Selected()
        for node in selected.selections if selected else ():
            self._visits += 1
            total.extent.directives += len(node.directives or ())
            match node:
                case FieldNode():
                    self._field(total, node, parent)
                case InlineFragmentNode():
                    condition = node.type_condition
                    type_ = self._schema.get_type(condition.name.value) if condition else parent
                    total.add(self._selection(node.selection_set, type_))
                case FragmentSpreadNode():
                    total.add(self._fragment(node.name.value))
                case _:  # there are but these three
                    pass
        # In one product each, so that adding them up again and again stays cheap.
        total.fixed = [self.ledger.short(added(total.fixed))]
        total.per_row = [self.ledger.short(added(total.per_row))]
        return total

    def _fragment(self, name: str) -> Selected:
        definition = self._fragments.get(name)
        if definition is None:
            return Selected()
        if name not in self._measured:
            self._measured[name] = None
            type_ = self._schema.get_type(definition.type_condition.name.value)
            found = self._selection(definition.selection_set, type_)
            found.extent.directives += len(definition.directives or ())
            self._measured[name] = found
        # A fragment inside itself is for validation to refuse.
        return self._measured[name] or Selected()

    def _field(self, total: Selected, node: FieldNode, parent: GraphQLNamedType | None) -> None:
        declared = self._declared(node.name.value, parent)
        named = get_named_type(declared.type) if declared else None
        inner = self._selection(node.selection_set, named)
        total.extent.fields += 1
        total.extent.aliases += node.alias is not None
        total.extent.add(inner.extent, deeper=1)
        total.totals += node.name.value == _TOTAL_COUNT
        costs = [*inner.fixed, self._arguments.weight(node)]
        if declared is None or named is None or not is_composite_type(named):
            total.fixed += costs
            if weight := WEIGHT_BY_LEAF.get(node.name.value):
                total.fixed.append(Cost(weight))
            return
        is_root = parent is self._schema.query_type
        if is_root and named.name == _NODE:
            self._arguments.look_up(node)
        rows = self._arguments.batch(node, declared)
        if rows is None:
            page = self._page(node, declared, named, is_root=is_root)
            costs.append(self.ledger.times(added(inner.per_row), page))
        else:
            costs.append(self.ledger.times(added(inner.per_row, ROW), rows))
        whole = inner.totals * (TOTAL_COUNT if is_root else NESTED_TOTAL_COUNT)
        if is_root:
            whole += self._arguments.choice(node)
        cost = added(costs, weight_of(named) + whole)
        if is_list_type(get_nullable_type(declared.type)):
            self._list(total, node, cost)
        else:
            total.fixed.append(cost)

    def _list(self, total: Selected, node: FieldNode, cost: Cost) -> None:
        """Count a row's cost for every row that there may be."""
        size = self._arguments.rows(node)
        if size is None:
            size = SIZE_BY_LIST.get(node.name.value)
        if size is None:
            total.per_row.append(cost)
        else:
            total.fixed.append(self.ledger.times(cost, size))

    def _page(
        self, node: FieldNode, declared: GraphQLField, named: GraphQLNamedType, *, is_root: bool
    ) -> Quantity | int:
        """How many rows the lists right below a field have."""
        if named.name.endswith("Connection"):
            default = ROOT_DEFAULT if is_root else NESTED_DEFAULT
        else:
            default = LIST_SIZE
        return self._arguments.size(node, declared, default)

    def _declared(self, name: str, parent: GraphQLNamedType | None) -> GraphQLField | None:
        if parent is self._schema.query_type and name in _META_FIELDS:
            return _META_FIELDS[name]
        declared: GraphQLField | None = getattr(parent, "fields", {}).get(name)
        return declared
