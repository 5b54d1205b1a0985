"""A database with one organization, its endpoints, what happens in it, and workers beside."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg

from service.actor import Actor, operator
from service.database import Database
from service.events.catalogue import EventType
from service.events.facts import Fact
from service.events.record import record
from service.identity.commands import create_organization
from service.tables import new_id, utc_now
from service.webhooks.commands.endpoints import NewWebhook, create_webhook
from service.webhooks.commands.means import Means

_KEY = "a key of the benchmark alone"
_LOOPBACK = ip_network("127.0.0.0/8")
_PATIENCE_S = 300

# Of events that there are, over and over; each of another subject.
_FILL = """
INSERT INTO webhook_delivery (organization_id, id, webhook_id, event_id, sequence, type, subject_id,
                              kind, state, attempts, next_attempt_at, created_at)
SELECT e.organization_id, gen_random_uuid(), $1, e.id, e.sequence, e.type, gen_random_uuid(),
       'REDELIVERY', 'PENDING', 0, now(), now()
  FROM (SELECT * FROM event WHERE sequence IS NOT NULL ORDER BY id DESC LIMIT 1) e,
       generate_series(1, $2)
"""


_LAST = "SELECT id FROM event WHERE organization_id = $1 ORDER BY id DESC LIMIT 1"
_IS_SETTLED = """
SELECT NOT EXISTS (SELECT 1 FROM webhook_delivery WHERE state IN ('PENDING', 'LEASED'))
"""
_IS_FANNED_OUT = """
SELECT (SELECT count(*) FROM event)
     = (SELECT max(sequence) FROM log_cursor WHERE consumer = 'fan_out')
"""


@dataclass(frozen=True, slots=True)
class Office:
    """Where things happen."""

    database: Database
    connection: asyncpg.Connection
    url: str
    actor: Actor

    async def webhook(self, url: str, **values: object) -> UUID:
        means = Means(_KEY.encode(), [_LOOPBACK], lambda _: None)
        new = NewWebhook(name=url, url=url, event_types=["objective.*"], **values)  # type: ignore[arg-type]
        async with self.database.writing(self.actor.organization_id) as session:
            webhook_id, _ = await create_webhook(session, self.actor, new, means, utc_now())
        return webhook_id

    async def happens(self, count: int = 1) -> tuple[UUID, float]:
        """Something in a transaction of its own: its last event, and when it was committed."""
        facts = [
            Fact(EventType.OBJECTIVE_UPDATED, "objective", new_id(), {"title": ("One", "Another")})
            for _ in range(count)
        ]
        async with self.database.writing(self.actor.organization_id) as session:
            await record(session, self.actor, *facts)
        committed_s = time.monotonic()
        last = await self.connection.fetchval(_LAST, self.actor.organization_id)
        return last, committed_s

    async def fill(self, webhook_id: UUID, deliveries: int) -> None:
        """So many that are due."""
        await self.until("SELECT max(sequence) IS NOT NULL FROM event")
        await self.connection.execute(_FILL, webhook_id, deliveries)
        await self.connection.execute("ANALYZE webhook_delivery")

    async def set_state(self, state: str, webhook_id: UUID | None = None) -> None:
        await self.connection.execute(
            "UPDATE webhook SET state = $1 WHERE $2::uuid IS NULL OR id = $2", state, webhook_id
        )

    async def archive_all(self) -> None:
        """What waits for endpoints is called off, what is under way is waited for."""
        await self.connection.execute("UPDATE webhook SET archived_at = now()")
        await self.until_settled()

    async def until_settled(self) -> None:
        await self.until(_IS_SETTLED)

    async def until_fanned_out(self) -> None:
        await self.until(_IS_FANNED_OUT)

    async def until(self, question: str) -> None:
        async with asyncio.timeout(_PATIENCE_S):
            while not await self.connection.fetchval(question):  # noqa: ASYNC110  other processes
                await asyncio.sleep(0.01)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Office]:
    database, connection = Database(url), await asyncpg.connect(url)
    await database.open()
    # The owner's statements above name no organization.
    organization_id = new_id()
    async with database.writing(organization_id) as session:
        await create_organization(session, organization_id, f"bench-{uuid4().hex[:8]}", "Benchmark")
    await connection.execute(
        "SELECT set_config('app.organization_id', $1, false)", str(organization_id)
    )
    try:
        yield Office(database, connection, url, operator(organization_id))
    finally:
        await connection.close()
        await database.close()


@contextmanager
def workers(url: str, folder: Path, count: int = 1) -> Iterator[list[int]]:
    """The ids of their processes."""
    environment = {
        **os.environ,
        "SIGHTLINE_DATABASE_URL": url,
        "SIGHTLINE_DATA_DIR": str(folder),
        "SIGHTLINE_SECRET_KEY": _KEY,
        "SIGHTLINE_WEBHOOK_ALLOWED_NETWORKS": str(_LOOPBACK),
    }
    with (folder / "workers.log").open("ab") as log:
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", "service", "worker"], env=environment, stderr=log
            )
            for _ in range(count)
        ]
    try:
        yield [process.pid for process in processes]
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(_PATIENCE_S)
