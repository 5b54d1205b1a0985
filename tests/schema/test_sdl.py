"""The schema as a document."""

from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    build_schema,
    validate_schema,
)

from schema.failures import ErrorCode
from schema.root import sdl
from schema.user_errors import UserErrorCode
from service.errors import DomainError

CORE = build_schema(sdl())
COMMITTED = Path(__file__).resolve().parents[2] / "schema" / "schema.graphql"


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
    assert len(ErrorCode) == 8
