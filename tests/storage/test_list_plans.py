"""How PostgreSQL reads lists: by their indexes, in order, however large the tables are.

The statements are those that the service makes; none may read one of our tables from end to end.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from hashlib import sha256
from typing import Any

import asyncpg
import pytest
from sqlalchemy.dialects import postgresql

from schema.identifiers import global_id
from schema.nouns import NOUN_BY_TYPE
from schema.prepared.specs import Many
from service.actor import Actor, operator
from service.search.queries import found
from tests.conftest import (
    ensure_template,
    execute,
    has_database,
    locked,
    named,
    shared_folder,
)
from tests.prepared.compiled import Compiled, compiled
from tests.prepared.walking import (
    LISTS,
    LOOK_UPS,
    NESTED_LISTS,
    RELATIVES,
    Place,
    filter_fields,
    identified,
)
from tests.storage.filling import statements

# Their order is that of another table than the parent's: the rows of one parent are sorted. And a
# KPI has one reading for a moment: the id decides nothing there, and is not in the index.
SORTED = {"Team.members", "Person.teams", "Kpi.readings"}
# The orders that have an index; the others sort the rows of one organization.
ORDERS = {
    "objectives": ["TITLE"],
    "keyResults": ["TITLE", "DUE_ON"],
    "initiatives": ["TITLE"],
    "teams": ["NAME"],
    "people": ["NAME"],
    "kpis": ["NAME"],
    "cycles": ["STARTS_ON"],
    "checkIns": ["OCCURRED_AT"],
}
NULLABLE = {"DUE_ON", "STARTS_ON"}
SORTS = ("Sort", "Incremental Sort")
# Of one row or few: the organization itself is read from end to end.
SMALL = {"organization"}
# A page puts its own rows, few as they are, in order once more.
PAGE_OF_ROWS = ".rank']"

Plan = list[dict[str, Any]]
Explain = Callable[..., Any]


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


@pytest.fixture
def explain(reader: asyncpg.Connection) -> Explain:
    """Explains a statement for its parameters."""

    async def for_these(statement: Compiled) -> Plan:
        sql = f"EXPLAIN (FORMAT JSON) {statement.sql}"
        return nodes(await reader.fetchval(sql, *statement.arguments))

    return for_these


@pytest.fixture
def explain_kept(reader: asyncpg.Connection) -> Explain:
    """Explains it as PostgreSQL keeps it, for whatever parameters."""

    async def for_any(statement: Compiled) -> Plan:
        await reader.execute("SET plan_cache_mode = force_generic_plan")
        await reader.execute(f"PREPARE kept AS {statement.sql}")
        nulls = ", ".join("NULL" for _ in statement.arguments)
        given = f"({nulls})" if nulls else ""
        return nodes(await reader.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE kept{given}"))

    return for_any


def nodes(explained: str) -> Plan:
    """The nodes of the plan, the top first."""
    return list(nodes_of(json.loads(explained)[0]["Plan"]))


def nodes_of(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", []):
        yield from nodes_of(below)


def kinds(plan: Plan, *kind: str) -> list[str]:
    """Which nodes of these kinds there are, and what they read or sort."""
    return [
        f"{node['Node Type']} {node.get('Relation Name') or node.get('Sort Key')}"
        for node in plan
        if node["Node Type"] in kind
        and node.get("Relation Name") not in SMALL
        and not str(node.get("Sort Key")).endswith(PAGE_OF_ROWS)
    ]


def indexes(plan: Plan) -> set[str]:
    return {node["Index Name"] for node in plan if "Index Name" in node}


async def some_id(reader: asyncpg.Connection, actor: Actor, type_name: str) -> str:
    table = NOUN_BY_TYPE[type_name].table.__tablename__
    key = "id" if table == "organization" else "organization_id"
    row = f"SELECT id FROM {table} WHERE {key} = $1 ORDER BY id LIMIT 1"
    return global_id(type_name, await reader.fetchval(row, actor.organization_id))


async def some_parent(reader: asyncpg.Connection, actor: Actor, place: Place) -> str:
    """A parent with a few rows in the list."""
    assert isinstance(place.spec, Many)
    column = place.spec.relation.key
    key = await reader.fetchval(
        f"SELECT {column.key} FROM {column.expression.table.name} WHERE organization_id = $1"
        " GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1",
        actor.organization_id,
    )
    return global_id(place.type, key)


def has(place: Place, name: str) -> bool:
    return name in filter_fields(place)


def titled(place: Place) -> str | None:
    """What the rows of a list are called by."""
    return next((name for name in ("title", "name") if has(place, name)), None)


def nested(place: Place) -> str:
    """A list inside an object, as its rows alone and as a page with all that it has."""
    page = "{ nodes { id } pageInfo { hasNextPage endCursor } totalCount }"
    return f"""query ($id: ID!) {{ node(id: $id) {{ ... on {place.type} {{
      lone: {place.name}(first: 10) {{ nodes {{ id }} }} page: {place.name}(first: 10) {page} }} }} }}"""


@pytest.mark.parametrize("place", LISTS, ids=str)
async def test_a_list_of_everything_comes_from_the_primary_key_in_its_order(
    explain: Explain, explain_kept: Explain, actor: Actor, place: Place
) -> None:
    statement = compiled(actor, f"{{ {place.name}(first: 50) {{ nodes {{ id }} }} }}")

    for plan in (await explain(statement), await explain_kept(statement)):
        assert kinds(plan, "Seq Scan", *SORTS) == []
        assert indexes(plan) == {f"pk_{NOUN_BY_TYPE[place.shows].table.__tablename__}"}


@pytest.mark.parametrize("place", NESTED_LISTS, ids=str)
async def test_a_list_inside_an_object_comes_from_an_index_in_its_order(
    reader: asyncpg.Connection,
    explain: Explain,
    explain_kept: Explain,
    actor: Actor,
    place: Place,
) -> None:
    statement = compiled(actor, nested(place), id=await some_parent(reader, actor, place))

    plan, kept = await explain(statement), await explain_kept(statement)

    assert kinds(plan, "Seq Scan") == kinds(kept, "Seq Scan") == []
    if str(place) not in SORTED:
        assert kinds(plan, *SORTS) == []


@pytest.mark.parametrize("place", RELATIVES, ids=str)
async def test_what_belongs_to_an_object_is_found_by_an_index(
    reader: asyncpg.Connection,
    explain: Explain,
    explain_kept: Explain,
    actor: Actor,
    place: Place,
) -> None:
    document = f"""query ($id: ID!) {{
      node(id: $id) {{ ... on {place.type} {{ {place.name} {{ id }} }} }} }}"""
    statement = compiled(actor, document, id=await some_id(reader, actor, place.type))

    for plan in (await explain(statement), await explain_kept(statement)):
        assert kinds(plan, "Seq Scan") == []


@pytest.mark.parametrize("by", ["id", "externalId"])
@pytest.mark.parametrize("place", LOOK_UPS, ids=str)
async def test_one_thing_is_found_by_an_index(
    reader: asyncpg.Connection,
    explain: Explain,
    explain_kept: Explain,
    actor: Actor,
    place: Place,
    by: str,
) -> None:
    value = await some_id(reader, actor, place.shows) if by == "id" else "X-100001"
    document = f"query ($by: {place.shows}Ref!) {{ {place.name}(by: $by) {{ id }} }}"
    statement = compiled(actor, document, by={by: value})

    for plan in (await explain(statement), await explain_kept(statement)):
        assert kinds(plan, "Seq Scan") == []


async def test_things_of_any_type_are_found_by_their_primary_keys(
    reader: asyncpg.Connection, explain: Explain, explain_kept: Explain, actor: Actor
) -> None:
    ids = [await some_id(reader, actor, name) for name in NOUN_BY_TYPE]
    statement = compiled(actor, "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids)

    for plan in (await explain(statement), await explain_kept(statement)):
        assert kinds(plan, "Seq Scan") == []
        assert indexes(plan) <= {f"pk_{one.table.__tablename__}" for one in NOUN_BY_TYPE.values()}


def listed(field: str, arguments: str, declared: str = "") -> str:
    return f"query {declared} {{ {field}({arguments}, first: 50) {{ nodes {{ id }} }} }}"


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize(
    ("field", "order"), [(field, order) for field, orders in ORDERS.items() for order in orders]
)
async def test_the_orders_that_people_use_come_from_an_index(
    explain: Explain, actor: Actor, field: str, order: str, direction: str
) -> None:
    by = f"orderBy: [{{field: {order}, direction: {direction}}}]"

    plan = await explain(compiled(actor, listed(field, by)))

    # An index that is read from its end gives nulls first, and lists have them last.
    allowed = ["Sort"] if direction == "DESC" and order in NULLABLE else []
    found_kinds = {node["Node Type"] for node in plan} & {"Seq Scan", "Sort"}
    assert sorted(found_kinds - set(allowed)) == []


@pytest.mark.parametrize("comparison", ["eq", "in"])
@pytest.mark.parametrize(
    ("field", "filtered", "type_name"),
    [(place.name, filtered, types[0]) for place in LISTS for filtered, types in identified(place)],
)
async def test_a_filter_by_an_id_reads_the_rows_that_it_names(
    reader: asyncpg.Connection,
    explain: Explain,
    explain_kept: Explain,
    actor: Actor,
    field: str,
    filtered: str,
    type_name: str,
    comparison: str,
) -> None:
    key = await some_id(reader, actor, type_name)
    given = key if comparison == "eq" else [key]
    by, declared = f"filter: {{{filtered}: {{{comparison}: $id}}}}", "($id: ID!)"
    if comparison == "in":
        declared = "($id: [ID!])"
    statement = compiled(actor, listed(field, by, declared), id=given)

    for plan in (await explain(statement), await explain_kept(statement)):
        assert kinds(plan, "Seq Scan") == []


@pytest.mark.parametrize("place", [one for one in LISTS if has(one, "externalId")], ids=str)
async def test_a_filter_by_external_id_begins_at_the_index_of_external_ids(
    explain: Explain, explain_kept: Explain, actor: Actor, place: Place
) -> None:
    by = 'filter: {externalId: {in: ["X-1", "b-2"]}}'
    statement = compiled(actor, listed(place.name, by))
    noun = NOUN_BY_TYPE[place.shows]

    for plan in (await explain(statement), await explain_kept(statement)):
        assert kinds(plan, "Seq Scan") == []
        assert f"uq_{(noun.keyed or noun.table).__tablename__}_external" in indexes(plan)


@pytest.mark.parametrize("place", [one for one in LISTS if titled(one)], ids=str)
async def test_a_part_of_a_title_is_found_by_its_index(
    explain: Explain, actor: Actor, place: Place
) -> None:
    by = f'filter: {{{titled(place)}: {{contains: "9e3669d19b"}}}}'

    plan = await explain(compiled(actor, listed(place.name, by)))

    assert kinds(plan, "Seq Scan") == []
    assert f"ix_{NOUN_BY_TYPE[place.shows].table.__tablename__}_parts" in indexes(plan)


async def test_a_search_reads_no_table_as_a_whole(reader: asyncpg.Connection, actor: Actor) -> None:
    statement = found(actor, "1f0e3dad").compile(
        dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}
    )

    plan = nodes(await reader.fetchval(f"EXPLAIN (FORMAT JSON) {statement}"))

    assert kinds(plan, "Seq Scan") == []
    names = {NOUN_BY_TYPE[one.shows].table.__tablename__ for one in LISTS if titled(one)}
    assert {f"ix_{name}_words" for name in names} <= indexes(plan)
