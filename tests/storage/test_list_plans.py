"""How PostgreSQL reads lists: by their indexes, in order, however large the tables are.

The statements are those that the service makes; none may read one of our tables from end to end.
"""

from typing import Any

import pytest
from graphql import get_named_type
from sqlalchemy.dialects import postgresql

from schema.identifiers import global_id
from schema.nouns import NOUN_BY_TYPE
from schema.prepared.specs import Many
from service.search.queries import found
from tests.prepared.compiled import Compiled, compiled
from tests.prepared.walking import (
    LISTS,
    LOOK_UPS,
    NESTED_LISTS,
    RELATIVES,
    Place,
    filter_fields,
    identified,
    orders,
)
from tests.storage.explained import Filled

# Their order is that of another table than the parent's: the rows of one parent are sorted. And a
# KPI has one reading for a moment, a key result one checkpoint for a day: the id decides nothing
# there, and is not in the index.
SORTED = {
    "Team.members",
    "Person.teams",
    "Kpi.readings",
    "KeyResult.checkpoints",
    "Objective.children",
    "Objective.parents",
    # One goal has a few findings: they come by severity.
    "StrategyElement.findings",
    "Objective.findings",
    "KeyResult.findings",
    "Initiative.findings",
}
# The orders that have an index, and whether some rows have no value there; the others sort the
# rows of one organization.
ORDERS = {
    ("objectives", "TITLE"): False,
    ("keyResults", "TITLE"): False,
    ("keyResults", "DUE_ON"): True,
    ("initiatives", "TITLE"): False,
    ("teams", "NAME"): False,
    ("people", "NAME"): False,
    ("kpis", "NAME"): False,
    ("cycles", "STARTS_ON"): True,
    ("checkIns", "OCCURRED_AT"): False,
    ("reviews", "HELD_ON"): False,
    ("events", "SEQUENCE"): False,
    ("events", "OCCURRED_AT"): False,
    ("findings", "OPENED_AT"): False,
    ("auditRuns", "FINISHED_AT"): False,
}
# Lists of everything that come by another order than that of the ids.
INDEX_BY_LIST = {
    "checkIns": "ix_check_in_occurred_at",
    "events": "ix_event_sequence",
    "findings": "ix_finding_opened_at",
    "auditRuns": "ix_audit_run_finished_at",
    "reviews": "ix_review_held_on",
}
NAMED = [place for place in LISTS if "externalId" in filter_fields(place)]
# An organization has few tokens and webhooks: nobody searches their names.
TITLE_BY_LIST = {
    place: name
    for place in LISTS
    for name in ("title", "name")
    if name in filter_fields(place) and place.name not in ("tokens", "webhooks")
}
# What a look-up may name a thing by, beside its id.
VALUES = {"externalId": "X-100001", "sequence": "1999"}
WAYS = [
    (place, by) for place in LOOK_UPS for by in get_named_type(place.field.args["by"].type).fields
]
NULLABLE_ORDERS = [key for key, is_nullable in ORDERS.items() if is_nullable]


def named_table(place: Place) -> str:
    return NOUN_BY_TYPE[place.shows].table.__tablename__


def nested(place: Place) -> str:
    """A list inside an object, as its rows alone and as a page with all that it has."""
    page = "nodes { id } pageInfo { hasNextPage endCursor } totalCount"
    return f"""query ($id: ID!) {{ node(id: $id) {{ ... on {place.type} {{
      lone: {place.name}(first: 10) {{ nodes {{ id }} }}
      page: {place.name}(first: 10) {{ {page} }} }} }} }}"""


def listed(field: str, arguments: str, declared: str = "") -> str:
    return f"query {declared} {{ {field}({arguments}) {{ nodes {{ id }} }} }}"


async def some_parent(filled: Filled, place: Place) -> str:
    """A parent with a few rows in the list."""
    assert isinstance(place.spec, Many)
    column = place.spec.relation.key
    key = await filled.connection.fetchval(
        f"SELECT {column.key} FROM {column.expression.table.name} WHERE organization_id = $1"
        " GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1",
        filled.actor.organization_id,
    )
    return global_id(place.type, key)


