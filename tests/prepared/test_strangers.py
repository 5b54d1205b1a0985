"""Another organization's ids and cursors, wherever the schema takes one: none of its rows comes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    Undefined,
    get_named_type,
    get_nullable_type,
)
from sqlalchemy import text

from schema.identifiers import global_id
from schema.nouns import NOUN_BY_TYPE
from schema.root import core_schema
from service.actor import Actor
from service.database import Database
from tests.prepared.varied import fill
from tests.prepared.walking import LISTS, NESTED_LISTS, orders
from tests.schema.conftest import execute

Ids = dict[str, list[str]]
Build = Callable[[str], Any]

DEPTH = 3
PLAIN = {
    "String": "x",
    "Int": 1,
    "Boolean": True,
    "Decimal": "1",
    "Date": "2026-10-01",
    "DateTime": "2026-10-01T00:00:00Z",
    "JSON": {},
}
FILLED = [name for name in NOUN_BY_TYPE if name not in ("Organization", "Token")]


@dataclass(frozen=True, slots=True)
class Beside:
    """Two filled organizations, and the ids of their things by type."""

    database: Database
    actor: Actor
    stranger: Actor
    ours: Ids
    theirs: Ids

    async def data(self, document: str, actor: Actor | None = None, **variables: Any) -> Any:
        answer = await execute(self.database, actor or self.actor, document, variables)
        assert [one for one in answer.codes if one == "INTERNAL"] == []
        return answer.data

    def leaked(self, data: Any, *sent: str) -> list[str]:
        """What of theirs an answer names, but for what was sent."""
        every = {one for ids in self.theirs.values() for one in ids} - set(sent)
        told = orjson.dumps(data).decode()
        return [one for one in every if one in told]


@pytest.fixture
async def beside(database: Database, actor: Actor, stranger: Actor) -> Beside:
    await fill(database, actor, seed=1)
    await fill(database, stranger, seed=2)
    return Beside(
        database, actor, stranger, await ids_of(database, actor), await ids_of(database, stranger)
    )


async def ids_of(database: Database, actor: Actor) -> Ids:
    async with database.reading() as session:
        return {
            name: [global_id(name, row.id) for row in await session.scalars(noun.of(actor))]
            for name, noun in NOUN_BY_TYPE.items()
            if name in FILLED
        }


def id_places(type_: GraphQLInputType, ours: Ids, depth: int) -> Iterator[tuple[str, Build]]:
    """Every part of a value that takes an id, and how to make the value of that id."""
    declared: Any = get_nullable_type(type_)
    if isinstance(declared, GraphQLList):
        for name, build in id_places(declared.of_type, ours, depth):
            yield name, lambda one, build=build: [build(one)]
    elif isinstance(declared, GraphQLInputObjectType) and depth > 0:
        for part, field in declared.fields.items():
            beside_it = {} if takes_one(declared) else required(declared, ours, part)
            for name, build in id_places(field.type, ours, depth - 1):
                yield (
                    f"{part}.{name}",
                    lambda one, part=part, build=build, rest=beside_it: rest | {part: build(one)},
                )
    elif declared.name == "ID":
        yield "", lambda one: one


def takes_one(type_: GraphQLInputObjectType) -> bool:
    return bool(type_.extensions["strawberry-definition"].is_one_of)


def required(type_: GraphQLInputObjectType, ours: Ids, but: str = "") -> dict[str, Any]:
    """The least that an object must have."""
    return {
        name: some(field.type, ours, name)
        for name, field in type_.fields.items()
        if name != but
        and isinstance(field.type, GraphQLNonNull)
        and field.default_value is Undefined
    }


def some(type_: GraphQLInputType, ours: Ids, name: str) -> Any:
    """A value that is ours."""
    declared: Any = get_nullable_type(type_)
    if isinstance(declared, GraphQLList):
        return [some(declared.of_type, ours, name)]
    if isinstance(declared, GraphQLEnumType):
        return next(iter(declared.values))
    if isinstance(declared, GraphQLInputObjectType):
        if takes_one(declared):
            part, field = next(iter(declared.fields.items()))
            return {part: some(field.type, ours, part)}
        return required(declared, ours)
    if declared.name == "ID":
        return ours[types_meant(name, "Objective")[0]][0]
    return PLAIN[declared.name]


def types_meant(name: str, noun: str) -> Sequence[str]:
    """What a field called like this takes ids of."""
    bare = name.rstrip(".").split(".")[-1].removesuffix("s").removesuffix("Id")
    meant = bare[:1].upper() + bare[1:]
    if bare in ("id", ""):
        return [noun]
    if meant in FILLED:
        return [meant]
    if bare in ("owner", "manager", "author", "person", "lead"):
        return ["Person"]
    return ["Objective", "KeyResult", "StrategyElement", "Team", "Cycle"]


async def test_filters_of_lists_inside_objects_find_nothing_of_theirs(beside: Beside) -> None:
    tried = 0
    for place in NESTED_LISTS:
        filter_ = place.field.args["filter"].type
        document = f"""query ($ids: [ID!]!, $filter: {filter_}) {{ nodes(ids: $ids) {{
          ... on {place.type} {{
            {place.name}(filter: $filter) {{ nodes {{ id }} totalCount }} }} }} }}"""
        for name, build in id_places(filter_, beside.ours, DEPTH - 1):
            if name.endswith((".in.", ".notIn.")):
                continue  # as root lists try them
            for type_name in types_meant(name.split(".")[0], place.shows):
                sent = build(beside.theirs[type_name][0])
                data = await beside.data(document, ids=beside.ours[place.type][:3], filter=sent)

                assert beside.leaked(data) == []
                if name.endswith(".eq."):
                    lists = [node[place.name] for node in data["nodes"]]
                    assert [one for one in lists if one["totalCount"]] == []
                    tried += 1
    assert tried > 100


async def test_cursors_of_theirs_lead_to_our_rows_alone(beside: Beside) -> None:
    for place, field in ((one, field) for one in LISTS for field in orders(one)):
        document = f"""query ($after: String, $before: String) {{
          {place.name}(orderBy: {{field: {field}}}, after: $after, before: $before, first: 100) {{
            nodes {{ id }} edges {{ cursor }} }} }}"""
        theirs = await beside.data(document, beside.stranger)
        ours = await beside.data(document)
        for edge in theirs[place.name]["edges"][:2]:
            after = await beside.data(document, after=edge["cursor"])
            before = await beside.data(document, before=edge["cursor"])

            assert beside.leaked([after, before]) == []
            joined = [*before[place.name]["nodes"], *after[place.name]["nodes"]]
            assert joined == ours[place.name]["nodes"]


async def test_mutations_neither_show_nor_change_anything_of_theirs(beside: Beside) -> None:
    assert core_schema.mutation_type is not None
    before = await digest(beside)
    for name, field in core_schema.mutation_type.fields.items():
        if name.startswith(("token", "webhook")):
            continue  # they need a process that knows secrets, and have tests of their own
        noun = next((one for one in FILLED if name.startswith(one[:1].lower() + one[1:])), "Team")
        declared = field.args["input"].type
        document = f"""mutation ($input: {declared}) {{
          {name}(input: $input) {{ {payload(field.type)} }} }}"""
        for part, build in id_places(declared, beside.ours, DEPTH):
            for type_name in types_meant(part, noun):
                sent = beside.theirs[type_name][0]
                assert beside.leaked(await beside.data(document, input=build(sent)), sent) == []
    assert await digest(beside) == before


def payload(type_: Any) -> str:
    """What a mutation answers with, as far as it has ids."""
    shown = get_named_type(type_)
    assert isinstance(shown, GraphQLObjectType)
    parts = ["__typename"]
    for name, field in shown.fields.items():
        below = get_named_type(field.type)
        if isinstance(below, GraphQLObjectType) and "id" in below.fields:
            parts.append(f"{name} {{ id }}")
    return " ".join(parts)


async def digest(beside: Beside) -> list[Any]:
    """All that the other organization has."""
    found = []
    async with beside.database.reading() as session:
        for name in FILLED:
            table = NOUN_BY_TYPE[name].table.__tablename__
            rows = await session.execute(
                text(
                    f"SELECT md5(string_agg(t::text, '|' ORDER BY t.id)), count(*)"
                    f" FROM {table} t WHERE organization_id = :id"
                ),
                {"id": beside.stranger.organization_id},
            )
            found.append(tuple(rows.one()))
    return found
