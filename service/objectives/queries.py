from sqlalchemy import Select
from sqlmodel import col, select

from service.actor import Actor
from service.objectives.models import Checkpoint, KeyResult, Milestone, Objective


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


def checkpoints(actor: Actor) -> Select[Checkpoint]:
    return select(Checkpoint).where(col(Checkpoint.organization_id) == actor.organization_id)


def milestones(actor: Actor) -> Select[Milestone]:
    return select(Milestone).where(col(Milestone.organization_id) == actor.organization_id)
