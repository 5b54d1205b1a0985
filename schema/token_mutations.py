"""Making tokens, and taking them back."""

from datetime import datetime
from typing import Any

import strawberry

from schema.inputs import said, values_of
from schema.mutation_parts import Parts
from schema.payloads import Payload, affected, mutation
from schema.tokens import Token
from schema.writes import WithTokens, Write, Written
from service.actor import Actor, Role
from service.database import Session
from service.identity.commands import Grant, create_token, revoke_token
from service.identity.known_tokens import KnownTokens

_PARTS = Parts(Token, "Token", "token", "tokens")


@strawberry.input(description="A new token.")
class TokenCreateInput:
    name: str = said("What it is for, to know it again; at most 2,000 characters.")
    id: strawberry.ID | None = _PARTS.brought_id()
    role: Role = said("What it may do.", default=Role.VIEWER)
    person_id: strawberry.ID | None = said(
        "The person that it stands for, who is the author of what it writes; null: nobody.",
        types=("Person",),
    )
    expires_at: datetime | None = said(
        "From when on it is of no use: later than now, within 100 years; null: it does not expire."
    )


@strawberry.input(description="Which token to revoke.")
class TokenRevokeInput:
    id: strawberry.ID = _PARTS.seen_id()


@strawberry.type(description="What came of `tokenCreate`.")
class TokenCreatePayload(Payload):
    token = affected(Token, "Token", "The new token; null when it was refused.")

    @strawberry.field(
        description="The token's text, for `Authorization: Bearer`. It is told this once; null "
        "when it was refused, and in the answer to a repeated `Idempotency-Key`."
    )
    def secret(self) -> str | None:
        return self.written.secret


async def _create(
    session: Session,
    actor: Actor,
    given: Any,  # noqa: ANN401 - any input
    now: datetime,
    tokens: KnownTokens,
) -> Written:
    values = values_of(given)
    expires_at = values.pop("expires_at", None)
    token, text = await create_token(
        session,
        actor,
        secret_key=tokens.secret_key,
        grant=Grant(**values),
        lifetime=None if expires_at is None else expires_at - now,
        now=now,
    )
    return Written((token.id,), secret=text)


async def _revoke(session: Session, actor: Actor, given: Any, _now: datetime) -> Written:  # noqa: ANN401 - any input
    return Written(((await revoke_token(session, actor, values_of(given)["id"])).id,))


def _forget(tokens: KnownTokens, written: Written) -> None:
    for token_id in written.ids:
        if token_id is not None:
            tokens.forget(token_id)


@strawberry.type
class TokenMutations:
    token_create = mutation(
        Write(WithTokens(_create)),
        TokenCreateInput,
        TokenCreatePayload,
        "Make a token, and tell its text this once.",
    )
    token_revoke = mutation(
        Write(_revoke, after=_forget),
        TokenRevokeInput,
        _PARTS.payload("Revoke"),
        "Make a token useless, at once here and within seconds elsewhere. Anybody may revoke the "
        "one that they ask with and those of their own person. Once more changes nothing.",
    )
