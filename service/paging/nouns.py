"""What lists are made of: a noun's rows, and the rows of a noun that belong to something."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select
from sqlmodel import col, select

from service.access import Action
from service.actor import Actor
from service.tables import Scoped

Row = TypeVar("Row", bound=Scoped)
Rows = Select[Row]

EXTERNAL_ID = "external_id"


@dataclass(frozen=True, slots=True)
class Term:
    """One field that a list is ordered by."""

    field: str
    descending: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Path:
    """Where the value is that a field is filtered by, when it is no column of the noun's own.

    Attributes:
        column: its name, in the other table or, without one, in the noun's own.
        table: the other table.
        through: the noun's own column with the id of the row there.
        tree: the table with parents whose ids the value stands for: each for itself and for all
            below it.
    """

    column: str
    table: type[Scoped] | None = None
    through: str = "id"
    tree: type[Scoped] | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Noun(Generic[Row]):
    """The rows of one table as lists show them.

    Attributes:
        name: what the outside calls one of them.
        visible: the rows that an actor's lists show.
        columns: by field, the column of another name.
        paths: by field, the way to what it is filtered by.
        keyed: the table that has the external ids, where it is another (same keys).
        private: whether an actor finds no other rows in any way.
        every: of a private noun, the rows that an actor finds in any way, where lists show fewer.
        action: what it takes to ask for the list of all, and for one by its name; None: to be here.
    """

    name: str
    table: type[Row]
    visible: Callable[[Actor], Rows[Row]]
    columns: Mapping[str, object] = field(default_factory=dict)
    keyed: type[Scoped] | None = None
    private: bool = False
    every: Callable[[Actor], Rows[Row]] | None = None
    action: Action | None = None
    paths: Mapping[str, Path] = field(default_factory=dict)

    def path(self, field: str) -> Path | None:
        """The way to what a field is filtered by; None: its column is the noun's own."""
        if field == EXTERNAL_ID and self.keyed is not None:
            return Path(EXTERNAL_ID, self.keyed)
        return self.paths.get(field)

    def column(self, field: str) -> ColumnElement[Any]:
        """The column that a field is filtered and ordered by."""
        if field in self.columns:
            return cast("ColumnElement[Any]", self.columns[field])
        return cast("ColumnElement[Any]", getattr(self.table, field))

    def of(self, actor: Actor) -> Rows[Row]:
        """Every row that the actor may see, archived ones, too."""
        if self.private:
            return (self.every or self.visible)(actor)
        return select(self.table).where(
            col(self.table.organization_id) == actor.organization_id,
        )


@dataclass(frozen=True, eq=False, slots=True)
class Relation(Generic[Row]):
    """The rows of a noun that belong to a parent.

    Attributes:
        parent: the column with the parent's id.
        rows: the rows with that column, where the noun's own do not have it.
        order: how they come unless asked otherwise; the id is always last.
    """

    noun: Noun[Row]
    parent: UUID | None
    rows: Callable[[Actor], Rows[Row]] | None = None
    order: tuple[Term, ...] = ()

    @property
    def key(self) -> ColumnElement[Any]:
        return cast("ColumnElement[Any]", self.parent)

    def of(self, actor: Actor) -> Rows[Row]:
        return (self.rows or self.noun.visible)(actor)
