"""What stands around the nodes, read into records."""

from sqlalchemy import Select
from sqlmodel import col, select

from service.actor import Actor
from service.alignment.models import Alignment
from service.alignment.records import (
    AlignmentRecord,
    CycleRecord,
    DependencyRecord,
    PersonRecord,
    TeamRecord,
)
from service.alignment.rules import AlignmentKind, AlignmentState
from service.cycles.models import Cycle
from service.cycles.rules import CycleState
from service.database import Session
from service.dependencies.models import Dependency
from service.dependencies.queries import dependencies
from service.dependencies.rules import DependencyKind, DependencyState
from service.identity.models import Person
from service.teams.models import Team


async def alignment_records(
    session: Session, statement: Select[Alignment]
) -> list[AlignmentRecord]:
    """The edges that the statement selects, oldest first."""
    columns = (
        Alignment.child_id,
        Alignment.parent_id,
        Alignment.kind,
        Alignment.state,
        Alignment.weight,
        Alignment.allocation,
        Alignment.is_primary,
        Alignment.valid_from,
        Alignment.valid_to,
        Alignment.proposed_at,
    )
    rows = await session.execute(
        statement.with_only_columns(*map(col, columns)).order_by(col(Alignment.id))
    )
    return [
        AlignmentRecord(
            child=str(row.child_id),
            parent=str(row.parent_id),
            kind=AlignmentKind(row.kind),
            state=AlignmentState(row.state),
            weight=row.weight,
            allocation=row.allocation,
            is_primary=row.is_primary,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            proposed_on=row.proposed_at.date(),
        )
        for row in rows
    ]


async def dependency_records(session: Session, actor: Actor) -> list[DependencyRecord]:
    rows = await session.scalars(dependencies(actor).order_by(col(Dependency.id)))
    return [
        DependencyRecord(
            source=str(row.from_id),
            target=str(row.to_id),
            kind=DependencyKind(row.kind),
            state=DependencyState(row.state),
            needed_by=row.needed_by,
            requested_on=row.requested_at.date(),
        )
        for row in rows
    ]


# Nodes may refer to a cycle, team or person that is archived: these come whole.


async def cycle_records(session: Session, actor: Actor) -> list[CycleRecord]:
    rows = await session.scalars(
        select(Cycle)
        .where(col(Cycle.organization_id) == actor.organization_id)
        .order_by(col(Cycle.id))
    )
    return [
        CycleRecord(
            id=str(row.id),
            key=row.external_id or str(row.id),
            name=row.name,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            state=CycleState(row.state),
            parent=None if row.parent_id is None else str(row.parent_id),
        )
        for row in rows
    ]


async def team_records(session: Session, actor: Actor) -> list[TeamRecord]:
    rows = await session.scalars(
        select(Team)
        .where(col(Team.organization_id) == actor.organization_id)
        .order_by(col(Team.id))
    )
    return [
        TeamRecord(
            id=str(row.id),
            key=row.external_id or str(row.id),
            name=row.name,
            parent=None if row.parent_id is None else str(row.parent_id),
        )
        for row in rows
    ]


async def person_records(session: Session, actor: Actor) -> list[PersonRecord]:
    rows = await session.scalars(
        select(Person)
        .where(col(Person.organization_id) == actor.organization_id)
        .order_by(col(Person.id))
    )
    return [
        PersonRecord(
            id=str(row.id),
            key=row.external_id or str(row.id),
            name=row.name,
            active=row.active and row.archived_at is None,
        )
        for row in rows
    ]
