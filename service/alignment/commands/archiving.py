from collections.abc import Mapping, Sequence
from datetime import datetime

from service.access import Action, allow
from service.actor import Actor
from service.alignment.commands.ends import check_changeable, check_restored_ends
from service.alignment.commands.renumbering import renumber_changed
from service.alignment.commands.siblings import ALIGNMENTS, Siblings, siblings_of
from service.alignment.rules import AlignmentState
from service.database import Session
from service.nodes.graph import GraphAbove, graph_above
from service.nodes.queries import ends_by_id
from service.writing.batches import Batch, Outcome, Policy
from service.writing.given import Seen
from service.writing.rows import Edit, archivings, write_batch, write_edits


async def archive_alignments(
    session: Session, actor: Actor, seen: Sequence[Seen], policy: Policy, now: datetime
) -> Outcome:
    """Take edges out of the graph; the caller holds it. Nothing happens where they are out.

    Refuses with NotFound, Conflict (its version), ReadOnly (the child's cycle is closed).
    """
    allow(actor, Action.ALIGNMENT_ARCHIVE)
    batch = Batch(seen, policy)
    edits = await archivings(session, actor, ALIGNMENTS, batch, now)
    ends = await ends_by_id(session, actor, [edit.before["child_id"] for edit in edits.values()])

    def check(index: int, _: object) -> None:
        if edits[index].after:
            check_changeable(ends, edits[index].before["child_id"])

    batch.check_each(check)
    return await _write(session, actor, batch, edits, now)


async def restore_alignments(
    session: Session, actor: Actor, seen: Sequence[Seen], policy: Policy, now: datetime
) -> Outcome:
    """Bring edges back into the graph, which the caller holds. Nothing happens where they are in.

    Each row counts for those after it. An edge comes back as primary where the child has no other
    primary one now; one between the same two that was turned down makes room. Refuses with
    NotFound, Conflict (its version), Taken (another edge leads to the parent now), AlignmentCycle,
    ReadOnly (the child's cycle is closed), Invalid (an end is archived, the parent cancelled, or
    the allocations go beyond the whole of the child).
    """
    allow(actor, Action.ALIGNMENT_RESTORE)
    batch = Batch(seen, policy)
    edits = await archivings(session, actor, ALIGNMENTS, batch, None)
    returning = [edit.before for edit in edits.values() if edit.after]
    children = [row["child_id"] for row in returning]
    parents = [row["parent_id"] for row in returning]
    ends = await ends_by_id(session, actor, [*children, *parents])
    siblings = await siblings_of(session, actor, children)
    above = await graph_above(session, actor, parents)

    def place(index: int, _: object) -> None:
        if edits[index].after:
            row = edits[index].before
            check_restored_ends(ends, row["child_id"], row["parent_id"])
            _place(edits[index], siblings, above)

    batch.check_each(place)
    batch.settle()
    await write_edits(session, actor, ALIGNMENTS, siblings.given_way(now), now)
    return await _write(session, actor, batch, edits, now)


async def _write(
    session: Session, actor: Actor, batch: Batch[Seen], edits: Mapping[int, Edit], now: datetime
) -> Outcome:
    outcome = await write_batch(session, actor, ALIGNMENTS, batch, edits, now)
    await renumber_changed(session, actor, [edits[index] for index, _ in batch.accepted()], now)
    return outcome


def _place(edit: Edit, siblings: Siblings, above: GraphAbove) -> None:
    """Judge a returning edge beside those there are and those placed before it, and place it."""
    row = edit.before
    siblings.check_pair(row, "id")
    siblings.check_allocations(row, "id")
    if row["state"] == AlignmentState.ACCEPTED:
        cycle = above.closing(row["child_id"], row["parent_id"])
        if cycle is not None:
            raise cycle
        above.add(row["child_id"], row["parent_id"])
    if row["is_primary"] and siblings.has_primary(row):
        edit.after["is_primary"] = False
    siblings.put({**row, **edit.after})
