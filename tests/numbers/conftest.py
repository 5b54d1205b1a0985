import pytest

from service.actor import Actor
from service.database import Database
from tests.numbers.ledger import Ledger


@pytest.fixture
def ledger(database: Database, actor: Actor) -> Ledger:
    return Ledger(database, actor)
