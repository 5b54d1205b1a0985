import secrets
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col, or_, update

from service.access import Action, allow
from service.actor import Actor, Role
from service.database import Session
from service.errors import Invalid, NotFound, Taken
from service.events.facts import Fact, created, plain
from service.events.record import record, record_all
from service.identity.models import Person, Token
from service.identity.queries import is_own
from service.identity.rules import SECRET_BYTES, check_lifetime, token_digest, token_text
from service.tables import new_id, utc_now
from service.writing.checks import title


@dataclass(frozen=True, slots=True)
class Grant:
    """What a new token is called, what it may do, and for whom it stands."""

    name: str
    role: Role
    person_id: UUID | None = None
    id: UUID | None = None


async def create_token(
    session: Session,
    actor: Actor,
    *,
    secret_key: bytes,
    grant: Grant,
    lifetime: timedelta | None = None,
    now: datetime | None = None,
) -> tuple[Token, str]:
    """A new token and its text, which nobody can read again.

    Raises:
        Required, TooLong, Invalid: the name or the lifetime is not one; the person has left.
        NotFound: the person is not one of this organization.
        Taken: the id is in use.
    """
    allow(actor, Action.TOKEN_CREATE)
    title(grant.name, ["name"])
    check_lifetime(lifetime)
    await _check_id(session, actor, grant)
    await _check_person(session, actor, grant.person_id)
    now = now or utc_now()
    text = token_text(actor.organization_id, secrets.token_bytes(SECRET_BYTES))
    token = Token(
        organization_id=actor.organization_id,
        id=grant.id or new_id(),
        name=grant.name,
        role=grant.role.value,
        digest=token_digest(text, secret_key),
        person_id=grant.person_id,
        created_at=now,
        expires_at=None if lifetime is None else now + lifetime,
    )
    session.add(token)
    await session.flush()
    values = {**asdict(grant), "expires_at": token.expires_at}
    await record(session, actor, created("token", token.id, values))
    return token, text


async def revoke_token(session: Session, actor: Actor, token_id: UUID) -> Token:
    """The token, of no use from now on; nothing happens where it is revoked.

    An admin's, but whoever comes with a token may revoke it, and those of their own person.

    Raises:
        NotFound: no token of this organization has the id.
        Forbidden: it is another's, and the actor is no admin.
    """
    token = await session.get(Token, (actor.organization_id, token_id), with_for_update=True)
    allow(actor, Action.TOKEN_REVOKE, own=token is not None and is_own(actor, token))
    if token is None:
        raise NotFound("there is no such token", ["id"])
    if token.revoked_at is None:
        token.revoked_at = utc_now()
        await session.flush()
        await record(session, actor, _revoked(token.id, token.revoked_at))
    return token


async def revoke_tokens_of(
    session: Session, actor: Actor, person_ids: Collection[UUID], now: datetime
) -> None:
    """Revoke whatever stands for people who leave."""
    if not person_ids:
        return
    revoked = await session.scalars(
        update(Token)
        .where(
            col(Token.organization_id) == actor.organization_id,
            col(Token.person_id).in_(person_ids),
            col(Token.revoked_at).is_(None),
        )
        .values(revoked_at=now)
        .returning(col(Token.id))
    )
    await record_all(session, actor, [_revoked(token_id, now) for token_id in sorted(revoked)])


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


def _revoked(token_id: UUID, at: datetime) -> Fact:
    return Fact("token.updated", "token", token_id, {"revoked_at": (None, plain(at))})


async def _check_id(session: Session, actor: Actor, grant: Grant) -> None:
    if grant.id is None:
        return
    if await session.get(Token, (actor.organization_id, grant.id)) is not None:
        raise Taken("the id is in use", ["id"])


async def _check_person(session: Session, actor: Actor, person_id: UUID | None) -> None:
    if person_id is None:
        return
    person = await session.get(Person, (actor.organization_id, person_id))
    if person is None or person.archived_at is not None:
        raise NotFound("there is no such person", ["person_id"])
    if not person.active:
        raise Invalid("the person is not active", ["person_id"])
