"""Who asks, as the routes outside GraphQL know it."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from service.actor import Actor
from service.auditing.auditor import Auditor
from service.database import Database
from service.database_url import check_url
from service.errors import Unauthenticated
from service.identity.known_tokens import KnownTokens
from service.tables import utc_now

BEARER = HTTPBearer(auto_error=False, description="An API token.")


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


# The database that the app opened when it started.
OpenDatabase = Annotated[Database, Depends(_database)]


def _database_url(request: Request) -> str:
    return check_url(request.app.state.settings.database_url)


# Where the database is, for work that takes connections of its own.
DatabaseUrl = Annotated[str, Depends(_database_url)]


def _auditor(request: Request) -> Auditor:
    auditor: Auditor = request.app.state.auditor
    return auditor


# The audits of the app's process.
ServingAuditor = Annotated[Auditor, Depends(_auditor)]


async def _signed_in(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)],
) -> Actor:
    if credentials is None:
        raise Unauthenticated("send an API token: Authorization: Bearer <token>")
    tokens: KnownTokens = request.app.state.tokens
    return await tokens.actor(credentials.credentials, utc_now())


SignedIn = Annotated[Actor, Depends(_signed_in)]
