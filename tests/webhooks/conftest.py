from pathlib import Path

import pytest

from service.actor import Role
from service.settings import Settings
from tests.company import Company
from tests.http.callers import Come
from tests.http.conftest import app, come, http, new_token
from tests.webhooks.desk import Desk

__all__ = ["app", "come", "http", "new_token"]


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """As an installation that lets deliveries reach one network inside."""
    return Settings(
        database_url=database_url,
        secret_key="a key for the tests of HTTP",  # noqa: S106 - the one of `new_token`
        data_dir=tmp_path,
        webhook_allowed_networks=("127.0.0.0/8",),
        pool_size=4,
    )


@pytest.fixture
async def admin(company: Company, come: Come) -> Desk:
    return Desk(await come(company.actor, Role.ADMIN), company)


@pytest.fixture
async def strange_admin(strange_company: Company, come: Come) -> Desk:
    """Of another organization."""
    return Desk(await come(strange_company.actor, Role.ADMIN), strange_company)
