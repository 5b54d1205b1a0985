from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from service.actor import Actor, Role
from service.app import create_app
from service.database import Database
from service.settings import Settings
from tests.http.callers import Caller, Come
from tests.tokens import TokenMaker, token_maker

SECRET_KEY = "a key for the tests of HTTP"  # noqa: S105 - of tests


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        database_url=database_url,
        secret_key=SECRET_KEY,
        data_dir=tmp_path,
        cors_origins=("https://okr.example",),
        pool_size=4,
    )


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    """The app, started."""
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client without a token."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://sightline") as client:
        yield client


@pytest.fixture
def new_token(database: Database, settings: Settings) -> TokenMaker:
    return token_maker(database, settings.secret_key)


@pytest.fixture
def come(http: httpx.AsyncClient, new_token: TokenMaker) -> Come:
    """Comes with a new token of an actor's organization."""

    async def caller(actor: Actor, role: Role) -> Caller:
        return Caller(http, await new_token(actor, role))

    return caller


@pytest.fixture
async def viewer(http: httpx.AsyncClient, actor: Actor, new_token: TokenMaker) -> httpx.AsyncClient:
    """The client, with the token of a viewer of the test's organization."""
    http.headers["Authorization"] = f"Bearer {await new_token(actor)}"
    return http
