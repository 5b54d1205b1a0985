"""Workers number what is recorded, any number of them, and whoever is killed in the middle."""

from pathlib import Path

from service.actor import Actor
from service.database import Database
from service.events.feed import head_of
from tests.events.log import Log
from tests.worker.processes import eventually, worker


async def test_a_log_is_numbered_by_two_workers_though_one_is_killed(
    database: Database, actor: Actor, stranger: Actor, database_url: str, tmp_path: Path
):
    logs = [Log(database, actor), Log(database, stranger)]

    async def are_numbered(events: int) -> bool:
        heads = [await head_of(database, log.organization_id) for log in logs]
        return heads == [events, events]

    with worker(database_url, tmp_path / "one"):
        with worker(database_url, tmp_path / "other") as killed:
            await eventually(lambda: are_numbered(1))
            for log in logs:
                await log.record(*map(str, range(3_000)))
            killed.kill()
        await eventually(lambda: are_numbered(3_001))
    for log in logs:
        found = await log.verified()
        assert (found.events, found.unnumbered, found.broken) == (3_001, 0, 0)
