from sqlalchemy import Select
from sqlmodel import col, select

from service.actor import Actor
from service.dependencies.models import Dependency


def dependencies(actor: Actor) -> Select[Dependency]:
    return select(Dependency).where(
        col(Dependency.organization_id) == actor.organization_id,
        col(Dependency.archived_at).is_(None),
    )
