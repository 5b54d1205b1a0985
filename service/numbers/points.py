"""The values that key results had from time to time, for forecasts."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import orjson
from sqlalchemy import TextClause, text

from service.database import Session
from service.progress.forecasting import LATEST

Point = tuple[datetime, Decimal]

# Of what follows a KPI, its readings; else the check-ins that nobody corrects.
_POINTS: TextClause = text(f"""
SELECT k.id, (
    SELECT json_agg(json_build_array(point.at, point.value::text)) FROM (
        (SELECT said.occurred_at AS at, said.value FROM check_in said
          WHERE k.follows = 'CHECK_INS'
            AND said.organization_id = :organization AND said.key_result_id = k.id
            AND said.value IS NOT NULL AND said.occurred_at <= :now
            AND NOT EXISTS (SELECT 1 FROM check_in correction
                             WHERE correction.organization_id = :organization
                               AND correction.corrects_id = said.id)
          ORDER BY said.occurred_at DESC, said.id DESC LIMIT {LATEST})
        UNION ALL
        (SELECT reading.at, reading.value FROM kpi_reading reading
          WHERE k.follows = 'KPI'
            AND reading.organization_id = :organization AND reading.kpi_id = k.kpi_id
            AND reading.at <= :now
          ORDER BY reading.at DESC LIMIT {LATEST})) AS point)::text AS points
  FROM key_result k
 WHERE k.organization_id = :organization AND k.id = ANY(CAST(:ids AS uuid[]))
""")  # noqa: S608  # put together of constants


async def points_of(
    session: Session, organization_id: UUID, key_result_ids: Collection[UUID], now: datetime
) -> dict[UUID, Sequence[Point]]:
    """The latest of each up to now, in any order: as many as a forecast looks at."""
    scope = {"organization": organization_id, "ids": list(key_result_ids), "now": now}
    rows = await session.execute(_POINTS, scope)
    return {row.id: [*map(_point, orjson.loads(row.points or "[]"))] for row in rows}


def _point(sent: Sequence[str]) -> Point:
    at, value = sent
    return datetime.fromisoformat(at), Decimal(value)
