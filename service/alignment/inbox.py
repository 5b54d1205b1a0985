"""What waits for a person's decision: proposals and requests that nobody has answered.

A goal is its owner's to decide about: a key result without an owner is its objective's, an
objective without one its team's. A team decides by those who lead it, or by all its members where
nobody does.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    String,
    and_,
    any_,
    exists,
    func,
    literal,
    or_,
    select,
    union,
    union_all,
)

from service.actor import Actor
from service.alignment.models import Alignment
from service.alignment.rules import AlignmentState
from service.cycles.models import Cycle
from service.cycles.rules import CycleState
from service.dependencies.models import Dependency
from service.dependencies.rules import DependencyKind, DependencyState
from service.objectives.models import KeyResult, Objective
from service.objectives.rules import Lifecycle
from service.teams.models import Membership
from service.teams.rules import TeamRole
from service.writing.recordset import table_of

Condition = Callable[[FromClause], ColumnElement[bool]]


class InboxKind(StrEnum):
    """What somebody is asked for."""

    ALIGNMENT_PROPOSAL = "ALIGNMENT_PROPOSAL"
    DEPENDENCY_REQUEST = "DEPENDENCY_REQUEST"


def waiting(actor: Actor, person: UUID | ColumnElement[UUID]) -> CompoundSelect[Any]:
    """What waits for the person, in no order.

    Its `type` (the name of the noun), `id`, `kind`, the moment `since` which it waits, and the
    person who `asked`, or null. Only what can be decided: both ends live, and the cycle of the goal
    that asks open. A dependency is asked of the goal that provides and of the team that is to.
    """
    teams = _teams(actor, person)
    goals = _goals(actor, person, teams)
    return union(
        _proposals(actor, goals),
        *(
            _requests(actor, provides)
            for provides in (
                lambda row: and_(
                    row.c.kind != DependencyKind.BLOCKS, row.c.to_id == _any_of(goals)
                ),
                lambda row: and_(
                    row.c.kind == DependencyKind.BLOCKS, row.c.from_id == _any_of(goals)
                ),
                lambda row: row.c.provider_team_id == _any_of(teams),
            )
        ),
    )


def _teams(actor: Actor, person: UUID | ColumnElement[UUID]) -> CTE:
    """The teams that the person decides for."""
    own, other = _named(Membership), _named(Membership)
    is_led = exists().where(
        other.c.organization_id == actor.organization_id,
        other.c.team_id == own.c.team_id,
        other.c.role == TeamRole.LEAD,
        other.c.archived_at.is_(None),
    )
    mine = own.c.organization_id == actor.organization_id, own.c.person_id == person
    decides = or_(own.c.role == TeamRole.LEAD, ~is_led)
    live = own.c.archived_at.is_(None)
    return select(own.c.team_id.label("id")).where(*mine, live, decides).cte("teams")


def _goals(actor: Actor, person: UUID | ColumnElement[UUID], teams: CTE) -> CTE:
    """The objectives and key results that are the person's to decide about."""

    def owned(table: type[Any], column: str, homes: CTE) -> list[Select[Any]]:
        row = _named(table)
        ids = select(row.c.id).where(row.c.organization_id == actor.organization_id)
        nobodys = row.c.owner_id.is_(None)
        return [
            ids.where(row.c.owner_id == person),
            ids.where(nobodys, row.c[column] == _any_of(homes)),
        ]

    objectives = union_all(*owned(Objective, "team_id", teams)).cte("objectives")
    key_results = owned(KeyResult, "objective_id", objectives)
    return union_all(select(objectives.c.id), *key_results).cte("goals")


def _proposals(actor: Actor, goals: CTE) -> Select[Any]:
    row = _named(Alignment)
    return _asked(
        row, "Alignment", InboxKind.ALIGNMENT_PROPOSAL, row.c.proposed_at, row.c.proposed_by_id
    ).where(
        row.c.organization_id == actor.organization_id,
        row.c.archived_at.is_(None),
        row.c.state == AlignmentState.PROPOSED,
        row.c.parent_id == _any_of(goals),
        _is_live(actor, row.c.parent_id),
        _is_live(actor, row.c.child_id, of_open_cycle=True),
    )


def _requests(actor: Actor, provides: Condition) -> Select[Any]:
    row = _named(Dependency)
    return _asked(
        row, "Dependency", InboxKind.DEPENDENCY_REQUEST, row.c.requested_at, row.c.created_by
    ).where(
        row.c.organization_id == actor.organization_id,
        row.c.archived_at.is_(None),
        row.c.state == DependencyState.REQUESTED,
        provides(row),
        _is_live(actor, row.c.to_id),
        _is_live(actor, row.c.from_id, of_open_cycle=True),
    )


def _asked(
    row: FromClause,
    type_name: str,
    kind: InboxKind,
    since: ColumnElement[Any],
    by: ColumnElement[Any],
) -> Select[Any]:
    return select(
        literal(type_name, String).label("type"),
        row.c.id,
        literal(kind.value, String).label("kind"),
        since.label("since"),
        by.label("asked"),
    )


def _is_live(
    actor: Actor, goal_id: ColumnElement[UUID], *, of_open_cycle: bool = False
) -> ColumnElement[bool]:
    """Whether a goal is live, and with its objective; perhaps its cycle has to be open, too."""
    home, key_result, cycle = _named(Objective), _named(KeyResult), _named(Cycle)
    closed = exists().where(
        cycle.c.organization_id == actor.organization_id,
        cycle.c.id == home.c.cycle_id,
        cycle.c.state == CycleState.CLOSED,
    )
    is_live = and_(
        home.c.organization_id == actor.organization_id,
        home.c.archived_at.is_(None),
        home.c.lifecycle != Lifecycle.CANCELLED,
        *([~closed] if of_open_cycle else []),
    )
    is_part = and_(
        key_result.c.organization_id == actor.organization_id,
        key_result.c.id == goal_id,
        key_result.c.archived_at.is_(None),
        home.c.id == key_result.c.objective_id,
    )
    return or_(exists().where(home.c.id == goal_id, is_live), exists().where(is_part, is_live))


def _any_of(rows: CTE) -> ColumnElement[Any]:
    """As an array: so that an index is asked for the few, once they are known."""
    return any_(func.array(select(rows.c.id).scalar_subquery()))


def _named(table: type[Any]) -> FromClause:
    """A table under a name of its own."""
    return table_of(table).alias()
