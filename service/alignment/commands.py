from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from textwrap import shorten
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel import col

from service.access import Action, allow
from service.actor import Actor
from service.alignment.graph import build_graph, closing_path
from service.alignment.models import Alignment
from service.alignment.queries import alignments, records_above
from service.alignment.rules import (
    AlignmentKind,
    AlignmentState,
    CyclePolicy,
    check_ends,
    check_shares,
    cycle_policy,
    exceeds_whole,
)
from service.cycles.rules import CycleState
from service.database import Session
from service.errors import (
    AlignmentCycle,
    Conflict,
    Invalid,
    NotFound,
    ReadOnly,
    SelfLink,
    Taken,
)
from service.events.facts import archived, created, updated
from service.events.record import record
from service.identity.queries import organization_of
from service.nodes.rules import NodeKind
from service.tables import new_id, utc_now


@dataclass(frozen=True, slots=True)
class NewAlignment:
    """What a client says of a new edge; `is_primary` absent: the child's first one is."""

    child_id: UUID
    parent_id: UUID
    id: UUID | None = None
    kind: AlignmentKind = AlignmentKind.CONTRIBUTES
    weight: Decimal = Decimal(1)
    allocation: Decimal | None = None
    is_primary: bool | None = None
    rationale: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


# An end's id, kind, archived, cancelled, and the state of its cycle.
End = Row[UUID, str, bool, bool, str | None]

_END = text("""
SELECT n.id, n.kind,
       coalesce(o.archived_at, k.archived_at, home.archived_at, s.archived_at) IS NOT NULL
           AS archived,
       coalesce(o.lifecycle, home.lifecycle) IS NOT DISTINCT FROM 'CANCELLED' AS cancelled,
       c.state AS cycle_state
  FROM node n
  LEFT JOIN objective o ON o.organization_id = n.organization_id AND o.id = n.id
  LEFT JOIN strategy_element s ON s.organization_id = n.organization_id AND s.id = n.id
  LEFT JOIN key_result k ON k.organization_id = n.organization_id AND k.id = n.id
  LEFT JOIN objective home
    ON home.organization_id = n.organization_id AND home.id = k.objective_id
  LEFT JOIN cycle c
    ON c.organization_id = n.organization_id AND c.id = coalesce(o.cycle_id, home.cycle_id)
 WHERE n.organization_id = :organization AND n.id = :id
""")


async def create_alignment(session: Session, actor: Actor, new: NewAlignment) -> Alignment:
    """An accepted edge child → parent; the caller holds the graph (`graph_writing`).

    Raises:
        NotFound: an end is not a live node of the organization.
        SelfLink: both ends are one.
        AlignmentCycle: the edge would close a cycle, and the organization refuses them.
        Taken: the two are linked already, or the id is in use.
        ReadOnly: the child's cycle is closed.
        Invalid: a number, a date or a kind of end that an edge cannot have.
    """
    allow(actor, Action.ALIGNMENT_CREATE)
    _check_values(new)
    child = await _end(session, actor, new.child_id, "child_id")
    parent = await _end(session, actor, new.parent_id, "parent_id")
    check_ends(NodeKind(child.kind), NodeKind(parent.kind), parent_cancelled=parent.cancelled)
    _check_open(child, "child_id")
    siblings = await _edges_of(session, actor, new.child_id)
    await _check_siblings(session, actor, new, siblings)
    await _refuse_cycle(session, actor, new)
    primary = _primary(new, siblings)
    await _give_way(session, actor, [edge for edge in siblings if primary and edge.is_primary])
    now = utc_now()
    edge = Alignment(
        organization_id=actor.organization_id,
        id=new.id or new_id(),
        child_kind=child.kind,
        parent_kind=parent.kind,
        child_id=new.child_id,
        parent_id=new.parent_id,
        kind=new.kind.value,
        state=AlignmentState.ACCEPTED.value,
        is_primary=primary,
        weight=new.weight,
        allocation=new.allocation,
        rationale=new.rationale,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
        created_at=now,
        updated_at=now,
        created_by=actor.person_id,
        updated_by=actor.person_id,
        proposed_at=now,
        proposed_by_id=actor.person_id,
        decided_at=now,
        decided_by_id=actor.person_id,
    )
    session.add(edge)
    await session.flush()
    await record(session, actor, created("alignment", edge.id, edge.model_dump()))
    return edge


