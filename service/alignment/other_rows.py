"""What stands around the nodes, read into records."""

import asyncio
from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import Select, TextClause, text
from sqlmodel import col

from service.actor import Actor
from service.alignment.models import Alignment
from service.alignment.records import (
    AlignmentRecord,
    CycleRecord,
    DependencyRecord,
    KpiRecord,
    PersonRecord,
    TeamRecord,
)
from service.alignment.rules import AlignmentKind, AlignmentState
from service.cycles.rules import CycleState
from service.database import Session
from service.dependencies.rules import DependencyKind, DependencyState

Made = TypeVar("Made")
# None is all of them.
Ids = Collection[UUID] | None


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


# The others come as one text of JSON each, so that ten thousand people do not hold the event loop.


def _every(table: str, values: str, also: str = "") -> TextClause:
    """All of them, or those of `ids` where these are given."""
    return text(
        f"SELECT convert_to(json_agg(json_build_array({values}) ORDER BY id)::text, 'UTF8')"  # noqa: S608  nothing but the texts below gets in
        f" FROM {table} WHERE organization_id = :organization {also}"
        " AND (CAST(:ids AS uuid[]) IS NULL OR id = ANY(CAST(:ids AS uuid[])))"
    )


_KEY = "id, coalesce(nullif(external_id, ''), id::text), name"
# Nodes may refer to a cycle, team or person that is archived: these come whole.
_CYCLES = _every("cycle", f"{_KEY}, starts_on, ends_on, state, parent_id")
_TEAMS = _every("team", f"{_KEY}, parent_id")
_PEOPLE = _every("person", f"{_KEY}, active AND archived_at IS NULL")
_KPIS = _every("kpi", f"{_KEY}, lower::text, upper::text, archived_at IS NOT NULL")
_DEPENDENCIES = _every(
    "dependency",
    "from_id, to_id, kind, state, needed_by, CAST(requested_at AT TIME ZONE 'UTC' AS date),"
    " provider_team_id, risk_owner_id",
    "AND archived_at IS NULL",
)


async def cycle_records(session: Session, actor: Actor, ids: Ids = None) -> list[CycleRecord]:
    return await _records(session, actor, _CYCLES, _cycle, ids)


async def team_records(session: Session, actor: Actor, ids: Ids = None) -> list[TeamRecord]:
    return await _records(session, actor, _TEAMS, TeamRecord, ids)


async def person_records(session: Session, actor: Actor, ids: Ids = None) -> list[PersonRecord]:
    return await _records(session, actor, _PEOPLE, PersonRecord, ids)


async def kpi_records(session: Session, actor: Actor, ids: Ids = None) -> list[KpiRecord]:
    return await _records(session, actor, _KPIS, _kpi, ids)


async def dependency_records(
    session: Session, actor: Actor, ids: Ids = None
) -> list[DependencyRecord]:
    return await _records(session, actor, _DEPENDENCIES, _dependency, ids)


async def _records(
    session: Session,
    actor: Actor,
    statement: TextClause,
    record: Callable[..., Made],
    ids: Ids,
) -> list[Made]:
    """A record of each row's values, by id."""
    scope = {"organization": actor.organization_id, "ids": ids if ids is None else list(ids)}
    sent = await session.scalar(statement, scope)
    return await asyncio.to_thread(lambda: [record(*row) for row in orjson.loads(sent or b"[]")])


def _cycle(id: str, key: str, name: str, *others: Any) -> CycleRecord:  # noqa: ANN401  JSON
    starts_on, ends_on, state, parent = others
    return CycleRecord(id, key, name, _day(starts_on), _day(ends_on), CycleState(state), parent)


def _kpi(id: str, key: str, name: str, *others: Any) -> KpiRecord:  # noqa: ANN401  JSON
    lower, upper, archived = others
    return KpiRecord(id, key, name, _number(lower), _number(upper), archived)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _dependency(*values: Any) -> DependencyRecord:  # noqa: ANN401  JSON
    source, target, kind, state, needed_by, requested_on, provider_team, risk_owner = values
    return DependencyRecord(
        source,
        target,
        DependencyKind(kind),
        DependencyState(state),
        _day(needed_by),
        _day(requested_on),
        provider_team,
        risk_owner,
    )


# The driver's words for the days that PostgreSQL calls infinite.
_INFINITE = {"infinity": date.max, "-infinity": date.min}


def _day(text: str | None) -> date | None:
    return None if text is None else _INFINITE.get(text) or date.fromisoformat(text)
