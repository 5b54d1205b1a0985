from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select
from sqlmodel import col, select

from service.actor import Actor
from service.cycles.models import Cycle
from service.cycles.rules import CycleState
from service.database import Session
from service.writing.rows import any_of


def cycles(actor: Actor) -> Select[Cycle]:
    return select(Cycle).where(
        col(Cycle.organization_id) == actor.organization_id, col(Cycle.archived_at).is_(None)
    )


async def state_by_live_cycle(
    session: Session, actor: Actor, ids: Sequence[UUID]
) -> dict[UUID, CycleState]:
    """The state of those of the cycles that are live."""
    found = await session.execute(
        select(col(Cycle.id), col(Cycle.state)).where(
            col(Cycle.organization_id) == actor.organization_id,
            col(Cycle.archived_at).is_(None),
            col(Cycle.id) == any_of(ids),
        )
    )
    return {row[0]: CycleState(row[1]) for row in found}
