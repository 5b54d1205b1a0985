"""Inputs are read as Strawberry itself reads them."""

from collections.abc import Callable
from typing import Any

import pytest
from graphql import GraphQLInputObjectType
from strawberry.exceptions import StrawberryInputCoercionError
from strawberry.types.arguments import convert_argument

from schema.input_readers import Inputs
from schema.root import core_schema, graphql_schema
from service.objectives.rules import Level

SCALARS = graphql_schema.schema_converter.scalar_registry
CONFIG = graphql_schema.config
VALUES = {"ID": "T2JqZQ==", "String": "Text", "Int": 3, "Boolean": True, "Level": Level.TEAM}
INPUTS = {
    name: type_
    for name, type_ in core_schema.type_map.items()
    if isinstance(type_, GraphQLInputObjectType)
}


@pytest.mark.parametrize("name", sorted(INPUTS))
def test_an_input_is_read_as_by_strawberry(name: str) -> None:
    definition: Any = graphql_schema.get_type_by_name(name)
    kinds = {key: str(field.type) for key, field in INPUTS[name].fields.items()}
    full = {
        key: VALUES[kind.rstrip("!")] for key, kind in kinds.items() if kind.rstrip("!") in VALUES
    }
    inputs = Inputs(SCALARS, CONFIG)
    for given in ({}, full, *({**full, key: None} for key in kinds)):
        assert outcome(inputs.read, definition.origin, given) == outcome(
            convert_argument, definition.origin, given
        )


def outcome(read: Callable[..., Any], type_: Any, given: dict[str, Any]) -> object:
    """What is read, or why not."""
    try:
        return (
            read(given, type_, SCALARS, CONFIG) if read is convert_argument else read(type_, given)
        )
    except (StrawberryInputCoercionError, TypeError) as error:
        return repr(error)
