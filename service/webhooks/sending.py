"""One delivery, once: what is sent, how it is signed, what was answered, what follows from it."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import orjson
import structlog

from service.errors import DomainError, UnusableInput
from service.events.feed import public_payload
from service.tables import new_id, utc_now
from service.webhooks.claiming import Attempt, Claimed, Outcome
from service.webhooks.client import Reply
from service.webhooks.headers import opened_headers
from service.webhooks.retrying import Answer, judge, retry_after_s
from service.webhooks.rules import DeliveryState, Signature
from service.webhooks.sealing import unseal
from service.webhooks.signing import SigningKey, place_of_key, signed_headers

log = structlog.stdlib.get_logger("sightline.webhooks")

# What a stored document makes of an event: organization, document, payload → `data` of the body.
Shape = Callable[[UUID, str, Mapping[str, Any]], Awaitable[Mapping[str, Any]]]


class Post(Protocol):
    """How a request is made; never raises but for a cancellation."""

    async def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Send it once."""


@dataclass(frozen=True, slots=True, repr=False)
class Sender:
    """What attempts are made with.

    Attributes:
        secret_key: what keys and headers are sealed under.
        shape: None where nothing can shape payloads: then they go as they are.
        now, chance: the clock, and where in the jitter of its pause a retry lies, from 0 to 1.
    """

    post: Post
    secret_key: bytes
    shape: Shape | None = None
    now: Callable[[], datetime] = utc_now
    chance: Callable[[], float] = random.random

    async def attempt(self, claimed: Claimed, limit_s: float) -> Outcome:
        """Try once, for so long at most; never raises but for a cancellation."""
        if claimed.entry is None:
            # Retention takes only what was delivered; a redelivery may come too late.
            return Outcome(claimed, DeliveryState.CANCELLED)
        started_at, began = self.now(), time.perf_counter()
        reply = await self._reply(claimed, started_at, limit_s)
        duration_ms = round(1000 * (time.perf_counter() - began))
        return self._outcome(claimed, reply, started_at, duration_ms)

    async def _reply(self, claimed: Claimed, started_at: datetime, limit_s: float) -> Reply:
        try:
            async with asyncio.timeout(limit_s):
                body = await self._body(claimed)
                headers = self._headers(claimed, started_at, body)
                return await self.post(claimed.endpoint.url, body, headers)
        except TimeoutError:
            return Reply(None, error="timeout")
        except (DomainError, UnusableInput) as error:
            return Reply(None, error=str(error))
        except Exception:
            # A delivery that we cannot make holds up no other; its endpoint's log says so.
            log.exception("a delivery failed here", delivery=str(claimed.id))
            return Reply(None, error="it could not be made; the log of the server tells more")

    async def _body(self, claimed: Claimed) -> bytes:
        assert claimed.entry is not None  # noqa: S101 - looked at before
        payload = public_payload(claimed.entry, claimed.endpoint.slug)
        document = claimed.endpoint.document
        if document is not None and self.shape is not None:
            payload = {
                **payload,
                "data": await self.shape(claimed.endpoint.organization_id, document, payload),
            }
        return orjson.dumps(payload)

    def _headers(self, claimed: Claimed, started_at: datetime, body: bytes) -> dict[str, str]:
        endpoint = claimed.endpoint
        own = (endpoint.organization_id, endpoint.id)
        keys = [
            SigningKey(Signature(way), unseal(self.secret_key, place_of_key(*own, key_id), sealed))
            for key_id, way, sealed in endpoint.keys
        ]
        return {
            **opened_headers(endpoint.headers, self.secret_key, own),
            "Content-Type": "application/json",
            **signed_headers(keys, str(claimed.event_id), int(started_at.timestamp()), body),
        }

    def _outcome(
        self, claimed: Claimed, reply: Reply, started_at: datetime, duration_ms: int
    ) -> Outcome:
        answer = Answer(reply.status, retry_after_s(reply.retry_after, self.now()))
        verdict = judge(answer, claimed.attempts, self.chance())
        return Outcome(
            claimed,
            verdict.state,
            again_in_s=verdict.again_in_s,
            rest_s=verdict.rest_s,
            is_gone=verdict.is_gone,
            attempt=Attempt(
                id=new_id(),
                started_at=started_at,
                duration_ms=duration_ms,
                status=reply.status,
                error=reply.error,
                excerpt=reply.excerpt,
            ),
        )
