"""The documents that shape what webhooks are sent: judged when they are written."""

from collections.abc import Iterator

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationType,
    SelectionSetNode,
    print_ast,
)

from schema.prepared.given import Values
from schema.prepared.operations import Document, Operations, Refused
from service.access import Action
from service.actor import Role
from service.errors import Invalid

# What a document may declare: of the event, its id and type; of its subject, the id.
VARIABLES = {"event": "ID", "subject": "ID", "type": "String"}
# It is answered for every delivery: a tenth of a second of one core at most.
MOST_POINTS = 1_000

_ACTIONS = {action.api_name: action for action in Action}
_EXAMPLE = "RXZlbnQ6MDE5N2EzYjItMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAx"


def check_document(operations: Operations, text: str) -> None:
    """Whether a GraphQL document can be answered for every delivery.

    Raises:
        Invalid: it is no valid query of the schema, takes other variables, asks for what takes more
            than a viewer's role, or costs too much.
    """
    try:
        given: Values = dict.fromkeys(VARIABLES, _EXAMPLE)
        prepared = operations.prepared(text, None, given)
    except Refused as refused:
        raise _invalid(refused.errors[0].message) from None
    operation = prepared.operation
    if operation.type is not OperationType.QUERY:
        raise _invalid("it is not a query")
    cost = operation.measured.cost({**given, **prepared.literals})
    if cost > MOST_POINTS:
        raise _invalid(f"it costs {cost:,} points, {MOST_POINTS:,} are allowed")
    document = operations.document(prepared)
    _check_variables(document)
    for name in _roots(document, document.operation.selection_set):
        action = _ACTIONS.get(name)
        if action is not None and action.least is not Role.VIEWER:
            raise _invalid(f"{name} needs the role {action.least.value}; it is a viewer who reads")


def _check_variables(document: Document) -> None:
    for declared in document.operation.variable_definitions or ():
        name, type_ = declared.variable.name.value, print_ast(declared.type)
        if VARIABLES.get(name) != type_.removesuffix("!"):
            known = ", ".join(f"${name}: {type_}" for name, type_ in VARIABLES.items())
            raise _invalid(f"there is no variable ${name}: {type_}, but {known}")


def _roots(document: Document, selections: SelectionSetNode) -> Iterator[str]:
    """The names of the fields of `Query` that are asked for, in a document that is valid."""
    fragments = {
        one.name.value: one
        for one in document.root.definitions
        if isinstance(one, FragmentDefinitionNode)
    }
    for selection in selections.selections:
        if isinstance(selection, FieldNode):
            yield selection.name.value
        elif isinstance(selection, InlineFragmentNode):
            yield from _roots(document, selection.selection_set)
        elif isinstance(selection, FragmentSpreadNode):
            yield from _roots(document, fragments[selection.name.value].selection_set)


def _invalid(words: str) -> Invalid:
    return Invalid(f"the document cannot shape what is sent: {words}", ["document"])
