import pytest

from tests.rollup.conftest import numbers

__all__ = ["numbers"]


@pytest.fixture(scope="module")
def database_url(own_database_url: str) -> str:
    return own_database_url
