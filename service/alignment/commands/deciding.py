"""What becomes of proposals: accepted, declined, or taken back by who made them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service.access import Action, allow, may
from service.actor import Actor
from service.alignment.commands.ends import check_changeable, check_restored_ends
from service.alignment.commands.renumbering import renumber_changed
from service.alignment.commands.siblings import ALIGNMENTS, Siblings, siblings_of
from service.alignment.rules import DECISION_CHECKS, AlignmentState, check_open
from service.database import Session
from service.errors import Forbidden
from service.events.facts import unchanged
from service.nodes.graph import GraphAbove, graph_above
from service.nodes.queries import ends_by_id
from service.writing.batches import Batch, Outcome, Policy
from service.writing.checks import check_values
from service.writing.given import Seen, Values, differing, given
from service.writing.rows import Edit, Row, changes, write_edits

# What is told with every decision, though it stays as it is: whoever hears of it needs no look-up.
_ABOUT = ("child_id", "parent_id", "kind", "rationale", "proposed_by_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignmentDecision(Seen):
    """That somebody decides about a proposal, and what they say of it."""

    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignmentAcceptance(AlignmentDecision):
    """The same of one that is accepted; `is_primary` absent: the child's first one is."""

    is_primary: bool | None = None


async def accept_alignments(
    session: Session,
    actor: Actor,
    decisions: Sequence[AlignmentAcceptance],
    policy: Policy,
    now: datetime,
) -> Outcome:
    """Let proposals into the graph, which the caller holds; numbers follow.

    Each row counts for those after it. Refuses with NotFound, Conflict (its version, or it is
    decided), AlignmentCycle (others have been accepted since it was proposed), Invalid (an end is
    archived, the parent cancelled, or the allocations go beyond the whole of the child), ReadOnly
    (it is archived, or the child's cycle closed), TooLong.
    """
    allow(actor, Action.ALIGNMENT_ACCEPT)
    batch = Batch(decisions, policy)
    edits = await _open(session, actor, batch)
    rows = [edit.before for edit in edits.values()]
    children, parents = ([row[end] for row in rows] for end in ("child_id", "parent_id"))
    ends = await ends_by_id(session, actor, [*children, *parents])
    siblings = await siblings_of(session, actor, children)
    above = await graph_above(session, actor, parents)

    def place(index: int, decision: AlignmentAcceptance) -> None:
        row = edits[index].before
        check_restored_ends(ends, row["child_id"], row["parent_id"])
        _place(row, decision, siblings, above)

    batch.check_each(place)
    batch.settle()
    settled = [
        _decided(actor, edits[index], decision, _accepted(siblings.now(decision.id)), now)
        for index, decision in batch.accepted()
    ]
    left = siblings.given_way(now, but=[edit.id for edit in settled])
    await write_edits(session, actor, ALIGNMENTS, left, now)
    await write_edits(session, actor, ALIGNMENTS, settled, now, "accepted")
    await renumber_changed(session, actor, settled, now)
    return batch.outcome(lambda _, decision: decision.id)


async def decline_alignments(
    session: Session,
    actor: Actor,
    decisions: Sequence[AlignmentDecision],
    policy: Policy,
    now: datetime,
) -> Outcome:
    """Turn proposals down; the caller holds the graph. The pair is free for another one.

    Refuses with NotFound, Conflict (its version, or it is decided), ReadOnly (it is archived, or
    the child's cycle closed), TooLong.
    """
    allow(actor, Action.ALIGNMENT_DECLINE)
    batch = Batch(decisions, policy)
    return await _turn_down(session, actor, batch, AlignmentState.DECLINED, now)


async def withdraw_alignments(
    session: Session,
    actor: Actor,
    decisions: Sequence[AlignmentDecision],
    policy: Policy,
    now: datetime,
) -> Outcome:
    """Take one's own proposals back, or as an admin anybody's; the caller holds the graph.

    Refuses as `decline_alignments` does, and with Forbidden (somebody else proposed it).
    """
    allow(actor, Action.ALIGNMENT_WITHDRAW, own=True)
    batch = Batch(decisions, policy)
    return await _turn_down(session, actor, batch, AlignmentState.WITHDRAWN, now)


async def _open(session: Session, actor: Actor, batch: Batch[Any]) -> dict[int, Edit]:
    """The stored proposals, by index: those that may still be decided."""
    batch.check(lambda decision: check_values(given(decision), DECISION_CHECKS))
    edits = await changes(session, actor, ALIGNMENTS, batch)
    batch.check_each(lambda index, _: check_open(edits[index].before["state"]))
    return {index: edits[index] for index, _ in batch.accepted()}


async def _turn_down(
    session: Session,
    actor: Actor,
    batch: Batch[Any],
    state: AlignmentState,
    now: datetime,
) -> Outcome:
    """An imported one may be its child's first parent: that place it leaves."""
    edits = await _open(session, actor, batch)
    if state is AlignmentState.WITHDRAWN:
        batch.check_each(lambda index, _: _check_own(actor, edits[index].before))
    ends = await ends_by_id(session, actor, [edit.before["child_id"] for edit in edits.values()])
    batch.check_each(lambda index, _: check_changeable(ends, edits[index].before["child_id"]))
    batch.settle()
    left = {"state": state, "is_primary": False}
    settled = [
        _decided(actor, edits[index], decision, left, now) for index, decision in batch.accepted()
    ]
    await write_edits(session, actor, ALIGNMENTS, settled, now, state.lower())
    return batch.outcome(lambda _, decision: decision.id)


def _place(row: Row, decision: AlignmentAcceptance, siblings: Siblings, above: GraphAbove) -> None:
    """Judge an edge beside those there are and those placed before it, and place it."""
    edge = {**row, "state": AlignmentState.ACCEPTED}
    siblings.check_allocations(edge, "id")
    cycle = above.closing(row["child_id"], row["parent_id"])
    if cycle is not None:
        raise cycle
    above.add(row["child_id"], row["parent_id"])
    if decision.is_primary is None:
        edge["is_primary"] = not siblings.has_primary(edge)
    else:
        edge["is_primary"] = decision.is_primary
    siblings.put(edge)


def _accepted(edge: Row) -> Values:
    return {"state": AlignmentState.ACCEPTED, "is_primary": edge["is_primary"]}


def _decided(
    actor: Actor, edit: Edit, decision: AlignmentDecision, values: Values, now: datetime
) -> Edit:
    """The edit of a proposal, which tells what it was about as well."""
    row = edit.before
    decided = {
        **values,
        "decided_at": now,
        "decided_by_id": actor.person_id,
        "decision_note": decision.note,
    }
    return Edit(row, differing(row, decided), unchanged(row, _ABOUT))


def _check_own(actor: Actor, row: Row) -> None:
    own = actor.person_id is not None and row["proposed_by_id"] == actor.person_id
    if not may(actor, Action.ALIGNMENT_WITHDRAW, own=own):
        raise Forbidden("only who proposed it, or an admin, withdraws it", ["id"])
