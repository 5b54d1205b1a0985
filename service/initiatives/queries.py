from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, and_, any_, bindparam
from sqlmodel import col, select

from service.actor import Actor
from service.database import Session
from service.initiatives.models import Initiative, InitiativeTarget

_TARGETS = (
    select(col(InitiativeTarget.initiative_id), col(InitiativeTarget.target_id))
    .where(
        col(InitiativeTarget.organization_id) == bindparam("organization", type_=Uuid),
        col(InitiativeTarget.initiative_id) == any_(bindparam("ids", type_=ARRAY(Uuid))),
    )
    .order_by(col(InitiativeTarget.position), col(InitiativeTarget.target_id))
)


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
) -> dict[UUID, list[UUID]]:
    """What each initiative serves, in the order it was given."""
    targets: dict[UUID, list[UUID]] = defaultdict(list)
    scope = {"organization": actor.organization_id, "ids": list(ids)}
    for initiative, target in await session.execute(_TARGETS, scope):
        targets[initiative].append(target)
    return targets
