"""The app behind a real socket, for programs that know nothing of it but its address.

A folder of tests that wants `served` imports it in its conftest.
"""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from starlette.types import ASGIApp

from service.actor import Actor, Role
from service.app import create_app
from service.database import Database
from service.http.server import PROTOCOLS
from service.identity.commands import Grant, create_token
from service.settings import Settings

SECRET_KEY = "a key for the tests of conformance"  # noqa: S105 - of tests


@dataclass(frozen=True, slots=True)
class Served:
    """Where the app answers, and a token of an admin of the test's organization."""

    address: str
    token: str

    @property
    def graphql(self) -> str:
        return f"{self.address}/graphql"


@pytest.fixture
async def served(
    database: Database, database_url: str, actor: Actor, tmp_path: Path
) -> AsyncIterator[Served]:
    settings = Settings(database_url=database_url, secret_key=SECRET_KEY, data_dir=tmp_path)
    token = await admin_token(database, actor)
    async with listening(create_app(settings)) as address:
        yield Served(address, token)


async def admin_token(database: Database, actor: Actor) -> str:
    """One for the organization that is served."""
    async with database.writing(actor.organization_id) as session:
        grant = Grant("a test's", Role.ADMIN)
        _, token = await create_token(
            session, actor, secret_key=SECRET_KEY.encode(), grant=grant, lifetime=None
        )
    return token


@asynccontextmanager
async def listening(app: ASGIApp, port: int = 0) -> AsyncIterator[str]:
    """The address of an app that is served meanwhile; who connects early waits in the backlog."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        config = uvicorn.Config(app, log_config=None, access_log=False, **PROTOCOLS)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve([listener]))
        host, port = listener.getsockname()
        try:
            yield f"http://{host}:{port}"
        finally:
            server.should_exit = True
            await serving
