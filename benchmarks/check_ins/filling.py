"""The organization that is checked in, in a database that notes how long everything took."""

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import asyncpg

from benchmarks.organizations import generate_organization
from benchmarks.stored import store
from schema.identifiers import global_id
from service.actor import Role, operator
from service.database import WORKING, Database
from service.embedded import embedded_server
from service.identity.commands import Grant, create_token
from service.migration import migrate
from service.rollup.draining import drain
from service.rollup.turning import turn_organization
from service.tables import utc_now

CONNECTIONS = 16
_KEY = "of the benchmark alone"


@dataclass(frozen=True)
class Place:
    """A database with its folder, the organization in it, and a token of it."""

    url: str
    folder: Path
    organization_id: UUID
    goals: list[str]
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"content-type": "application/json", "authorization": f"Bearer {self.token}"}

    @property
    def environment(self) -> dict[str, str]:
        return {
            "SIGHTLINE_DATABASE_URL": self.url,
            "SIGHTLINE_SECRET_KEY": _KEY,
            "SIGHTLINE_DATA_DIR": str(self.folder),
            "SIGHTLINE_RATE_LIMIT": "0",
            "SIGHTLINE_POOL_SIZE": str(CONNECTIONS),
        }


@contextmanager
def logging_database(folder: Path) -> Iterator[tuple[str, Path]]:
    """A migrated database with fsync; and where its server notes how long everything took it.

    That is kept in memory where it can be: on the disk of the database it delays its flushes.
    """
    with embedded_server(folder):
        pass
    memory = Path("/dev/shm")  # noqa: S108  made by mkdtemp
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as logs:
        Path(logs).chmod(0o777)  # the server's user is another one for root
        _configure(folder, "logging_collector = on")
        _configure(folder, f"log_directory = '{logs}'")
        _configure(folder, "log_filename = 'durations.log'")
        _configure(folder, "log_min_duration_statement = 0")
        with embedded_server(folder) as url:
            migrate(url)
            yield url, Path(logs) / "durations.log"


def log_no_more(folder: Path) -> None:
    _configure(folder, "log_min_duration_statement = -1")
    os.kill(int((folder / "postgres/postmaster.pid").read_text().split()[0]), signal.SIGHUP)


def _configure(folder: Path, line: str) -> None:
    with (folder / "postgres/postgresql.conf").open("a") as settings:
        settings.write(f"\n{line}\n")


async def filled(url: str, folder: Path, nodes: int) -> Place:
    """The organization with its numbers of today; each key result has three check-ins before."""
    connection = await asyncpg.connect(url)
    organization_id = await connection.fetchval("SELECT id FROM organization")
    if organization_id is None:
        organization_id = await _stored(url, connection, nodes)
    goals = await connection.fetch("SELECT id FROM key_result ORDER BY id")
    await connection.close()
    database = Database(url, patience=WORKING)
    await database.open()
    await _computed(database, organization_id)
    async with database.writing(organization_id) as session:
        grant = Grant("benchmark", Role.MEMBER)
        _, token = await create_token(
            session, operator(organization_id), secret_key=_KEY.encode(), grant=grant
        )
    await database.close()
    ids = [global_id("KeyResult", goal["id"]) for goal in goals]
    random.Random(time.time_ns()).shuffle(ids)  # noqa: S311  others than the last time
    return Place(url, folder, organization_id, ids, token)


async def _stored(url: str, connection: asyncpg.Connection, nodes: int) -> UUID:
    begin = time.perf_counter()
    organization_id, _ = await store(url, generate_organization(nodes))
    await connection.execute("UPDATE objective SET progress_driver = 'BOTH'")
    await connection.execute(_HISTORY)
    await connection.execute("VACUUM (ANALYZE)")
    say(f"{nodes:,} nodes stored in {time.perf_counter() - begin:.0f} s")
    return organization_id


async def _computed(database: Database, organization_id: UUID) -> None:
    begin = time.perf_counter()
    turned = await turn_organization(database, organization_id, utc_now())
    between = time.perf_counter()
    await drain(database, organization_id, utc_now())
    say(
        f"{turned:,} objectives turned in {between - begin:.0f} s,"
        f" what stands above them in {time.perf_counter() - between:.0f} s"
    )


_HISTORY = """
INSERT INTO check_in (organization_id, id, external_system, key_result_id, occurred_at, value,
                      confidence, created_at)
SELECT organization_id, gen_random_uuid(), '', key_result.id, now() - week * interval '7 days',
       20 + 10 * week, 7, now() - week * interval '7 days'
  FROM key_result, generate_series(1, 3) AS week
"""


def say(text: str) -> None:
    print(text, flush=True)
