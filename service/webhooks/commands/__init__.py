"""What admins do with webhooks."""

from service.webhooks.commands.archiving import archive_webhook, restore_webhook
from service.webhooks.commands.endpoints import (
    NewWebhook,
    WebhookChange,
    create_webhook,
    update_webhook,
)
from service.webhooks.commands.means import Means
from service.webhooks.commands.redelivering import Redelivered, Redelivery, redeliver
from service.webhooks.commands.secrets import SecretRotation, rotate_secret
from service.webhooks.commands.sending import send_test

__all__ = [
    "Means",
    "NewWebhook",
    "Redelivered",
    "Redelivery",
    "SecretRotation",
    "WebhookChange",
    "archive_webhook",
    "create_webhook",
    "redeliver",
    "restore_webhook",
    "rotate_secret",
    "send_test",
    "update_webhook",
]
