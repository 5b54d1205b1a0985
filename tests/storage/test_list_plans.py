"""How PostgreSQL reads lists: by their indexes, in order, however large the tables are."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from hashlib import sha256
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import ColumnElement, Select
from sqlalchemy.dialects import postgresql

from schema import nouns
from schema.nouns import NOUNS
from service.actor import Actor, operator
from service.paging.clauses import clause
from service.paging.conditions import Comparator, Comparison
from service.paging.keys import keys_of
from service.paging.nouns import EXTERNAL_ID, Noun, Relation, Term
from service.search.queries import found
from tests.conftest import (
    ensure_template,
    execute,
    has_database,
    locked,
    named,
    shared_folder,
)
from tests.storage.filling import statements

RELATIONS = {name: one for name, one in vars(nouns).items() if isinstance(one, Relation)}
# Their order is that of another table than the parent's: the rows of one parent are sorted. And a
# KPI has one reading for a moment: the id decides nothing there, and is not in the index.
SORTED = {"MEMBERS_OF_TEAM", "TEAMS_OF_PERSON", "READINGS_OF_KPI"}
# The orders that have an index; the others sort the rows of one organization.
ORDERS = {
    "Objective": ["title"],
    "KeyResult": ["title", "due_on"],
    "Initiative": ["title"],
    "Team": ["name"],
    "Person": ["name"],
    "Kpi": ["name"],
    "Cycle": ["starts_on"],
    "CheckIn": ["occurred_at"],
}
NAMED = [noun for noun in NOUNS if hasattr(noun.keyed or noun.table, EXTERNAL_ID)]
TITLED = [noun for noun in NOUNS if hasattr(noun.table, "title") or hasattr(noun.table, "name")]


@pytest.fixture(scope="session")
def filled_url(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database that all workers share, since nobody writes to it."""
    with locked(shared_folder(tmp_path_factory) / "template.lock"):
        return named(server_url, ensure_filled(server_url))


def ensure_filled(url: str) -> str:
    """The name of a filled database at head, made where this server has none yet."""
    template, source = ensure_template(url), "".join(statements())
    name = f"{template}_{sha256(source.encode()).hexdigest()[:8]}"
    if not asyncio.run(has_database(url, name)):
        asyncio.run(execute(url, f"DROP DATABASE IF EXISTS {name}_draft WITH (FORCE)"))
        asyncio.run(execute(url, f"CREATE DATABASE {name}_draft TEMPLATE {template}"))
        asyncio.run(fill(named(url, f"{name}_draft")))
        asyncio.run(execute(url, f"ALTER DATABASE {name}_draft RENAME TO {name}"))
    return name


async def fill(url: str) -> None:
    connection = await asyncpg.connect(url)
    for statement in statements():
        await connection.execute(statement)
    await connection.close()


