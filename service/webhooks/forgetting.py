"""Deliveries that ended long ago, and what came of each attempt, are forgotten in the end."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from service.database import Database
from service.tables import first_id

# Rows of one transaction.
_ROWS = 5_000

# By the key, which begins with when a delivery was made: what ended before then was made before.
_WITH_OLD = """
SELECT coalesce(json_agg(o.id), '[]'::json) FROM organization o
 WHERE EXISTS (
    SELECT FROM webhook_delivery d
     WHERE d.organization_id = o.id AND d.id < $1 AND d.finished_at < $2)
"""

_FORGET = text("""
WITH old AS (
    SELECT id FROM webhook_delivery
     WHERE organization_id = :organization AND id < :first AND finished_at < :before
     ORDER BY id LIMIT CAST(:most AS bigint) FOR UPDATE SKIP LOCKED
), attempts AS (
    DELETE FROM webhook_attempt a USING old
     WHERE a.organization_id = :organization AND a.delivery_id = old.id
)
DELETE FROM webhook_delivery d USING old
 WHERE d.organization_id = :organization AND d.id = old.id
RETURNING d.id
""")


async def organizations_with_old(database: Database, before: datetime) -> list[UUID]:
    """The organizations with deliveries that ended before then."""
    return await database.statements.ids(_WITH_OLD, (first_id(before), before))


async def forget(database: Database, organization_id: UUID, before: datetime) -> int:
    """Delete some that ended before then, with their attempts; answers how many.

    What still waits, at a paused endpoint for one, is kept however old it is.
    """
    given = {
        "organization": organization_id,
        "first": first_id(before),
        "before": before,
        "most": _ROWS,
    }
    async with database.writing_lightly(organization_id) as session:
        return len(list(await session.scalars(_FORGET, given)))
