"""What it costs to look things up by their ids."""

import pytest
from graphql import OperationDefinitionNode, parse

from schema.costs.weights import AUDIT, OPERATION
from schema.identifiers import global_id
from schema.limits import measured
from schema.prepared.structures import structure_of
from schema.root import core_schema
from tests.schema.test_limits import cost

FINDING = global_id("Finding", "0" * 64)
TEAM = global_id("Team", "01890a5d-ac96-774b-bcce-b302099a8057")


@pytest.mark.parametrize(
    ("document", "values"),
    [
        (f'{{ node(id: "{FINDING}") {{ id }} }}', {}),
        ("query ($id: ID!) { node(id: $id) { id } }", {"id": FINDING}),
        (f'query ($id: ID! = "{FINDING}") {{ node(id: $id) {{ id }} }}', {}),
        (f'{{ nodes(ids: "{FINDING}") {{ id }} }}', {}),
        ("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": [FINDING]}),
        ("query ($id: ID!) { nodes(ids: [$id]) { id } }", {"id": FINDING}),
        ("query ($id: ID!) { ...f } fragment f on Query { node(id: $id) { id } }", {"id": FINDING}),
    ],
)
def test_a_finding_that_is_looked_up_costs_an_audit(
    document: str, values: dict[str, object]
) -> None:
    names = {name: [TEAM] if isinstance(value, list) else TEAM for name, value in values.items()}

    assert cost(document, **values) == 1 + AUDIT
    assert cost(document.replace(FINDING, TEAM), **names) == 1


def test_many_findings_cost_one_audit() -> None:
    fields = " ".join(f'n{number}: node(id: "{FINDING}") {{ id }}' for number in range(5))

    assert cost(f"{{ {fields} nodes(ids: $ids) {{ id }} }}", ids=[FINDING, TEAM]) == 7 + AUDIT


def test_the_id_of_a_finding_costs_as_much_where_it_is_lifted_out() -> None:
    parsed = parse(f'{{ nodes(ids: ["{FINDING}"]) {{ id }} }}')
    structure = structure_of(parsed)
    (operation,) = parsed.definitions
    assert isinstance(operation, OperationDefinitionNode)

    lifted = measured(core_schema, parsed, operation, structure.slots)

    assert lifted.cost({0: [FINDING]}) == OPERATION + 1 + AUDIT
    assert lifted.cost({0: [TEAM]}) == OPERATION + 1
