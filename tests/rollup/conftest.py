import pytest

from service.actor import Actor
from service.database import Database
from tests.rollup.numbers import Numbers


@pytest.fixture
def numbers(database: Database, actor: Actor) -> Numbers:
    """Of the test's organization."""
    return Numbers(database, actor)
