from pathlib import Path

import httpx
import pytest

from service.actor import Actor, Role
from service.database import Database
from service.settings import Settings
from tests.company import Company
from tests.conftest import SECRET_KEY
from tests.http.callers import Caller, Come
from tests.http.conftest import app, http
from tests.tokens import token_maker
from tests.webhooks.desk import Desk

__all__ = ["app", "http"]


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """As an installation that lets deliveries reach one network inside."""
    return Settings(
        database_url=database_url,
        secret_key=SECRET_KEY.decode(),
        data_dir=tmp_path,
        webhook_allowed_networks=("127.0.0.0/8",),
        pool_size=4,
    )


@pytest.fixture
def come(http: httpx.AsyncClient, database: Database) -> Come:
    """Comes with a new token of an actor's organization."""
    make = token_maker(database, SECRET_KEY.decode())

    async def caller(actor: Actor, role: Role) -> Caller:
        return Caller(http, await make(actor, role))

    return caller


@pytest.fixture
async def admin(company: Company, come: Come) -> Desk:
    return Desk(await come(company.actor, Role.ADMIN), company)


@pytest.fixture
async def strange_admin(strange_company: Company, come: Come) -> Desk:
    """Of another organization."""
    return Desk(await come(strange_company.actor, Role.ADMIN), strange_company)
