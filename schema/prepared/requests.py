"""One request: an operation with the values that came with it, and who asks."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from graphql import GraphQLObjectType, OperationType
from graphql.execution.values import VariableValues, get_variable_values

from schema.prepared.binds import Binds, asked_by
from schema.prepared.compiler import Compiler
from schema.prepared.given import Values, shape
from schema.prepared.labels import label_of
from schema.prepared.occurrences import SUBJECT
from schema.prepared.operations import Document, NotWhole, Operations, Prepared, Refused
from schema.prepared.payloads import PayloadPlan, payload_plan
from schema.prepared.plans import Plan
from schema.prepared.selections import ResolveInfo, Selected, Selections
from service.actor import Actor

# The ids that objects are fetched by, by type: a name that no variable can have.
IDS = "#ids "


class Request:
    """What there is to answer.

    Attributes:
        values: all that statements take their parameters from.
    """

    def __init__(
        self,
        operations: Operations,
        prepared: Prepared,
        given: Values,
        actor: Actor,
        now: datetime,
        cost: int,
    ) -> None:
        """Coerce the variables.

        Raises:
            Refused: one of them is not of its type.
        """
        self.operations = operations
        self.prepared = prepared
        self.given = given
        self.cost = cost
        self.coerced: VariableValues | None = None
        self.variables: Mapping[str, Any] = {}
        if prepared.operation.variables:
            # Most variables are what they are, already.
            plain = prepared.operation.plainly(given)
            self.variables = self._coerced() if plain is None else plain
        values: dict[Any, Any] = {**self.variables}
        self.values: Values = {**values, **prepared.literals, **asked_by(actor, now)}
        self._role, self._is_somebody = actor.role, actor.person_id is not None
        # What plans are kept by: what decides a statement beside the document.
        self._shape: Hashable = (self._role, self._is_somebody, shape(self.variables))

    def _coerced(self) -> Mapping[str, Any]:
        coerced = get_variable_values(
            self.operations.schema,
            self.prepared.operation.variables,
            dict[Any, Any](self.given),
            10,
            hide_suggestions=True,
        )
        if isinstance(coerced, list):
            raise Refused(coerced)
        self.coerced = coerced
        return coerced.coerced

    @property
    def variable_values(self) -> VariableValues | None:
        """The variables as graphql-core reads arguments with them."""
        if self.coerced is None and self.prepared.operation.variables:
            # Without their sources, which only defaults of fragments' variables are read from.
            self.coerced = VariableValues({}, dict(self.variables))
        return self.coerced

    @property
    def writes(self) -> bool:
        return self.prepared.operation.type is OperationType.MUTATION

    @property
    def subscribes(self) -> bool:
        return self.prepared.operation.type is OperationType.SUBSCRIPTION

    def about(self, actor: Actor, now: datetime, subject: UUID | None) -> "Request":
        """The same of what a subscription tells of just now."""
        again = Request(self.operations, self.prepared, self.given, actor, now, self.cost)
        again.values = {**again.values, SUBJECT: subject}
        return again

    def roots(self) -> Sequence[Selected]:
        """The fields that are asked for at the root."""
        root = self.operations.schema.get_root_type(self.prepared.operation.type)
        selection = self.operations.document(self.prepared).operation.selection_set
        return [] if root is None else list(self._selections().fields([selection], root))

    def whole(self) -> Plan | None:
        """The one statement that is the whole answer; None where it takes more.

        Raises:
            GraphQLError: an argument cannot be used.
        """
        operation = self.prepared.operation
        if operation.type is OperationType.MUTATION:
            return None
        plan = operation.planned(self._shape, self._make_whole)
        return plan if isinstance(plan, Plan) else None

    def payloads(self) -> Sequence[PayloadPlan]:
        """The statements for the payloads of a mutation; none where one takes more.

        Raises:
            GraphQLError: an argument cannot be used.
        """
        document = self.operations.document(self.prepared)
        plans = document.payloads.get(self._shape)
        if plans is None:
            plans = self._payloads(document)
            document.payloads.put(self._shape, plans)
        return plans

    def _payloads(self, document: Document) -> Sequence[PayloadPlan]:
        root = self.operations.schema.mutation_type
        if root is None:
            return ()
        asked = self._selections().fields([document.operation.selection_set], root)
        plans = [self._payload(selected) for selected in asked]
        return [plan for plan in plans if plan is not None] if all(plans) else ()

    def _payload(self, selected: Selected) -> PayloadPlan | None:
        key = (self._shape, "payload", selected.key)
        operation = self.prepared.operation
        plan = operation.planned(
            key, lambda: payload_plan(self._compiler(for_python=False), selected) or NotWhole()
        )
        if not isinstance(plan, PayloadPlan):
            return None
        # The plan is the structure's; where its arguments stand is this text's own.
        return replace(plan, node=selected.nodes[0])

    def root(self, info: ResolveInfo) -> Plan:
        """The statement of one field of `Query`; its JSON has the field under its label."""
        selected = selected_at(info)

        def make() -> Plan:
            compiler = self._compiler()
            column = compiler.root(selected)
            if column is None:
                raise TypeError(f"{selected.name} is Python")
            return compiler.plan([column.label(label_of(selected.key))])

        return self._at(info, "root", make)

    def objects(self, info: ResolveInfo, types: Sequence[str]) -> Plan:
        """The statement for objects of some types, by their ids, as one field shows them."""
        selected = selected_at(info)

        def make() -> Plan:
            compiler = self._compiler()
            return compiler.plan([compiler.by_ids(name, IDS + name, selected) for name in types])

        return self._at(info, tuple(types), make)

    def _at(self, info: ResolveInfo, what: Hashable, make: Callable[[], Plan]) -> Plan:
        key = (self._shape, what, info.parent_type.name, place_of(info))
        plan = self.prepared.operation.planned(key, make)
        if not isinstance(plan, Plan):
            raise TypeError("a part of an answer is always a plan")
        return plan

    def _make_whole(self) -> Plan | NotWhole:
        operation = self.operations.document(self.prepared).operation
        compiler = self._compiler(for_python=False)
        root = self.operations.schema.get_root_type(operation.operation)
        if not isinstance(root, GraphQLObjectType):
            raise TypeError("there is no such root")
        labels = []
        for selected in compiler.selections.fields([operation.selection_set], root):
            column = compiler.root(selected)
            if column is not None:
                labels.append(compiler.label(selected.key, column))
        return compiler.plan(labels) if compiler.is_whole and labels else NotWhole()

    def _compiler(self, *, for_python: bool = True) -> Compiler:
        slots = self.operations.document(self.prepared).slots
        binds = Binds(self._role, is_somebody=self._is_somebody)
        return Compiler(self._selections(), slots, binds, for_python=for_python)

    def _selections(self) -> Selections:
        document = self.operations.document(self.prepared)
        return Selections(self.operations.schema, document.root, self.variables)


def selected_at(info: ResolveInfo) -> Selected:
    field = info.parent_type.fields[info.field_name]
    return Selected(str(info.path.key), tuple(info.field_nodes), field)


def place_of(info: ResolveInfo) -> tuple[str, ...]:
    """The names on the way to a field, without the places in lists."""
    return tuple(key for key in info.path.as_list() if isinstance(key, str))
