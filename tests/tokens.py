"""Tokens of any role, for the app that a test starts."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from service.actor import Actor, Role
from service.database import Database
from service.identity.commands import Grant, create_token

TokenMaker = Callable[..., Awaitable[str]]


def token_maker(database: Database, secret_key: str) -> TokenMaker:
    """Makes a token of an actor's organization and gives its text."""

    async def make(
        actor: Actor, role: Role = Role.VIEWER, lifetime: timedelta | None = None
    ) -> str:
        async with database.writing(actor.organization_id) as session:
            _, text = await create_token(
                session,
                actor,
                secret_key=secret_key.encode(),
                grant=Grant("a test's", role),
                lifetime=lifetime,
            )
        return text

    return make
