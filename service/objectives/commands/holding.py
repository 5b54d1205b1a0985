"""Key results of objectives that are held: for whoever adds to them what moves their numbers."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Row, text

from service.actor import Actor
from service.database import Session
from service.errors import Conflict
from service.numbers.refreshing import hold_homes

# A key result's id and whether it is archived; its objective's id, whether that is archived, its
# lifecycle, and the state of its cycle.
HeldKeyResult = Row[UUID, bool, UUID, bool, str, str | None]

_KEY_RESULTS = text("""
SELECT k.id, k.archived_at IS NOT NULL AS archived,
       k.objective_id, o.archived_at IS NOT NULL AS objective_archived, o.lifecycle,
       c.state AS cycle_state
  FROM key_result k
  JOIN objective o ON o.organization_id = k.organization_id AND o.id = k.objective_id
  LEFT JOIN cycle c ON c.organization_id = o.organization_id AND c.id = o.cycle_id
 WHERE k.organization_id = :organization AND k.id = ANY(CAST(:ids AS uuid[]))
""")


async def held_key_results(
    session: Session, actor: Actor, ids: Collection[UUID]
) -> dict[UUID, HeldKeyResult]:
    """Key results, archived or not, whose objectives are held until the transaction ends.

    Raises:
        Conflict: one was moved to another objective while its own was waited for.
    """
    held = await hold_homes(session, actor, ids) if ids else set()
    if not held:
        return {}
    scope = {"organization": actor.organization_id, "ids": list(ids)}
    found = {row.id: row for row in await session.execute(_KEY_RESULTS, scope)}
    refuse_moved(held, {row.objective_id for row in found.values()})
    return found


def refuse_moved(held: Collection[UUID], objective_ids: Collection[UUID]) -> None:
    """Let pass where all objectives are held.

    Raises:
        Conflict: one is not. To wait for it now could be to wait for who waits for us.
    """
    if not set(objective_ids).issubset(held):
        raise Conflict("a key result was moved to another objective meanwhile; try again")
