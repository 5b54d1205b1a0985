"""What was measured in an organization, read into records."""

from collections.abc import Callable
from typing import Any, TypeVar

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

_CHECK_INS = f"""
SELECT CAST(key_result_id AS text), occurred_at,
       CAST(occurred_at AT TIME ZONE {TIMEZONE} AS date), value, confidence, status
  FROM check_in x WHERE organization_id = :organization
   AND NOT EXISTS (SELECT FROM check_in c
                    WHERE c.organization_id = x.organization_id AND c.corrects_id = x.id)
 ORDER BY id
"""  # noqa: S608  nothing but our own names gets in
_READINGS = f"""
SELECT CAST(kpi_id AS text), at, CAST(at AT TIME ZONE {TIMEZONE} AS date), value
  FROM kpi_reading WHERE organization_id = :organization ORDER BY id
"""  # noqa: S608  nothing but our own names gets in
_CHECKPOINTS = """
SELECT CAST(key_result_id AS text), day, value
  FROM checkpoint WHERE organization_id = :organization ORDER BY id
"""
_MILESTONES = """
SELECT CAST(key_result_id AS text), weight, due_on, done_on
  FROM milestone WHERE organization_id = :organization ORDER BY position, id
"""


async def check_in_records(session: Session, actor: Actor) -> list[CheckInRecord]:
    return await _records(session, actor, _CHECK_INS, _check_in)


async def reading_records(session: Session, actor: Actor) -> list[ReadingRecord]:
    return await _records(session, actor, _READINGS, ReadingRecord)


async def checkpoint_records(session: Session, actor: Actor) -> list[CheckpointRecord]:
    return await _records(session, actor, _CHECKPOINTS, CheckpointRecord)


async def milestone_records(session: Session, actor: Actor) -> list[MilestoneRecord]:
    return await _records(session, actor, _MILESTONES, MilestoneRecord)


async def _records(
    session: Session, actor: Actor, statement: str, record: Callable[..., Made]
) -> list[Made]:
    rows = await session.execute(text(statement), {"organization": actor.organization_id})
    return [record(*row) for row in rows]


def _check_in(*values: Any) -> CheckInRecord:  # noqa: ANN401  a row
    key_result, at, day, value, confidence, status = values
    reported = status and ReportedStatus(status)
    return CheckInRecord(key_result, at, day, value, confidence, reported)
