"""Hostile operations are refused at once, and ordinary ones are not."""

import pytest
from graphql import OperationDefinitionNode, get_introspection_query, parse

from schema.costs.weights import OPERATION
from schema.limits import Measured, cost_violation, measured
from schema.root import graphql_schema

CORE = graphql_schema._schema  # noqa: SLF001 - Strawberry has no other way to it

NESTED = (
    "{ objectives { nodes " + "{ alignedTo { nodes { child " * 5 + "{ id }" + "} } }" * 5 + " } }"
)


def fan(levels: int) -> str:
    """Fragments that each spread the next twice: 2^levels fields, were each spread walked."""
    fragments = [
        f"fragment f{n} on Query {{ a{n}: viewer {{ role }} ...f{n + 1} ...f{n + 1} }}"
        for n in range(levels)
    ]
    return (
        "{ ...f0 } " + " ".join(fragments) + f" fragment f{levels} on Query {{ viewer {{ role }} }}"
    )


def measure(document: str, slots: dict[int, int] | None = None) -> Measured:
    parsed = parse(document)
    operation = next(one for one in parsed.definitions if isinstance(one, OperationDefinitionNode))
    return measured(CORE, parsed, operation, slots)


def cost(document: str, **values: object) -> int:
    """What the operation costs besides what any does."""
    return measure(document).cost(values) - OPERATION


HOSTILE = {
    "depth": NESTED,
    "aliases": "{" + " ".join(f"a{n}: viewer {{ role }}" for n in range(61)) + "}",
    "fields": "{ viewer {" + " role" * 1_001 + "} }",
    "directives": "{ viewer { role" + " @include(if: true)" * 61 + "} }",
    "fragments": "{ viewer { role } }"
    + "".join(f" fragment f{n} on Viewer {{ role }}" for n in range(81)),
    "operations": " ".join(f"query q{n} {{ viewer {{ role }} }}" for n in range(11)),
    "cost": "{ objectives(first: 100) { nodes { keyResults(first: 100) { nodes {"
    " alignedTo(first: 100) { nodes { id } } } } } } }",
    "aliases of a fan": fan(40),
}


@pytest.mark.parametrize("limit", HOSTILE)
async def test_a_hostile_operation_is_refused(ask, limit: str) -> None:
    answer = await ask(HOSTILE[limit])

    assert answer.data is None
    assert set(answer.codes) == {"OPERATION_LIMIT"}
    assert limit.split(maxsplit=1)[0] in {error["extensions"]["limit"] for error in answer.errors}


@pytest.mark.parametrize(
    "document",
    ["{ viewer " * 1_300, "{" + " viewer { role }" * 1_001 + "}", "{ a(b: " + "[" * 3_900],
    ids=["deep", "long", "a deep list"],
)
async def test_a_document_that_is_too_large_to_read_is_refused(ask, document: str) -> None:
    answer = await ask(document)

    assert answer.data is None
    assert answer.codes == ["OPERATION_LIMIT"]


async def test_a_fragment_inside_itself_is_refused(ask) -> None:
    answer = await ask("{ ...f } fragment f on Query { viewer { role } ...f }")

    assert (answer.data, answer.codes) == (None, ["BAD_USER_INPUT"])


async def test_sizes_in_variables_count(ask) -> None:
    document = """query ($n: Int = 100) { objectives(first: $n) { nodes {
      keyResults(first: $n) { nodes { lineOfSight { paths { nodes { id } } } } } } } }"""

    assert (await ask(document)).codes == ["OPERATION_LIMIT"]
    assert (await ask(document, n=100)).codes == ["OPERATION_LIMIT"]
    assert (await ask(document, n=10)).codes == []


async def test_the_limit_of_a_graph_counts(ask) -> None:
    document = """query ($n: Int) { alignmentGraph(limit: $n) {
      nodes { lineOfSight { brokenAt { node { id } } } } } }"""

    assert (await ask(document, n=10_000)).codes == ["OPERATION_LIMIT"]
    assert (await ask(document, n=100)).codes == []


async def test_an_error_tells_the_limit_and_how_far_it_is_passed(ask) -> None:
    (error,) = (await ask(HOSTILE["aliases"])).errors

    assert error["message"] == "the operation's aliases: 61, the limit is 60"
    assert error["extensions"] == {
        "code": "OPERATION_LIMIT",
        "limit": "aliases",
        "value": 61,
        "maximum": 60,
    }


async def test_nothing_is_suggested_for_a_misspelled_field(ask) -> None:
    (error,) = (await ask("{ objectivs { totalCount } }")).errors

    assert error["message"] == "Cannot query field 'objectivs' on type 'Query'."
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}


async def test_introspection_is_within_the_limits(ask) -> None:
    document = get_introspection_query(descriptions=True, input_value_deprecation=True)

    assert measure(document).violations == ()
    assert cost_violation(cost(document)) is None
    assert (await ask(document)).errors == []


async def test_fields_that_repeat_more_than_can_be_compared_are_refused(ask) -> None:
    answer = await ask("{" + "viewer { role } " * 480 + "}")

    assert (answer.data, answer.codes) == (None, ["OPERATION_LIMIT"])
    assert answer.errors[0]["message"] == "the operation repeats too many fields"


@pytest.mark.parametrize("levels", [10, 20, 40, 60])
def test_a_fragment_is_looked_at_once_however_often_it_is_spread(levels: int) -> None:
    # the spread of the first; two fields and two spreads of each; two fields of the last
    assert measure(fan(levels)).visits == 1 + 4 * levels + 2


