"""Mutations whose payloads are statements: the command, then what it wrote, read in one go."""

from graphql import GraphQLError
from graphql.execution.values import get_argument_values
from strawberry.exceptions import StrawberryInputCoercionError
from strawberry.types.field import StrawberryField

from schema.context import Context
from schema.input_readers import Inputs
from schema.prepared.payloads import WRITTEN, PayloadPlan
from schema.prepared.requests import Request
from service.paging.positions import UnusableCursor


async def mutated(context: Context, request: Request, inputs_of: Inputs) -> bytes | None:
    """The data of a mutation's answer; None where graphql-core has to complete it.

    What was carried out by then is not carried out again: the context remembers it.
    """
    try:
        payloads = request.payloads()
        inputs = [_input(payload, request, inputs_of) for payload in payloads]
        for payload in payloads:
            payload.plan.arguments({**request.values, WRITTEN: [None]})
    except (GraphQLError, StrawberryInputCoercionError, UnusableCursor):
        return None
    if not payloads:
        return None
    parts = []
    for payload, given in zip(payloads, inputs, strict=True):
        written = await context.carry_out(payload.key, payload.write, given)
        if written.refusals:
            return None
        arguments = payload.plan.arguments({**request.values, WRITTEN: list(written.ids)})
        found = await context.database.statements.json(payload.plan.sql, arguments)
        parts.append(b'"%b":%b' % (payload.key.encode(), found))
    return b"{%b}" % b",".join(parts)


def _input(payload: PayloadPlan, request: Request, inputs_of: Inputs) -> object:
    given = payload.input_of(request.variables)
    if given is None:
        values = request.variable_values
        given = get_argument_values(payload.field, payload.node, values, None, True)["input"]  # noqa: FBT003 - graphql-core's own
    declared: StrawberryField = payload.field.extensions["strawberry-definition"]
    (argument,) = declared.arguments
    return inputs_of.read(argument.type, given)
