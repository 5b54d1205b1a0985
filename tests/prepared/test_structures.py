"""What of an operation is remembered: by its text, by its structure, by the shape of its values."""

from typing import Any
from uuid import uuid4

import pytest
from graphql import parse

from schema.prepared.caches import LeastRecentlyUsed
from schema.prepared.given import Leaf, of_variable, shape
from schema.prepared.operations import Operations, Refused
from schema.prepared.structures import structure_of
from schema.root import core_schema
from service.actor import operator
from service.audit.findings import Severity
from tests.prepared.compiled import compiled, request_of

ACTOR = operator(uuid4())


def key(text: str) -> object:
    return structure_of(parse(text)).key


def listed(arguments: str) -> str:
    return f"{{ objectives({arguments}) {{ totalCount }} }}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (listed("first: 1"), listed("first: 2")),
        (listed("first: 1"), "query{objectives(first:7){totalCount}}# with a word\n"),
        (listed('filter: {title: {eq: "a"}}'), listed('filter: {title: {eq: "b c"}}')),
        (listed('filter: {title: {eq: "a"}}'), listed('filter: {title: {eq: """b"""}}')),
        (listed('filter: {title: {in: ["a"]}}'), listed('filter: {title: {in: ["b", "c"]}}')),
        (listed("filter: {weight: {gt: 1}}"), listed("filter: {weight: {gt: 20}}")),
        (
            listed('filter: {or: [{title: {eq: "a"}}, {title: {eq: "b"}}]}'),
            listed('filter: {or: [{title: {eq: "c"}}, {title: {eq: "d"}}]}'),
        ),
    ],
)
def test_documents_that_differ_in_plain_literals_share_a_structure(one: str, other: str) -> None:
    assert key(one) == key(other)
    assert len(structure_of(parse(one)).literals) == len(structure_of(parse(other)).literals)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (listed("orderBy: {field: TITLE}"), listed("orderBy: {field: ID}")),
        (listed("first: null"), listed("first: 1")),
        (listed("first: $a"), listed("first: $b")),
        (listed("first: $a"), listed("first: 1")),
        (listed("first: 1"), listed("last: 1")),
        (listed("filter: {weight: {gt: 1}}"), listed("filter: {weight: {gt: 1.0}}")),
        (listed("filter: {weight: {gt: 1}}"), listed('filter: {weight: {gt: "1"}}')),
        (listed("filter: {weight: {gt: 1}}"), listed("filter: {weight: {lt: 1}}")),
        (listed("filter: {team: {isNull: true}}"), listed("filter: {team: {isNull: false}}")),
        (listed("filter: {title: {in: []}}"), listed('filter: {title: {in: ["a"]}}')),
        (listed('filter: {title: {in: ["a", $b]}}'), listed('filter: {title: {in: ["a", "b"]}}')),
        (
            listed('filter: {or: [{title: {eq: "a"}}]}'),
            listed('filter: {or: [{title: {eq: "a"}}, {title: {eq: "b"}}]}'),
        ),
        (
            "{ teams(first: 1) { totalCount } kpis(first: 1) { totalCount } }",
            "{ teams(first: 1) { totalCount } kpis(first: 2) { totalCount } }",
        ),
        ("{ viewer { role } }", "{ viewer { who: role } }"),
        ("{ viewer { role } }", "{ viewer { role role } }"),
        ("{ viewer { role } }", "{ ... { viewer { role } } }"),
        ("{ viewer { role } }", "{ ... on Query { viewer { role } } }"),
        ("{ viewer { role } }", "query Named { viewer { role } }"),
        ("{ viewer @skip(if: true) { role } }", "{ viewer @skip(if: false) { role } }"),
        ("query($a: Int = 1) { viewer { role } }", "query($a: Int = 2) { viewer { role } }"),
        (
            "{ ...F } fragment F on Query { viewer { role } }",
            "{ ...F } fragment F on Query { viewer { __typename } }",
        ),
    ],
)
def test_documents_that_differ_in_anything_else_do_not(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_a_structure_is_prepared_once_and_each_text_keeps_its_literals() -> None:
    operations = Operations(core_schema)

    one = operations.prepared(listed("first: 1"), None, {})
    other = operations.prepared(listed("first: 2"), None, {})

    assert one.operation is other.operation
    assert [one.literals, other.literals] == [{0: 1}, {0: 2}]
    assert operations.prepared(listed("first: 1"), None, {}) is one


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (listed("first: 1"), listed("first: 3000000000")),
        (
            listed('filter: {createdAt: {gt: "2026-10-01T00:00:00Z"}}'),
            listed('filter: {createdAt: {gt: "yesterday"}}'),
        ),
        (
            "{ a: teams(first: 1) { totalCount } a: teams(first: 1) { totalCount } }",
            "{ a: teams(first: 1) { totalCount } a: teams(first: 2) { totalCount } }",
        ),
        (listed("first: 1"), listed("first: 1.5")),
    ],
)
def test_a_text_is_refused_for_its_literals_even_if_its_structure_is_known(
    right: str, wrong: str
) -> None:
    operations = Operations(core_schema)
    operations.prepared(right, None, {})

    with pytest.raises(Refused):
        operations.prepared(wrong, None, {})


