"""The nouns of webhooks: an admin's alone."""

from service.access import Action
from service.paging.nouns import Noun, Relation, Term
from service.webhooks.models import Webhook, WebhookAttempt, WebhookDelivery, WebhookSecret
from service.webhooks.queries import attempts, deliveries, every_webhook, secrets, webhooks

WEBHOOK = Noun(
    "Webhook",
    Webhook,
    webhooks,
    {"team": Webhook.team_id},
    private=True,
    every=every_webhook,
    action=Action.WEBHOOKS,
)
WEBHOOK_SECRET = Noun(
    "WebhookSecret",
    WebhookSecret,
    secrets,
    {"webhook": WebhookSecret.webhook_id},
    private=True,
)
WEBHOOK_DELIVERY = Noun(
    "WebhookDelivery",
    WebhookDelivery,
    deliveries,
    {"webhook": WebhookDelivery.webhook_id, "attempt_count": WebhookDelivery.attempts},
    private=True,
)
WEBHOOK_ATTEMPT = Noun(
    "WebhookAttempt",
    WebhookAttempt,
    attempts,
    {"delivery": WebhookAttempt.delivery_id},
    private=True,
)
NOUNS = (WEBHOOK, WEBHOOK_SECRET, WEBHOOK_DELIVERY, WEBHOOK_ATTEMPT)

SECRETS_OF_WEBHOOK = Relation(
    WEBHOOK_SECRET,
    WebhookSecret.webhook_id,
    order=(Term("created_at", descending=True), Term("id", descending=True)),
)
DELIVERIES_OF_WEBHOOK = Relation(
    WEBHOOK_DELIVERY, WebhookDelivery.webhook_id, order=(Term("id", descending=True),)
)
ATTEMPTS_OF_DELIVERY = Relation(
    WEBHOOK_ATTEMPT, WebhookAttempt.delivery_id, order=(Term("number"),)
)
