"""Mutations that may be sent again: the first answer is given to all of them.

`begin`, the command, `finish`: in one transaction. Whoever comes with the key meanwhile waits at
the unique key until that transaction ends; a refused or failed attempt is rolled back with its
key, which is free again. A writer that holds the graph takes it before it begins.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, text
from sqlmodel import col, select

from service.actor import Actor
from service.database import Session
from service.errors import Conflict, Forbidden
from service.idempotency.models import IdempotencyKey
from service.idempotency.rules import LIFETIME

SWEEP = 20


@dataclass(frozen=True, slots=True)
class Attempt:
    """One mutation of a request that may be sent again.

    Attributes:
        key: as `idempotency_key` reads it.
        digest: `request_digest` of the whole request.
        part: which of the request's mutations, from 0.
    """

    key: str
    digest: bytes
    part: int = 0


# Takes the key where it is free or its time is over. Some keys of others that are over go with it,
# so that the table stays small without a worker.
_TAKE = text("""
WITH swept AS (
    DELETE FROM idempotency_key WHERE (organization_id, principal_id, key, part) IN (
        SELECT organization_id, principal_id, key, part FROM idempotency_key
         WHERE organization_id = :organization AND created_at <= :expired
           AND (principal_id, key) <> (:principal, :key)
         ORDER BY created_at LIMIT :sweep FOR UPDATE SKIP LOCKED)
)
INSERT INTO idempotency_key AS taken
       (organization_id, principal_id, key, part, request_digest, answer, created_at)
VALUES (:organization, :principal, :key, :part, :digest, '', :now)
ON CONFLICT (organization_id, principal_id, key, part) DO UPDATE
   SET request_digest = excluded.request_digest, answer = '', created_at = excluded.created_at
 WHERE taken.created_at <= :expired
RETURNING (SELECT count(*) FROM idempotency_key other
            WHERE other.organization_id = :organization AND other.principal_id = :principal
              AND other.key = :key AND other.request_digest <> :digest
              AND other.created_at > :expired) AS others
""")

_KEEP = text("""
UPDATE idempotency_key SET answer = :answer
 WHERE organization_id = :organization AND principal_id = :principal
   AND key = :key AND part = :part
""")


async def begin(session: Session, actor: Actor, attempt: Attempt, now: datetime) -> bytes | None:
    """The answer to give without writing anything; None: this attempt is the first, so go on.

    Raises:
        Conflict: the key came with another request, or the first attempt takes too long.
        Forbidden: the actor came with no token.
    """
    scope = {
        "organization": actor.organization_id,
        "principal": _principal(actor),
        "key": attempt.key,
        "part": attempt.part,
        "digest": attempt.digest,
        "now": now,
        "expired": now - LIFETIME,
        "sweep": SWEEP,
    }
    taken = (await session.execute(_TAKE, scope)).one_or_none()
    if taken is not None:
        if taken.others:
            raise _reused()
        return None
    stored = (await session.execute(_stored(actor, attempt))).one()
    if stored.request_digest != attempt.digest:
        raise _reused()
    answer: bytes = stored.answer
    return answer


async def finish(session: Session, actor: Actor, attempt: Attempt, answer: bytes) -> None:
    """Keep the answer for whoever sends the same again; in the transaction of `begin`."""
    scope = {
        "organization": actor.organization_id,
        "principal": _principal(actor),
        "key": attempt.key,
        "part": attempt.part,
        "answer": answer,
    }
    await session.execute(_KEEP, scope)


def _stored(actor: Actor, attempt: Attempt) -> Select[bytes, bytes]:
    return select(col(IdempotencyKey.request_digest), col(IdempotencyKey.answer)).where(
        col(IdempotencyKey.organization_id) == actor.organization_id,
        col(IdempotencyKey.principal_id) == _principal(actor),
        col(IdempotencyKey.key) == attempt.key,
        col(IdempotencyKey.part) == attempt.part,
    )


def _principal(actor: Actor) -> UUID:
    principal = actor.token_id or actor.person_id
    if principal is None:
        raise Forbidden("an Idempotency-Key is a token's: send one")
    return principal


def _reused() -> Conflict:
    return Conflict("this Idempotency-Key came with another request within a day: take a new one")