@pytest.mark.parametrize("place", LISTS, ids=str)
async def test_a_list_of_everything_comes_from_one_index_in_its_order(
    filled: Filled, place: Place
) -> None:
    statement = compiled(filled.actor, f"{{ {place.name}(first: 50) {{ nodes {{ id }} }} }}")

    for plan in await filled.plans(statement):
        assert plan.whole_tables == plan.sorts == []
        assert plan.indexes == {INDEX_BY_LIST.get(place.name, f"pk_{named_table(place)}")}


@pytest.mark.parametrize("place", NESTED_LISTS, ids=str)
async def test_a_list_inside_an_object_comes_from_an_index_in_its_order(
    filled: Filled, place: Place
) -> None:
    parent = await some_parent(filled, place)

    plan, kept = await filled.plans(compiled(filled.actor, nested(place), id=parent))

    assert plan.whole_tables == kept.whole_tables == []
    if str(place) not in SORTED:
        assert plan.sorts == []


@pytest.mark.parametrize("place", RELATIVES, ids=str)
async def test_what_belongs_to_an_object_is_found_by_an_index(filled: Filled, place: Place) -> None:
    document = f"""query ($id: ID!) {{
      node(id: $id) {{ ... on {place.type} {{ {place.name} {{ id }} }} }} }}"""
    statement = compiled(filled.actor, document, id=await filled.some_id(place.type))

    for plan in await filled.plans(statement):
        assert plan.whole_tables == []


@pytest.mark.parametrize(("place", "by"), WAYS, ids=str)
async def test_one_thing_is_found_by_an_index(filled: Filled, place: Place, by: str) -> None:
    value = await filled.some_id(place.shows) if by == "id" else VALUES[by]
    document = f"query ($by: {place.shows}Ref!) {{ {place.name}(by: $by) {{ id }} }}"

    for plan in await filled.plans(compiled(filled.actor, document, by={by: value})):
        assert plan.whole_tables == []


async def test_things_of_any_type_are_found_by_their_primary_keys(filled: Filled) -> None:
    # A finding may be one that only an audit knows.
    ids = [await filled.some_id(name) for name in NOUN_BY_TYPE if name != "Finding"]
    document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"

    for plan in await filled.plans(compiled(filled.actor, document, ids=ids)):
        assert plan.whole_tables == []
        assert plan.indexes <= {f"pk_{one.table.__tablename__}" for one in NOUN_BY_TYPE.values()}


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize(("field", "order"), ORDERS)
async def test_the_orders_that_people_use_come_from_an_index(
    filled: Filled, field: str, order: str, direction: str
) -> None:
    by = f"orderBy: [{{field: {order}, direction: {direction}}}], first: 50"

    plan = await filled.plan(compiled(filled.actor, listed(field, by)))

    assert plan.whole_tables == []
    # An index that is read from its end gives nulls first, and lists have them last.
    if direction == "ASC" or not ORDERS[field, order]:
        assert "Sort" not in {node["Node Type"] for node in plan.nodes}


@pytest.mark.parametrize(
    ("place", "order"),
    [(place, order) for place in LISTS for order in orders(place)],
    ids=str,
)
async def test_no_order_reads_more_than_the_rows_of_one_organization(
    filled: Filled, place: Place, order: str
) -> None:
    statement = compiled(filled.actor, listed(place.name, f"orderBy: [{{field: {order}}}]"))

    for plan in await filled.plans(statement):
        assert plan.whole_tables == []