@pytest.fixture
async def reader(filled_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection as the service reads by, on solid-state disks."""
    settings = {"role": "sightline_reader", "jit": "off", "random_page_cost": "1.1"}
    connection = await asyncpg.connect(filled_url, server_settings=settings)
    yield connection
    await connection.close()


@pytest.fixture
async def actor(reader: asyncpg.Connection) -> Actor:
    return operator(await reader.fetchval("SELECT id FROM organization ORDER BY id LIMIT 1"))


async def plan_of(reader: asyncpg.Connection, statement: Select[Any]) -> list[dict[str, Any]]:
    """The nodes of the plan, the top first."""
    compiled = statement.compile(
        dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}
    )
    explained = json.loads(await reader.fetchval(f"EXPLAIN (FORMAT JSON) {compiled}"))
    return list(nodes_of(explained[0]["Plan"]))


def nodes_of(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", []):
        yield from nodes_of(below)


def kinds(plan: list[dict[str, Any]], *kind: str) -> list[str]:
    """Which nodes of these kinds there are, and what they read or sort."""
    return [
        f"{node['Node Type']} {node.get('Relation Name') or node.get('Sort Key')}"
        for node in plan
        if node["Node Type"] in kind
    ]


def page(rows: Select[Any], noun: Noun[Any], order: tuple[Term, ...], size: int) -> Select[Any]:
    keys = keys_of(noun, order)
    return rows.order_by(*(key.ordered(backward=False) for key in keys)).limit(size)


async def some(reader: asyncpg.Connection, actor: Actor, column: ColumnElement[Any]) -> UUID:
    """A parent with a few rows."""
    table = column.expression.table.name
    return await reader.fetchval(
        f"SELECT {column.key} FROM {table} WHERE organization_id = $1"
        " GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1",
        actor.organization_id,
    )


@pytest.mark.parametrize("name", RELATIONS)
async def test_a_list_inside_an_object_comes_from_an_index_in_its_order(
    reader: asyncpg.Connection, actor: Actor, name: str
) -> None:
    relation = RELATIONS[name]
    parent: Any = relation.parent
    rows = relation.of(actor).where(parent == await some(reader, actor, parent))

    plan = await plan_of(reader, page(rows, relation.noun, relation.order, 11))

    assert kinds(plan, "Seq Scan") == []
    if name not in SORTED:
        assert kinds(plan, "Sort", "Incremental Sort") == []


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.name)
async def test_a_list_of_everything_comes_from_the_primary_key_in_its_order(
    reader: asyncpg.Connection, actor: Actor, noun: Noun[Any]
) -> None:
    plan = await plan_of(reader, page(noun.visible(actor), noun, (), 51))

    assert kinds(plan, "Seq Scan", "Sort", "Incremental Sort") == []
    assert [node["Index Name"] for node in plan if "Index Name" in node] == [
        f"pk_{noun.table.__tablename__}"
    ]


@pytest.mark.parametrize("descending", [False, True], ids=["asc", "desc"])
@pytest.mark.parametrize(
    ("noun", "field"),
    [(noun, field) for noun in NOUNS for field in ORDERS.get(noun.name, [])],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
async def test_the_orders_that_people_use_come_from_an_index(
    reader: asyncpg.Connection, actor: Actor, noun: Noun[Any], field: str, *, descending: bool
) -> None:
    nullable = keys_of(noun, (Term(field),))[0].nullable
    plan = await plan_of(reader, page(noun.visible(actor), noun, (Term(field, descending),), 51))

    # An index that is read from its end gives nulls first, and lists have them last.
    allowed = ["Sort"] if descending and nullable else []
    found_kinds = {node["Node Type"] for node in plan} & {"Seq Scan", "Sort"}
    assert sorted(found_kinds - set(allowed)) == []


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.name)
async def test_a_filter_by_id_reads_the_rows_that_it_names(
    reader: asyncpg.Connection, actor: Actor, noun: Noun[Any]
) -> None:
    ids = await reader.fetch(
        f"SELECT id FROM {noun.table.__tablename__} WHERE organization_id = $1 LIMIT 3",
        actor.organization_id,
    )
    condition = Comparison("id", Comparator.IN, tuple(row["id"] for row in ids))

    plan = await plan_of(
        reader, page(noun.visible(actor).where(clause(condition, noun)), noun, (), 51)
    )

    assert kinds(plan, "Seq Scan") == []
    assert max(node["Plan Rows"] for node in plan) <= 3


@pytest.mark.parametrize("noun", NAMED, ids=lambda noun: noun.name)
async def test_a_filter_by_external_id_begins_at_the_index_of_external_ids(
    reader: asyncpg.Connection, actor: Actor, noun: Noun[Any]
) -> None:
    condition = Comparison(EXTERNAL_ID, Comparator.IN, ("X-1", "b-2"))
    rows = noun.visible(actor).where(clause(condition, noun))

    plan = await plan_of(reader, page(rows, noun, (), 51))

    keyed = (noun.keyed or noun.table).__tablename__
    assert kinds(plan, "Seq Scan") == []
    assert f"uq_{keyed}_external" in {node.get("Index Name") for node in plan}


@pytest.mark.parametrize("noun", TITLED, ids=lambda noun: noun.name)
async def test_a_part_of_a_title_is_found_by_its_index(
    reader: asyncpg.Connection, actor: Actor, noun: Noun[Any]
) -> None:
    field = "title" if hasattr(noun.table, "title") else "name"
    condition = Comparison(field, Comparator.CONTAINS, "9e3669d19b")
    rows = noun.visible(actor).where(clause(condition, noun))

    plan = await plan_of(reader, page(rows, noun, (), 51))

    assert kinds(plan, "Seq Scan") == []
    assert f"ix_{noun.table.__tablename__}_parts" in {node.get("Index Name") for node in plan}


async def test_a_search_reads_no_table_as_a_whole(reader: asyncpg.Connection, actor: Actor) -> None:
    plan = await plan_of(reader, found(actor, "1f0e3dad"))

    assert kinds(plan, "Seq Scan") == []
    words = {f"ix_{noun.table.__tablename__}_words" for noun in TITLED}
    assert words <= {node.get("Index Name") for node in plan}
