from datetime import datetime
from uuid import UUID

from sqlalchemy import Select
from sqlmodel import col, or_, select

from service.actor import Actor, Role
from service.database import Session
from service.errors import NotFound, Unauthenticated
from service.identity.models import Organization, Person, Token
from service.identity.rules import organization_of_token, token_digest


async def actor_by_token(session: Session, text: str, *, secret_key: bytes, now: datetime) -> Actor:
    """Who comes with this token.

    Raises:
        Unauthenticated: it is unknown, expired or revoked; which of them is not told.
    """
    organization_id = organization_of_token(text)
    if organization_id is None:
        raise Unauthenticated("this is not a token of ours")
    token = await session.scalar(
        select(Token).where(
            col(Token.organization_id) == organization_id,
            col(Token.digest) == token_digest(text, secret_key),
            col(Token.revoked_at).is_(None),
            or_(col(Token.expires_at).is_(None), col(Token.expires_at) > now),
        )
    )
    if token is None:
        raise Unauthenticated("the token is unknown, expired or revoked")
    return Actor(organization_id, Role(token.role), token.id, token.person_id)


async def organization_id_by_slug(session: Session, slug: str) -> UUID:
    """Where a command line begins; everything after it is inside that organization.

    Raises:
        NotFound: no organization has this slug.
    """
    found = await session.scalar(select(col(Organization.id)).where(col(Organization.slug) == slug))
    if found is None:
        raise NotFound(f"there is no organization {slug!r}: create it first", ["organization"])
    return found


async def organization_of(session: Session, actor: Actor) -> Organization:
    """The actor's own organization."""
    return (
        await session.scalars(
            select(Organization).where(col(Organization.id) == actor.organization_id)
        )
    ).one()


def people(actor: Actor) -> Select[Person]:
    return select(Person).where(
        col(Person.organization_id) == actor.organization_id, col(Person.archived_at).is_(None)
    )
