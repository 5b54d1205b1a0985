"""Webhooks: where what happens is sent."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from schema.comparators import Comparators, DateTimeComparators, IdComparators, TextComparators
from schema.enums.describing import described
from schema.filters import ARCHIVED_AT, Order, filter_input, filtered
from schema.listings import listing, many, read_as
from schema.lookups import Ref, one, single
from schema.nodes import Authored, Node
from schema.nouns import TEAM
from schema.prepared.specs import BRINGS, Derived
from schema.prepared.webhooks import failed_count, pending_count
from schema.reads import Fetched, brought
from schema.webhook_nouns import DELIVERIES_OF_WEBHOOK, SECRETS_OF_WEBHOOK, WEBHOOK
from schema.webhooks.deliveries import WebhookDelivery
from schema.webhooks.keys import WebhookSecret
from service.webhooks.headers import shown_value
from service.webhooks.rules import Signature, WebhookState

if TYPE_CHECKING:
    from schema.teams import Team


@strawberry.type(description="A header that every delivery to a webhook carries.")
class WebhookHeader:
    name: str = strawberry.field(description="Its name.")
    value: str | None = strawberry.field(
        description="Its value; null where the name says that it is a secret, such as"
        " `Authorization`: then it is told to nobody, once it is stored."
    )


def _headers(root: strawberry.Parent[Fetched]) -> list[WebhookHeader]:
    stored: Mapping[str, Any] = brought(root, "headers")
    return [WebhookHeader(name=name, value=shown_value(stored[name])) for name in sorted(stored)]


@strawberry.type(
    description="Where what happens is sent: an endpoint of somebody else's. Only admins see any."
)
class Webhook(Authored, Node):
    external_id: str | None = strawberry.field(
        description="What its sender calls it; null when it was made here."
    )
    name: str = strawberry.field(description="What people call it.")
    url: str = strawberry.field(description="Where deliveries are posted to.")
    description: str | None = strawberry.field(description="What it is for; null: nothing said.")
    event_types: list[str] = strawberry.field(
        description="Which events it is sent: types (`objective.created`), all of a noun"
        " (`objective.*`), or all (`*`)."
    )
    document: str | None = strawberry.field(
        description="The GraphQL query whose answer every delivery carries; null: none."
    )
    state: WebhookState = strawberry.field(description="Whether it is sent what happens.")
    signature: Signature = strawberry.field(description="How its latest key signs.")
    max_in_flight: int = strawberry.field(description="How many requests it gets at once, at most.")
    rate_per_second: int | None = strawberry.field(
        description="How many requests it gets in a second, at most; null: no limit."
    )
    ordered: bool = strawberry.field(
        description="Whether it gets one event after the other in the order of the log, however"
        " long one takes; else only the events of one subject are in order, as far as they succeed."
    )
    failing_since: datetime | None = strawberry.field(
        description="Since when nothing but failures came back; null: the last attempt succeeded,"
        " or there was none."
    )
    disabled_reason: str | None = strawberry.field(
        description="Why the service disabled it; null where it did not."
    )
    headers: list[WebhookHeader] = strawberry.field(
        resolver=_headers,
        description="Headers of its own that every delivery carries.",
        metadata={BRINGS: ("headers",)},
    )

    team = one(
        Annotated["Team", strawberry.lazy("schema.teams")] | None,
        TEAM,
        "team_id",
        "It is sent only what concerns this team or one below it; null: everything.",
    )
    secrets = many(
        WebhookSecret, SECRETS_OF_WEBHOOK, "The keys that it had and has, the latest first."
    )
    deliveries = many(
        WebhookDelivery, DELIVERIES_OF_WEBHOOK, "What was sent to it, and waits, the latest first."
    )
    pending_count = read_as(Derived(pending_count), int, "How many deliveries wait for an attempt.")
    failed_count = read_as(
        Derived(failed_count), int, "How many deliveries the endpoint did not take in the end."
    )


@filter_input("Which webhooks a list holds: every field given must hold.")
class WebhookFilter:
    id: strawberry.Maybe[IdComparators] = filtered("By id.", types=("Webhook",))
    external_id: strawberry.Maybe[TextComparators] = filtered("By the sender's own id.")
    name: strawberry.Maybe[TextComparators] = filtered("By name.")
    url: strawberry.Maybe[TextComparators] = filtered("By where it is sent to.")
    state: strawberry.Maybe[Comparators[WebhookState]] = filtered("By whether it is sent anything.")
    team: strawberry.Maybe[IdComparators] = filtered("By team.", types=("Team",))
    failing_since: strawberry.Maybe[DateTimeComparators] = filtered("By since when it fails.")
    created_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it was recorded.")
    updated_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it last changed.")
    archived_at: strawberry.Maybe[DateTimeComparators] = filtered(ARCHIVED_AT)


class WebhookOrderField(StrEnum):
    """What webhooks are ordered by."""

    ID = "id"
    NAME = "name"
    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"
    FAILING_SINCE = "failing_since"


described(
    WebhookOrderField,
    "What webhooks are ordered by.",
    {
        "ID": "The id, that is age.",
        "NAME": "The name.",
        "CREATED_AT": "When it was recorded.",
        "UPDATED_AT": "When it last changed.",
        "FAILING_SINCE": "Since when it fails.",
    },
)


@strawberry.input(description="One field to order webhooks by.")
class WebhookOrder(Order[WebhookOrderField]):
    pass


@strawberry.input(one_of=True, description="Names one webhook, in one of two ways.")
class WebhookRef(Ref):
    pass


@strawberry.type
class WebhookQueries:
    webhook = single(Webhook, WEBHOOK, WebhookRef, "webhook")

    webhooks = listing(Webhook, WEBHOOK, "The webhooks, the oldest first. An admin's alone.")
