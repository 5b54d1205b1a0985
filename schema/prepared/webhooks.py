"""What is worked out of the rows of webhooks by SQL, for `Derived`."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, case, func, null, select

from schema.prepared.binds import Binds
from schema.prepared.expressions import named
from schema.prepared.leaves import constant, global_ids
from service.webhooks.models import WebhookDelivery
from service.webhooks.rules import DeliveryState


def event_id(delivery: FromClause, _binds: Binds) -> ColumnElement[Any]:
    """The global id of the event, which retention may have taken since."""
    return global_ids("Event", delivery.c.event_id)


def next_attempt_at(delivery: FromClause, _binds: Binds) -> ColumnElement[Any]:
    """What the column says counts only while it waits."""
    waits = delivery.c.state == constant(DeliveryState.PENDING)
    return case((waits, delivery.c.next_attempt_at), else_=null())


def pending_count(webhook: FromClause, binds: Binds) -> ColumnElement[Any]:
    return _count(webhook, binds, DeliveryState.PENDING)


def failed_count(webhook: FromClause, binds: Binds) -> ColumnElement[Any]:
    return _count(webhook, binds, DeliveryState.EXHAUSTED)


def _count(webhook: FromClause, binds: Binds, state: DeliveryState) -> ColumnElement[Any]:
    one = named(WebhookDelivery)
    return (
        select(func.count())
        .select_from(one)
        .where(
            one.c.organization_id == binds.organization,
            one.c.webhook_id == webhook.c.id,
            one.c.state == constant(state),
        )
        .correlate(webhook)
        .scalar_subquery()
    )
