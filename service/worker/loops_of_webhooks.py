"""Webhooks: events are fanned out to endpoints, deliveries claimed, tried, settled, taken back."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from service.database import Database
from service.events.feed import Consumer, organizations_behind
from service.identity.secret_key import read_secret_key
from service.tables import utc_now
from service.webhooks.claiming import (
    call_off,
    organizations_abandoned,
    organizations_called_off,
    organizations_due,
    reap,
)
from service.webhooks.client import Client
from service.webhooks.delivering import LANES, Deliverer
from service.webhooks.fan_out import fan_out
from service.webhooks.forgetting import forget, organizations_with_old
from service.webhooks.sending import Sender, Shape
from service.worker.areas import Area, Workshop
from service.worker.loops import Loop, run
from service.worker.organizations import Organizations

# Organizations at once.
_FANNED_OUT = 2
_CLAIMED = 4
_SWEPT = 1

# What this process has numbered, fanned out or settled it goes on with at once: this is for what
# others left, for retries, and for rates.
_FAN_OUT_EVERY_S = 0.25
_CLAIM_EVERY_S = 0.1
_SWEEP_EVERY_S = 1.0
_FORGET_EVERY_S = 600.0
# What is under way when it is to stop may be answered so long; then others try it again.
_PATIENCE_S = 3.0


def _loops(shop: Workshop) -> list[Loop]:
    database = shop.database
    client = Client(shop.settings.webhook_allowed_networks)
    sender = Sender(client.post, read_secret_key(shop.settings), _shape(shop))
    deliverer = Deliverer(database, sender, shop.tasks)
    claims = shop.organizations(
        lambda: organizations_due(database),
        deliverer.begin,
        lanes=_CLAIMED,
    )

    async def fanned_out(organization_id: UUID) -> int:
        events = await fan_out(database, organization_id)
        if events:
            claims.call(organization_id)
        return events

    logs = shop.organizations(
        lambda: organizations_behind(database, Consumer.FAN_OUT),
        fanned_out,
        lanes=_FANNED_OUT,
    )
    abandoned = shop.organizations(
        lambda: organizations_abandoned(database),
        lambda id_: _reaped(database, id_),
        lanes=_SWEPT,
    )
    called_off = shop.organizations(
        lambda: organizations_called_off(database),
        lambda id_: _called_off(database, id_),
        lanes=_SWEPT,
    )
    shop.grown.append(logs.call)
    shop.tasks.create_task(_settled(shop, deliverer, claims, client))
    return [
        Loop("fan-out", logs.step, _FAN_OUT_EVERY_S),
        Loop("claim", claims.step, _CLAIM_EVERY_S),
        Loop("reap", abandoned.step, _SWEEP_EVERY_S),
        Loop("call off", called_off.step, _SWEEP_EVERY_S),
        *_forgetting(shop),
    ]


def _forgetting(shop: Workshop) -> list[Loop]:
    days = shop.settings.delivery_retention_days
    if not days:
        return []

    def before() -> datetime:
        return utc_now() - timedelta(days=days)

    old = shop.organizations(
        lambda: organizations_with_old(shop.database, before()),
        lambda id_: forget(shop.database, id_, before()),
        lanes=_SWEPT,
    )
    return [Loop("forget deliveries", old.step, _FORGET_EVERY_S)]


def _shape(shop: Workshop) -> Shape | None:
    """Made when the first payload is to be shaped: most installations shape none."""
    shaping = shop.shaping
    if shaping is None:
        return None
    making: asyncio.Task[Shape] | None = None

    async def shaped(
        organization_id: UUID, document: str, payload: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        nonlocal making
        if making is None or (making.done() and making.exception() is not None):
            making = asyncio.create_task(shaping(shop.database))
        shape = await asyncio.shield(making)
        return await shape(organization_id, document, payload)

    return shaped


async def _settled(
    shop: Workshop, deliverer: Deliverer, claims: Organizations, client: Client
) -> None:
    """Store outcomes until nothing is under way any more; then close the client."""
    ended = asyncio.Event()

    async def store() -> bool:
        await deliverer.store(claims.call)
        return True

    storing = shop.tasks.create_task(run(Loop("settle", store, 0), ended))
    try:
        await shop.stop.wait()
        await deliverer.drain(_PATIENCE_S)
        ended.set()
        deliverer.end()
        await storing
    finally:
        await client.close()


async def _reaped(database: Database, organization_id: UUID) -> int:
    async with database.writing_lightly(organization_id) as session:
        return await reap(session, organization_id)


async def _called_off(database: Database, organization_id: UUID) -> int:
    async with database.writing_lightly(organization_id) as session:
        return await call_off(session, organization_id)


WEBHOOKS = Area(_loops, _FANNED_OUT + _CLAIMED + LANES + 3 * _SWEPT)
