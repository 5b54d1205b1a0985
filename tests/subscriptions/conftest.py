"""The app behind a socket, and a log that a test numbers when it likes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from fastapi import FastAPI

from schema.streams.lasting import Lasting
from schema.streams.principals import Principals
from service.actor import Actor
from service.app import create_app
from service.database import Database
from service.live.hub import Hub
from service.settings import Settings
from tests.events.log import Log
from tests.serving import SECRET_KEY, Served, admin_token, listening
from tests.subscriptions.talking import PATIENCE_S
from tests.tokens import TokenMaker, token_maker

Joined = Callable[[int], Awaitable[None]]
Left = Callable[[], Awaitable[None]]
# Of each subscription: one for what it is told, one for its token.
_LISTENERS = 2


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        database_url=database_url,
        secret_key=SECRET_KEY,
        data_dir=tmp_path,
        cors_origins=("https://okr.example",),
        pool_size=5,
    )


@pytest.fixture
def lasting() -> Lasting:
    return Lasting(init_s=0.5, send_s=0.5, beat_s=0.2, principals=Principals(3))


@pytest.fixture
def app(settings: Settings, lasting: Lasting) -> FastAPI:
    return create_app(settings, lasting=lasting)


@pytest.fixture
async def served(app: FastAPI, database: Database, actor: Actor) -> AsyncIterator[Served]:
    token = await admin_token(database, actor)
    async with listening(app) as address:
        yield Served(address, token)


@pytest.fixture
async def log(database: Database, actor: Actor) -> Log:
    """The log of the test's organization; all that happened until now has its number."""
    log = Log(database, actor)
    await log.number()
    return log


@pytest.fixture
def new_token(database: Database, settings: Settings) -> TokenMaker:
    return token_maker(database, settings.secret_key)


@pytest.fixture
def joined(app: FastAPI, actor: Actor) -> Joined:
    """Waits until so many subscriptions of the test's organization have begun."""

    async def wait(count: int) -> None:
        await _until(lambda: _listeners(app, actor) >= count * _LISTENERS)

    return wait


@pytest.fixture
def left(app: FastAPI, actor: Actor) -> Left:
    """Waits until none of them is left."""

    async def wait() -> None:
        await _until(lambda: _listeners(app, actor) == 0)

    return wait


def _listeners(app: FastAPI, actor: Actor) -> int:
    hub: Hub = app.state.graphql.hub
    return hub.listening_to(actor.organization_id)


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not holds():  # noqa: ASYNC110 - the app is in this loop, and tells nobody
            await asyncio.sleep(0)
