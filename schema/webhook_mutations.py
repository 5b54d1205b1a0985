"""Writing webhooks: where what happens is sent, and how it is signed."""

from datetime import datetime
from typing import Any

import strawberry

from schema.inputs import row_of, said
from schema.mutation_parts import STAYS, TEXT, Parts, expected_version
from schema.payloads import Payload, affected, mutation
from schema.webhooks.endpoints import Webhook
from schema.writes import WithMeans, Write, Written
from service.actor import Actor
from service.database import Session
from service.webhooks.commands import (
    Means,
    NewWebhook,
    SecretRotation,
    WebhookChange,
    archive_webhook,
    create_webhook,
    restore_webhook,
    rotate_secret,
    update_webhook,
)
from service.webhooks.headers import Header
from service.webhooks.rules import (
    LONGEST_DOCUMENT,
    LONGEST_OVERLAP_HOURS,
    MOST_IN_FLIGHT,
    MOST_PER_SECOND,
    OVERLAP_HOURS,
    Signature,
    WebhookState,
)
from service.webhooks.signing import SigningKey, secret_text
from service.writing.given import Seen

_WEBHOOK = Parts(Webhook, "Webhook", "webhook", "webhooks")
_same = _WEBHOOK.same

_NAME = "At least one character that is no space, at most 2,000."
_URL = (
    "By https to a public host, port 443 or 8443, without user name, password and fragment, at most"
    " 2,048 characters. What the installation allows beside that may also be http."
)
_TYPES = "One to 100; an unknown one is INVALID, and those near it are named."
_HEADERS = "At most 20. Names such as `Authorization` say that their values are secrets."
_DOCUMENT = (
    f"At most {LONGEST_DOCUMENT:,} characters and 1,000 points. It may declare `$event: ID`,"
    " `$subject: ID` and `$type: String`; a viewer of the organization reads. Deliveries carry its"
    " answer as `data.result`."
)
_IN_FLIGHT = f"1 to {MOST_IN_FLIGHT}."
_RATE = f"1 to {MOST_PER_SECOND:,}."
_STATE = "ENABLED or PAUSED: only the service disables."
_TOLD_ONCE = (
    "It is told this once; null for ED25519, which is verified with the key's `publicKey`, when it"
    " was refused, and in the answer to a repeated `Idempotency-Key`."
)


@strawberry.input(description="A header that every delivery carries.")
class WebhookHeaderInput:
    name: str = said("Its name; not one of HTTP's own, nor of the signature.")
    value: str | None = said(
        "Its value: visible ASCII, at most 4,096 characters; null in an update: as it is stored."
    )


@strawberry.input(description="A new webhook: it is sent what happens from now on.")
class WebhookCreateInput:
    id: strawberry.ID | None = _WEBHOOK.brought_id()
    external_id: str | None = _WEBHOOK.external_id()
    name: str = _same("name", _NAME)
    url: str = _same("url", _URL)
    description: str | None = _same("description", TEXT)
    event_types: list[str] = _same("event_types", _TYPES)
    team_id: strawberry.ID | None = _same("team", types=("Team",))
    headers: list[WebhookHeaderInput] = _same("headers", _HEADERS, row=Header, default_factory=list)
    document: str | None = _same("document", _DOCUMENT)
    state: WebhookState = _same("state", _STATE, default=WebhookState.ENABLED)
    signature: Signature = said("How its deliveries are signed.", default=Signature.HMAC)
    max_in_flight: int = _same("max_in_flight", _IN_FLIGHT, default=10)
    rate_per_second: int | None = _same("rate_per_second", _RATE)
    ordered: bool = _same("ordered", default=False)


@strawberry.input(
    description="What is to change of a webhook: what is left out stays, null clears."
)
class WebhookUpdateInput:
    id: strawberry.ID = _WEBHOOK.seen_id()
    expected_version: int | None = expected_version()
    name: strawberry.Maybe[str | None] = _same("name", f"{_NAME} {STAYS}")
    url: strawberry.Maybe[str | None] = _same("url", f"{_URL} {STAYS}")
    description: strawberry.Maybe[str | None] = _same("description", TEXT)
    event_types: strawberry.Maybe[list[str] | None] = _same("event_types", f"{_TYPES} {STAYS}")
    team_id: strawberry.Maybe[strawberry.ID | None] = _same("team", types=("Team",))
    headers: strawberry.Maybe[list[WebhookHeaderInput] | None] = _same(
        "headers", f"All that it has from now on. {_HEADERS}", row=Header
    )
    document: strawberry.Maybe[str | None] = _same("document", _DOCUMENT)
    state: strawberry.Maybe[WebhookState | None] = _same(
        "state", f"{_STATE} ENABLED again, it starts without the failures of before. {STAYS}"
    )
    max_in_flight: strawberry.Maybe[int | None] = _same("max_in_flight", f"{_IN_FLIGHT} {STAYS}")
    rate_per_second: strawberry.Maybe[int | None] = _same("rate_per_second", _RATE)
    ordered: strawberry.Maybe[bool | None] = _same("ordered", STAYS)