async def archive_alignment(
    session: Session, actor: Actor, alignment_id: UUID, expected_version: int | None = None
) -> Alignment:
    """Take an edge out of the graph; the caller holds the graph.

    Raises:
        NotFound: no live edge of the organization has the id.
        Conflict: its version is another than expected.
        ReadOnly: the child's cycle is closed.
    """
    allow(actor, Action.ALIGNMENT_ARCHIVE)
    edge = await session.scalar(
        alignments(actor).where(col(Alignment.id) == alignment_id).with_for_update()
    )
    if edge is None:
        raise NotFound("there is no such alignment", ["id"])
    if expected_version is not None and edge.version != expected_version:
        raise Conflict(
            f"the alignment is at version {edge.version}, not {expected_version}",
            ["expected_version"],
        )
    _check_open(await _end(session, actor, edge.child_id, "id", archived=True), "id")
    edge.archived_at = edge.updated_at = utc_now()
    edge.updated_by = actor.person_id
    edge.version += 1
    await session.flush()
    await record(session, actor, archived("alignment", edge.id, edge.archived_at))
    return edge


async def _end(
    session: Session, actor: Actor, node_id: UUID, path: str, *, archived: bool = False
) -> End:
    row = (
        await session.execute(_END, {"organization": actor.organization_id, "id": node_id})
    ).one_or_none()
    if row is None or (row.archived and not archived):
        raise NotFound("there is no such node", [path])
    return row


def _check_values(new: NewAlignment) -> None:
    if new.child_id == new.parent_id:
        raise SelfLink("a node cannot be aligned to itself", ["parent_id"])
    check_shares(new.weight, new.allocation)
    if new.valid_from and new.valid_to and new.valid_to < new.valid_from:
        raise Invalid("valid_to is before valid_from", ["valid_to"])


def _check_open(child: End, path: str) -> None:
    if child.cycle_state == CycleState.CLOSED:
        raise ReadOnly("the child's cycle is closed", [path])


async def _check_siblings(
    session: Session, actor: Actor, new: NewAlignment, siblings: list[Alignment]
) -> None:
    if any(edge.parent_id == new.parent_id for edge in siblings):
        raise Taken("the two are aligned already", ["parent_id"])
    if new.id is not None and await _is_used(session, actor, new.id):
        raise Taken("the id is in use", ["id"])
    contributes = [
        edge.allocation
        for edge in siblings
        if edge.kind == AlignmentKind.CONTRIBUTES and edge.state == AlignmentState.ACCEPTED
    ]
    if new.kind is AlignmentKind.CONTRIBUTES and exceeds_whole([*contributes, new.allocation]):
        raise Invalid("the child's allocations would add up to more than 1", ["allocation"])


async def _is_used(session: Session, actor: Actor, alignment_id: UUID) -> bool:
    return await session.get(Alignment, (actor.organization_id, alignment_id)) is not None


def _primary(new: NewAlignment, siblings: list[Alignment]) -> bool:
    if new.is_primary is None:
        return not any(edge.is_primary for edge in siblings)
    return new.is_primary


async def _give_way(session: Session, actor: Actor, primaries: list[Alignment]) -> None:
    """A child has one primary parent: the one before gives way to the new one."""
    for edge in primaries:
        edge.is_primary = False
        edge.version += 1
        edge.updated_at = utc_now()
        edge.updated_by = actor.person_id
        fact = updated("alignment", edge.id, {"is_primary": True}, {"is_primary": False})
        await record(session, actor, fact)
    await session.flush()


async def _edges_of(session: Session, actor: Actor, child_id: UUID) -> list[Alignment]:
    edges = await session.scalars(
        alignments(actor).where(col(Alignment.child_id) == child_id).order_by(col(Alignment.id))
    )
    return list(edges)


async def _refuse_cycle(session: Session, actor: Actor, new: NewAlignment) -> None:
    organization = await organization_of(session, actor)
    if cycle_policy(organization.settings) is CyclePolicy.REPORT:
        return
    records = await records_above(session, actor, [new.parent_id])
    graph = build_graph(records.nodes, records.alignments, as_of=None)
    cycle = closing_path(graph, str(new.child_id), str(new.parent_id))
    if cycle is not None:
        title_by_id = {node.id: shorten(node.title, 60) for node in records.nodes}
        path = " → ".join(f"“{title_by_id[node]}”" for node in [*cycle, cycle[0]])
        raise AlignmentCycle(
            f"this would close a cycle: {path}", [UUID(node) for node in cycle], ["parent_id"]
        )
