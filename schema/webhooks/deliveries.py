"""What was sent to a webhook, and what came of it."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.comparators import Comparators, DateTimeComparators, IdComparators, TextComparators
from schema.enums.describing import described
from schema.filters import Order, filter_input, filtered
from schema.listings import many, read_as
from schema.lookups import one
from schema.nodes import Node
from schema.prepared.specs import Column, Derived
from schema.prepared.webhooks import event_id, next_attempt_at
from schema.webhook_nouns import ATTEMPTS_OF_DELIVERY, WEBHOOK
from schema.webhooks.attempts import WebhookAttempt
from service.webhooks.rules import DeliveryKind, DeliveryState

if TYPE_CHECKING:
    from schema.webhooks.endpoints import Webhook


@strawberry.type(description="One event on its way to one webhook, with every attempt.")
class WebhookDelivery(Node):
    type: str = strawberry.field(description="The event's type: `objective.created`.")
    kind: DeliveryKind = strawberry.field(description="Why it is sent.")
    state: DeliveryState = strawberry.field(description="How far it is.")
    sequence: str | None = strawberry.field(
        description="The event's number in the log, in decimal digits; null for a test."
    )
    event_id = read_as(
        Derived(event_id),
        strawberry.ID,
        "The id of the event. Receivers get its UUID as the header `webhook-id`, the same each"
        " time that the event is sent.",
    )
    attempt_count = read_as(Column("attempt_count"), int, "How often it was tried, or is now.")
    next_attempt_at = read_as(
        Derived(next_attempt_at), datetime | None, "When it is tried next; null unless PENDING."
    )
    created_at: datetime = strawberry.field(description="When it was decided to send it.")
    finished_at: datetime | None = strawberry.field(
        description="When it was settled; null while it is PENDING or LEASED."
    )

    webhook = one(
        Annotated["Webhook", strawberry.lazy("schema.webhooks.endpoints")],
        WEBHOOK,
        "webhook_id",
        "The webhook that it is sent to.",
    )
    attempts = many(
        WebhookAttempt, ATTEMPTS_OF_DELIVERY, "What was tried, the first attempt first."
    )


@filter_input("Which deliveries a list holds: every field given must hold.")
class WebhookDeliveryFilter:
    id: strawberry.Maybe[IdComparators] = filtered("By id.", types=("WebhookDelivery",))
    event_id: strawberry.Maybe[IdComparators] = filtered("By event.", types=("Event",))
    type: strawberry.Maybe[TextComparators] = filtered("By the event's type.")
    kind: strawberry.Maybe[Comparators[DeliveryKind]] = filtered("By why it is sent.")
    state: strawberry.Maybe[Comparators[DeliveryState]] = filtered("By how far it is.")
    created_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it was decided on.")
    finished_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it was settled.")


class WebhookDeliveryOrderField(StrEnum):
    """What deliveries are ordered by."""

    ID = "id"
    CREATED_AT = "created_at"
    FINISHED_AT = "finished_at"


described(
    WebhookDeliveryOrderField,
    "What deliveries are ordered by.",
    {
        "ID": "The id, that is the order in which they were decided on.",
        "CREATED_AT": "When it was decided to send it.",
        "FINISHED_AT": "When it was settled.",
    },
)


@strawberry.input(description="One field to order deliveries by.")
class WebhookDeliveryOrder(Order[WebhookDeliveryOrderField]):
    pass
