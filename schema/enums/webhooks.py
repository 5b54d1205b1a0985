"""What the enums of webhooks mean."""

from schema.enums.describing import described
from service.webhooks.rules import DeliveryKind, DeliveryState, Signature, WebhookState

described(
    WebhookState,
    "Whether a webhook is sent what happens.",
    {
        "ENABLED": "It is sent what happens, at once.",
        "PAUSED": "What happens waits for it, until it is ENABLED again.",
        "DISABLED": "By the service, after failures: it is sent nothing, and nothing waits for it."
        " ENABLED again, it is sent what happens from then on; `webhookRedeliver` brings the rest.",
    },
)
described(
    Signature,
    "How deliveries are signed, as Standard Webhooks has it.",
    {
        "HMAC": "`v1`: HMAC-SHA256 under a secret that both sides know, `whsec_…`.",
        "ED25519": "`v1a`: with a key that only the service knows; receivers verify with the public"
        " key, `whpk_…`.",
    },
    name="WebhookSignature",
)
described(
    DeliveryKind,
    "Why an event is sent to a webhook.",
    {
        "EVENT": "It happened.",
        "TEST": "Somebody tries the webhook: `webhookTest`.",
        "REDELIVERY": "Somebody asked for it again: `webhookRedeliver`.",
    },
    name="WebhookDeliveryKind",
)
described(
    DeliveryState,
    "How far a delivery is.",
    {
        "PENDING": "It waits for its first attempt, or for the next.",
        "LEASED": "It is being sent.",
        "SUCCEEDED": "The endpoint took it: it answered with 2xx.",
        "EXHAUSTED": "The endpoint did not take it, whatever was tried.",
        "CANCELLED": "It was given up: the webhook was disabled or archived, or the log had let its"
        " event go.",
    },
    name="WebhookDeliveryState",
)
