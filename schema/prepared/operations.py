"""What is remembered of operations: by their text, and below it by their structure."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    TypeInfo,
    TypeInfoVisitor,
    Undefined,
    ValueNode,
    VariableDefinitionNode,
    Visitor,
    get_operation_ast,
    parse,
    print_ast,
    specified_rules,
    validate,
    value_from_ast,
    visit,
)
from graphql.language import ListValueNode, Node
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from schema.failures import bad_input
from schema.limits import LIMITS, Measured, cost_violation, measured
from schema.prepared.caches import LeastRecentlyUsed
from schema.prepared.given import Values
from schema.prepared.payloads import PayloadPlan
from schema.prepared.plans import Plan
from schema.prepared.structures import Structure, structure_of

_RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
_TEXTS = 1_000
_STRUCTURES = 500
_DOCUMENTS = 100
_PLANS = 100

# What a variable is, and whether it must be there.
PlainType = tuple[type, bool]

_PLAIN: Mapping[str, type] = {"ID": str, "String": str, "Int": int, "Boolean": bool}
_INT = 2**31


class Refused(Exception):
    """An operation that is not executed at all."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__(errors[0].message)
        self.errors = list(errors)


@dataclass(slots=True)
class Operation:
    """A valid operation, whatever the literals in its text.

    Attributes:
        plans: its statements, by the caller's role, the shape of the variables and the place
            that they are for.
        is_new: nobody has paid for its preparation yet.
        plain_types: what its variables are, and whether they are required, where all of them are
            scalars of GraphQL's own without a default.
    """

    type: OperationType
    variables: Sequence[VariableDefinitionNode]
    measured: Measured
    literal_types: Sequence[GraphQLInputType]
    plans: LeastRecentlyUsed[Hashable, "Planned"] = field(
        default_factory=lambda: LeastRecentlyUsed(_PLANS)
    )
    is_new: bool = True
    plain_types: Mapping[str, PlainType] | None = None

    def plainly(self, given: Values) -> dict[str, Any] | None:
        """The variables where coercing would change none of them; None where it might."""
        if self.plain_types is None:
            return None
        variables: dict[str, Any] = {}
        for name, (type_, is_required) in self.plain_types.items():
            value = given.get(name)
            if value is None:
                if is_required or name in given:
                    return None
            elif type(value) is not type_ or (isinstance(value, int) and not -_INT <= value < _INT):
                return None
            else:
                variables[name] = value
        return variables

    def planned(self, key: Hashable, make: Callable[[], "Planned"]) -> "Planned":
        """The plan for a place, made the first time that it is asked for."""
        plan = self.plans.get(key)
        if plan is None:
            plan = make()
            self.plans.put(key, plan)
        return plan


class NotWhole:
    """In place of a plan: the answer takes more than one statement, or Python."""


Planned = Plan | PayloadPlan | NotWhole


