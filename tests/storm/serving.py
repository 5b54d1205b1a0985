"""The app for storms, and an organization of its own for each."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from service.actor import Actor, Role
from service.app import create_app
from service.database import Database
from service.identity.commands import Grant, create_token
from service.settings import Settings
from tests.conftest import new_organization
from tests.http.callers import Caller

KEY = "a key for storms"


@dataclass(frozen=True, slots=True)
class Coast:
    """Where storms come ashore."""

    http: httpx.AsyncClient
    database: Database

    async def organization(self) -> tuple[Actor, Caller]:
        """A new one, and an admin of it."""
        actor = await new_organization(self.database)
        async with self.database.writing(actor.organization_id) as session:
            grant = Grant("storm", Role.ADMIN)
            _, token = await create_token(session, actor, secret_key=KEY.encode(), grant=grant)
        return actor, Caller(self.http, token)


@asynccontextmanager
async def coast(url: str, folder: Path, connections: int = 4) -> AsyncIterator[Coast]:
    """The app on a database, with so many connections for each kind of work."""
    settings = Settings(
        database_url=url, secret_key=KEY, data_dir=folder, rate_limit=0, pool_size=connections
    )
    app = create_app(settings, lambda _: None)
    database = Database(url, pool_size=2)
    await database.open()
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://s") as http,
    ):
        yield Coast(http, database)
    await database.close()
