from sqlalchemy import Select, and_
from sqlmodel import col, select

from service.actor import Actor
from service.identity.models import Person
from service.identity.queries import people
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


def members(actor: Actor) -> Select[Person]:
    """People once for every team that they belong to, which the statement can name."""
    return people(actor).join(
        Membership,
        and_(
            col(Membership.organization_id) == col(Person.organization_id),
            col(Membership.person_id) == col(Person.id),
            col(Membership.archived_at).is_(None),
        ),
    )


def teams_of_members(actor: Actor) -> Select[Team]:
    """Teams once for everyone who belongs to them, whom the statement can name."""
    return teams(actor).join(
        Membership,
        and_(
            col(Membership.organization_id) == col(Team.organization_id),
            col(Membership.team_id) == col(Team.id),
            col(Membership.archived_at).is_(None),
        ),
    )
