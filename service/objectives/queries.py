from sqlalchemy import Select
from sqlmodel import col, select

from service.actor import Actor
from service.objectives.models import KeyResult, Objective


def objectives(actor: Actor) -> Select[Objective]:
    return select(Objective).where(
        col(Objective.organization_id) == actor.organization_id,
        col(Objective.archived_at).is_(None),
    )


def key_results(actor: Actor) -> Select[KeyResult]:
    return select(KeyResult).where(
        col(KeyResult.organization_id) == actor.organization_id,
        col(KeyResult.archived_at).is_(None),
    )
