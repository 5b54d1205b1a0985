"""What answers made of SQL get wrong by themselves."""

from decimal import Decimal
from enum import Enum
from typing import Any

import asyncpg
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    get_introspection_query,
    get_named_type,
)
from sqlalchemy import BigInteger, LargeBinary, Numeric, Text, column, inspect, select
from sqlalchemy.dialects import postgresql

from schema.nouns import NOUN_BY_TYPE, NOUNS
from schema.prepared.leaves import shown
from schema.prepared.specs import Column, Either, One, spec_of
from schema.root import core_schema
from service.actor import Actor
from service.database import Database
from service.paging.nouns import EXTERNAL_ID
from tests.prepared.varied import fill
from tests.schema.conftest import execute

TEXT = GraphQLScalarType("Text")


def promised() -> list[tuple[str, str, str]]:
    """The columns that fields of the schema promise never to be null: field, table, column."""
    found = []
    for type_name, noun in NOUN_BY_TYPE.items():
        type_ = core_schema.get_type(type_name)
        assert isinstance(type_, GraphQLObjectType)
        for name, field in type_.fields.items():
            match spec_of(field):
                case Column(attribute) | One(_, attribute) if isinstance(
                    field.type, GraphQLNonNull
                ):
                    if attribute != EXTERNAL_ID or noun.keyed is None:
                        columns = [str(noun.column(attribute).key)]
                    else:
                        columns = [EXTERNAL_ID]
                case Either(id_column, kind_column) if isinstance(field.type, GraphQLNonNull):
                    columns = [id_column, kind_column]
                case _:
                    columns = []
            table = noun.table.__tablename__
            found += [(f"{type_name}.{name}", table, one) for one in columns]
    return found


@pytest.mark.usefixtures("database")
async def test_what_is_promised_never_to_be_null_is_not_null_in_the_database(
    database_url: str,
) -> None:
    connection = await asyncpg.connect(database_url)
    rows = await connection.fetch(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND is_nullable = 'NO'"
    )
    await connection.close()
    kept = {tuple(row) for row in rows}

    # Lists hold the events that have a number.
    kept.add(("event", "sequence"))
    assert [one for one in promised() if one[1:] not in kept] == []
    assert len(promised()) > 60


async def test_no_number_can_be_nan_or_infinite(
    database: Database, database_url: str, actor: Actor
) -> None:
    await fill(database, actor, seed=1)
    connection = await asyncpg.connect(database_url)
    held = []
    for noun in NOUNS:
        table = inspect(noun.table).local_table
        for one in (one for one in table.columns if isinstance(one.type, Numeric)):
            for value in ("NaN", "Infinity"):
                try:
                    await connection.execute(f"UPDATE {table.name} SET {one.name} = '{value}'")
                except asyncpg.CheckViolationError:
                    continue
                held.append((table.name, one.name, value))
    await connection.close()

    assert held == []


class Mood(Enum):
    GOOD = "better"


class Doing(Enum):
    WORK_DONE = "work.done"


def test_an_enum_whose_values_are_its_names_in_lower_case_is_named_by_the_statement() -> None:
    type_ = GraphQLEnumType("Doing", {"WORK_DONE": Doing.WORK_DONE})

    made = shown(column("doing", Text()), type_)

    assert str(made.compile(dialect=postgresql.dialect())) == "upper(translate(doing, '.', '_'))"


def test_an_enum_that_is_stored_under_other_names_is_refused() -> None:
    type_ = GraphQLEnumType("Mood", {"GOOD": Mood.GOOD})

    with pytest.raises(TypeError, match="the enum member GOOD is stored as better"):
        shown(column("mood", Text()), type_)


def test_bytes_are_refused() -> None:
    with pytest.raises(TypeError, match="bytes are not for the outside"):
        shown(column("digest", LargeBinary()), TEXT)


@pytest.mark.parametrize(
    ("type_", "sql"),
    [
        (BigInteger(), "CAST(c AS TEXT)"),
        (Numeric(), "CAST(trim_scale(c) AS TEXT)"),
        (Text(), "c"),
    ],
    ids=str,
)
def test_numbers_that_json_would_round_are_texts(type_: Any, sql: str) -> None:
    statement = select(shown(column("c", type_), TEXT)).compile(dialect=postgresql.dialect())

    assert str(statement).startswith(f"SELECT {sql}")


def test_every_enum_of_a_column_is_stored_under_the_names_that_callers_see() -> None:
    tried = 0
    for type_name in NOUN_BY_TYPE:
        type_ = core_schema.get_type(type_name)
        assert isinstance(type_, GraphQLObjectType)
        for field in type_.fields.values():
            if isinstance(get_named_type(field.type), GraphQLEnumType):
                shown(column("c", Text()), field.type)
                tried += 1
    assert tried > 20


async def test_large_numbers_keep_every_digit(database: Database, company: Any) -> None:
    objective = await company.objective(weight=Decimal("12345678901234567890.1234500"))
    await company.key_result(objective, target=Decimal("1e30"), start=Decimal("-0.000"))

    answer = await execute(
        database,
        company.actor,
        "{ objectives { nodes { weight } } keyResults { nodes { target start } } }",
        {},
    )

    assert answer.data == {
        "objectives": {"nodes": [{"weight": "12345678901234567890.12345"}]},
        "keyResults": {"nodes": [{"target": "1" + "0" * 30, "start": "0"}]},
    }


async def test_one_root_that_fails_leaves_the_others(database: Database, actor: Actor) -> None:
    document = """query ($ref: ObjectiveRef!) {
      teams { totalCount } objective(by: $ref) { id } kpis { totalCount } }"""

    answer = await execute(database, actor, document, {"ref": {"id": None}})
    nothing = await execute(
        database, actor, '{ a: node(id: "") { id } lineOfSight(fromId: "") { reach } }', {}
    )

    assert answer.codes == ["BAD_USER_INPUT"]
    assert nothing.data == {"a": None, "lineOfSight": None}
    assert nothing.codes == ["NOT_FOUND"]


async def test_a_list_that_fails_takes_the_answer_with_it(database: Database, actor: Actor) -> None:
    answer = await execute(
        database, actor, "{ teams { totalCount } kpis(first: 101) { totalCount } }", {}
    )

    assert answer.data is None
    assert answer.codes == ["BAD_USER_INPUT"]
    assert [error["path"] for error in answer.errors] == [["kpis"]]


async def test_introspection_beside_rows_is_answered_too(database: Database, actor: Actor) -> None:
    document = """{ __type(name: "Viewer") { name } viewer { __typename } __typename }"""

    answer = await execute(database, actor, document, {})
    alone = await execute(database, actor, get_introspection_query(), {})

    assert answer.data == {
        "__type": {"name": "Viewer"},
        "viewer": {"__typename": "Viewer"},
        "__typename": "Query",
    }
    assert {one["name"] for one in alone.data["__schema"]["types"]} == set(core_schema.type_map)


async def test_selections_that_leave_nothing_are_empty_objects(
    database: Database, actor: Actor, company: Any
) -> None:
    await company.team()
    document = """{ viewer { role @skip(if: true) } teams { nodes { id @skip(if: true) }
      edges { node { ... on Team @include(if: false) { id } } } } }"""

    answer = await execute(database, actor, document, {})

    assert answer.data == {"viewer": {}, "teams": {"nodes": [{}], "edges": [{"node": {}}]}}


async def test_a_document_that_leaves_nothing_at_all_has_empty_data(
    database: Database, actor: Actor
) -> None:
    answer = await execute(database, actor, "{ teams @skip(if: true) { totalCount } }", {})

    assert (answer.data, answer.errors) == ({}, [])
