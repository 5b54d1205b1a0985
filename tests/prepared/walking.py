"""What the schema has of fields that statements read, found by walking through it."""

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    get_named_type,
)

from schema.nouns import NOUN_BY_TYPE
from schema.prepared.filters import NODE_TYPES
from schema.prepared.specs import (
    Either,
    EitherOf,
    First,
    Listing,
    LookUp,
    Many,
    NamedBy,
    One,
    Spec,
    spec_of,
)
from schema.root import core_schema


@dataclass(frozen=True, eq=False, slots=True)
class Place:
    """A field of a type, and how it is read."""

    type: str
    name: str
    field: GraphQLField
    spec: Spec

    def __str__(self) -> str:
        return f"{self.type}.{self.name}"

    @property
    def shows(self) -> str:
        """The type of what the field shows; of one row, where it is a connection."""
        named = get_named_type(self.field.type).name
        return named.removesuffix("Connection")

    @property
    def selection(self) -> str:
        """What may be asked of it."""
        return "{ nodes { id } }" if isinstance(self.spec, Listing | Many) else "{ id }"


_RELATIVE = One | NamedBy | First | Either | EitherOf


def _places() -> Iterator[Place]:
    for type_name in ("Query", *sorted(NOUN_BY_TYPE)):
        type_ = core_schema.get_type(type_name)
        assert isinstance(type_, GraphQLObjectType)
        for name, field in type_.fields.items():
            spec = spec_of(field)
            if isinstance(spec, Listing | LookUp | Many | _RELATIVE):
                yield Place(type_name, name, field, spec)


PLACES = tuple(_places())
LISTS = tuple(one for one in PLACES if isinstance(one.spec, Listing))
LOOK_UPS = tuple(one for one in PLACES if isinstance(one.spec, LookUp))
NESTED_LISTS = tuple(one for one in PLACES if isinstance(one.spec, Many))
RELATIVES = tuple(one for one in PLACES if isinstance(one.spec, _RELATIVE) and one.type != "Query")


def filter_fields(place: Place) -> dict[str, GraphQLInputField]:
    """What a list can be filtered by, but for `and`, `or` and `not`."""
    declared = place.field.args.get("filter")
    if declared is None:
        return {}
    type_ = get_named_type(declared.type)
    assert isinstance(type_, GraphQLInputObjectType)
    return {name: one for name, one in type_.fields.items() if name not in ("and", "or", "not")}


def identified(place: Place) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The filter's fields that take ids, each with the types that they may be of."""
    for name, field in filter_fields(place).items():
        types = field.extensions["strawberry-definition"].metadata.get(NODE_TYPES)
        if types:
            yield name, types


def orders(place: Place) -> tuple[str, ...]:
    """What a list can be ordered by."""
    declared = place.field.args.get("orderBy")
    if declared is None:
        return ()
    type_ = get_named_type(declared.type)
    assert isinstance(type_, GraphQLInputObjectType)
    field = get_named_type(type_.fields["field"].type)
    assert isinstance(field, GraphQLEnumType)
    return tuple(field.values)
