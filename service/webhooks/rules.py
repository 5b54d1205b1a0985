"""What endpoints want, and what becomes of deliveries: plain values, no clock, no database."""

from enum import StrEnum

# What an attempt keeps of an answer.
EXCERPT_LENGTH = 1_024
MOST_IN_FLIGHT = 50
MOST_PER_SECOND = 1_000


class WebhookState(StrEnum):
    """Whether an endpoint is sent what happens.

    ENABLED: at once. PAUSED: what happens waits until it is resumed. DISABLED: by the service,
    after failures; what happens meanwhile is not kept for it, but can be delivered again.
    """

    ENABLED = "ENABLED"
    PAUSED = "PAUSED"
    DISABLED = "DISABLED"


class Signature(StrEnum):
    """How deliveries are signed: `v1` with a shared secret, or `v1a` with a key of our own."""

    HMAC = "HMAC"
    ED25519 = "ED25519"


class DeliveryKind(StrEnum):
    """Why an event is sent: it happened, somebody tries the endpoint, or asks for it again."""

    EVENT = "EVENT"
    TEST = "TEST"
    REDELIVERY = "REDELIVERY"


class DeliveryState(StrEnum):
    """How far a delivery is: waiting, being sent, or settled in one of three ways."""

    PENDING = "PENDING"
    LEASED = "LEASED"
    SUCCEEDED = "SUCCEEDED"
    EXHAUSTED = "EXHAUSTED"
    CANCELLED = "CANCELLED"
