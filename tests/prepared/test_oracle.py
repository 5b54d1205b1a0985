"""What lists must hold by plain Python over the rows, so that both finishes cannot err together."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type
from sqlalchemy import inspect
from sqlmodel import select

from schema.identifiers import global_id
from schema.nouns import NOUN_BY_TYPE
from schema.prepared.specs import Column, Many, One, spec_of
from schema.root import core_schema
from service.actor import Actor
from service.database import Database
from service.events.catalogue import EventType
from service.models import Event, Node
from service.paging.nouns import EXTERNAL_ID, Noun
from tests.prepared.varied import fill
from tests.prepared.walking import LISTS, NESTED_LISTS, RELATIVES, Place, orders
from tests.schema.conftest import execute

Row = dict[str, Any]
NODES = Noun("Node", Node, lambda _: select(Node))

FILLED_LISTS = [place for place in LISTS if place.shows != "Token"]
SEVERITY = ("MISSED", "OFF_TRACK", "AT_RISK", "NO_DATA", "ON_TRACK", "ACHIEVED")
RATIOS = ("progress", "progress_raw", "data_coverage", "expected", "gap")
# What an order is called where it is no field of its own.
BY_ORDER = {"STATUS": "severity"}
COMPUTED = {EXTERNAL_ID, *RATIOS, "severity"}
ORDERS = [
    (place, field, direction)
    for place in FILLED_LISTS
    for field in orders(place)
    for direction in ("ASC", "DESC")
]


@pytest.fixture
async def rows_by_type(database: Database, actor: Actor, stranger: Actor) -> dict[str, list[Row]]:
    """Everything that the organization has, as the database holds it, by age."""
    await fill(database, actor, seed=3)
    await fill(database, stranger, seed=4)
    found = {}
    async with database.reading() as session:
        nodes = {row.id: row for row in await session.scalars(NODES.of(actor))}
        for name, noun in NOUN_BY_TYPE.items():
            if name in ("Organization", "Token"):
                continue
            rows = [vars_of(row) for row in await session.scalars(noun.of(actor))]
            for row in rows:
                if noun.keyed is not None:
                    row[EXTERNAL_ID] = nodes[row["id"]].external_id
            found[name] = sorted(rows, key=lambda row: str(row["id"]))
    return found


def vars_of(row: Any) -> Row:
    found = {column.key: getattr(row, column.key) for column in inspect(type(row)).columns}
    if isinstance(row, Event):
        found["type"] = EventType(found["type"]).name
    if "expected" in found:
        reached, sought = found["progress"], found["expected"]
        found["gap"] = None if None in (reached, sought) else sought - reached
        found["severity"] = SEVERITY.index(found["status"])
    return found | {name: rounded(found[name]) for name in RATIOS if name in found}


def own_id(type_name: str, row: Row) -> str:
    """Its global id: a finding's is made of its fingerprint."""
    return global_id(type_name, row["fingerprint" if type_name == "Finding" else "id"])


def rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal("0.000001"), ROUND_HALF_UP)


def attribute(noun: Noun[Any], field: str) -> str:
    return field if field in COMPUTED else str(noun.column(field).key)


def columns_of(type_name: str) -> dict[str, str]:
    """By field, the attribute of the row that it shows."""
    type_ = core_schema.get_type(type_name)
    assert isinstance(type_, GraphQLObjectType)
    found = {}
    for name, field in type_.fields.items():
        spec = spec_of(field)
        if isinstance(spec, Column) and is_leaf_type(get_named_type(field.type)):
            found[name] = attribute(NOUN_BY_TYPE[type_name], spec.name)
    return found


def shown(value: Any, *, is_text: bool = False) -> Any:
    match value:
        case UUID():
            return str(value)
        case int() if is_text:
            return str(value)
        case Decimal():
            return f"{value.normalize():f}" if value else "0"
        case datetime():
            return moment(value.isoformat())
        case date():
            return value.isoformat()
        case _:
            return value


def moment(text: str) -> str:
    """PostgreSQL writes no zeros at the end of a second's fraction, Python all six digits."""
    second, zone = text[:-6], text[-6:]
    return (second.rstrip("0") if "." in second else second) + zone


def in_use(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.get("archived_at") is None]


def expected(type_name: str, rows: Sequence[Row]) -> list[Row]:
    columns = columns_of(type_name)
    return [
        {"id": own_id(type_name, row)}
        | {name: shown(row[column], is_text=name == "sequence") for name, column in columns.items()}
        for row in rows
    ]


def ordered(rows: Sequence[Row], column: str, *, descending: bool) -> list[Row]:
    """Nulls last whatever the direction, ties by age."""
    known = [row for row in rows if row[column] is not None]
    known.sort(key=lambda row: row[column], reverse=descending)  # equals stay as they are
    return [*known, *(row for row in rows if row[column] is None)]


