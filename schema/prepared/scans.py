"""The rows of a noun at one place of a statement, under names of their own.

Every table that a scan names carries the organization's predicate: it cannot be forgotten.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Table, and_, inspect, select, true
from sqlalchemy.sql import visitors
from sqlalchemy.sql.util import ClauseAdapter, _deep_deannotate

from schema.prepared.binds import Binds
from schema.prepared.leaves import constant
from service.paging.nouns import EXTERNAL_ID, Noun, Relation
from service.tables import Scoped

TENANT = "organization_id"

Expression = Callable[[FromClause, Binds], ColumnElement[Any]]


@dataclass(frozen=True, eq=False, slots=True)
class Scan:
    """Where rows come from.

    Attributes:
        noun: whose rows they are.
        table: the noun's table under its name here.
        source: what FROM holds: the table, and what is joined to it.
        condition: which rows: always with the organization's predicate.
    """

    noun: Noun[Any]
    table: FromClause
    source: FromClause
    condition: ColumnElement[bool]
    names: Sequence[tuple[Table, FromClause]]
    tenant: ColumnElement[Any]

    def here(self, expression: ColumnElement[Any]) -> ColumnElement[Any]:
        """An expression over the noun's tables, over their names here."""
        adapted = _deep_deannotate(expression)
        for _, name in self.names:
            adapted = ClauseAdapter(name).traverse(adapted)
        return adapted

    def column(self, field: str) -> ColumnElement[Any]:
        """What a field of the noun is read, filtered and ordered by."""
        if field == EXTERNAL_ID and self.noun.keyed is not None:
            return self._key_elsewhere(self.noun.keyed)
        return self.here(self.noun.column(field))

    @property
    def key(self) -> ColumnElement[Any]:
        return self.table.c.id

    @property
    def outer(self) -> list[FromClause]:
        """What statements inside this one may refer to."""
        return [name for _, name in self.names]

    def derived(self, expression: Expression, binds: Binds) -> ColumnElement[Any]:
        """What an expression over the row gives."""
        return expression(self.table, binds)

    def _key_elsewhere(self, keyed: type[Scoped]) -> ColumnElement[Any]:
        other = inspect(keyed).local_table.alias()
        return (
            select(other.c[EXTERNAL_ID])
            .where(other.c[TENANT] == self.tenant, other.c.id == self.key)
            .correlate(*self.outer)
            .scalar_subquery()
        )

    def rows(self, *columns: ColumnElement[Any]) -> Select[Any]:
        return select(*columns).select_from(self.source).where(self.condition)


class ActorSource:
    """One row that no table holds: who asks."""

    outer: Sequence[FromClause] = ()

    def __init__(self, binds: Binds) -> None:
        self.key: ColumnElement[Any] = binds.organization
        self._columns: dict[str, ColumnElement[Any]] = {
            "role": constant(binds.role.value),
            "person_id": binds.person,
            "organization_id": binds.organization,
        }

    def column(self, field: str) -> ColumnElement[Any]:
        return self._columns[field]

    def derived(self, expression: Expression, binds: Binds) -> ColumnElement[Any]:
        raise TypeError("nothing is derived from the actor")


def all_of(noun: Noun[Any], binds: Binds) -> Scan:
    """Every row that the actor may see, archived ones, too."""
    if noun.private:
        return _scan(noun, noun.of(binds.actor), binds)
    table = table_of(noun)
    name = table.alias()
    condition = _is_of_tenant(name, binds)
    return Scan(noun, name, name, condition, ((table, name),), binds.organization)


def visible(noun: Noun[Any], binds: Binds) -> Scan:
    """The rows that lists show."""
    return _scan(noun, noun.visible(binds.actor), binds)


def related(relation: Relation[Any], binds: Binds) -> Scan:
    """The rows of a relation, of all its parents."""
    return _scan(relation.noun, relation.of(binds.actor), binds)


def table_of(noun: Noun[Any]) -> Table:
    table = inspect(noun.table).local_table
    if not isinstance(table, Table):
        raise TypeError(f"{noun.name} has no table")
    return table


def _scan(noun: Noun[Any], statement: Select[Any], binds: Binds) -> Scan:
    (source,) = map(_deep_deannotate, statement.get_final_froms())
    tables = [one for one in visitors.iterate(source) if isinstance(one, Table)]
    names = tuple((table, table.alias()) for table in dict.fromkeys(tables))
    condition = true() if statement.whereclause is None else statement.whereclause
    condition = _deep_deannotate(condition)
    for _, name in names:
        source = ClauseAdapter(name).traverse(source)
        condition = ClauseAdapter(name).traverse(condition)
    tenancy = [_is_of_tenant(name, binds) for _, name in names]
    main = dict(names)[table_of(noun)]
    return Scan(noun, main, source, and_(*tenancy, condition), names, binds.organization)


def tenant_of(table: FromClause) -> str:
    """The column that says whose a row is."""
    return TENANT if TENANT in table.c else "id"  # the organization itself


def _is_of_tenant(name: FromClause, binds: Binds) -> ColumnElement[bool]:
    return name.c[tenant_of(name)] == binds.organization
