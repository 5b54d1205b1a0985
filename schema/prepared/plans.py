"""A statement that is made once and run with the values of each request."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Alias,
    BinaryExpression,
    BindParameter,
    BooleanClauseList,
    ColumnClause,
    FromClause,
    Join,
    Select,
    Table,
)
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import Grouping
from sqlalchemy.sql.visitors import ExternallyTraversible

from schema.prepared.binds import Binds
from schema.prepared.given import Getter, Values
from schema.prepared.scans import TENANT, tenant_of

_DIALECT = dialect()  # type: ignore[no-untyped-call] # as SQLAlchemy has it


@dataclass(frozen=True, slots=True)
class Plan:
    """One statement.

    Attributes:
        sql: the statement; its one value is JSON.
        getters: where each of its parameters has its value from.
        checks: what of the arguments it does without, and must be right all the same.
        refusals: what may be the matter where its value is null.
    """

    sql: str
    getters: Sequence[Getter]
    checks: Sequence[Getter]
    refusals: Sequence[str] = ()

    def arguments(self, values: Values) -> list[Any]:
        """The parameters of one request.

        Raises:
            GraphQLError, UnusableCursor: one of them cannot be used.
            NotPrepared: one of them asks for what only Python can find.
        """
        for check in self.checks:
            check(values)
        return [get(values) for get in self.getters]


class NotPrepared(Exception):
    """The answer takes more than SQL, which shows only in this request's values."""


def plan_of(statement: Select[Any], binds: Binds, refusals: Sequence[str] = ()) -> Plan:
    """The statement as the driver takes it.

    Raises:
        AssertionError: a table in it lacks the organization's predicate.
    """
    check_tenancy(statement, binds)
    compiled = statement.compile(dialect=_DIALECT)
    names = compiled.positiontup or []
    getters = [binds.getter(name, compiled.params[name]) for name in names]
    return Plan(str(compiled), getters, binds.checks(names), refusals)


def check_tenancy(statement: Select[Any], binds: Binds) -> None:
    """Let pass a statement that names the organization for every table of an organization.

    Raises:
        AssertionError: for one it does not.
    """
    read: set[object] = set()
    guarded: set[object] = set()
    # What is read from is an alias, or a table whose columns are named.
    for element in _parts(statement):
        match element:
            case Alias(element=Table()):
                read.add(element)
            case ColumnClause(table=Table() | Alias(element=Table()) as table):
                read.add(table)
            case Select(whereclause=condition) | Join(onclause=condition):
                guarded.update(_guarded(condition, binds))
    loose = read - guarded
    if loose:
        raise AssertionError(f"without {TENANT}: {', '.join(map(str, loose))}")


def _guarded(condition: object, binds: Binds) -> Iterator[object]:
    """The tables whose rows are the organization's, whatever else a condition says."""
    match condition:
        case BooleanClauseList(operator=operators.and_):
            for part in condition.clauses:
                yield from _guarded(part, binds)
        case Grouping(element=inside):
            yield from _guarded(inside, binds)
        case BinaryExpression(
            left=ColumnClause(table=FromClause() as table) as column, right=BindParameter() as bind
        ):
            is_ours = condition.operator is operators.eq and bind.key == binds.organization.key
            if is_ours and column.name == tenant_of(table):
                yield table


def _parts(statement: Select[Any]) -> Iterator[ExternallyTraversible]:
    """All that a statement is made of, each part once, in however many places it stands."""
    seen: dict[int, ExternallyTraversible] = {}
    rest: list[ExternallyTraversible] = [statement]
    while rest:
        part = rest.pop()
        if id(part) not in seen:
            seen[id(part)] = part
            yield part
            rest += part.get_children()
