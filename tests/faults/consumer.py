"""Who is told: an endpoint on loopback that trusts nothing unsigned and writes everything down."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from uuid import UUID

from aiohttp import web
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

# How long it takes over a delivery at the most: so that some are under way at any moment.
_SLOWEST_S = 0.2


@dataclass(frozen=True, slots=True)
class Receipt:
    """One delivery, as it came in.

    Attributes:
        at: seconds since the epoch.
        happened: when its event was recorded, in the same seconds.
    """

    at: float
    id: UUID
    sequence: int
    type: str
    subject_id: UUID
    happened: float


@dataclass(slots=True)
class Consumer:
    """What came, in the order in which it came.

    Attributes:
        refused: how many carried no valid signature, by the public library.
    """

    random: Random
    url: str = ""
    receipts: list[Receipt] = field(default_factory=list)
    refused: int = 0
    _verifier: Webhook | None = None

    def trust(self, secret: str) -> None:
        self._verifier = Webhook(secret)

    def told_of_after(self, moment: float, place: int) -> float | None:
        """When something was first received that had happened after a moment.

        `place` is how much had been received by then.
        """
        later = self.receipts[place:]
        return next((one.at for one in later if one.happened >= moment), None)

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        assert self._verifier is not None
        try:
            payload = self._verifier.verify(body, dict(request.headers))
        except WebhookVerificationError:
            self.refused += 1
            return web.Response(status=400)
        data = payload["data"]
        self.receipts.append(
            Receipt(
                at=time.time(),
                id=UUID(request.headers["webhook-id"]),
                sequence=data["sequence"],
                type=payload["type"],
                subject_id=UUID(data["subject"]["id"]),
                happened=datetime.fromisoformat(payload["timestamp"]).timestamp(),
            )
        )
        await asyncio.sleep(self.random.uniform(0, _SLOWEST_S))
        return web.Response(status=204)


@asynccontextmanager
async def receiving(seed: int) -> AsyncIterator[Consumer]:
    """It listens on a free port of loopback meanwhile."""
    consumer = Consumer(Random(seed))  # noqa: S311 - a simulation
    app = web.Application()
    app.router.add_post("/told", consumer.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        consumer.url = f"http://{host}:{port}/told"
        yield consumer
    finally:
        await runner.cleanup()
