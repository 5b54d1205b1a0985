import pytest

from service.actor import Actor
from service.database import Database
from tests.writing.desk import Desk


@pytest.fixture
def desk(database: Database, actor: Actor) -> Desk:
    """Where an admin of the test's organization runs commands."""
    return Desk(database, actor)
