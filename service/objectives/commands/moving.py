"""Key results in their order, and moved to other objectives.

After either command the positions of the objective's live key results are 1, 2, 3 ….
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, and_, bindparam, or_, select

from service.access import Action, allow
from service.actor import Actor
from service.database import Session
from service.errors import Invalid, Limit, NotFound, ReadOnly
from service.nodes.graph import cycles_closed
from service.numbers.refreshing import refresh_held
from service.numbers.requesting import request_lives
from service.objectives.commands.stored import (
    KEY_RESULTS,
    Home,
    held_homes,
    key_results_with_cycles,
)
from service.objectives.rules import Lifecycle, check_open
from service.writing.batches import LARGEST_BATCH
from service.writing.given import Seen, differing
from service.writing.rows import Edit, Row, check_version, write_edits

_HOME = select(KEY_RESULTS.c.objective_id).where(
    KEY_RESULTS.c.organization_id == bindparam("organization", type_=Uuid),
    KEY_RESULTS.c.id == bindparam("id", type_=Uuid),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyResultMove(Seen):
    """Where a key result is to stand: right before or after another, or last where none is named.

    Attributes:
        objective_id: the objective that it is to belong to; its own for a new place there.
    """

    objective_id: UUID
    before_id: UUID | None = None
    after_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyResultOrder:
    """The key results of an objective in their new order; those left out follow as they are."""

    objective_id: UUID
    key_result_ids: Sequence[UUID]


async def move_key_result(
    session: Session, actor: Actor, move: KeyResultMove, now: datetime
) -> UUID:
    """Put a key result at a place of an objective; the caller holds the graph.

    Raises:
        NotFound: there is no such key result, objective or neighbor there.
        Conflict: its version is another than expected.
        ReadOnly: it is archived, or the cycle it leaves or comes to is closed.
        AlignmentCycle: its edges would close one.
        Invalid: both `before_id` and `after_id` are given, or one is the key result itself.
    """
    allow(actor, Action.KEY_RESULT_MOVE)
    _check_place(move)
    # Nobody else moves it meanwhile: that takes the graph.
    left = await session.scalar(_HOME, {"organization": actor.organization_id, "id": move.id})
    homes = await _hold(session, actor, move.objective_id, left)
    rows = await _rows(session, actor, move.objective_id, move.id)
    moved = _moved(rows, move)
    await _refuse_cycle(session, actor, moved, move)
    order = _order_after(rows, move)
    home = {move.id: {"objective_id": move.objective_id}}
    await _write(session, actor, [rows[id_] for id_ in order], home, now)
    if left != move.objective_id:
        await _renumber(session, actor, move.id, homes, now)
    return move.id


async def reorder_key_results(
    session: Session, actor: Actor, order: KeyResultOrder, now: datetime
) -> UUID:
    """Put the key results of an objective in order; the answer is the objective's id.

    Raises:
        NotFound: there is no such objective, or a key result is not a live one of it.
        ReadOnly: the cycle is closed.
        Invalid: a key result is named twice.
        Limit: more than 100 are named.
    """
    allow(actor, Action.KEY_RESULT_REORDER)
    named = order.key_result_ids
    if len(named) > LARGEST_BATCH:
        raise Limit(f"{len(named)} key results; at most {LARGEST_BATCH}", ["key_result_ids"])
    if len(set(named)) < len(named):
        raise Invalid("a key result is named twice", ["key_result_ids"])
    await _hold(session, actor, order.objective_id, None)
    rows = await _rows(session, actor, order.objective_id, None)
    for place, id_ in enumerate(named):
        if id_ not in rows:
            raise NotFound("there is no such key result here", ["key_result_ids", str(place)])
    others = [id_ for id_ in rows if id_ not in named]
    await _write(session, actor, [rows[id_] for id_ in [*named, *others]], {}, now)
    return order.objective_id


async def _hold(
    session: Session, actor: Actor, objective_id: UUID, left: UUID | None
) -> Collection[Home]:
    """One writer of an objective's order at a time; what the key result has `left` is held, too."""
    ids = {objective_id} if left is None else {objective_id, left}
    homes = await held_homes(session, actor, list(ids))
    home = homes.get(objective_id)
    if home is None or home.archived:
        raise NotFound("there is no such objective", ["objective_id"])
    check_open(home.cycle_state, ["objective_id"])
    return homes.values()


async def _renumber(
    session: Session, actor: Actor, moved: UUID, homes: Collection[Home], now: datetime
) -> None:
    await refresh_held(session, actor, [home.id for home in homes], now, switched=True)
    if len({home.lifecycle == Lifecycle.CANCELLED for home in homes}) > 1:
        await request_lives(session, actor, [moved], now)


async def _rows(
    session: Session, actor: Actor, objective_id: UUID, moved: UUID | None
) -> dict[UUID, Row]:
    """The objective's live key results in their order, and the moved one."""
    inside = and_(KEY_RESULTS.c.objective_id == objective_id, KEY_RESULTS.c.archived_at.is_(None))
    found = await session.execute(
        key_results_with_cycles()
        .where(
            KEY_RESULTS.c.organization_id == actor.organization_id,
            or_(inside, KEY_RESULTS.c.id == moved),
        )
        .order_by(KEY_RESULTS.c.id)
        .with_for_update(key_share=True, of=KEY_RESULTS)
    )
    rows = [row._asdict() for row in found]
    rows.sort(key=lambda row: (row["position"] is None, row["position"] or 0))
    return {row["id"]: row for row in rows}


def _check_place(move: KeyResultMove) -> None:
    if move.before_id is not None and move.after_id is not None:
        raise Invalid("before one and after another: say one of the two", ["after_id"])
    for field in ("before_id", "after_id"):
        if getattr(move, field) == move.id:
            raise Invalid("a key result cannot stand beside itself", [field])


def _moved(rows: Mapping[UUID, Row], move: KeyResultMove) -> Row:
    row = rows.get(move.id)
    if row is None:
        raise NotFound("there is no such key result", ["id"])
    if row["archived_at"] is not None:
        raise ReadOnly("the key result is archived; restore it first", ["id"])
    check_version(KEY_RESULTS, row["version"], move.expected_version)
    check_open(row["cycle_state"], ["id"])
    return row


async def _refuse_cycle(session: Session, actor: Actor, moved: Row, move: KeyResultMove) -> None:
    if moved["objective_id"] == move.objective_id:
        return
    homes = {move.id: move.objective_id}
    closed = await cycles_closed(session, actor, "objective_id", home_by_key_result=homes)
    if closed:
        raise closed[move.id]


def _order_after(rows: Mapping[UUID, Row], move: KeyResultMove) -> list[UUID]:
    order = [id_ for id_ in rows if id_ != move.id]
    for field, step in (("before_id", 0), ("after_id", 1)):
        neighbor = getattr(move, field)
        if neighbor is None:
            continue
        if neighbor not in order:
            raise NotFound("there is no such key result in the objective", [field])
        place = order.index(neighbor) + step
        return [*order[:place], move.id, *order[place:]]
    return [*order, move.id]


async def _write(
    session: Session,
    actor: Actor,
    rows: Sequence[Row],
    more_by_id: Mapping[UUID, Mapping[str, object]],
    now: datetime,
) -> None:
    edits = [
        Edit(row, differing(row, {"position": place, **more_by_id.get(row["id"], {})}), {})
        for place, row in enumerate(rows, 1)
    ]
    await write_edits(session, actor, KEY_RESULTS, edits, now)
