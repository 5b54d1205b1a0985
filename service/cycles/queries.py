from sqlalchemy import Select
from sqlmodel import col, select

from service.actor import Actor
from service.cycles.models import Cycle


def cycles(actor: Actor) -> Select[Cycle]:
    return select(Cycle).where(
        col(Cycle.organization_id) == actor.organization_id, col(Cycle.archived_at).is_(None)
    )
