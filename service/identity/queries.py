from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, Select
from sqlmodel import and_, col, or_, select

from service.access import Action, may
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
    return actor_of(await usable_token(session, text, secret_key=secret_key, now=now))


async def usable_token(session: Session, text: str, *, secret_key: bytes, now: datetime) -> Token:
    """The token that has this text.

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
    return token


def actor_of(token: Token) -> Actor:
    """Who comes with a token."""
    return Actor(token.organization_id, Role(token.role), token.id, token.person_id)


async def organization_id_by_slug(session: Session, slug: str) -> UUID:
    """Where a command line begins; everything after it is inside that organization.

    Raises:
        NotFound: no organization has this slug.
    """
    found = await session.scalar(select(col(Organization.id)).where(col(Organization.slug) == slug))
    if found is None:
        raise NotFound(f"there is no organization {slug!r}: create it first", ["organization"])
    return found


async def organization_slugs(session: Session) -> list[tuple[str, UUID]]:
    """All organizations by their slugs, for the operator at the command line."""
    found = select(col(Organization.slug), col(Organization.id)).order_by(col(Organization.slug))
    return [(slug, id_) for slug, id_ in await session.execute(found)]


async def organization_of(session: Session, actor: Actor) -> Organization:
    """The actor's own organization."""
    return (
        await session.scalars(
            select(Organization).where(col(Organization.id) == actor.organization_id)
        )
    ).one()


def organization(actor: Actor) -> Select[Organization]:
    return select(Organization).where(col(Organization.id) == actor.organization_id)


def tokens(actor: Actor) -> Select[Token]:
    """The tokens that the actor may know of; their digest is for nobody's eyes.

    An admin's are all, others' the one that they came with and those of their own person.
    """
    every = select(Token).where(col(Token.organization_id) == actor.organization_id)
    if may(actor, Action.TOKENS):
        return every
    return every.where(
        or_(
            col(Token.id) == actor.token_id,
            and_(col(Token.person_id) == actor.person_id, col(Token.person_id).is_not(None)),
        )
    )


def is_own(actor: Actor, token: Token) -> bool:
    """Whether it is the token that the actor came with, or one of their own person."""
    if actor.person_id is not None and token.person_id == actor.person_id:
        return True
    return token.id == actor.token_id


def people(actor: Actor) -> Select[Person]:
    return select(Person).where(
        col(Person.organization_id) == actor.organization_id, col(Person.archived_at).is_(None)
    )


async def person_id_named(session: Session, actor: Actor, name: str) -> UUID:
    """The id of the actor's person with that external id, or that id.

    Raises:
        NotFound: there is none.
    """
    found = await session.scalar(people(actor).where(is_named(Person, name)))
    if found is None:
        raise NotFound(f"there is no person {name!r}", ["person"])
    return found.id


class _Named(Protocol):
    """A table whose rows have an id and may have a sender's own."""

    id: UUID
    external_id: str | None


def is_named(table: type[_Named], name: str) -> ColumnElement[bool]:
    """That a row has this external id, or this id."""
    has_name = col(table.external_id) == name
    try:
        return or_(has_name, col(table.id) == UUID(name))
    except ValueError:
        return has_name
