from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, any_, bindparam
from sqlmodel import col, select

from service.actor import Actor
from service.cycles.models import Cycle, PlanningStep
from service.cycles.rules import CycleState
from service.database import Session

_STATES = (
    select(col(Cycle.id), col(Cycle.state))
    .where(
        col(Cycle.organization_id) == bindparam("organization", type_=Uuid),
        col(Cycle.archived_at).is_(None),
        col(Cycle.id) == any_(bindparam("ids", type_=ARRAY(Uuid))),
    )
    .with_for_update(read=True, key_share=True)
)


def cycles(actor: Actor) -> Select[Cycle]:
    return select(Cycle).where(
        col(Cycle.organization_id) == actor.organization_id, col(Cycle.archived_at).is_(None)
    )


def planning_steps(actor: Actor) -> Select[PlanningStep]:
    return select(PlanningStep).where(col(PlanningStep.organization_id) == actor.organization_id)


async def state_by_live_cycle(
    session: Session, actor: Actor, ids: Sequence[UUID]
) -> dict[UUID, CycleState]:
    """The state of those of the cycles that are live; it stays so until the transaction ends."""
    scope = {"organization": actor.organization_id, "ids": list(ids)}
    found = await session.execute(_STATES, scope)
    return {row[0]: CycleState(row[1]) for row in found}
