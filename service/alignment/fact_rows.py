"""What was measured in an organization, read into records."""

from collections.abc import Callable, Collection
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import text

from service.actor import Actor
from service.alignment.node_columns import TIMEZONE
from service.alignment.records import (
    CheckInRecord,
    CheckpointRecord,
    MilestoneRecord,
    ReadingRecord,
)
from service.database import Session
from service.progress.rules import ReportedStatus

Made = TypeVar("Made")
# Of which key results, or KPIs; None is all of them.
Ids = Collection[UUID] | None


def _among(column: str) -> str:
    return f"AND (CAST(:ids AS uuid[]) IS NULL OR {column} = ANY(CAST(:ids AS uuid[])))"


_CHECK_INS = f"""
SELECT CAST(key_result_id AS text), occurred_at,
       CAST(occurred_at AT TIME ZONE {TIMEZONE} AS date), value, confidence, status
  FROM check_in x WHERE organization_id = :organization
   AND NOT EXISTS (SELECT FROM check_in c
                    WHERE c.organization_id = x.organization_id AND c.corrects_id = x.id)
   {_among("key_result_id")}
 ORDER BY id
"""  # noqa: S608  nothing but our own names gets in
_READINGS = f"""
SELECT CAST(kpi_id AS text), at, CAST(at AT TIME ZONE {TIMEZONE} AS date), value
  FROM kpi_reading WHERE organization_id = :organization {_among("kpi_id")} ORDER BY id
"""  # noqa: S608  nothing but our own names gets in
_CHECKPOINTS = f"""
SELECT CAST(key_result_id AS text), day, value
  FROM checkpoint WHERE organization_id = :organization {_among("key_result_id")} ORDER BY id
"""  # noqa: S608  nothing but our own names gets in
_MILESTONES = f"""
SELECT CAST(key_result_id AS text), weight, due_on, done_on
  FROM milestone WHERE organization_id = :organization {_among("key_result_id")}
 ORDER BY position, id
"""  # noqa: S608  nothing but our own names gets in


async def check_in_records(session: Session, actor: Actor, ids: Ids = None) -> list[CheckInRecord]:
    return await _records(session, actor, _CHECK_INS, _check_in, ids)


async def reading_records(session: Session, actor: Actor, ids: Ids = None) -> list[ReadingRecord]:
    return await _records(session, actor, _READINGS, ReadingRecord, ids)


async def checkpoint_records(
    session: Session, actor: Actor, ids: Ids = None
) -> list[CheckpointRecord]:
    return await _records(session, actor, _CHECKPOINTS, CheckpointRecord, ids)


async def milestone_records(
    session: Session, actor: Actor, ids: Ids = None
) -> list[MilestoneRecord]:
    return await _records(session, actor, _MILESTONES, MilestoneRecord, ids)


async def _records(
    session: Session, actor: Actor, statement: str, record: Callable[..., Made], ids: Ids
) -> list[Made]:
    scope = {"organization": actor.organization_id, "ids": ids if ids is None else list(ids)}
    rows = await session.execute(text(statement), scope)
    return [record(*row) for row in rows]


def _check_in(*values: Any) -> CheckInRecord:  # noqa: ANN401  a row
    key_result, at, day, value, confidence, status = values
    reported = status and ReportedStatus(status)
    return CheckInRecord(key_result, at, day, value, confidence, reported)
