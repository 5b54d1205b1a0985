from collections.abc import AsyncIterator

import pytest

from service.actor import Actor
from service.database import Database
from tests.deliveries.post_office import PostOffice
from tests.deliveries.receiver import Receiver, receiving


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
async def office(database: Database, actor: Actor, database_url: str) -> PostOffice:
    """Webhooks of the test's organization; what happened before is fanned out to nobody."""
    office = PostOffice(database, actor, database_url)
    await office.number()
    await office.fan_out()
    return office
