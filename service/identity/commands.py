import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, or_, select, update

from service.access import Action, allow
from service.actor import Actor, Role, operator
from service.database import Session
from service.errors import NotFound, TooLong
from service.events.facts import Fact, created, updated
from service.events.record import record
from service.identity.models import Organization, Person, Token
from service.identity.rules import SECRET_BYTES, check_slug, token_digest, token_text
from service.tables import utc_now

_NAME_LENGTH = 2_000


@dataclass(frozen=True, slots=True)
class Grant:
    """What a new token is called, what it may do, and for whom it stands."""

    name: str
    role: Role
    person_id: UUID | None = None


async def create_organization(
    session: Session, organization_id: UUID, slug: str, name: str | None = None
) -> Organization:
    """A new organization with an id brought along, so that the transaction can be inside it."""
    if name is not None and len(name) > _NAME_LENGTH:
        raise TooLong(f"a name has at most {_NAME_LENGTH} characters", ["name"])
    organization = Organization(id=organization_id, slug=check_slug(slug), name=name or slug)
    session.add(organization)
    await session.flush()
    values = {"slug": slug, "name": organization.name, "timezone": organization.timezone}
    await record(
        session, operator(organization_id), created("organization", organization_id, values)
    )
    return organization


async def update_organization(
    session: Session, actor: Actor, values: dict[str, Any]
) -> Organization:
    """The actor's organization with `values` (fields of `Organization`) set; needs an admin."""
    allow(actor, Action.ORGANIZATION_UPDATE)
    organization = (
        await session.scalars(
            select(Organization)
            .where(col(Organization.id) == actor.organization_id)
            .with_for_update()
        )
    ).one()
    fact = updated("organization", organization.id, organization.model_dump(), values)
    if not fact.changes:
        return organization
    organization.sqlmodel_update(values)
    organization.version += 1
    organization.updated_at = utc_now()
    await session.flush()
    await record(session, actor, fact)
    return organization


async def create_token(
    session: Session,
    actor: Actor,
    *,
    secret_key: bytes,
    grant: Grant,
    lifetime: timedelta | None = None,
) -> tuple[Token, str]:
    """A new token and its text, which nobody can read again; needs an admin.

    Raises:
        NotFound: the person is not one of this organization.
    """
    allow(actor, Action.TOKEN_CREATE)
    if grant.person_id is not None:
        await _check_person(session, actor, grant.person_id)
    now = utc_now()
    text = token_text(actor.organization_id, secrets.token_bytes(SECRET_BYTES))
    token = Token(
        organization_id=actor.organization_id,
        name=grant.name,
        role=grant.role.value,
        digest=token_digest(text, secret_key),
        person_id=grant.person_id,
        created_at=now,
        expires_at=_expiry(now, lifetime),
    )
    session.add(token)
    await session.flush()
    values = {**asdict(grant), "expires_at": token.expires_at}
    await record(session, actor, created("token", token.id, values))
    return token, text


async def revoke_token(session: Session, actor: Actor, token_id: UUID) -> Token:
    """The token, of no use from now on; needs an admin.

    Raises:
        NotFound: no token of this organization has the id.
    """
    allow(actor, Action.TOKEN_REVOKE)
    token = await session.get(Token, (actor.organization_id, token_id), with_for_update=True)
    if token is None:
        raise NotFound("there is no such token", ["id"])
    if token.revoked_at is None:
        token.revoked_at = utc_now()
        await session.flush()
        change = {"revoked_at": (None, token.revoked_at.isoformat())}
        await record(session, actor, Fact("token.updated", "token", token.id, change))
    return token


async def note_tokens_used(
    session: Session, organization_id: UUID, used_at_by_token: Mapping[UUID, datetime]
) -> None:
    """Write down when tokens of one organization were used last; no event tells of it."""
    for token_id in sorted(used_at_by_token):  # always in one order, so that none waits in a ring
        used_at = used_at_by_token[token_id]
        await session.execute(
            update(Token)
            .where(
                col(Token.organization_id) == organization_id,
                col(Token.id) == token_id,
                or_(col(Token.last_used_at).is_(None), col(Token.last_used_at) < used_at),
            )
            .values(last_used_at=used_at)
        )


async def _check_person(session: Session, actor: Actor, person_id: UUID) -> None:
    if await session.get(Person, (actor.organization_id, person_id)) is None:
        raise NotFound("there is no such person", ["person"])


def _expiry(now: datetime, lifetime: timedelta | None) -> datetime | None:
    return None if lifetime is None else now + lifetime
