"""What endpoints may be, and what becomes of deliveries: plain values, no clock, no database."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from urllib.parse import urlsplit

from service.errors import Invalid
from service.writing.checks import Check, integer_between, required, text, text_up_to, title

# What an attempt keeps of an answer.
EXCERPT_LENGTH = 1_024
MOST_IN_FLIGHT = 50
MOST_PER_SECOND = 1_000
# Endpoints in use of one organization: every event is held against each of them.
MOST_WEBHOOKS = 100
LONGEST_DOCUMENT = 20_000
# A secret that is rotated goes on signing for a day unless asked otherwise, and a week at most.
OVERLAP_HOURS = 24
LONGEST_OVERLAP_HOURS = 168
# Each of them signs every delivery.
MOST_SECRETS = 5
# How much is delivered again by one request; who wants more asks again.
MOST_REDELIVERED = 10_000
# Tests that wait for one webhook.
MOST_TESTS = 10


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


def _needed(check: Check) -> Check:
    """A check of what cannot be null, either."""

    def checked(value: object, path: Sequence[str]) -> None:
        required(value, path)
        check(value, path)

    return checked


def _settable(value: object, path: Sequence[str]) -> None:
    if value is WebhookState.DISABLED:
        raise Invalid("only the service disables a webhook; PAUSED holds it up", path)


WEBHOOK_CHECKS: Mapping[str, Check] = {
    "name": title,
    "url": required,
    "description": text,
    "event_types": required,
    "document": text_up_to(LONGEST_DOCUMENT),
    "state": _needed(_settable),
    "max_in_flight": _needed(integer_between(1, MOST_IN_FLIGHT)),
    "rate_per_second": integer_between(1, MOST_PER_SECOND),
    "ordered": required,
}


def origin(url: str) -> str:
    """As much of a URL as the log may tell: paths and queries often hold what nobody is to know."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
