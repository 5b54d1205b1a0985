from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from service.tables import (
    External,
    Moment,
    Scoped,
    derived,
    not_longer,
    one_of,
    organization_key,
    reference,
    unique_external_key,
    utc_now,
)
from service.webhooks.addresses import LONGEST_URL
from service.webhooks.rules import (
    EXCERPT_LENGTH,
    MOST_IN_FLIGHT,
    MOST_PER_SECOND,
    DeliveryKind,
    DeliveryState,
    Signature,
    WebhookState,
)


class Webhook(External, table=True):
    """Where to send what happens: an endpoint of somebody else's.

    `failing_since` and `paced_until` are the worker's to write, without a version.
    """

    __table_args__ = (
        organization_key(),
        reference("team_id", "team"),
        one_of("state", WebhookState),
        one_of("signature", Signature),
        CheckConstraint(f"max_in_flight BETWEEN 1 AND {MOST_IN_FLIGHT}", name="max_in_flight"),
        CheckConstraint(f"rate_per_second BETWEEN 1 AND {MOST_PER_SECOND}", name="rate_per_second"),
        not_longer("name", 2_000),
        not_longer("url", LONGEST_URL),
        unique_external_key("webhook"),
        Index("ix_webhook_team", "organization_id", "team_id"),
    )

    name: str
    url: str
    description: str | None = None
    # Exact types, `prefix.*` or `*`: see `service.webhooks.filters`.
    event_types: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    team_id: UUID | None = None
    # By name: the value, or {"sealed": …} where it is a secret; see `headers.py`.
    headers: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False), default_factory=dict)
    # The GraphQL query that shapes the payload.
    document: str | None = None
    state: str = WebhookState.ENABLED.value
    # What the latest secret signs with.
    signature: str = Signature.HMAC.value
    max_in_flight: int = 10
    rate_per_second: int | None = None
    ordered: bool = False
    failing_since: datetime | None = derived(sa_type=Moment)
    # Nothing is begun before: for its rate's sake, or since the endpoint asked to be left alone.
    paced_until: datetime | None = derived(sa_type=Moment)
    disabled_reason: str | None = derived()


class WebhookSecret(Scoped, table=True):
    """What deliveries are signed with, sealed; several at once while they are rotated."""

    __table_args__ = (
        organization_key(),
        reference("webhook_id", "webhook"),
        one_of("signature", Signature),
        Index("ix_webhook_secret_webhook", "organization_id", "webhook_id", "created_at", "id"),
    )

    webhook_id: UUID
    signature: str = Signature.HMAC.value
    # See `signing.py`: the HMAC key, or the seed of the private key.
    secret: bytes
    # Of ED25519: `whpk_…`, which everybody may know.
    public_key: str | None = None
    created_at: datetime = Field(sa_type=Moment, default_factory=utc_now)
    # None: until it is rotated.
    expires_at: datetime | None = Field(default=None, sa_type=Moment)


class WebhookDelivery(Scoped, table=True):
    """One event on its way to one endpoint.

    `event_id` refers to no row on purpose: partitions of the log are dropped whole, and a delivery
    that was made is remembered longer. A test (`webhookTest`) is made with its event, so that its
    `sequence` is None; fan-out makes no delivery of its own of `webhook.test` (see `subscribes`).
    """

    __table_args__ = (
        organization_key(),
        reference("webhook_id", "webhook"),
        one_of("kind", DeliveryKind),
        one_of("state", DeliveryState),
        Index("ix_webhook_delivery_webhook", "organization_id", "webhook_id", "id"),
        Index(
            "uq_webhook_delivery_event",
            "organization_id",
            "webhook_id",
            "event_id",
            unique=True,
            postgresql_where=text("kind = 'EVENT'"),
        ),
        # Whether what failed was delivered again since.
        Index(
            "ix_webhook_delivery_again",
            "organization_id",
            "webhook_id",
            "event_id",
            postgresql_where=text("kind = 'REDELIVERY'"),
        ),
        Index(
            "ix_webhook_delivery_due",
            "organization_id",
            "webhook_id",
            "next_attempt_at",
            "id",
            postgresql_where=text("state = 'PENDING'"),
        ),
        # What is open, in the order of the log: the head of an ordered endpoint, counts.
        Index(
            "ix_webhook_delivery_open",
            "organization_id",
            "webhook_id",
            "sequence",
            "id",
            postgresql_where=text("state IN ('PENDING', 'LEASED')"),
        ),
        Index(
            "ix_webhook_delivery_leased",
            "organization_id",
            "webhook_id",
            postgresql_where=text("state = 'LEASED'"),
        ),
        Index(
            "ix_webhook_delivery_lease_until",
            "lease_until",
            postgresql_where=text("state = 'LEASED'"),
        ),
        Index(
            "ix_webhook_delivery_exhausted",
            "organization_id",
            "webhook_id",
            "finished_at",
            "id",
            postgresql_where=text("state IN ('EXHAUSTED', 'CANCELLED')"),
        ),
        # Every attempt touches the row: room for its next versions on the same page.
        {"postgresql_with": {"fillfactor": 70}},
    )

    webhook_id: UUID
    event_id: UUID
    sequence: int | None = Field(default=None, sa_type=BigInteger)
    type: str
    subject_id: UUID
    kind: str = DeliveryKind.EVENT.value
    state: str = DeliveryState.PENDING.value
    attempts: int = 0
    next_attempt_at: datetime = Field(sa_type=Moment, default_factory=utc_now)
    lease_token: UUID | None = None
    lease_until: datetime | None = Field(default=None, sa_type=Moment)
    created_at: datetime = Field(sa_type=Moment, default_factory=utc_now)
    finished_at: datetime | None = Field(default=None, sa_type=Moment)


class WebhookAttempt(Scoped, table=True):
    """One request to an endpoint, and what came back: a status, or an error."""

    __table_args__ = (
        organization_key(),
        reference("delivery_id", "webhook_delivery"),
        not_longer("response", EXCERPT_LENGTH),
        Index("ix_webhook_attempt_delivery", "organization_id", "delivery_id", "number", "id"),
    )

    delivery_id: UUID
    # From 1.
    number: int
    started_at: datetime = Field(sa_type=Moment)
    duration_ms: int
    status_code: int | None = None
    error: str | None = None
    response: str | None = None
