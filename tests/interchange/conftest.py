from pathlib import Path

import pytest

from service.actor import Actor
from service.database import Database
from tests.interchange.desk import Desk, WriteFile


@pytest.fixture
def write(tmp_path: Path) -> WriteFile:
    """Writes a file for a test to read."""

    def write_file(content: str | bytes, name: str = "okrs.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file


@pytest.fixture
def desk(database: Database, actor: Actor, write: WriteFile) -> Desk:
    return Desk(database, actor, write)


@pytest.fixture
def other_desk(database: Database, stranger: Actor, write: WriteFile) -> Desk:
    """The desk of another organization."""
    return Desk(database, stranger, write)
