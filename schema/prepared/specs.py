"""How a field is read: declared beside it in the schema, compiled here.

A field without any of these is Python: its resolver gets the object's hidden columns.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLField
from sqlalchemy import ColumnElement, FromClause
from strawberry.types.field import StrawberryField

from schema.prepared.binds import Binds
from service.paging.nouns import Noun, Relation, Term

SPEC = "reads"
BRINGS = "brings"


@dataclass(frozen=True, slots=True)
class Column:
    """The column of the same name, unless another is named."""

    name: str


@dataclass(frozen=True, slots=True)
class Identity:
    """The global id."""


@dataclass(frozen=True, slots=True)
class Part:
    """An object made of the same row: a group of its columns."""


@dataclass(frozen=True, eq=False, slots=True)
class Derived:
    """An SQL expression over the object's row: see `schema.prepared.expressions`."""

    expression: Callable[[FromClause, Binds], ColumnElement[Any]]


@dataclass(frozen=True, eq=False, slots=True)
class One:
    """The row of a noun that a column names, archived or not."""

    noun: Noun[Any]
    column: str


@dataclass(frozen=True, eq=False, slots=True)
class NamedBy:
    """The one row of a noun whose column names this object; null where there is none."""

    noun: Noun[Any]
    column: str


@dataclass(frozen=True, eq=False, slots=True)
class First:
    """The first row of a relation in its own order; null where there is none."""

    relation: Relation[Any]


@dataclass(frozen=True, slots=True)
class Either:
    """The row that a column names, of the noun that another column names."""

    id_column: str
    kind_column: str


@dataclass(frozen=True, slots=True)
class Anything:
    """The row that a column names, of the noun whose table another column names."""

    id_column: str
    kind_column: str


@dataclass(frozen=True, slots=True)
class EitherOf:
    """The rows that a table of links names, of the nouns that it names, in its order."""

    links: type[Any]
    parent: str
    id_column: str
    kind_column: str
    order: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Many:
    """The rows of a relation, as a connection."""

    relation: Relation[Any]


@dataclass(frozen=True, eq=False, slots=True)
class Listing:
    """All rows of a noun that the actor's lists show, as a connection.

    Attributes:
        order: how they come where no order is asked for; the id is always last.
    """

    noun: Noun[Any]
    order: tuple[Term, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class LookUp:
    """The row that `by` names."""

    noun: Noun[Any]


@dataclass(frozen=True, slots=True)
class AnyNode:
    """The row that a global id names, of whichever noun."""


@dataclass(frozen=True, slots=True)
class AnyNodes:
    """The rows that global ids name, in their order."""


@dataclass(frozen=True, slots=True)
class OfActor:
    """An object whose columns are what we know of the actor."""


@dataclass(frozen=True, slots=True)
class Affected:
    """What a mutation wrote, by the ids that it gave back."""

    type_name: str
    is_list: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Mutates:
    """A field of `Mutation`, and how it is carried out."""

    write: Any


@dataclass(frozen=True, slots=True)
class Due:
    """The key results that are to be checked in by a day, as a connection."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """What waits for a person's decision, as a connection of a union."""


@dataclass(frozen=True, eq=False, slots=True)
class Occurrence:
    """The row of a noun that a subscription tells of just now."""

    noun: Noun[Any]


@dataclass(frozen=True, slots=True)
class Search:
    """What a text finds among all nouns, as a connection of a union."""


Spec = (
    Column
    | Identity
    | Part
    | Derived
    | One
    | NamedBy
    | First
    | Either
    | Anything
    | EitherOf
    | Many
    | Listing
    | LookUp
    | AnyNode
    | AnyNodes
    | OfActor
    | Due
    | Inbox
    | Occurrence
    | Search
    | Affected
    | Mutates
)


def brought_by(field: GraphQLField) -> Sequence[str]:
    """The columns that a field in Python asks for beside the hidden ones."""
    declared = field.extensions.get("strawberry-definition")
    columns: Sequence[str] = getattr(declared, "metadata", {}).get(BRINGS, ())
    return columns


def spec_of(field: GraphQLField) -> Spec | None:
    """How the field is read; None where it is Python."""
    declared = field.extensions.get("strawberry-definition")
    if not isinstance(declared, StrawberryField):
        return None
    spec: Spec | None = declared.metadata.get(SPEC)
    if spec is None and declared.base_resolver is None and not declared.extensions:
        return Column(declared.python_name)
    return spec
