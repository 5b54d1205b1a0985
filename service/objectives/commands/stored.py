"""Objectives and key results as they are stored, each with the state of its cycle."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Row, Select, Table, Uuid, and_, any_, bindparam, select

from service.actor import Actor
from service.cycles.models import Cycle
from service.database import Session
from service.objectives.models import KeyResult, Objective
from service.objectives.rules import check_open
from service.writing.batches import Batch
from service.writing.given import Seen
from service.writing.recordset import table_of
from service.writing.rows import Edit, archivings
from service.writing.settling import settled_rows, version_before

OBJECTIVES = table_of(Objective)
KEY_RESULTS = table_of(KeyResult)
_CYCLES = table_of(Cycle)

# An objective's id, whether it is archived, its lifecycle, and the state of its cycle.
Home = Row[UUID, bool, str, str | None]

_SAME_CYCLE = and_(
    _CYCLES.c.organization_id == OBJECTIVES.c.organization_id,
    _CYCLES.c.id == OBJECTIVES.c.cycle_id,
)
_SAME_OBJECTIVE = and_(
    OBJECTIVES.c.organization_id == KEY_RESULTS.c.organization_id,
    OBJECTIVES.c.id == KEY_RESULTS.c.objective_id,
)


@cache
def objectives_with_cycles() -> Select[Any]:
    return select(OBJECTIVES, _CYCLES.c.state.label("cycle_state")).outerjoin(_CYCLES, _SAME_CYCLE)


@cache
def key_results_with_cycles() -> Select[Any]:
    return (
        select(KEY_RESULTS, _CYCLES.c.state.label("cycle_state"))
        # Outer: a row that was moved while we waited for it no longer meets the objective it left.
        .outerjoin(OBJECTIVES, _SAME_OBJECTIVE)
        .outerjoin(_CYCLES, _SAME_CYCLE)
    )


async def open_archivings(
    session: Session,
    actor: Actor,
    table: Table,
    batch: Batch[Seen],
    archived_at: datetime | None,
    statement: Select[Any],
) -> dict[int, Edit]:
    """What `archivings` has; changes of what is in a closed cycle are refused.

    `statement` selects the `cycle_state`, too.
    """
    edits = await archivings(session, actor, table, batch, archived_at, statement)

    def check(index: int, _: object) -> None:
        if edits[index].after:
            check_open(edits[index].before["cycle_state"], ["id"])

    batch.check_each(check)
    return edits


async def held_homes(session: Session, actor: Actor, ids: Sequence[UUID]) -> dict[UUID, Home]:
    """The objectives of these ids, held: one writer at a time adds to one, or takes from it."""
    scope = {"organization": actor.organization_id, "ids": list(ids)}
    return {row.id: row for row in await settled_rows(session, _HOMES, scope)}


_HOMES = (
    select(
        OBJECTIVES.c.id,
        OBJECTIVES.c.archived_at.is_not(None).label("archived"),
        OBJECTIVES.c.lifecycle,
        _CYCLES.c.state.label("cycle_state"),
        OBJECTIVES.c.version,
        version_before(OBJECTIVES),
    )
    .outerjoin(_CYCLES, _SAME_CYCLE)
    .where(
        OBJECTIVES.c.organization_id == bindparam("organization", type_=Uuid),
        OBJECTIVES.c.id == any_(bindparam("ids", type_=ARRAY(Uuid))),
    )
    .order_by(OBJECTIVES.c.id)
    .with_for_update(key_share=True, of=OBJECTIVES)
)
