"""The goals of cycles that take a step: held in the order that all hold them in."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import TextClause, text

from service.actor import Actor
from service.database import Session
from service.objectives.rules import Lifecycle
from service.writing.rows import Row

_OBJECTIVES = text("""
SELECT o.id, o.version, o.cycle_id, o.lifecycle, o.commitment, o.progress, o.score,
       o.close_outcome, o.archived_at IS NOT NULL AS archived,
       coalesce(btrim(o.score_note), '') <> '' OR EXISTS (
           SELECT FROM review r
            WHERE r.organization_id = o.organization_id AND r.objective_id = o.id
              AND r.archived_at IS NULL AND btrim(r.learned) <> '') AS has_learning
  FROM objective o
 WHERE o.organization_id = :organization AND o.cycle_id = ANY(CAST(:ids AS uuid[]))
 ORDER BY o.id FOR NO KEY UPDATE OF o
""")

_KEY_RESULTS = text("""
SELECT id, version, objective_id, progress, score, archived_at IS NOT NULL AS archived
  FROM key_result
 WHERE organization_id = :organization AND objective_id = ANY(CAST(:ids AS uuid[]))
 ORDER BY id FOR NO KEY UPDATE
""")

_DRAFTS = text("""
SELECT id, version, lifecycle FROM objective
 WHERE organization_id = :organization AND cycle_id = ANY(CAST(:ids AS uuid[]))
   AND lifecycle = :lifecycle AND archived_at IS NULL
 ORDER BY id FOR NO KEY UPDATE
""")

_FENCE = """
UPDATE {table} SET version = version + 1
 WHERE organization_id = :organization AND id = ANY(CAST(:ids AS uuid[]))
"""
_FENCES = {table: text(_FENCE.format(table=table)) for table in ("objective", "key_result")}


async def objectives_of(session: Session, actor: Actor, cycle_ids: Collection[UUID]) -> list[Row]:
    """All objectives of the cycles, archived or not, held until the transaction ends."""
    return await _rows(session, actor, _OBJECTIVES, cycle_ids)


async def key_results_of(
    session: Session, actor: Actor, objective_ids: Collection[UUID]
) -> list[Row]:
    """All key results of these objectives, held likewise."""
    return await _rows(session, actor, _KEY_RESULTS, objective_ids)


async def drafts_of(session: Session, actor: Actor, cycle_ids: Collection[UUID]) -> list[Row]:
    """The objectives of the cycles that are drafts, held likewise."""
    scope = {
        "organization": actor.organization_id,
        "ids": list(cycle_ids),
        "lifecycle": Lifecycle.DRAFT,
    }
    found = await session.execute(_DRAFTS, scope)
    return [row._asdict() for row in found] if cycle_ids else []


async def fence(session: Session, actor: Actor, table: str, ids: Collection[UUID]) -> None:
    """Give rows another version: who has read them, and writes only now, has to read again."""
    if ids:
        scope = {"organization": actor.organization_id, "ids": list(ids)}
        await session.execute(_FENCES[table], scope)


async def _rows(
    session: Session, actor: Actor, statement: TextClause, ids: Collection[UUID]
) -> list[Row]:
    if not ids:
        return []
    scope = {"organization": actor.organization_id, "ids": list(ids)}
    return [row._asdict() for row in await session.execute(statement, scope)]