def test_a_fragment_in_lists_of_many_sizes_is_looked_at_once() -> None:
    lists = " ".join(f"a{n}: objectives(first: {n}) {{ ...page }}" for n in range(1, 51))
    document = f"{{ {lists} }} fragment page on ObjectiveConnection {{ nodes {{ id }} }}"

    found = measure(document)

    # a field, its spread each; the two fields of the fragment
    assert found.visits == 2 * 50 + 2
    assert found.cost({}) == OPERATION + sum(range(1, 51)) + 50


PAGE = """query ($n: Int, $k: Int = 4) { objectives(first: $n) { nodes { id owner { name }
  keyResults(first: $k) { nodes { id } } } } }"""


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # the connection, and for each row: the row, its owner, its connection, and so many rows
        ({"n": 10, "k": 5}, 1 + 10 * (3 + 5)),
        ({"n": 10}, 1 + 10 * (3 + 4)),
        ({"n": 10.0, "k": None}, 1 + 10 * (3 + 10)),
        ({}, 1 + 50 * (3 + 4)),
        ({"n": 0}, 1),
        ({"n": -3, "k": 0}, 1 + 3 * 3),
    ],
)
def test_a_cost_is_worked_out_from_the_sizes_given(values: dict, expected: int) -> None:
    assert cost(PAGE, **values) == expected


def test_lifted_literals_are_sizes_too() -> None:
    parsed = parse("{ objectives(first: 1) { nodes { keyResults(last: 2) { nodes { id } } } } }")
    (operation,) = parsed.definitions
    outer = operation.selection_set.selections[0]
    inner = outer.selection_set.selections[0].selection_set.selections[0]
    slots = {id(outer.arguments[0].value): 0, id(inner.arguments[0].value): 1}

    found = measured(CORE, parsed, operation, slots)

    assert found.cost({0: 10, 1: 5}) == OPERATION + 1 + 10 * (1 + 1 + 5)
    assert found.cost({0: 100, 1: 100}) == OPERATION + 1 + 100 * (1 + 1 + 100)


@pytest.mark.parametrize(
    ("document", "values", "expected"),
    [
        ("{ viewer { role } }", {}, 1),
        ("{ objectives(first: 7) { edges { node { id } } } }", {}, 1 + 7 * 2),
        ("{ objectives { totalCount } }", {}, 1 + 100),
        (
            "{ objectives(first: 7) { nodes { keyResults { totalCount } } } }",
            {},
            1 + 7 * (1 + 1 + 3),
        ),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', {}, 3),
        ("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["a"] * 80}, 80 + 80 // 8),
        ('{ objectives(filter: {title: {contains: "a"}}) { pageInfo { hasNextPage } } }', {}, 202),
        (
            "query ($f: ObjectiveFilter) { objectives(filter: $f) { pageInfo { hasNextPage } } }",
            {"f": {"title": {"contains": "a"}}},
            202,
        ),
        (
            f"{{ keyResults(filter: {{id: {{in: [{'1 ' * 800}]}}}}) {{ nodes {{ id }} }} }}",
            {},
            51 + 802 // 8 + 200,
        ),
        ("{ alignmentGraph { nodes { id } edges { fromId } } }", {}, 1_000 + 2 * 500),
        ("{ alignmentGraph(limit: 9000) { nodes { id } } }", {}, 1_000 + 9_000),
        ("{ alignmentAudit { score } }", {}, 10_000),
        (
            '{ lineOfSight(fromId: "x") { paths { nodes { id } } brokenAt { reason } } }',
            {},
            20 + 3 * (1 + 5) + 3,
        ),
        ('{ impact(fromId: "x") { moved { share } } }', {}, 1_000 + 40),
        ('{ __type(name: "Team") { fields { name } } }', {}, 8),
    ],
)
def test_what_something_costs(document: str, values: dict, expected: int) -> None:
    assert cost(document, **values) == expected


def test_a_default_that_the_document_gives_counts() -> None:
    ids = " ".join(["1"] * 800)
    document = f"query ($ids: [ID!]! = [{ids}]) {{ nodes(ids: $ids) {{ id }} }}"

    assert cost(document) == 800 + 100
    assert cost(document, ids=["1"]) == 1


def test_a_long_text_counts() -> None:
    document = "query ($t: String!) { objectives(filter: {title: {eq: $t}}) { totalCount } }"

    assert cost(document, t="x" * 51_200) == cost(document, t="x") + 100


def test_every_use_of_a_long_variable_counts() -> None:
    lists = " ".join(
        f"a{n}: objectives(first: 1, filter: $f) {{ nodes {{ id }} }}" for n in range(60)
    )
    document = f"query ($f: ObjectiveFilter) {{ {lists} }}"
    given = {"id": {"in": ["x"] * 8_000}}

    assert cost(document, f=given) == 60 * (2 + 200) + 61 * 1_000


def test_a_variable_that_nothing_uses_is_read_all_the_same() -> None:
    assert cost("query ($i: [ID!]) { viewer { role } }", i=["x"] * 8_000) == 1 + 1_000


def test_any_operation_costs_something() -> None:
    assert measure("{ __typename }").cost({}) == OPERATION == 5


def test_no_cost_is_beyond_all_bounds() -> None:
    assert measure(PAGE).cost({"n": 10**12, "k": 10**12}) == 10**9


def test_choosing_among_the_rows_of_one_parent_is_not_choosing_among_all() -> None:
    document = "{ objectives(first: 9, orderBy: [{field: TITLE}]) { nodes { id } } }"

    assert cost(document) == 1 + 9 + 200
    assert cost(document.replace("orderBy", "filter: {}, orderBy")) == 1 + 9 + 200


def test_what_is_skipped_counts() -> None:
    assert cost("{ objectives(first: 5) @skip(if: true) { nodes { id } } }") == 1 + 5
