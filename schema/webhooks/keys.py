"""The keys that deliveries are signed with, as far as they may be told."""

from datetime import datetime
from enum import StrEnum

import strawberry

from schema.comparators import Comparators, DateTimeComparators, IdComparators
from schema.enums.describing import described
from schema.filters import Order, filter_input, filtered
from schema.nodes import Node
from service.webhooks.rules import Signature


@strawberry.type(
    description="A key that a webhook's deliveries are signed with. What must stay secret of it was"
    " told once, when it was made."
)
class WebhookSecret(Node):
    signature: Signature = strawberry.field(description="How it signs.")
    public_key: str | None = strawberry.field(
        description="What receivers verify with, `whpk_…`; null for HMAC."
    )
    created_at: datetime = strawberry.field(description="When it was made.")
    expires_at: datetime | None = strawberry.field(
        description="Until when it signs; null: until it is replaced."
    )


@filter_input("Which keys a list holds: every field given must hold.")
class WebhookSecretFilter:
    id: strawberry.Maybe[IdComparators] = filtered("By id.", types=("WebhookSecret",))
    signature: strawberry.Maybe[Comparators[Signature]] = filtered("By how it signs.")
    created_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it was made.")
    expires_at: strawberry.Maybe[DateTimeComparators] = filtered("By until when it signs.")


class WebhookSecretOrderField(StrEnum):
    """What keys are ordered by."""

    ID = "id"
    CREATED_AT = "created_at"


described(
    WebhookSecretOrderField,
    "What keys are ordered by.",
    {"ID": "The id, that is age.", "CREATED_AT": "When it was made."},
)


@strawberry.input(description="One field to order keys by.")
class WebhookSecretOrder(Order[WebhookSecretOrderField]):
    pass
