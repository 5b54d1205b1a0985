"""Which key results are to be checked in by a day, the longest overdue first."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    and_,
    any_,
    func,
    or_,
    select,
)

from schema.nouns import CYCLE, KEY_RESULT, OBJECTIVE, PERSON, TEAM
from schema.page_sizes import ROOT_DEFAULT
from schema.prepared.connections import connection
from schema.prepared.expressions import (
    is_awaited,
    is_begun,
    named,
    next_check_in_day,
    today,
    with_cycle,
)
from schema.prepared.given import Leaf
from schema.prepared.lists import Whole, page
from schema.prepared.look_ups import existing
from schema.prepared.scans import Scan, table_of, visible
from schema.prepared.selections import Selected
from service.cycles.models import Cycle
from service.objectives.models import Objective
from service.paging.clauses import Comparator, compared_along
from service.paging.keys import Key
from service.paging.nouns import Path
from service.teams.models import Team

if TYPE_CHECKING:
    from schema.prepared.compiler import Compiler

_ORDER = "KeyResult due"
_OF_TEAM = Path("team_id", tree=Team)


def due(compiler: "Compiler", selected: Selected) -> ColumnElement[Any]:
    """`dueCheckIns(personId:, teamId:, on:)`."""
    return _Due(compiler, selected).column()


class _Due:
    """Makes the list of one field: key results beside their objectives and cycles."""

    def __init__(self, compiler: "Compiler", selected: Selected) -> None:
        self._compiler = compiler
        self._selected = selected
        self._binds = compiler.binds
        self._arguments = compiler.arguments(selected)
        self._key_results = visible(KEY_RESULT, compiler.binds)
        self._row = self._key_results.table
        self._objective, self._cycle = named(Objective), named(Cycle)

    def column(self) -> ColumnElement[Any]:
        next_day = next_check_in_day(self._row, self._objective, self._cycle, self._binds)
        counted = and_(next_day <= self._day(), *self._of_whom())
        order = (
            Key(next_day, descending=False, nullable=False),
            Key(self._row.c.id, descending=False, nullable=False),
        )
        whole = Whole(self._scan(), counted, order, _ORDER, ROOT_DEFAULT)
        window = page(whole, self._arguments, self._binds)
        return connection(self._compiler, window, self._selected, ())

    def _scan(self) -> Scan:
        """The key results that are being worked on that day."""
        objective, cycle, day = self._objective, self._cycle, self._day()
        joined = self._key_results.source.join(
            objective,
            and_(
                objective.c.organization_id == self._binds.organization,
                objective.c.id == self._row.c.objective_id,
            ),
        )
        others = (table_of(OBJECTIVE), objective), (table_of(CYCLE), cycle)
        return replace(
            self._key_results,
            names=(*self._key_results.names, *others),
            source=with_cycle(joined, objective, cycle, self._binds),
            condition=and_(
                self._key_results.condition,
                is_awaited(self._row, objective, cycle, day),
                is_begun(objective, cycle, day),
            ),
        )

    def _day(self) -> ColumnElement[Any]:
        given = self._arguments.get("on")
        if isinstance(given, Leaf):
            return self._binds.of(given.get, Date())
        return today(self._binds)

    def _of_whom(self) -> Iterator[ColumnElement[bool]]:
        person, team = self._arguments.get("personId"), self._arguments.get("teamId")
        if isinstance(person, Leaf):
            yield self._of_person(existing(self._compiler, PERSON, person, "personId"))
        if isinstance(team, Leaf):
            yield self._of_team(existing(self._compiler, TEAM, team, "teamId"))
        if person is None and team is None and self._binds.is_somebody:
            yield self._of_person(self._binds.person)

    def _of_person(self, person: BindParameter[Any]) -> ColumnElement[bool]:
        """Those of an owner; those without are their objective's owner's.

        As two conditions of the key results' own columns, each of which has an index.
        """
        owned = named(Objective)
        objectives = select(owned.c.id).where(
            owned.c.organization_id == self._binds.organization, owned.c.owner_id == person
        )
        row = self._row.c
        return or_(
            row.owner_id == person,
            and_(
                row.owner_id.is_(None),
                row.objective_id == any_(func.array(objectives.scalar_subquery())),
            ),
        )

    def _of_team(self, team: BindParameter[Any]) -> ColumnElement[bool]:
        organization = self._binds.organization
        return compared_along(
            _OF_TEAM, self._objective, organization, Comparator.EQ, lambda _: team
        )
