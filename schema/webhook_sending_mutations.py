"""Having webhooks sent something: a test, or what was sent before."""

from datetime import datetime
from typing import Any

import strawberry

from schema.inputs import row_of, said, values_of
from schema.mutation_parts import Parts
from schema.payloads import Payload, affected, mutation
from schema.webhooks.deliveries import WebhookDelivery
from schema.webhooks.endpoints import Webhook
from schema.writes import Write, Written
from service.actor import Actor
from service.database import Session
from service.errors import Invalid
from service.webhooks.commands import Redelivery, redeliver, send_test
from service.webhooks.rules import MOST_REDELIVERED
from service.writing.given import Seen

_WEBHOOK = Parts(Webhook, "Webhook", "webhook", "webhooks")
# As many digits as the column takes.
_DIGITS = 18


@strawberry.input(description="Which webhook to try.")
class WebhookTestInput:
    id: strawberry.ID = _WEBHOOK.seen_id()


@strawberry.input(
    description="What to deliver again: one delivery; or events by their numbers; or what failed."
)
class WebhookRedeliverInput:
    id: strawberry.ID = _WEBHOOK.seen_id()
    delivery_id: strawberry.ID | None = said(
        "This delivery. One that waits for its next attempt is tried now.",
        types=("WebhookDelivery",),
    )
    from_sequence: str | None = said(
        "The events from this number of the log on, in decimal digits, as far as the webhook is"
        " subscribed to them today; null beside `toSequence`: from the first one."
    )
    to_sequence: str | None = said("Up to this number; null beside `fromSequence`: up to the last.")
    failed_since: datetime | None = said(
        "What was given up since then and has not been delivered again; what waits for its next"
        " attempt is tried now."
    )


@strawberry.type(description="What came of `webhookTest`.")
class WebhookTestPayload(Payload):
    delivery = affected(
        WebhookDelivery,
        "WebhookDelivery",
        "The delivery of an event `webhook.test`, which waits to be sent; null when it was"
        " refused.",
    )


@strawberry.type(description="What came of `webhookRedeliver`.")
class WebhookRedeliverPayload(Payload):
    webhook = affected(Webhook, "Webhook", "The webhook; null when it was refused.")

    @strawberry.field(description="How many deliveries will be sent now; null when it was refused.")
    def deliveries(self) -> int | None:
        return None if self.written.counts is None else self.written.counts["deliveries"]

    @strawberry.field(
        description="Where to go on with `fromSequence`, where the range was too much for once;"
        " null: it was not."
    )
    def next_sequence(self) -> str | None:
        found = None if self.written.counts is None else self.written.counts["next_sequence"]
        return str(found) if found else None

    @strawberry.field(
        description="Whether there is more that failed, for which to ask again; null when it was"
        " refused."
    )
    def has_more(self) -> bool | None:
        return None if self.written.counts is None else bool(self.written.counts["has_more"])


async def _test(session: Session, actor: Actor, given: Any, now: datetime) -> Written:  # noqa: ANN401 - any input
    return Written((await send_test(session, actor, row_of(Seen, given), now),))


async def _redeliver(session: Session, actor: Actor, given: Any, now: datetime) -> Written:  # noqa: ANN401 - any input
    values = values_of(given)
    for name in ("from_sequence", "to_sequence"):
        if name in values:
            values[name] = _sequence(values[name], name)
    done = await redeliver(session, actor, Redelivery(**values), now)
    counts = {
        "deliveries": done.count,
        "next_sequence": done.next_sequence or 0,
        "has_more": int(done.has_more),
    }
    return Written((values["id"],), counts=counts)


def _sequence(text: str, name: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS):
        raise Invalid("the number of an event is of decimal digits", [name])
    return int(text)


@strawberry.type
class WebhookSendingMutations:
    webhook_test = mutation(
        Write(_test),
        WebhookTestInput,
        WebhookTestPayload,
        "Send an event `webhook.test` to a webhook that is ENABLED, and to no other. See what came"
        " of it in the delivery's `attempts`.",
    )
    webhook_redeliver = mutation(
        Write(_redeliver),
        WebhookRedeliverInput,
        WebhookRedeliverPayload,
        f"Deliver events again, at most {MOST_REDELIVERED:,} at once, under the ids that they had:"
        " receivers know what they have seen. What is on its way is not sent twice for that.",
    )
