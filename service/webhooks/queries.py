"""Reads of webhooks: an admin's alone, and what redelivery needs to know."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, false, func, text
from sqlmodel import col, select

from service.access import Action, may
from service.actor import Actor
from service.database import Session
from service.webhooks.models import Webhook, WebhookAttempt, WebhookDelivery, WebhookSecret
from service.webhooks.rules import DeliveryKind, DeliveryState


def webhooks(actor: Actor) -> Select[Webhook]:
    return _own(actor, Webhook).where(col(Webhook.archived_at).is_(None))


def every_webhook(actor: Actor) -> Select[Webhook]:
    """Archived ones, too."""
    return _own(actor, Webhook)


def secrets(actor: Actor) -> Select[WebhookSecret]:
    return _own(actor, WebhookSecret)


def deliveries(actor: Actor) -> Select[WebhookDelivery]:
    return _own(actor, WebhookDelivery)


def attempts(actor: Actor) -> Select[WebhookAttempt]:
    return _own(actor, WebhookAttempt)


def _own(actor: Actor, table: type[Any]) -> Select[Any]:
    rows = select(table).where(table.organization_id == actor.organization_id)
    # Endpoints hold addresses that nobody else is to know.
    return rows if may(actor, Action.WEBHOOKS) else rows.where(false())


@dataclass(frozen=True, slots=True)
class Sent:
    """An event as a delivery names it.

    Attributes:
        sequence: None before it is numbered.
        subject_kind: None where only the delivery was asked, which does not say.
    """

    event_id: UUID
    sequence: int | None
    type: str
    subject_kind: str | None
    subject_id: UUID


_COLUMNS = "e.id AS event_id, e.sequence, e.type, e.subject_kind, e.subject_id"

# Statements over thousands of rows, each row looked at once: whatever PostgreSQL believes of a
# table that was filled a moment ago, it has nothing to choose the wrong way round.
_BETWEEN = text(f"""
SELECT {_COLUMNS} FROM event e
 WHERE e.organization_id = :organization AND e.sequence >= :first
   AND (CAST(:last AS bigint) IS NULL OR e.sequence <= :last)
   AND e.type = ANY(CAST(:types AS text[]))
   AND e.sequence NOT IN (
       SELECT o.sequence FROM webhook_delivery o
        WHERE o.organization_id = :organization AND o.webhook_id = :webhook
          AND o.state IN ('PENDING', 'LEASED') AND o.sequence >= :first)
 ORDER BY e.sequence LIMIT :most
""")  # noqa: S608 - of constants

# The latest delivery of each event decides: what was delivered again since is not failed any more.
_FAILED = text("""
SELECT event_id, sequence, type, NULL AS subject_kind, subject_id FROM (
    SELECT DISTINCT ON (event_id) * FROM (
        SELECT d.event_id, d.sequence, d.type, d.subject_id, d.id, true AS has_failed
          FROM webhook_delivery d
         WHERE d.organization_id = :organization AND d.webhook_id = :webhook
           AND d.state IN ('EXHAUSTED', 'CANCELLED') AND d.finished_at >= :since
        UNION ALL
        SELECT d.event_id, d.sequence, d.type, d.subject_id, d.id, false
          FROM webhook_delivery d
         WHERE d.organization_id = :organization AND d.webhook_id = :webhook
           AND d.kind = 'REDELIVERY' AND d.state NOT IN ('EXHAUSTED', 'CANCELLED')
    ) made ORDER BY event_id, id DESC
) latest
 -- What retention has taken is not there to be sent; a test is for the moment.
 WHERE has_failed AND sequence >= :oldest
 ORDER BY sequence LIMIT :most
""")

_DELIVERY = text(f"""
SELECT d.state, {_COLUMNS} FROM webhook_delivery d
  LEFT JOIN event e ON e.organization_id = :organization AND e.id = d.event_id
 WHERE d.organization_id = :organization AND d.webhook_id = :webhook AND d.id = :delivery
""")  # noqa: S608 - of constants

_OLDEST = text("SELECT anchor_sequence + 1 FROM event_chain WHERE organization_id = :organization")

_HASTEN = text("""
UPDATE webhook_delivery d SET next_attempt_at = :now
 WHERE d.organization_id = :organization AND d.webhook_id = :webhook AND d.state = 'PENDING'
   AND d.next_attempt_at > :now AND (CAST(:delivery AS uuid) IS NULL OR d.id = :delivery)
RETURNING d.id
""")


async def events_between(
    session: Session,
    actor: Actor,
    webhook_id: UUID,
    types: list[str],
    span: tuple[int, int | None],
    most: int,
) -> list[Sent]:
    """The events of these types by their numbers, but for those on their way to the webhook."""
    first, last = span
    scope = {"types": types, "first": first, "last": last, "most": most}
    rows = await session.execute(_BETWEEN, {**_scope(actor, webhook_id), **scope})
    return [Sent(**row._asdict()) for row in rows]


async def failed_since(
    session: Session, actor: Actor, webhook_id: UUID, since: datetime, most: int
) -> list[Sent]:
    """The events that the webhook did not get, given up since then, and that are still there."""
    oldest = await oldest_kept(session, actor)
    scope = {**_scope(actor, webhook_id), "since": since, "oldest": oldest, "most": most}
    return [Sent(**row._asdict()) for row in await session.execute(_FAILED, scope)]


async def delivery_of(
    session: Session, actor: Actor, webhook_id: UUID, delivery_id: UUID
) -> tuple[DeliveryState, Sent | None] | None:
    """The webhook's delivery: how far it is, and its event where that is still there."""
    scope = {**_scope(actor, webhook_id), "delivery": delivery_id}
    row = (await session.execute(_DELIVERY, scope)).one_or_none()
    if row is None:
        return None
    values = row._asdict()
    state = DeliveryState(values.pop("state"))
    return state, None if values["event_id"] is None else Sent(**values)


async def hasten(
    session: Session,
    actor: Actor,
    webhook_id: UUID,
    now: datetime,
    delivery_id: UUID | None = None,
) -> int:
    """Have what waits for its next attempt tried now; how many these are. None: all of them."""
    scope = {**_scope(actor, webhook_id), "now": now, "delivery": delivery_id}
    return len((await session.execute(_HASTEN, scope)).all())


async def oldest_kept(session: Session, actor: Actor) -> int:
    """The first number that the log has not forgotten."""
    return await session.scalar(_OLDEST, {"organization": actor.organization_id}) or 1


async def open_tests(session: Session, actor: Actor, webhook_id: UUID) -> int:
    """How many tests of the webhook wait, or are being sent."""
    waiting = select(func.count()).where(
        col(WebhookDelivery.organization_id) == actor.organization_id,
        col(WebhookDelivery.webhook_id) == webhook_id,
        col(WebhookDelivery.kind) == DeliveryKind.TEST.value,
        col(WebhookDelivery.state).in_(("PENDING", "LEASED")),
    )
    return await session.scalar(waiting) or 0


def _scope(actor: Actor, webhook_id: UUID) -> dict[str, Any]:
    return {"organization": actor.organization_id, "webhook": webhook_id}
