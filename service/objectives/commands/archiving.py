"""Objectives put away with their key results, and brought back with them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Action, allow
from service.actor import Actor
from service.database import Session
from service.nodes.graph import cycles_closed
from service.numbers.refreshing import refresh_held
from service.numbers.requesting import request_lives
from service.objectives.commands.stored import (
    KEY_RESULTS,
    OBJECTIVES,
    objectives_with_cycles,
    open_archivings,
)
from service.writing.batches import Batch, Outcome, Policy
from service.writing.given import Seen
from service.writing.rows import Edit, any_of, write_edits

_PARTS = tuple(KEY_RESULTS.c[name] for name in ("id", "objective_id", "version", "archived_at"))

# By objective, what becomes of its key results.
_Parts = Mapping[UUID, Sequence[Edit]]


async def archive_objectives(
    session: Session, actor: Actor, seen: Sequence[Seen], policy: Policy, now: datetime
) -> Outcome:
    """Put objectives away, each with its live key results; edges stay as they are.

    Refuses with NotFound, Conflict, ReadOnly (the cycle is closed).
    """
    allow(actor, Action.OBJECTIVE_ARCHIVE)
    batch = Batch(seen, policy)
    stored = objectives_with_cycles()
    edits = await open_archivings(session, actor, OBJECTIVES, batch, now, stored)
    parts = await _parts(session, actor, _changed(batch, edits), now)
    outcome = await _write(session, actor, batch, edits, parts, now)
    await request_lives(session, actor, [edit.id for edit in _changed(batch, edits)], now)
    return outcome


async def restore_objectives(
    session: Session, actor: Actor, seen: Sequence[Seen], policy: Policy, now: datetime
) -> Outcome:
    """Bring objectives back, each with the key results that were archived with it.

    The caller holds the graph. Refuses with NotFound, Conflict, ReadOnly (the cycle is closed),
    AlignmentCycle (edges that come back to life would close one).
    """
    allow(actor, Action.OBJECTIVE_RESTORE)
    batch = Batch(seen, policy)
    stored = objectives_with_cycles()
    edits = await open_archivings(session, actor, OBJECTIVES, batch, None, stored)
    parts = await _parts(session, actor, _changed(batch, edits), None)
    await _refuse_cycles(session, actor, batch, edits, parts)
    outcome = await _write(session, actor, batch, edits, parts, now)
    restored = [edit.id for edit in _changed(batch, edits)]
    await refresh_held(session, actor, restored, now, switched=True)
    await request_lives(session, actor, restored, now)
    return outcome


def _changed(batch: Batch[Seen], edits: Mapping[int, Edit]) -> list[Edit]:
    return [edits[index] for index, _ in batch.accepted() if edits[index].after]


async def _parts(
    session: Session, actor: Actor, objectives: Sequence[Edit], archived_at: datetime | None
) -> _Parts:
    """The key results that go the way of their objectives: what was archived before it stays so."""
    if not objectives:
        return {}
    moment_by_id = {edit.id: edit.before["archived_at"] for edit in objectives}
    found = await session.execute(
        select(*_PARTS)
        .where(
            KEY_RESULTS.c.organization_id == actor.organization_id,
            KEY_RESULTS.c.objective_id == any_of(list(moment_by_id)),
            KEY_RESULTS.c.archived_at.is_(None)
            if archived_at
            else KEY_RESULTS.c.archived_at.is_not(None),
        )
        .order_by(KEY_RESULTS.c.id)
        .with_for_update(key_share=True)
    )
    parts = defaultdict(list)
    for row in found:
        if row.archived_at == moment_by_id[row.objective_id]:
            parts[row.objective_id].append(Edit(row._asdict(), {"archived_at": archived_at}, {}))
    return parts


async def _refuse_cycles(
    session: Session,
    actor: Actor,
    batch: Batch[Seen],
    edits: Mapping[int, Edit],
    parts: _Parts,
) -> None:
    members = {
        edit.id: [edit.id, *(part.id for part in parts.get(edit.id, ()))]
        for edit in _changed(batch, edits)
    }
    revived = [node for nodes in members.values() for node in nodes]
    closed = await cycles_closed(session, actor, "id", revived=revived)
    for index, seen in batch.accepted():
        refusal = next((closed[node] for node in members.get(seen.id, ()) if node in closed), None)
        if refusal is not None:
            batch.refuse(index, refusal)


async def _write(
    session: Session,
    actor: Actor,
    batch: Batch[Seen],
    edits: Mapping[int, Edit],
    parts: _Parts,
    now: datetime,
) -> Outcome:
    batch.settle()
    objectives = _changed(batch, edits)
    await write_edits(session, actor, OBJECTIVES, objectives, now)
    key_results = [part for edit in objectives for part in parts.get(edit.id, ())]
    await write_edits(session, actor, KEY_RESULTS, key_results, now)
    return batch.outcome(lambda _, seen: seen.id)
