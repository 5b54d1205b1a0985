from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from service.access import Action, allow
from service.actor import Actor
from service.alignment.commands.ends import check_changeable
from service.alignment.commands.renumbering import renumber_changed
from service.alignment.commands.siblings import ALIGNMENTS, Siblings, siblings_of
from service.alignment.rules import (
    ALIGNMENT_CHECKS,
    AlignmentKind,
    check_primary,
    check_shares,
    check_validity,
)
from service.database import Session
from service.nodes.queries import ends_by_id
from service.writing.batches import Batch, Outcome, Policy
from service.writing.checks import check_values, required
from service.writing.given import UNSET, Seen, Unset, given
from service.writing.rows import Edit, changes, write_edits

_CHECKS = {**ALIGNMENT_CHECKS, "is_primary": required}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignmentChange(Seen):
    """What is to change of an edge; null clears, but for kind, weight and whether it is primary.

    An edge leads where it leads: another pair is another edge.
    """

    kind: AlignmentKind | Unset | None = UNSET
    weight: Decimal | Unset | None = UNSET
    allocation: Decimal | Unset | None = UNSET
    is_primary: bool | Unset | None = UNSET
    rationale: str | Unset | None = UNSET
    valid_from: date | Unset | None = UNSET
    valid_to: date | Unset | None = UNSET


async def update_alignments(
    session: Session,
    actor: Actor,
    wanted: Sequence[AlignmentChange],
    policy: Policy,
    now: datetime,
) -> Outcome:
    """Set what the changes say; the caller holds the graph.

    Each row counts for those after it. A primary edge takes the place of the child's other one.
    Refuses with NotFound, ReadOnly (it is archived, or the child's cycle closed), Conflict (its
    version), Required, TooLong, Invalid (a value; allocations beyond the whole of the child).
    """
    allow(actor, Action.ALIGNMENT_UPDATE)
    batch = Batch(wanted, policy)
    batch.check(lambda change: check_values(given(change), _CHECKS))
    edits = await changes(session, actor, ALIGNMENTS, batch)
    children = [edit.before["child_id"] for edit in edits.values()]
    ends = await ends_by_id(session, actor, children)
    batch.check_each(lambda index, _: check_changeable(ends, edits[index].before["child_id"]))
    siblings = await siblings_of(session, actor, children)
    batch.check_each(lambda index, change: _place(change, edits[index], siblings))
    batch.settle()
    settled = _settled(batch, edits, siblings, now)
    await _write(session, actor, settled, now)
    await renumber_changed(session, actor, settled, now)
    return batch.outcome(lambda _, change: change.id)


def _place(change: AlignmentChange, edit: Edit, siblings: Siblings) -> None:
    """Judge an edge beside the child's others, and place it as it is to be."""
    if edit.after.keys() & {"weight", "allocation"}:
        check_shares(edit.now("weight"), edit.now("allocation"))
    if edit.after.keys() & {"valid_from", "valid_to"}:
        check_validity(edit.now("valid_from"), edit.now("valid_to"))
    edge = {**siblings.now(edit.id), **edit.after}
    if isinstance(change.is_primary, bool):
        check_primary(edge["state"], is_primary=change.is_primary)
        edge["is_primary"] = change.is_primary
    if edit.after.keys() & {"kind", "allocation"}:
        siblings.check_allocations(edge, "allocation")
    siblings.put(edge)


def _settled(
    batch: Batch[AlignmentChange], edits: Mapping[int, Edit], siblings: Siblings, now: datetime
) -> list[Edit]:
    """The edits as the whole batch leaves them, with those of edges that give way."""
    settled = []
    for index, change in batch.accepted():
        edit = edits[index]
        after = {name: value for name, value in edit.after.items() if name != "is_primary"}
        if siblings.is_primary(change.id) != edit.before["is_primary"]:
            after["is_primary"] = siblings.is_primary(change.id)
        settled.append(replace(edit, after=after))
    return [*settled, *siblings.given_way(now, but=[edit.id for edit in settled])]


async def _write(session: Session, actor: Actor, edits: Sequence[Edit], now: datetime) -> None:
    """Write what is no longer primary first: the database knows one at any time."""
    leaving = [edit for edit in edits if edit.after.get("is_primary") is False]
    if leaving:
        await write_edits(session, actor, ALIGNMENTS, leaving, now)
    await write_edits(session, actor, ALIGNMENTS, [e for e in edits if e not in leaving], now)
