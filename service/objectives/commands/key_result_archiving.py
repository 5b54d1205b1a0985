"""Key results put away, and brought back to their objectives."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from service.access import Action, allow
from service.actor import Actor
from service.database import Session
from service.errors import Invalid
from service.nodes.graph import cycles_closed
from service.objectives.commands.stored import (
    KEY_RESULTS,
    held_homes,
    key_results_with_cycles,
    open_archivings,
)
from service.writing.batches import Batch, Outcome, Policy
from service.writing.given import Seen
from service.writing.rows import Edit, write_batch


async def archive_key_results(
    session: Session, actor: Actor, seen: Sequence[Seen], policy: Policy, now: datetime
) -> Outcome:
    """Put key results away; edges stay as they are.

    Refuses with NotFound, Conflict, ReadOnly (the cycle is closed).
    """
    allow(actor, Action.KEY_RESULT_ARCHIVE)
    batch = Batch(seen, policy)
    stored = key_results_with_cycles()
    edits = await open_archivings(session, actor, KEY_RESULTS, batch, now, stored)
    return await write_batch(session, actor, KEY_RESULTS, batch, edits, now)


async def restore_key_results(
    session: Session, actor: Actor, seen: Sequence[Seen], policy: Policy, now: datetime
) -> Outcome:
    """Bring key results back.

    The caller holds the graph. Refuses with NotFound, Conflict, ReadOnly (the cycle is closed),
    Invalid (its objective is archived), AlignmentCycle (its edges would close one).
    """
    allow(actor, Action.KEY_RESULT_RESTORE)
    batch = Batch(seen, policy)
    stored = key_results_with_cycles()
    edits = await open_archivings(session, actor, KEY_RESULTS, batch, None, stored)
    await _refuse_archived_homes(session, actor, batch, edits)
    revived = [edits[index].id for index, _ in batch.accepted() if edits[index].after]
    closed = await cycles_closed(session, actor, "id", revived=revived)
    for index, one in batch.accepted():
        if one.id in closed:
            batch.refuse(index, closed[one.id])
    return await write_batch(session, actor, KEY_RESULTS, batch, edits, now)


async def _refuse_archived_homes(
    session: Session, actor: Actor, batch: Batch[Seen], edits: Mapping[int, Edit]
) -> None:
    changed = [edits[index] for index, _ in batch.accepted() if edits[index].after]
    if not changed:
        return
    ids: set[UUID] = {edit.before["objective_id"] for edit in changed}
    homes = await held_homes(session, actor, list(ids))

    def check(index: int, _: object) -> None:
        edit = edits[index]
        if edit.after and homes[edit.before["objective_id"]].archived:
            raise Invalid("its objective is archived: restore that first", ["id"])

    batch.check_each(check)
