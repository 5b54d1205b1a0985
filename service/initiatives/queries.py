from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, and_
from sqlmodel import col, select

from service.actor import Actor
from service.database import Session
from service.initiatives.models import Initiative, InitiativeTarget


def initiatives(actor: Actor) -> Select[Initiative]:
    return select(Initiative).where(
        col(Initiative.organization_id) == actor.organization_id,
        col(Initiative.archived_at).is_(None),
    )


def initiatives_serving(actor: Actor) -> Select[Initiative]:
    """Initiatives once for everything that they serve, which the statement can name."""
    return initiatives(actor).join(
        InitiativeTarget,
        and_(
            col(InitiativeTarget.organization_id) == col(Initiative.organization_id),
            col(InitiativeTarget.initiative_id) == col(Initiative.id),
        ),
    )


async def targets_by_initiative(
    session: Session, actor: Actor, ids: Sequence[UUID]
) -> dict[UUID, list[InitiativeTarget]]:
    """What each initiative serves, in the order it was given."""
    targets: dict[UUID, list[InitiativeTarget]] = defaultdict(list)
    for target in await session.scalars(
        select(InitiativeTarget)
        .where(
            col(InitiativeTarget.organization_id) == actor.organization_id,
            col(InitiativeTarget.initiative_id).in_(ids),
        )
        .order_by(col(InitiativeTarget.position), col(InitiativeTarget.target_id))
    ):
        targets[target.initiative_id].append(target)
    return targets
