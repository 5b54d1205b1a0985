"""KPIs that key results begin to follow, held so that no reading comes in unseen meanwhile."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import text

from service.actor import Actor
from service.database import Session

_HOLD = text("""
SELECT id FROM kpi
 WHERE organization_id = :organization
   AND (id = ANY(CAST(:ids AS uuid[]))
        OR id IN (SELECT kpi_id FROM key_result
                   WHERE organization_id = :organization
                     AND id = ANY(CAST(:key_results AS uuid[]))))
 ORDER BY id FOR SHARE
""")


async def hold_followed(
    session: Session, actor: Actor, kpi_ids: Collection[UUID], key_result_ids: Collection[UUID] = ()
) -> None:
    """Hold these KPIs, and those that the key results name; before any objective is held.

    Whoever records a reading holds its KPI alone, and then looks who follows it.
    """
    if not kpi_ids and not key_result_ids:
        return
    scope = {
        "organization": actor.organization_id,
        "ids": list(kpi_ids),
        "key_results": list(key_result_ids),
    }
    await session.execute(_HOLD, scope)