@pytest.mark.parametrize("comparison", ["eq", "in"])
@pytest.mark.parametrize(
    ("field", "filtered", "type_name"),
    [(place.name, name, types[0]) for place in LISTS for name, types in identified(place)],
)
async def test_a_filter_by_an_id_reads_the_rows_that_it_names(
    filled: Filled, field: str, filtered: str, type_name: str, comparison: str
) -> None:
    key = await filled.some_id(type_name)
    given, declared = (key, "($id: ID!)") if comparison == "eq" else ([key], "($id: [ID!])")
    by = f"filter: {{{filtered}: {{{comparison}: $id}}}}"

    for plan in await filled.plans(compiled(filled.actor, listed(field, by, declared), id=given)):
        assert plan.whole_tables == []


@pytest.mark.parametrize("place", NAMED, ids=str)
async def test_a_filter_by_external_id_begins_at_the_index_of_external_ids(
    filled: Filled, place: Place
) -> None:
    by = 'filter: {externalId: {in: ["X-1", "b-2"]}}'
    noun = NOUN_BY_TYPE[place.shows]

    for plan in await filled.plans(compiled(filled.actor, listed(place.name, by))):
        assert plan.whole_tables == []
        assert f"uq_{(noun.keyed or noun.table).__tablename__}_external" in plan.indexes


@pytest.mark.parametrize("place", TITLE_BY_LIST, ids=str)
async def test_a_part_of_a_title_is_found_by_its_index(filled: Filled, place: Place) -> None:
    by = f'filter: {{{TITLE_BY_LIST[place]}: {{contains: "9e3669d19b"}}}}'

    plan = await filled.plan(compiled(filled.actor, listed(place.name, by)))

    assert plan.whole_tables == []
    assert f"ix_{named_table(place)}_parts" in plan.indexes


async def test_a_search_reads_no_table_as_a_whole(filled: Filled) -> None:
    statement = found(filled.actor, "1f0e3dad").compile(
        dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}
    )

    plan = await filled.plan(Compiled(str(statement), []))

    assert plan.whole_tables == []
    assert {f"ix_{named_table(place)}_words" for place in TITLE_BY_LIST} <= plan.indexes


FORWARD, BACKWARD = "first: $size, after: $from", "last: $size, before: $from"


def page(place: Place, which: str) -> str:
    return f"""query ($orderBy: [{place.shows}Order!], $size: Int, $from: String) {{
      {place.name}(orderBy: $orderBy, {which}) {{ nodes {{ id }} pageInfo {{ endCursor }} }} }}"""


async def deep_cursor(filled: Filled, place: Place, by: list[dict[str, str]]) -> str:
    """The cursor of a row that a thousand others come before."""
    given: dict[str, Any] = {"orderBy": by, "size": 100, "from": None}
    for _ in range(10):
        statement = compiled(filled.actor, page(place, FORWARD), **given)
        given["from"] = (await filled.json(statement))[place.name]["pageInfo"]["endCursor"]
    return str(given["from"])


@pytest.mark.parametrize("ending", [[], [{"field": "ID", "direction": "DESC"}]], ids=str)
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize(("field", "order"), [key for key, null in ORDERS.items() if not null])
async def test_a_page_far_down_a_list_reads_little_more_than_its_own_rows(
    filled: Filled, field: str, order: str, direction: str, ending: list[dict[str, str]]
) -> None:
    (place,) = (one for one in LISTS if one.name == field)
    by = [{"field": order, "direction": direction}, *ending]
    given = {"orderBy": by, "size": 20, "from": await deep_cursor(filled, place, by)}

    plan = await filled.run(compiled(filled.actor, page(place, FORWARD), **given))

    assert plan.whole_tables == []
    assert plan.rows_read < 50


@pytest.mark.parametrize(("field", "order"), NULLABLE_ORDERS)
async def test_a_page_up_a_list_that_ends_with_nulls_reads_little_more_than_its_own_rows(
    filled: Filled, field: str, order: str
) -> None:
    (place,) = (one for one in LISTS if one.name == field)
    by = [{"field": order}]
    given = {"orderBy": by, "size": 20, "from": await deep_cursor(filled, place, by)}

    plan = await filled.run(compiled(filled.actor, page(place, BACKWARD), **given))

    assert plan.whole_tables == []
    assert plan.rows_read < 50
