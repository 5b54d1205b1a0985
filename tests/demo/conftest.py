from collections.abc import Callable
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from service.demo.calendar import DOCUMENT_NAME, demo_document
from service.interchange.reading import Reading, read_documents

DAYS = (
    date(2025, 3, 31),
    date(2026, 9, 30),
    date(2026, 10, 1),
    date(2026, 11, 22),
    date(2026, 12, 31),
    date(2027, 1, 1),
    date(2028, 2, 29),
    date(2031, 7, 1),
)


@pytest.fixture
def written() -> bytes:
    return files("service.demo").joinpath(DOCUMENT_NAME).read_bytes()


@pytest.fixture(params=DAYS, ids=str)
def today(request: pytest.FixtureRequest) -> date:
    """Days of many quarters: their first, their last, a leap day."""
    day: date = request.param
    return day


@pytest.fixture
def read_on(tmp_path: Path) -> Callable[[date], Reading]:
    def read(day: date) -> Reading:
        path = tmp_path / DOCUMENT_NAME
        path.write_bytes(demo_document(day))
        return read_documents([path])

    return read
