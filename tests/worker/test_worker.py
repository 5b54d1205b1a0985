"""Workers come and go in the middle of their work, and so does the database: nothing is lost."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from service.database import Database
from service.rollup.verifying import verify
from service.tables import utc_now
from tests.company import Company
from tests.rollup.numbers import Numbers, measure
from tests.worker.processes import PATIENCE_S, eventually, worker


@pytest.fixture
async def new_connections(database_url: str) -> AsyncIterator[Database]:
    """For after all others were cut off."""
    database = Database(database_url, pool_size=2)
    yield database
    await database.close()


async def test_it_computes_what_is_asked_for_and_stops_when_told_to(
    company: Company, numbers: Numbers, database_url: str, tmp_path: Path
):
    top, leaf = await company.objective(), await company.objective()
    await company.align(leaf, top)
    key_result = await company.key_result(leaf, **measure(50))
    with worker(database_url, tmp_path / "log") as process:
        await numbers.request(leaf, refresh=True)
        await _progress_is(numbers, top, "0.5")
        # It had nothing to do for a while.
        await numbers.execute("UPDATE key_result SET current = 80 WHERE id = :id", id=key_result)
        await numbers.request(leaf, refresh=True)
        await _progress_is(numbers, top, "0.8")
        process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(process.wait, PATIENCE_S) == 0
    log = (tmp_path / "log").read_text()
    assert '"event":"background work started"' in log
    assert '"event":"background work stopped"' in log
    assert '"level":"error"' not in log


async def test_one_that_is_killed_in_the_middle_of_a_batch_loses_nothing(
    company: Company, numbers: Numbers, database: Database, database_url: str, tmp_path: Path
):
    top = await company.objective()
    leaves = [await company.objective() for _ in range(5)]
    for leaf in leaves:
        await company.align(leaf, top)
        await company.key_result(leaf, **measure(50))
    log = tmp_path / "log"
    async with _stuck_on(top, numbers, database_url), _killed_worker(database_url, log):
        await numbers.request(refresh=True)
        await _waits_for_a_row(database_url)
    assert await numbers.progress(top) == [None]
    assert await numbers.waiting() == 6
    with worker(database_url, log):
        await _progress_is(numbers, top, "0.5")
        await _is_drained(numbers)
    found = await verify(database, numbers.actor.organization_id, utc_now())
    assert (found.differences, found.pending) == ([], 0)


async def test_one_that_is_told_to_stop_in_the_middle_takes_its_batch_back(
    company: Company, numbers: Numbers, database_url: str, tmp_path: Path
):
    top = await company.objective()
    log = tmp_path / "log"
    async with _stuck_on(top, numbers, database_url):
        with worker(database_url, log) as process:
            await numbers.request(refresh=True)
            await _waits_for_a_row(database_url)
            process.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(process.wait, PATIENCE_S) == 0
    assert await numbers.waiting() == 1
    assert '"level":"error"' not in log.read_text()


async def test_it_goes_on_when_the_database_comes_back(
    company: Company,
    numbers: Numbers,
    new_connections: Database,
    database_url: str,
    tmp_path: Path,
):
    objective = await company.objective()
    await company.key_result(objective, **measure(50))
    log = tmp_path / "log"
    with worker(database_url, log) as process:
        await _has_started(log)
        await _cut_off(database_url)
        other = Numbers(new_connections, numbers.actor)
        await new_connections.open()
        await other.request(refresh=True)
        await _progress_is(other, objective, "0.5")
        assert process.poll() is None


async def test_two_of_them_compute_the_same(
    company: Company,
    strange_company: Company,
    numbers: Numbers,
    database: Database,
    database_url: str,
    tmp_path: Path,
):
    for one in (company, strange_company):
        top = await one.objective()
        for _ in range(10):
            leaf = await one.objective()
            await one.align(leaf, top)
            await one.key_result(leaf, **measure(50))
    strange = Numbers(database, strange_company.actor)
    with worker(database_url, tmp_path / "one"), worker(database_url, tmp_path / "other"):
        for _ in range(3):
            for one in (numbers, strange):
                await one.request(refresh=True)
        for one in (numbers, strange):
            await _is_drained(one)
    for one in (numbers, strange):
        found = await verify(database, one.actor.organization_id, utc_now())
        assert (found.differences, found.pending, found.objectives) == ([], 0, 11)


async def _progress_is(numbers: Numbers, objective: UUID, progress: str) -> None:
    async def holds() -> bool:
        return await numbers.progress(objective) == [progress]

    await eventually(holds)


async def _has_started(log: Path) -> None:
    async def holds() -> bool:
        return _tells(log, "started")

    await eventually(holds)


def _tells(log: Path, text: str) -> bool:
    return text in log.read_text()


async def _is_drained(numbers: Numbers) -> None:
    async def holds() -> bool:
        return not await numbers.waiting()

    await eventually(holds)


@asynccontextmanager
async def _stuck_on(objective: UUID, numbers: Numbers, database_url: str) -> AsyncIterator[None]:
    """Somebody holds the objective meanwhile."""
    connection = await asyncpg.connect(database_url)
    try:
        async with connection.transaction():
            await connection.execute(
                "SELECT 1 FROM objective WHERE organization_id = $1 AND id = $2 FOR NO KEY UPDATE",
                numbers.actor.organization_id,
                objective,
            )
            yield
    finally:
        await connection.close()


@asynccontextmanager
async def _killed_worker(database_url: str, log: Path) -> AsyncIterator[None]:
    with worker(database_url, log) as process:
        yield
        process.kill()


async def _waits_for_a_row(database_url: str) -> None:
    """Until a worker is in the middle of a batch: it waits for what somebody holds."""
    connection = await asyncpg.connect(database_url)

    async def holds() -> bool:
        return await connection.fetchval(
            "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name = 'sightline' AND wait_event_type = 'Lock'"
        )

    try:
        await eventually(holds)
    finally:
        await connection.close()


async def _cut_off(database_url: str) -> None:
    """Every other connection to the database is ended."""
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND application_name = 'sightline'"
        )
    finally:
        await connection.close()
