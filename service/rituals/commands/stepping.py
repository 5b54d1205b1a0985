"""What all steps of cycles share: the cycle held against all who write in it, its state, its fact.

The caller holds the graph, as whoever aligns goals, moves or restores them. The cycle is locked
before its goals, and whoever brings a goal into it shares that lock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from service.actor import Actor
from service.cycles.models import Cycle
from service.database import Session
from service.numbers.requesting import Touched, request_touched
from service.rituals.rules import CycleStep, check_step
from service.writing.batches import Batch, Outcome
from service.writing.recordset import table_of
from service.writing.rows import Edit, changes, write_edits

CYCLES = table_of(Cycle)

_HOLD = text("""
SELECT id FROM cycle
 WHERE organization_id = :organization AND id = ANY(CAST(:ids AS uuid[]))
 ORDER BY id FOR UPDATE
""")

_PARENTS = text("""
SELECT id, state FROM cycle
 WHERE organization_id = :organization AND id = ANY(CAST(:ids AS uuid[]))
""")

_OPEN_PARTS = text("""
SELECT DISTINCT parent_id FROM cycle
 WHERE organization_id = :organization AND parent_id = ANY(CAST(:ids AS uuid[]))
   AND state <> 'CLOSED' AND archived_at IS NULL
""")


async def steps_of(
    session: Session, actor: Actor, batch: Batch[Any], step: CycleStep
) -> dict[int, Edit]:
    """The cycles as they are and are to be, by index; where one may not take the step, refused."""
    await session.execute(_HOLD, _scope(actor, [seen.id for _, seen in batch.accepted()]))
    edits = await changes(session, actor, CYCLES, batch)
    batch.check_each(lambda index, _: check_step(step, edits[index].before["state"]))
    return {
        index: replace(edit, after={"state": step.after.value}) for index, edit in edits.items()
    }


async def write_steps(
    session: Session,
    actor: Actor,
    batch: Batch[Any],
    edits: Mapping[int, Edit],
    step: CycleStep,
    now: datetime,
) -> Outcome:
    """Let the cycles take the step, tell of it, and have their goals' numbers follow."""
    batch.settle()
    kept = [edits[index] for index, _ in batch.accepted()]
    await write_edits(session, actor, CYCLES, kept, now, step.value)
    await request_touched(session, actor, Touched(cycles=[edit.id for edit in kept]), now)
    return batch.outcome(lambda index, _: edits[index].id)


async def states_above(
    session: Session, actor: Actor, edits: Mapping[int, Edit]
) -> Mapping[UUID, str]:
    """The state of the longer cycles that these are parts of."""
    parents = [edit.before["parent_id"] for edit in edits.values() if edit.before["parent_id"]]
    if not parents:
        return {}
    return {row.id: row.state for row in await session.execute(_PARENTS, _scope(actor, parents))}


async def with_open_parts(session: Session, actor: Actor, ids: Sequence[UUID]) -> set[UUID]:
    """Those of the cycles that a shorter one is a part of which is not closed."""
    return set(await session.scalars(_OPEN_PARTS, _scope(actor, ids)))


def _scope(actor: Actor, ids: Sequence[UUID]) -> dict[str, Any]:
    return {"organization": actor.organization_id, "ids": list(ids)}
