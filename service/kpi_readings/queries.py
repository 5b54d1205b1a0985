from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Row, Select, Uuid, any_, bindparam, select, text

from service.actor import Actor
from service.database import Session
from service.kpis.models import KpiReading
from service.writing.recordset import table_of

_READINGS = table_of(KpiReading)

_HOLD = text("""
SELECT id FROM kpi
 WHERE organization_id = :organization AND id = ANY(CAST(:ids AS uuid[])) AND archived_at IS NULL
 ORDER BY id FOR NO KEY UPDATE
""")
# Archived ones, too: they are brought back with what was read meanwhile.
_FOLLOWERS = text("""
SELECT id, objective_id FROM key_result
 WHERE organization_id = :organization AND kpi_id = ANY(CAST(:ids AS uuid[])) AND follows = 'KPI'
""")

# A reading's id, KPI, moment and value.
StoredReading = Row[Any]


async def hold_kpis(session: Session, actor: Actor, ids: Iterable[UUID]) -> set[UUID]:
    """Hold the live KPIs of these ids until the transaction ends; their ids.

    Held before any objective: so no key result begins to follow one unseen.
    """
    scope = {"organization": actor.organization_id, "ids": list(ids)}
    return set(await session.scalars(_HOLD, scope))


async def followers(session: Session, actor: Actor, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The objectives by key results, archived or not, that follow these KPIs."""
    scope = {"organization": actor.organization_id, "ids": list(ids)}
    return {row.id: row.objective_id for row in await session.execute(_FOLLOWERS, scope)}


async def readings_at(
    session: Session, actor: Actor, ids: Iterable[UUID], moments: Iterable[datetime]
) -> list[StoredReading]:
    """The readings that these KPIs have of any of the moments."""
    scope = {"organization": actor.organization_id, "ids": list(ids), "moments": list(moments)}
    return list(await session.execute(_readings_at(), scope))


@cache
def _readings_at() -> Select[Any]:
    moments = bindparam("moments", type_=ARRAY(DateTime(timezone=True)))
    return select(_READINGS.c.id, _READINGS.c.kpi_id, _READINGS.c.at, _READINGS.c.value).where(
        _READINGS.c.organization_id == bindparam("organization", type_=Uuid),
        _READINGS.c.kpi_id == any_(bindparam("ids", type_=ARRAY(Uuid))),
        _READINGS.c.at == any_(moments),
    )