async def test_every_list_holds_every_column_of_the_rows_in_use_by_age(
    database: Database, actor: Actor, rows_by_type: dict[str, list[Row]]
) -> None:
    for place in FILLED_LISTS:
        fields = " ".join(columns_of(place.shows))
        page = "first: 100, orderBy: {field: ID}"
        document = f"{{ {place.name}({page}) {{ totalCount nodes {{ id {fields} }} }} }}"

        answer = await execute(database, actor, document, {})

        rows = in_use(rows_by_type[place.shows])
        assert answer.errors == []
        assert answer.data[place.name]["nodes"] == expected(place.shows, rows)
        assert answer.data[place.name]["totalCount"] == len(rows)
        assert rows


async def test_lists_are_ordered_with_nulls_last_in_both_directions_and_ties_by_age(
    database: Database, actor: Actor, rows_by_type: dict[str, list[Row]]
) -> None:
    for place, field, direction in ORDERS:
        rows = in_use(rows_by_type[place.shows])
        column = attribute(NOUN_BY_TYPE[place.shows], BY_ORDER.get(field, field.lower()))
        if any(isinstance(row[column], str) for row in rows):
            continue  # people's order of texts has tests of its own
        document = f"""query ($by: [{place.shows}Order!]) {{
          {place.name}(orderBy: $by, first: 100) {{ nodes {{ id }} }} }}"""

        by = [{"field": field, "direction": direction}]
        answer = await execute(database, actor, document, {"by": by})

        found = [node["id"] for node in answer.data[place.name]["nodes"]]
        sought = ordered(rows, column, descending=direction == "DESC")
        assert found == [own_id(place.shows, row) for row in sought]


@pytest.mark.usefixtures("rows_by_type")
async def test_pages_join_to_the_whole_in_every_order_of_every_list(
    database: Database, actor: Actor
) -> None:
    for place, field, direction in ORDERS:
        document = f"""query ($first: Int, $after: String, $last: Int, $before: String) {{
          {place.name}(orderBy: [{{field: {field}, direction: {direction}}}],
            first: $first, after: $after, last: $last, before: $before) {{
            nodes {{ id }} edges {{ cursor }}
            pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"""
        whole = (await execute(database, actor, document, {"first": 100})).data[place.name]
        cursors = [edge["cursor"] for edge in whole["edges"]]
        middle = len(cursors) // 2
        for cursor in {cursors[0], cursors[middle], cursors[-1]}:
            at = cursors.index(cursor)

            down = await execute(database, actor, document, {"first": 2, "after": cursor})
            up = await execute(database, actor, document, {"last": 2, "before": cursor})

            assert [down.errors, up.errors] == [[], []]
            assert down.data[place.name]["nodes"] == whole["nodes"][at + 1 : at + 3]
            assert up.data[place.name]["nodes"] == whole["nodes"][max(at - 2, 0) : at]
            assert down.data[place.name]["pageInfo"]["hasNextPage"] is (at + 3 < len(cursors))
            assert up.data[place.name]["pageInfo"]["hasPreviousPage"] is (at > 2)


async def test_a_list_inside_an_object_holds_the_rows_that_name_it(
    database: Database, actor: Actor, rows_by_type: dict[str, list[Row]]
) -> None:
    for place in NESTED_LISTS:
        assert isinstance(place.spec, Many)
        if place.spec.relation.rows is not None:
            continue
        key = str(place.spec.relation.key.key)
        parents = rows_by_type[place.type]

        nodes = await shown_of(
            database, actor, place, parents, "(first: 100) { totalCount nodes { id } }"
        )

        for parent, node in zip(parents, nodes, strict=True):
            rows = [row for row in in_use(rows_by_type[place.shows]) if row[key] == parent["id"]]
            sought = {own_id(place.shows, row) for row in rows}
            assert {one["id"] for one in node[place.name]["nodes"]} == sought
            assert node[place.name]["totalCount"] == len(rows)


async def test_what_belongs_to_an_object_is_shown_even_when_it_is_archived(
    database: Database, actor: Actor, rows_by_type: dict[str, list[Row]]
) -> None:
    for place in RELATIVES:
        if not isinstance(place.spec, One) or place.type == "Token":
            continue
        rows = rows_by_type[place.type]
        column = attribute(NOUN_BY_TYPE[place.type], place.spec.column)

        nodes = await shown_of(database, actor, place, rows, "{ id }")

        assert [node[place.name] for node in nodes] == [
            None if row[column] is None else {"id": global_id(place.shows, row[column])}
            for row in rows
        ]


async def shown_of(
    database: Database, actor: Actor, place: Place, parents: Sequence[Row], selection: str
) -> list[Any]:
    """One field of some objects, all of one type."""
    document = f"""query ($ids: [ID!]!) {{
      nodes(ids: $ids) {{ ... on {place.type} {{ {place.name}{selection} }} }} }}"""
    ids = [global_id(place.type, parent["id"]) for parent in parents]
    answer = await execute(database, actor, document, {"ids": ids})
    assert answer.errors == []
    nodes: list[Any] = answer.data["nodes"]
    return nodes
