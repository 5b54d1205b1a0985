"""Key results put away, and brought back to their objectives."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from service.access import Action, allow
from service.actor import Actor
from service.database import Session
from service.errors import Invalid
from service.nodes.graph import cycles_closed
from service.numbers.refreshing import hold_homes, refresh_held
from service.numbers.requesting import request_lives
from service.objectives.commands.holding import HeldKeyResult, held_key_results, refuse_moved
from service.objectives.commands.stored import (
    KEY_RESULTS,
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
    held = await hold_homes(session, actor, [one.id for one in seen])
    stored = key_results_with_cycles()
    edits = await open_archivings(session, actor, KEY_RESULTS, batch, now, stored)
    batch.check_each(lambda index, _: refuse_moved(held, [edits[index].before["objective_id"]]))
    return await _write(session, actor, batch, edits, now)


async def restore_key_results(
    session: Session, actor: Actor, seen: Sequence[Seen], policy: Policy, now: datetime
) -> Outcome:
    """Bring key results back.

    The caller holds the graph. Refuses with NotFound, Conflict, ReadOnly (the cycle is closed),
    Invalid (its objective is archived), AlignmentCycle (its edges would close one).
    """
    allow(actor, Action.KEY_RESULT_RESTORE)
    batch = Batch(seen, policy)
    held = await held_key_results(session, actor, [one.id for one in seen])
    stored = key_results_with_cycles()
    edits = await open_archivings(session, actor, KEY_RESULTS, batch, None, stored)
    batch.check_each(lambda index, one: _check_home(edits[index], held[one.id]))
    revived = [edits[index].id for index, _ in batch.accepted() if edits[index].after]
    closed = await cycles_closed(session, actor, "id", revived=revived)
    for index, one in batch.accepted():
        if one.id in closed:
            batch.refuse(index, closed[one.id])
    return await _write(session, actor, batch, edits, now)


def _check_home(edit: Edit, place: HeldKeyResult) -> None:
    if edit.after and place.objective_archived:
        raise Invalid("its objective is archived: restore that first", ["id"])


async def _write(
    session: Session, actor: Actor, batch: Batch[Seen], edits: Mapping[int, Edit], now: datetime
) -> Outcome:
    """Their objectives are counted anew, and so is what their children are shared among."""
    outcome = await write_batch(session, actor, KEY_RESULTS, batch, edits, now)
    changed = [edits[index] for index, _ in batch.accepted() if edits[index].after]
    homes = {edit.before["objective_id"] for edit in changed}
    await refresh_held(session, actor, homes, now, switched=True)
    await request_lives(session, actor, [edit.id for edit in changed], now)
    return outcome
