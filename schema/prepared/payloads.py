"""What a mutation answers with, as one statement over the ids of what it wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    ObjectValueNode,
    Undefined,
    VariableNode,
    get_nullable_type,
)
from graphql.utilities.coerce_input_value import coerce_default_value
from sqlalchemy import Label, Uuid, column, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSON

from schema.nouns import NOUN_BY_TYPE
from schema.prepared.compiler import Compiler
from schema.prepared.leaves import constant
from schema.prepared.plans import Plan
from schema.prepared.rows import array
from schema.prepared.selections import Selected
from schema.prepared.specs import Affected, Mutates, spec_of

# The ids of what was written, among a request's values: a name that no variable can have.
WRITTEN = "#written"

_NO_ERRORS = literal_column("'[]'::json", JSON())


@dataclass(frozen=True, slots=True)
class PayloadPlan:
    """One field of `Mutation`, and the statement for its payload when nothing was refused.

    Attributes:
        write: how it is carried out.
        node, field: what its arguments are read from.
        variables: the variable of each field of its input, where nothing but these makes it up.
    """

    key: str
    write: Any
    node: FieldNode
    field: GraphQLField
    plan: Plan
    variables: Mapping[str, str] | None = dataclass_field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "variables", _variables(self.node, self.field))

    def input_of(self, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Its input, of variables that all came; None where graphql-core has to make it."""
        given = {name: values.get(variable) for name, variable in (self.variables or {}).items()}
        return given if given and None not in given.values() else None


def payload_plan(compiler: Compiler, selected: Selected) -> PayloadPlan | None:
    """The plan; None where a part of the payload is Python."""
    spec = None if selected.field is None else spec_of(selected.field)
    if selected.field is None or not isinstance(spec, Mutates):
        return None
    type_ = selected.object_type
    columns = [_part(compiler, one, type_) for one in compiler.selections.below(selected, type_)]
    labels = [one for one in columns if one is not None]
    if not compiler.is_whole or len(labels) < len(columns):
        return None
    plan = compiler.plan(labels)
    return PayloadPlan(selected.key, spec.write, selected.nodes[0], selected.field, plan)


def _variables(node: FieldNode, field: GraphQLField) -> Mapping[str, str] | None:
    """By field of the input, the variable that is its value; None where there is anything else."""
    argument = field.args.get("input")
    type_ = None if argument is None else get_nullable_type(argument.type)
    values = [one.value for one in node.arguments or ()]
    if not isinstance(type_, GraphQLInputObjectType) or len(values) != 1:
        return None
    (value,) = values
    if not isinstance(value, ObjectValueNode):
        return None
    named = {one.name.value: one.value for one in value.fields}
    if any(
        coerce_default_value(one) is not Undefined
        for name, one in type_.fields.items()
        if name not in named
    ):
        return None
    variables = {k: one.name.value for k, one in named.items() if isinstance(one, VariableNode)}
    return variables if len(variables) == len(named) else None


def _part(compiler: Compiler, part: Selected, type_: GraphQLObjectType) -> Label[Any] | None:
    if part.field is None:
        return compiler.label(part.key, constant(type_.name))
    match spec_of(part.field):
        case Affected(type_name, is_list=False):
            key = compiler.binds.of(lambda values: values[WRITTEN][0], Uuid())
            found = compiler.by_id(NOUN_BY_TYPE[type_name], key, part, ())
            return compiler.label(part.key, found)
        case Affected(type_name):
            ids = compiler.binds.many(lambda values: values[WRITTEN], Uuid())
            written = func.unnest(ids).table_valued(
                column("id", Uuid()), with_ordinality="place", name="written"
            )
            each = written.render_derived()
            found = compiler.by_id(NOUN_BY_TYPE[type_name], each.c.id, part, [each])
            rows = select(found).select_from(each).order_by(each.c.place)
            return compiler.label(part.key, array(rows))
    if part.name == "userErrors":
        return compiler.label(part.key, _NO_ERRORS)
    return None
