from sqlalchemy import Select
from sqlmodel import col, select

from service.actor import Actor
from service.initiatives.models import Initiative


def initiatives(actor: Actor) -> Select[Initiative]:
    return select(Initiative).where(
        col(Initiative.organization_id) == actor.organization_id,
        col(Initiative.archived_at).is_(None),
    )
