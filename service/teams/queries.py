from sqlalchemy import Select
from sqlmodel import col, select

from service.actor import Actor
from service.teams.models import Membership, Team


def teams(actor: Actor) -> Select[Team]:
    return select(Team).where(
        col(Team.organization_id) == actor.organization_id, col(Team.archived_at).is_(None)
    )


def memberships(actor: Actor) -> Select[Membership]:
    return select(Membership).where(
        col(Membership.organization_id) == actor.organization_id,
        col(Membership.archived_at).is_(None),
    )
