"""One request after the other: what endpoints answered."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.comparators import DateTimeComparators, IdComparators, IntComparators, TextComparators
from schema.enums.describing import described
from schema.filters import Order, filter_input, filtered
from schema.lookups import one
from schema.nodes import Node
from schema.webhook_nouns import WEBHOOK_DELIVERY
from service.webhooks.rules import EXCERPT_LENGTH

if TYPE_CHECKING:
    from schema.webhooks.deliveries import WebhookDelivery


@strawberry.type(description="One request to a webhook's endpoint, and what came back.")
class WebhookAttempt(Node):
    number: int = strawberry.field(description="Which attempt of its delivery it was, from 1.")
    started_at: datetime = strawberry.field(description="When the request was sent.")
    duration_ms: int = strawberry.field(
        description="How long it took until the answer was read, in milliseconds."
    )
    status_code: int | None = strawberry.field(
        description="The answer's HTTP status; null where there was no answer."
    )
    error: str | None = strawberry.field(
        description="Why there was no answer; null where there was one."
    )
    response: str | None = strawberry.field(
        description=f"How the answer begins, at most {EXCERPT_LENGTH:,} characters; null where"
        " there was none."
    )

    delivery = one(
        Annotated["WebhookDelivery", strawberry.lazy("schema.webhooks.deliveries")],
        WEBHOOK_DELIVERY,
        "delivery_id",
        "The delivery that it was for.",
    )


@filter_input("Which attempts a list holds: every field given must hold.")
class WebhookAttemptFilter:
    id: strawberry.Maybe[IdComparators] = filtered("By id.", types=("WebhookAttempt",))
    number: strawberry.Maybe[IntComparators] = filtered("By its place among them.")
    status_code: strawberry.Maybe[IntComparators] = filtered("By the answer's HTTP status.")
    error: strawberry.Maybe[TextComparators] = filtered("By why there was no answer.")
    started_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it was sent.")


class WebhookAttemptOrderField(StrEnum):
    """What attempts are ordered by."""

    ID = "id"
    NUMBER = "number"


described(
    WebhookAttemptOrderField,
    "What attempts are ordered by.",
    {"ID": "The id, that is age.", "NUMBER": "Which attempt of its delivery it was."},
)


@strawberry.input(description="One field to order attempts by.")
class WebhookAttemptOrder(Order[WebhookAttemptOrderField]):
    pass
