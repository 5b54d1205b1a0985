"""Webhooks of one organization in a test: endpoints, events in the log, one worker by hand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_network
from typing import Any
from uuid import UUID

from sqlalchemy import text

from service.actor import Actor
from service.database import Database
from service.events.catalogue import EventType
from service.events.facts import Fact
from service.events.record import record
from service.events.sequencing import number_all
from service.tables import new_id
from service.webhooks.claiming import call_off, organizations_due, reap
from service.webhooks.client import Client
from service.webhooks.delivering import Attempts, Deliverer
from service.webhooks.fan_out import fan_out
from service.webhooks.models import Webhook, WebhookSecret
from service.webhooks.rules import Signature
from service.webhooks.sealing import seal
from service.webhooks.sending import Sender
from service.webhooks.signing import SigningKey, new_key, place_of_key, secret_text
from tests.conftest import SECRET_KEY

LOOPBACK = [ip_network("127.0.0.0/8")]


@dataclass(slots=True)
class PostOffice:
    """Attributes: `url` is where the database is, for processes."""

    database: Database
    actor: Actor
    url: str
    keys: dict[UUID, SigningKey] = field(default_factory=dict)

    async def webhook(self, url: str, **values: Any) -> UUID:
        """An endpoint with a secret of its own."""
        own = {"organization_id": self.actor.organization_id, "id": new_id()}
        values = {"name": "Endpoint", "event_types": ["*"], **values}
        async with self.database.writing(self.actor.organization_id) as session:
            session.add(Webhook(**own, url=url, **values))
        signature = Signature(values.get("signature", "HMAC"))
        self.keys[own["id"]] = await self._add_key(own["id"], signature)
        return own["id"]

    async def another_secret(self, webhook_id: UUID) -> str:
        """What it signs with as well from now on."""
        return str(secret_text(await self._add_key(webhook_id, Signature.HMAC)))

    async def _add_key(self, webhook_id: UUID, signature: Signature) -> SigningKey:
        key, own_id = new_key(signature), new_id()
        place = place_of_key(self.actor.organization_id, webhook_id, own_id)
        async with self.database.writing(self.actor.organization_id) as session:
            session.add(
                WebhookSecret(
                    organization_id=self.actor.organization_id,
                    id=own_id,
                    webhook_id=webhook_id,
                    signature=key.signature.value,
                    secret=seal(SECRET_KEY, place, key.key),
                )
            )
        return key

    def secret(self, webhook_id: UUID) -> str:
        found = secret_text(self.keys[webhook_id])
        assert found is not None
        return found

    async def happens(
        self, *subjects: UUID, type: str = EventType.OBJECTIVE_UPDATED, kind: str = "objective"
    ) -> None:
        """Something about each, in this order, numbered by the sequencer."""
        await self.records(*subjects, type=type, kind=kind)
        await self.number()

    async def records(
        self, *subjects: UUID, type: str = EventType.OBJECTIVE_UPDATED, kind: str = "objective"
    ) -> None:
        """The same, to be numbered by whoever does that."""
        facts = [Fact(type, kind, one, {"title": ("Before", "After")}) for one in subjects]
        async with self.database.writing(self.actor.organization_id) as session:
            await record(session, self.actor, *facts)

    async def number(self) -> None:
        await number_all(self.database, self.actor.organization_id)

    async def fan_out(self) -> int:
        return await fan_out(self.database, self.actor.organization_id)

    async def is_due(self) -> bool:
        return self.actor.organization_id in await organizations_due(self.database)

    async def reap(self) -> int:
        async with self.database.writing_lightly(self.actor.organization_id) as session:
            return await reap(session, self.actor.organization_id)

    async def call_off(self) -> int:
        async with self.database.writing_lightly(self.actor.organization_id) as session:
            return await call_off(session, self.actor.organization_id)

    async def time_passes(self, time: timedelta) -> None:
        """What was so long ago is that much longer ago, what is to come comes sooner."""
        moved = {
            "webhook_delivery": ("next_attempt_at", "lease_until"),
            "webhook": ("failing_since", "paced_until"),
        }
        for table, columns in moved.items():
            sets = ", ".join(f"{column} = {column} - CAST(:time AS interval)" for column in columns)
            await self.change(f"UPDATE {table} SET {sets}", time=time)

    async def change(self, statement: str, **values: Any) -> None:
        async with self.database.writing(self.actor.organization_id) as session:
            await session.execute(text(statement), values)

    async def rows(self, columns: str, table: str = "webhook_delivery") -> list[tuple[Any, ...]]:
        """Columns of the organization's rows, in the order of their ids."""
        statement = f"SELECT {columns} FROM {table} WHERE organization_id = :id ORDER BY id"
        async with self.database.reading() as session:
            found = await session.execute(text(statement), {"id": self.actor.organization_id})
            return [tuple(row) for row in found]

    async def rows_of(self, table: str, columns: str, id: UUID) -> list[tuple[Any, ...]]:
        return [row[1:] for row in await self.rows(f"id, {columns}", table) if row[0] == id]

    async def states(self) -> list[str]:
        return [state for (state,) in await self.rows("state")]

    async def deliver(self) -> None:
        """All that may be begun now, one claim after another, until nothing may."""
        async with self.working() as worker:
            await worker.everything()

    @asynccontextmanager
    async def working(
        self, attempts: Attempts | None = None, *, stores: bool = True, **given: Any
    ) -> AsyncIterator["Worker"]:
        async with asyncio.timeout(60), sending() as sender, asyncio.TaskGroup() as tasks:
            deliverer = Deliverer(self.database, attempts or sender, tasks, **given)
            storing = tasks.create_task(_store(deliverer) if stores else asyncio.sleep(0))
            yield Worker(self, deliverer)
            await deliverer.drain(0)
            storing.cancel()


@dataclass(frozen=True, slots=True)
class Worker:
    office: PostOffice
    deliverer: Deliverer

    async def begin(self) -> int:
        return await self.deliverer.begin(self.office.actor.organization_id)

    async def everything(self) -> None:
        await self.deliverer.settled()
        while await self.begin():
            await self.deliverer.settled()


@asynccontextmanager
async def sending(**given: Any) -> AsyncIterator[Sender]:
    client = Client(LOOPBACK)
    try:
        yield Sender(client.post, SECRET_KEY, **{"chance": lambda: 0.5, **given})
    finally:
        await client.close()


async def _store(deliverer: Deliverer) -> None:
    while True:
        await deliverer.store(lambda _: None)
