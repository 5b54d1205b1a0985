"""The schema as a document."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    validate_schema,
)

from schema.failures import ErrorCode
from schema.root import sdl
from schema.user_errors import UserErrorCode
from service.errors import DomainError
from service.tables import utc_now

CORE = build_schema(sdl())
COMMITTED = Path(__file__).resolve().parents[2] / "schema" / "schema.graphql"
REMOVAL = re.compile(r"Removed on (\d{4}-\d{2}-\d{2})\.$")


def parts(type_: GraphQLNamedType) -> dict[str, str | None]:
    """By name, the description of the type and of everything in it."""
    found = {type_.name: type_.description}
    match type_:
        case GraphQLObjectType() | GraphQLInterfaceType():
            for name, field in type_.fields.items():
                found[f"{type_.name}.{name}"] = field.description
                for argument, declared in field.args.items():
                    found[f"{type_.name}.{name}({argument})"] = declared.description
        case GraphQLInputObjectType():
            for name, field in type_.fields.items():
                found[f"{type_.name}.{name}"] = field.description
        case GraphQLEnumType():
            for name, value in type_.values.items():
                found[f"{type_.name}.{name}"] = value.description
    return found


def deprecations(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """The name and the reason of everything that is deprecated."""
    for type_ in schema.type_map.values():
        members = {**getattr(type_, "fields", {}), **getattr(type_, "values", {})}
        for name, member in members.items():
            declared = {name: member}
            for argument, argument_declared in getattr(member, "args", {}).items():
                declared[f"{name}({argument})"] = argument_declared
            for path, one in declared.items():
                if one.deprecation_reason is not None:
                    yield f"{type_.name}.{path}", one.deprecation_reason


def overdue(schema: GraphQLSchema, today: date) -> list[str]:
    """What is deprecated without the day of its removal, or beyond it."""
    return [
        name
        for name, reason in deprecations(schema)
        if not (day := REMOVAL.search(reason)) or date.fromisoformat(day[1]) <= today
    ]


def test_the_committed_schema_is_the_one_that_is_served() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == sdl()


def test_the_schema_is_valid() -> None:
    assert validate_schema(CORE) == []


def test_everything_in_the_schema_is_described() -> None:
    types = [type_ for name, type_ in CORE.type_map.items() if not name.startswith("__")]
    described = {name: text for type_ in types for name, text in parts(type_).items()}

    assert [name for name, text in described.items() if not text] == []
    assert len(described) > 700


def test_every_list_takes_the_four_arguments_of_a_page() -> None:
    for type_ in CORE.type_map.values():
        for name, field in getattr(type_, "fields", {}).items():
            if str(field.type).endswith("Connection!"):
                assert {"first", "after", "last", "before"} <= set(field.args), (type_, name)


def test_what_the_contract_fixes_is_there() -> None:
    printed = sdl()
    for line in (
        "interface Alignable implements Node {",
        "type StrategyElement implements Alignable & Node {",
        "type Objective implements Alignable & Node {",
        "type KeyResult implements Alignable & Node {",
        "type Initiative implements Alignable & Node {",
        "type Finding implements Node {",
        "  reach: LineOfSightReach!",
        "  pathCount: String!",
        "  brokenAt: [LineOfSightBreak!]!",
        "  nodes(",
        "  ): [Node]!",
        "  metrics: AlignmentMetrics!",
        "  evidence: JSON!",
        "  score: Float\n",
        "input ObjectiveRef @oneOf {",
    ):
        assert line in printed


def test_every_code_of_the_domain_is_public() -> None:
    assert {error.code for error in DomainError.__subclasses__()} == set(UserErrorCode)
    assert set(ErrorCode) >= {
        *("UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "BAD_USER_INPUT", "OPERATION_LIMIT"),
        *("RATE_LIMITED", "CONFLICT", "INTERNAL"),
    }


def test_every_deprecation_names_the_day_of_its_removal_and_that_is_to_come() -> None:
    """Where it is not: remove what is overdue, and sign for it in `breaking_changes.toml`."""
    assert overdue(CORE, utc_now().date()) == []


def test_a_deprecation_without_a_day_or_beyond_it_would_be_found() -> None:
    schema = build_schema("""
        type Query {
          dated: ID @deprecated(reason: "Use `other`. Removed on 2026-12-31.")
          undated: ID @deprecated(reason: "Use `other`.")
          plain(old: ID @deprecated): ID
          beyond: ID @deprecated(reason: "Use `other`. Removed on 2026-06-30.")
          listed(by: Key): Color
        }
        input Key { id: ID, key: ID @deprecated(reason: "Use `id`. Removed soon.") }
        enum Color { RED GREEN @deprecated(reason: "Never used. Removed on 2026-11-22.") }
    """)
    assert sorted(overdue(schema, date(2026, 11, 22))) == [
        "Color.GREEN",
        "Key.key",
        "Query.beyond",
        "Query.plain(old)",
        "Query.undated",
    ]


def test_what_has_an_id_of_its_own_is_a_node() -> None:
    with_id = {name for name, type_ in CORE.type_map.items() if has_own_id(type_)}
    nodes = {type_.name for type_ in CORE.get_possible_types(CORE.get_type("Node"))}
    assert with_id == nodes


def has_own_id(type_: GraphQLNamedType) -> bool:
    return isinstance(type_, GraphQLObjectType) and "id" in type_.fields