def test_lifted_literals_reach_the_statement_in_their_own_places() -> None:
    teams = 'teams(first: %d, filter: {name: {eq: "%s"}}) { nodes { id } }'
    text = f"{{ {teams} kpis(first: %d) {{ nodes {{ id }} }} }}"

    one = compiled(ACTOR, text % (1, "a", 2))
    other = compiled(ACTOR, text % (3, "b", 4))

    assert one.sql == other.sql
    assert {*one.arguments} - {*other.arguments} == {1, "a", 2}
    assert {*other.arguments} - {*one.arguments} == {3, "b", 4}


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (1, 2, True),
        ("a", "b", True),
        ([1], [1, 2], True),
        ([], ["a"], True),
        ({"eq": "a"}, {"eq": "b"}, True),
        ([{"eq": "a"}], [{"eq": "b"}], True),
        (True, False, False),
        (True, 1, False),
        (None, "a", False),
        ({"eq": "a"}, {"ne": "a"}, False),
        ({"eq": "a"}, {"eq": None}, False),
        ({"isNull": True}, {"isNull": False}, False),
        ({}, {"eq": "a"}, False),
        ([{"eq": "a"}], [{"eq": "a"}, {"eq": "a"}], False),
        (Severity.ERROR, Severity.WARNING, False),
    ],
)
def test_values_have_one_shape_where_they_take_the_same_statement(
    one: Any, other: Any, *, is_same: bool
) -> None:
    assert (shape(one) == shape(other)) is is_same


def test_a_variable_is_known_but_for_its_leaves() -> None:
    value = {"title": {"eq": "a", "isNull": False}, "or": [{"level": Severity.ERROR}]}

    given: Any = of_variable(value, lambda values: values["v"])

    assert given["title"]["isNull"] is False
    assert given["or"] == [{"level": Severity.ERROR}]
    assert isinstance(given["title"]["eq"], Leaf)
    assert given["title"]["eq"].get({"v": {"title": {"eq": "b"}}}) == "b"


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ({"first": 1}, {"first": 2}, True),
        ({"first": 1}, {"first": None}, False),
        ({"first": 1}, {}, False),
        ({"filter": {"title": {"eq": "a"}}}, {"filter": {"title": {"eq": "b"}}}, True),
        ({"filter": {"title": {"eq": "a"}}}, {"filter": {"title": {"ne": "a"}}}, False),
        ({"by": [{"field": "TITLE"}]}, {"by": [{"field": "ID"}]}, False),
    ],
)
def test_an_operation_has_a_statement_for_each_shape_of_its_variables(
    one: dict[str, Any], other: dict[str, Any], *, is_same: bool
) -> None:
    document = """query ($first: Int, $filter: ObjectiveFilter, $by: [ObjectiveOrder!]) {
      objectives(first: $first, filter: $filter, orderBy: $by) { nodes { id } } }"""

    plans = [request_of(ACTOR, document, given).whole() for given in (one, other)]

    assert (plans[0] is plans[1]) is is_same


def test_what_was_not_asked_for_the_longest_is_forgotten_first() -> None:
    cache: LeastRecentlyUsed[str, int] = LeastRecentlyUsed(2)
    cache.put("a", 1)
    cache.put("b", 2)
    cache.get("a")
    cache.put("c", 3)

    assert [cache.get("a"), cache.get("b"), cache.get("c"), len(cache)] == [1, None, 3, 2]
