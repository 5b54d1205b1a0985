"""A list takes as many statements for a hundred rows as for a few, wherever it stands."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLList,
    GraphQLUnionType,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_leaf_type,
)

from schema.identifiers import global_id
from schema.root import core_schema
from service.actor import Actor
from service.database import Database
from tests.company import Company
from tests.prepared.varied import fill
from tests.schema.conftest import execute, statements

# What fields must be given.
GIVEN = {
    "Query.nodes": "(ids: [$id])",
    "Query.node": "(id: $id)",
    "Query.lineOfSight": "(fromId: $id)",
    "Query.impact": "(fromId: $id)",
    "Query.search": '(text: "g", first: 100)',
}
# Lists of about three rows, and of about a hundred; more of a graph is read piece by piece.
FEW, MANY = 1, 5


@dataclass(frozen=True, slots=True)
class Way:
    """How a document comes to an object: what stands before its fields, and after."""

    before: str
    after: str
    type: Any


def ways_to_lists() -> Iterator[tuple[str, str]]:
    """By the name of every field that is a list, a document that asks for it."""
    ways = deque(
        [Way("query ($id: ID!) { anchor: node(id: $id) { id } ", "}", core_schema.query_type)]
    )
    met = {"Query"}
    while ways:
        way = ways.popleft()
        for name, field in way.type.fields.items():
            shows: Any = get_named_type(field.type)
            if not is_composite_type(shows) or _is_asked_by_name(name, field):
                continue
            below = _below(way, name, field, shows)
            if _is_list(field):
                yield (
                    f"{way.type.name}.{name}",
                    f"{below.before} {_leaves(below.type)} {below.after}",
                )
            if below.type.name not in met and not isinstance(below.type, GraphQLUnionType):
                met.add(below.type.name)
                ways.append(below)


def _is_asked_by_name(name: str, field: GraphQLField) -> bool:
    return "by" in field.args or name in ("viewer", "organization", "node")


def _below(way: Way, name: str, field: GraphQLField, shows: Any) -> Way:
    # A hundred of twenty of ten is within the limits of one operation.
    nested = "(first: 10)" if "(first: 20)" in way.before else "(first: 20)"
    size = "(first: 100)" if way.type.name == "Query" else nested
    given = GIVEN.get(f"{way.type.name}.{name}", size if "first" in field.args else "")
    if shows.name.endswith("Connection"):
        rows = get_named_type(shows.fields["nodes"].type)
        return Way(f"{way.before} {name}{given} {{ nodes {{", "} }" + way.after, rows)
    return Way(f"{way.before} {name}{given} {{", "}" + way.after, shows)


def _is_list(field: GraphQLField) -> bool:
    return isinstance(get_nullable_type(field.type), GraphQLList) or get_named_type(
        field.type
    ).name.endswith("Connection")


def _leaves(type_: Any) -> str:
    """Everything that is not an object, and takes no argument."""
    fields = {} if isinstance(type_, GraphQLUnionType) else type_.fields
    names = [name for name, one in fields.items() if is_leaf_type(get_named_type(one.type))]
    return " ".join(["__typename", *names])


WAYS = dict(ways_to_lists())


def test_the_ways_lead_to_every_kind_of_list() -> None:
    assert {
        "Query.objectives",
        "Query.nodes",
        "Objective.keyResults",
        "Initiative.serves",
        "LineOfSight.paths",
        "LineOfSightPath.nodes",
        "AlignmentAudit.findings",
        "Finding.related",
        "AlignmentGraph.nodes",
        "Bottlenecks.ranking",
        "Impact.moved",
    } <= set(WAYS)
    assert len(WAYS) > 60


async def test_every_list_takes_as_many_statements_for_many_rows_as_for_few(
    database: Database, actor: Actor, stranger: Actor
) -> None:
    await fill(database, actor, seed=5, times=FEW)
    await fill(database, stranger, seed=5, times=MANY)
    ids = {one: await objective_in_sight(database, one) for one in (actor, stranger)}
    counts = {}
    for name, document in WAYS.items():
        counted = [await count(database, one, document, ids[one]) for one in (actor, stranger)]
        counts[name] = counted
    assert {name: few_many for name, few_many in counts.items() if len(set(few_many)) > 1} == {}


async def count(database: Database, actor: Actor, document: str, id: str) -> int:
    with statements() as seen:
        answer = await execute(database, actor, document, {"id": id})
    assert answer.errors == []
    return len(seen)


async def objective_in_sight(database: Database, actor: Actor) -> str:
    """One that has a path to the strategy, so that there is something to list in both."""
    company = Company(database, actor)
    objective = await company.objective("In sight")
    await company.align(objective, await company.pillar())
    return global_id("Objective", objective)
