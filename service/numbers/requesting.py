"""Numbers that are too many for a write, or too far above it: the worker is asked for them."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import TextClause, text

from service.actor import Actor
from service.database import Session
from service.events.causes import causes_in

# What is touched is computed anew. What came to life or left it has only what it stands under to
# follow, and what else its children contribute to: they are shared out anew.
_REQUEST: TextClause = text("""
WITH lives AS (SELECT unnest(CAST(:lives AS uuid[])) AS id),
nodes AS (
    SELECT id FROM lives
    UNION
    SELECT k.id FROM lives
      JOIN key_result k ON k.organization_id = :organization AND k.objective_id = lives.id
), parents AS (
    SELECT a.parent_id AS id FROM unnest(CAST(:children AS uuid[])) AS child(id)
      JOIN alignment a ON a.organization_id = :organization AND a.child_id = child.id
    UNION
    SELECT other.parent_id FROM nodes
      JOIN alignment mine ON mine.organization_id = :organization AND mine.parent_id = nodes.id
       AND mine.archived_at IS NULL
      JOIN alignment other ON other.organization_id = :organization
       AND other.child_id = mine.child_id AND other.parent_id <> mine.parent_id
       AND other.archived_at IS NULL
), touched AS (
    SELECT unnest(CAST(:objectives AS uuid[])) AS id, true AS refresh
    UNION
    SELECT k.objective_id, true FROM unnest(CAST(:key_results AS uuid[])) AS said(id)
      JOIN key_result k ON k.organization_id = :organization AND k.id = said.id
    UNION
    SELECT k.objective_id, true FROM unnest(CAST(:kpis AS uuid[])) AS kpi(id)
      JOIN key_result k ON k.organization_id = :organization AND k.kpi_id = kpi.id
     WHERE k.follows = 'KPI'
    UNION
    SELECT o.id, true FROM unnest(CAST(:cycles AS uuid[])) AS cycle(id)
      JOIN objective o ON o.organization_id = :organization AND o.cycle_id = cycle.id
    UNION
    SELECT coalesce(k.objective_id, parents.id), true FROM parents
      LEFT JOIN key_result k ON k.organization_id = :organization AND k.id = parents.id
    UNION
    SELECT coalesce(k.objective_id, lives.id), false FROM lives
      LEFT JOIN key_result k ON k.organization_id = :organization AND k.id = lives.id
)
INSERT INTO roll_up_request (organization_id, objective_id, refresh, requested_at, cause_id)
SELECT :organization, o.id, touched.refresh, CAST(:now AS timestamptz),
       CASE WHEN told.event_id IS NULL THEN CAST(:otherwise AS uuid) ELSE told.event_id END
  FROM (SELECT id, bool_or(refresh) AS refresh FROM touched GROUP BY id) touched
  JOIN objective o ON o.organization_id = :organization AND o.id = touched.id
  LEFT JOIN unnest(CAST(:about AS uuid[]), CAST(:events AS uuid[])) AS told(about, event_id)
    ON told.about = o.id
 ORDER BY o.id
""")

_TURN: TextClause = text("""
INSERT INTO progress_clock (organization_id, turned_on, cause_id)
VALUES (:organization, NULL, CAST(:cause AS uuid))
ON CONFLICT (organization_id) DO UPDATE SET turned_on = NULL, cause_id = excluded.cause_id
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """What a write has touched, as far as numbers depend on it.

    Attributes:
        children: those of which an edge has changed.
        kpis: those of which a reading has.
        lives: nodes that came to life or left it; goals themselves are to be refreshed besides.
    """

    objectives: Collection[UUID] = ()
    key_results: Collection[UUID] = ()
    children: Collection[UUID] = ()
    cycles: Collection[UUID] = ()
    kpis: Collection[UUID] = ()
    lives: Collection[UUID] = ()


async def request_touched(session: Session, actor: Actor, touched: Touched, now: datetime) -> None:
    """Have the worker compute what depends on these, in one statement however many."""
    ids = {part.name: list(getattr(touched, part.name)) for part in fields(touched)}
    if any(ids.values()):
        causes = causes_in(session)
        scope = {
            "organization": actor.organization_id,
            "now": now,
            "about": list(causes.by_id),
            "events": list(causes.by_id.values()),
            "otherwise": causes.otherwise,
        }
        await session.execute(_REQUEST, {**scope, **ids})


async def request_lives(
    session: Session, actor: Actor, node_ids: Collection[UUID], now: datetime
) -> None:
    """Have it follow that nodes came to life, or left it."""
    await request_touched(session, actor, Touched(lives=node_ids), now)


async def request_turning(session: Session, actor: Actor) -> None:
    """Have it turn all numbers of the organization: its day or its lines have moved."""
    scope = {"organization": actor.organization_id, "cause": causes_in(session).otherwise}
    await session.execute(_TURN, scope)