@dataclass(frozen=True, slots=True)
class Prepared:
    """One text of an operation.

    Attributes:
        literals: its own literals, coerced, by their places.
    """

    operation: Operation
    text: str
    name: str | None
    literals: dict[str | int, Any]


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed text, and where its literals stand.

    Attributes:
        payloads: the plans of its mutations with this text's own nodes, by the caller's role and
            the shape of the variables; none where one takes more than a statement.
    """

    root: DocumentNode
    operation: OperationDefinitionNode
    slots: Mapping[int, int]
    payloads: LeastRecentlyUsed[Hashable, Sequence[PayloadPlan]] = field(
        default_factory=lambda: LeastRecentlyUsed(_PLANS)
    )


class Operations:
    """Reads texts, each structure only once."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self._texts: LeastRecentlyUsed[Hashable, Prepared] = LeastRecentlyUsed(_TEXTS)
        self._structures: LeastRecentlyUsed[Hashable, Operation] = LeastRecentlyUsed(_STRUCTURES)
        self._documents: LeastRecentlyUsed[Hashable, Document] = LeastRecentlyUsed(_DOCUMENTS)

    def prepared(self, text: str, name: str | None, given: Values) -> Prepared:
        """The operation of that name in the text; `given` are its variables, as they were sent.

        Raises:
            Refused: it cannot be parsed, is beyond a limit, or is not valid.
        """
        prepared = self._texts.get((text, name))
        if prepared is None:
            prepared = self._read(text, name, given)
            self._texts.put((text, name), prepared)
        return prepared

    def document(self, prepared: Prepared) -> Document:
        """The text of an operation, parsed again where that was long ago."""
        key = (prepared.text, prepared.name)
        document = self._documents.get(key)
        if document is None:
            root = _parsed(prepared.text)
            document = Document(root, self._named(root, prepared.name), structure_of(root).slots)
            self._documents.put(key, document)
        return document

    def _read(self, text: str, name: str | None, given: Values) -> Prepared:
        root = _parsed(text)
        node = self._named(root, name)
        structure = structure_of(root)
        key = (structure.key, name)
        operation = self._structures.get(key)
        if operation is None:
            self._bound(root, node, given)
            operation = self._validated(root, node, structure)
            self._structures.put(key, operation)
        literals = self._coerced(structure.literals, operation.literal_types, root)
        return Prepared(operation, text, name, literals)

    def _named(self, root: DocumentNode, name: str | None) -> OperationDefinitionNode:
        node = get_operation_ast(root, name)
        if node is not None:
            return node
        operations = [one for one in root.definitions if isinstance(one, OperationDefinitionNode)]
        if not operations:
            raise Refused([bad_input("there is no operation in the document")])
        # Too many of them are refused as that.
        if violations := measured(self.schema, root, operations[0]).violations:
            raise Refused(violations)
        if name is not None:
            raise Refused([bad_input(f"there is no operation {name!r} in the document")])
        raise Refused([bad_input("there are several operations: name the one to run")])

    def _bound(self, root: DocumentNode, node: OperationDefinitionNode, given: Values) -> None:
        """Let pass what is within the limits, before it costs more than to be looked at."""
        bounds = measured(self.schema, root, node)
        beyond = cost_violation(bounds.cost(given))
        if errors := [*bounds.violations, *([beyond] if beyond else [])]:
            raise Refused(errors)

    def _validated(
        self, root: DocumentNode, node: OperationDefinitionNode, structure: Structure
    ) -> Operation:
        bounds = measured(self.schema, root, node, structure.slots)
        self._check(root)
        types = _types_of(self.schema, root, structure.literals)
        variables = node.variable_definitions or ()
        return Operation(
            node.operation, variables, bounds, types, plain_types=_plain_types(variables)
        )

    def _check(self, root: DocumentNode) -> None:
        errors = validate(
            self.schema, root, _RULES, hide_suggestions=True, allow_empty_selection_sets=False
        )
        if errors:
            raise Refused(errors)

    def _coerced(
        self, literals: Sequence[ValueNode], types: Sequence[GraphQLInputType], root: DocumentNode
    ) -> dict[str | int, Any]:
        """Another text of the structure was validated: of this one, only its literals are new."""
        try:
            values = [value_from_ast(*pair) for pair in zip(literals, types, strict=True)]
        except GraphQLError:
            values = [Undefined]
        if any(value is Undefined for value in values):
            self._check(root)
            raise Refused([bad_input("a value in the document is not one of its type")])
        return dict[str | int, Any](enumerate(values))


def _parsed(text: str) -> DocumentNode:
    try:
        return parse(text, max_tokens=LIMITS.tokens, allow_empty_selection_sets=False)
    except GraphQLError as error:
        raise Refused([error]) from None


def _plain_types(
    definitions: Sequence[VariableDefinitionNode],
) -> dict[str, PlainType] | None:
    plain: dict[str, PlainType] = {}
    for definition in definitions:
        written = print_ast(definition.type)
        type_ = _PLAIN.get(written.removesuffix("!"))
        if type_ is None or definition.default_value is not None:
            return None
        plain[definition.variable.name.value] = (type_, written.endswith("!"))
    return plain


def _types_of(
    schema: GraphQLSchema, root: DocumentNode, literals: Sequence[ValueNode]
) -> list[GraphQLInputType]:
    """The type that each literal of a valid document must be of."""
    info = TypeInfo(schema)
    wanted = set(map(id, literals))
    found: dict[int, GraphQLInputType] = {}

    class Note(Visitor):
        def enter(self, node: Node, *_: object) -> None:
            if id(node) in wanted:
                inside = isinstance(node, ListValueNode)
                type_ = info.get_parent_input_type() if inside else info.get_input_type()
                if type_ is not None:
                    found[id(node)] = type_

    visit(root, TypeInfoVisitor(info, Note()))
    # Inside a JSON value nothing has a type of its own.
    anything = cast("GraphQLInputType", schema.type_map["JSON"])
    return [found.get(id(node), anything) for node in literals]
