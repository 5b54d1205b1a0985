from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from service.access import Action, allow
from service.actor import Actor
from service.alignment.commands.ends import check_new_ends
from service.alignment.commands.renumbering import renumber_new
from service.alignment.commands.siblings import ALIGNMENTS, Siblings, siblings_of
from service.alignment.rules import (
    ALIGNMENT_CHECKS,
    AlignmentKind,
    AlignmentState,
    check_shares,
    check_validity,
)
from service.database import Session
from service.errors import SelfLink
from service.nodes.graph import GraphAbove, graph_above
from service.nodes.queries import EndById, ends_by_id
from service.writing.batches import Batch, Outcome, Policy
from service.writing.checks import check_values
from service.writing.given import New, Values, given
from service.writing.inserting import insert_new, new_rows, record_new
from service.writing.rows import write_edits


@dataclass(frozen=True, slots=True)
class NewProposal(New):
    """What a client says of an edge that others are to decide about."""

    child_id: UUID
    parent_id: UUID
    kind: AlignmentKind = AlignmentKind.CONTRIBUTES
    weight: Decimal = Decimal(1)
    allocation: Decimal | None = None
    rationale: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class NewAlignment(NewProposal):
    """What a client says of a new edge; `is_primary` absent: the child's first one is."""

    is_primary: bool | None = None


async def create_alignments(
    session: Session, actor: Actor, news: Sequence[NewAlignment], policy: Policy, now: datetime
) -> Outcome:
    """Accepted edges child → parent; the caller holds the graph (`graph_writing`).

    Each row counts for those after it. One between the same two that was turned down is archived.
    Refuses with NotFound (an end is not a live node), SelfLink, AlignmentCycle (unless the
    organization has them reported), Taken (the two are aligned already, or proposed to be, or an
    id is in use), ReadOnly (the child's cycle is closed), TooLong and Invalid (a number, a date or
    a kind of end that an edge cannot have).
    """
    allow(actor, Action.ALIGNMENT_CREATE)
    accepted = {
        "state": AlignmentState.ACCEPTED,
        "proposed_at": now,
        "proposed_by_id": actor.person_id,
        "decided_at": now,
        "decided_by_id": actor.person_id,
    }
    return await _draw(session, actor, Batch(news, policy), accepted, now)


async def propose_alignments(
    session: Session, actor: Actor, news: Sequence[NewProposal], policy: Policy, now: datetime
) -> Outcome:
    """Edges for others to decide about; the caller holds the graph.

    Refuses as `create_alignments` does, also what would close a cycle once it is accepted; whether
    the child has so much left to give is asked then.
    """
    allow(actor, Action.ALIGNMENT_PROPOSE)
    proposed = {
        "state": AlignmentState.PROPOSED,
        "is_primary": False,
        "proposed_at": now,
        "proposed_by_id": actor.person_id,
    }
    return await _draw(session, actor, Batch(news, policy), proposed, now, "proposed")


async def _draw(
    session: Session,
    actor: Actor,
    batch: Batch[Any],
    standing: Values,
    now: datetime,
    happened: str = "created",
) -> Outcome:
    """Edges of one standing."""
    batch.check(_check_values)
    ends = await ends_by_id(
        session, actor, [end for _, new in batch.accepted() for end in _ends(new)]
    )
    batch.check(lambda new: check_new_ends(ends, new.child_id, new.parent_id))
    rows = _rows(actor, batch, ends, standing, now)
    siblings = await siblings_of(session, actor, [row["child_id"] for row in rows.values()])
    above = await graph_above(session, actor, [row["parent_id"] for row in rows.values()])
    batch.check_each(lambda index, _: _place(rows[index], siblings, above))
    batch.settle()
    for index, _ in batch.accepted():
        rows[index]["is_primary"] = siblings.is_primary(rows[index]["id"])
    await write_edits(session, actor, ALIGNMENTS, siblings.given_way(now), now)
    await insert_new(session, ALIGNMENTS, batch, rows)
    made = [rows[index] for index, _ in batch.accepted()]
    await record_new(session, actor, ALIGNMENTS, made, happened=happened)
    await renumber_new(session, actor, made, now)
    return batch.outcome(lambda index, _: rows[index]["id"])


def _ends(new: NewProposal) -> tuple[UUID, UUID]:
    return new.child_id, new.parent_id


def _check_values(new: NewProposal) -> None:
    if new.child_id == new.parent_id:
        raise SelfLink("a node cannot be aligned to itself", ["parent_id"])
    check_values(given(new), ALIGNMENT_CHECKS)
    check_shares(new.weight, new.allocation)
    check_validity(new.valid_from, new.valid_to)


def _rows(
    actor: Actor, batch: Batch[Any], ends: EndById, standing: Values, now: datetime
) -> Mapping[int, Values]:
    """The rows to be, by index."""
    rows = new_rows(actor, batch, now)
    for row in rows.values():
        row["child_kind"] = ends[row["child_id"]].kind
        row["parent_kind"] = ends[row["parent_id"]].kind
        row.update(standing)
    return rows


def _place(row: Values, siblings: Siblings, above: GraphAbove) -> None:
    """Judge an edge beside those there are and those placed before it, and place it."""
    siblings.check_pair(row, "parent_id")
    siblings.check_allocations(row, "allocation")
    cycle = above.closing(row["child_id"], row["parent_id"], "parent_id")
    if cycle is not None:
        raise cycle
    if row["is_primary"] is None:
        row["is_primary"] = not siblings.has_primary(row)
    siblings.put(row)
    if row["state"] == AlignmentState.ACCEPTED:
        above.add(row["child_id"], row["parent_id"])
