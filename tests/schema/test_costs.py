"""What it costs to look things up by their ids, and to write many rows at once."""

import pytest
from graphql import OperationDefinitionNode, parse

from schema.costs.weights import AUDIT, OPERATION, ROW
from schema.identifiers import global_id
from schema.limits import cost_violation, measured
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


BULK = """mutation ($input: ObjectiveBulkCreateInput!, $rows: [ObjectiveCreateInput!]!,
  $row: ObjectiveCreateInput!) { objectiveBulkCreate(input: %s) {
    objectives { id team { id } } userErrors { code } } }"""


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_a_command_of_many_rows_costs_each_row_and_what_it_answers(rows: int) -> None:
    given = [{}] * rows
    expected = 100 + rows * (ROW + 2 + 1)

    assert cost(BULK % "$input", input={"rows": given}) == expected
    assert cost(BULK % "{rows: $rows}", rows=given) == expected
    assert cost(BULK % f"{{rows: [{'$row ' * rows}]}}", row={}) == expected
    assert cost(BULK % f"{{rows: [{'{} ' * rows}]}}") == expected
    assert cost((BULK % "$input").replace("Input!,", f"Input = {{rows: [{'{} ' * rows}]}},")) == (
        expected
    )


def test_one_row_alone_stands_for_a_list_of_it() -> None:
    expected = 100 + ROW + 2 + 1

    assert cost(BULK % "$input", input={"rows": {}}) == expected
    assert cost(BULK % "{rows: {}}") == expected
    assert cost(BULK % "{rows: $rows}", rows={}) == expected


def test_a_command_without_rows_costs_no_less_than_one() -> None:
    for given in ({}, {"rows": None}, None, 7):
        assert cost(BULK % "$input", input=given) >= 100
    assert cost(BULK % "{}") == 100
    assert cost("mutation { objectiveBulkCreate { objectives { id } } }") == 100


def test_a_hundred_rows_with_their_answers_are_within_the_limit() -> None:
    row = {"title": "Double the revenue", "description": "x" * 1_000, "teamId": TEAM}

    assert cost_violation(cost(BULK % "$input", input={"rows": [row] * 100})) is None


@pytest.mark.parametrize(
    ("fields", "points"),
    [
        ("progress expected status { effective gap }", 1),
        ("compliance nextCheckInOn", 6),
        ("statusReason { rule text }", 10),
        ("progressExplanation { formula drivers { share } }", 15),
        ("progressExplanation { formula drivers { node { title } } }", 20),
        ("forecast { value }", 30),
    ],
)
def test_what_is_worked_out_of_a_goal_costs_what_it_takes(fields: str, points: int) -> None:
    document = "query ($n: Int) { keyResults(first: $n) { nodes { %s } } }"

    for rows in (1, 100):
        assert cost(document % fields, n=rows) == 1 + rows * (1 + points)


@pytest.mark.parametrize(("field", "points"), [("objectives", 30), ("cycles", 2_000)])
def test_a_story_costs_what_is_around_it(field: str, points: int) -> None:
    document = f"{{ {field}(first: 10) {{ nodes {{ narrative {{ text markdown }} }} }} }}"

    assert cost(document) == 1 + 10 * (1 + points)


def test_to_look_who_is_to_check_in_costs_as_much_for_one_as_for_all() -> None:
    listed = "{ nodes { id } totalCount } }"

    assert cost(f"{{ dueCheckIns(first: 10) {listed}") == 1 + 600 + 100 + 10
    assert cost(f'{{ dueCheckIns(first: 10, personId: "x") {listed}') == 1 + 600 + 100 + 10
