"""Deliveries that somebody asks for: a test, or what was sent before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from service.access import Action, allow
from service.actor import Actor
from service.database import Session
from service.errors import Invalid, Limit
from service.events.facts import Fact
from service.events.record import EVENTS, event_rows
from service.tables import new_id
from service.webhooks.filters import TEST_TYPE
from service.webhooks.models import Webhook, WebhookDelivery
from service.webhooks.queries import Sent, open_tests
from service.webhooks.rules import MOST_TESTS, DeliveryKind, DeliveryState, WebhookState
from service.writing.batches import Batch
from service.writing.given import Seen
from service.writing.inserting import insert_rows
from service.writing.recordset import table_of
from service.writing.rows import Row, changes

_WEBHOOKS = table_of(Webhook)
_DELIVERIES = table_of(WebhookDelivery)


async def send_test(session: Session, actor: Actor, seen: Seen, now: datetime) -> UUID:
    """A delivery of an event `webhook.test` to this webhook alone, whatever else it wants.

    Raises:
        NotFound, ReadOnly, Invalid: there is no such webhook; it is archived; it is not enabled.
        Limit: too many tests wait for it already.
    """
    allow(actor, Action.WEBHOOK_TEST)
    webhook = await held_webhook(session, actor, seen.id)
    if webhook["state"] != WebhookState.ENABLED:
        raise Invalid(f"the webhook is {webhook['state']}; enable it first", ["id"])
    if await open_tests(session, actor, seen.id) >= MOST_TESTS:
        raise Limit(f"{MOST_TESTS} tests wait for the webhook already", ["id"])
    (event,) = event_rows(actor, [Fact(TEST_TYPE, "webhook", seen.id, {})])
    await session.execute(insert(EVENTS), [event])
    test = Sent(event["id"], None, TEST_TYPE, "webhook", seen.id)
    (delivery_id,) = await deliver(session, actor, seen.id, DeliveryKind.TEST, [test], now)
    return delivery_id


async def held_webhook(session: Session, actor: Actor, webhook_id: UUID) -> Row:
    """A webhook in use, which nobody else changes until the transaction ends.

    Raises:
        NotFound, ReadOnly: there is none such; it is archived.
    """
    edits = await changes(session, actor, _WEBHOOKS, Batch([Seen(id=webhook_id)], None))
    return edits[0].before


async def deliver(
    session: Session,
    actor: Actor,
    webhook_id: UUID,
    kind: DeliveryKind,
    events: Sequence[Sent],
    now: datetime,
) -> list[UUID]:
    """Deliveries of the events that are due at once, by their ids; in one statement."""
    rows: list[dict[str, Any]] = [
        {
            "organization_id": actor.organization_id,
            "id": new_id(),
            "webhook_id": webhook_id,
            "event_id": event.event_id,
            "sequence": event.sequence,
            "type": event.type,
            "subject_id": event.subject_id,
            "kind": kind.value,
            "state": DeliveryState.PENDING.value,
            "attempts": 0,
            "next_attempt_at": now,
            "lease_token": None,
            "lease_until": None,
            "created_at": now,
            "finished_at": None,
        }
        for event in events
    ]
    await insert_rows(session, _DELIVERIES, rows)
    return [row["id"] for row in rows]