@strawberry.input(description="Which webhook gets another key.")
class WebhookRotateSecretInput:
    id: strawberry.ID = _WEBHOOK.seen_id()
    expected_version: int | None = expected_version()
    overlap_hours: int = said(
        f"How long the keys before it sign beside it, 0 to {LONGEST_OVERLAP_HOURS} hours.",
        default=OVERLAP_HOURS,
    )
    signature: Signature | None = said("How the new key signs; null: as the one before.")


@strawberry.type(description="What came of `webhookCreate`.")
class WebhookCreatePayload(Payload):
    webhook = affected(Webhook, "Webhook", "The new webhook; null when it was refused.")

    @strawberry.field(description=f"What receivers verify with, `whsec_…`. {_TOLD_ONCE}")
    def secret(self) -> str | None:
        return self.written.secret


@strawberry.type(description="What came of `webhookRotateSecret`.")
class WebhookRotateSecretPayload(Payload):
    webhook = affected(Webhook, "Webhook", "The webhook as it is now; null when it was refused.")

    @strawberry.field(description=f"What receivers verify with from now on. {_TOLD_ONCE}")
    def secret(self) -> str | None:
        return self.written.secret


async def _create(
    session: Session,
    actor: Actor,
    given: Any,  # noqa: ANN401 - any input
    now: datetime,
    means: Means,
) -> Written:
    own_id, key = await create_webhook(session, actor, row_of(NewWebhook, given), means, now)
    return _told(own_id, key)


async def _update(
    session: Session,
    actor: Actor,
    given: Any,  # noqa: ANN401 - any input
    now: datetime,
    means: Means,
) -> Written:
    change = row_of(WebhookChange, given)
    return Written((await update_webhook(session, actor, change, means, now),))


async def _rotate(
    session: Session,
    actor: Actor,
    given: Any,  # noqa: ANN401 - any input
    now: datetime,
    means: Means,
) -> Written:
    rotation = row_of(SecretRotation, given)
    return _told(*await rotate_secret(session, actor, rotation, means, now))


async def _archive(session: Session, actor: Actor, given: Any, now: datetime) -> Written:  # noqa: ANN401 - any input
    return Written((await archive_webhook(session, actor, row_of(Seen, given), now),))


async def _restore(session: Session, actor: Actor, given: Any, now: datetime) -> Written:  # noqa: ANN401 - any input
    return Written((await restore_webhook(session, actor, row_of(Seen, given), now),))


def _told(own_id: Any, key: SigningKey) -> Written:  # noqa: ANN401 - an id
    return Written((own_id,), secret=secret_text(key))


@strawberry.type
class WebhookMutations:
    webhook_create = mutation(
        Write(WithMeans(_create)),
        WebhookCreateInput,
        WebhookCreatePayload,
        "Have what happens sent to an endpoint, as Standard Webhooks has it. An organization has at"
        " most 100 webhooks in use.",
    )
    webhook_update = mutation(
        Write(WithMeans(_update)),
        WebhookUpdateInput,
        _WEBHOOK.payload("Update"),
        "Change a webhook that is not archived; pause it, resume it, enable it again.",
    )
    webhook_archive = mutation(
        Write(_archive),
        _WEBHOOK.seen_input("Archive", "Which webhook to archive."),
        _WEBHOOK.payload("Archive"),
        "Put a webhook away: nothing is sent to it any more, and what waits is cancelled. Once more"
        " changes nothing.",
    )
    webhook_restore = mutation(
        Write(_restore),
        _WEBHOOK.seen_input("Restore", "Which webhook to bring back."),
        _WEBHOOK.payload("Restore"),
        "Bring a webhook back: it is sent what happens from now on.",
    )
    webhook_rotate_secret = mutation(
        Write(WithMeans(_rotate)),
        WebhookRotateSecretInput,
        WebhookRotateSecretPayload,
        "Give a webhook another key. Deliveries are signed by the old ones, too, until the overlap"
        " ends: receivers verify with either meanwhile.",
    )
