"""Webhooks: endpoints, secrets, deliveries and their attempts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.guard import guard

revision: str = "20261122_0007"
down_revision: str | None = "20261122_0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

SIGNATURES = "signature IN ('HMAC', 'ED25519')"
# By table, a reference's column and what it refers to.
REFERENCES = {
    "webhook": ("team_id", "team"),
    "webhook_secret": ("webhook_id", "webhook"),
    "webhook_delivery": ("webhook_id", "webhook"),
    "webhook_attempt": ("delivery_id", "webhook_delivery"),
}
CHECKS = {
    "webhook": {
        "state": "state IN ('ENABLED', 'PAUSED', 'DISABLED')",
        "signature": SIGNATURES,
        "max_in_flight": "max_in_flight BETWEEN 1 AND 50",
        "rate_per_second": "rate_per_second BETWEEN 1 AND 1000",
        "name_length": "char_length(name) <= 2000",
        "url_length": "char_length(url) <= 2048",
    },
    "webhook_secret": {"signature": SIGNATURES},
    "webhook_delivery": {
        "kind": "kind IN ('EVENT', 'TEST', 'REDELIVERY')",
        "state": "state IN ('PENDING', 'LEASED', 'SUCCEEDED', 'EXHAUSTED', 'CANCELLED')",
    },
    "webhook_attempt": {"response_length": "char_length(response) <= 1024"},
}
# By name: table, columns, condition.
INDEXES = {
    "ix_webhook_team": ("webhook", "team_id", None),
    "ix_webhook_secret_webhook": ("webhook_secret", "webhook_id created_at id", None),
    "ix_webhook_delivery_webhook": ("webhook_delivery", "webhook_id id", None),
    "ix_webhook_delivery_again": (
        "webhook_delivery",
        "webhook_id event_id",
        "kind = 'REDELIVERY'",
    ),
    "ix_webhook_delivery_due": (
        "webhook_delivery",
        "webhook_id next_attempt_at id",
        "state = 'PENDING'",
    ),
    "ix_webhook_delivery_open": (
        "webhook_delivery",
        "webhook_id sequence id",
        "state IN ('PENDING', 'LEASED')",
    ),
    "ix_webhook_delivery_leased": ("webhook_delivery", "webhook_id", "state = 'LEASED'"),
    "ix_webhook_delivery_exhausted": (
        "webhook_delivery",
        "webhook_id finished_at id",
        "state IN ('EXHAUSTED', 'CANCELLED')",
    ),
    "ix_webhook_attempt_delivery": ("webhook_attempt", "delivery_id number id", None),
}


def upgrade() -> None:
    _make_webhooks()
    _make_secrets()
    _make_deliveries()
    _make_attempts()
    for name, (table, columns, condition) in INDEXES.items():
        op.create_index(
            name,
            table,
            ["organization_id", *columns.split()],
            postgresql_where=None if condition is None else sa.text(condition),
        )
    guard(tuple(REFERENCES))


def downgrade() -> None:
    for table in reversed(REFERENCES):
        op.drop_table(table)


def _make_webhooks() -> None:
    op.create_table(
        "webhook",
        *_own(),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid()),
        sa.Column("updated_by", sa.Uuid()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True)),
        sa.Column("external_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String()),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("description", sa.String()),
        sa.Column("event_types", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("team_id", sa.Uuid()),
        sa.Column("headers", postgresql.JSONB(), nullable=False),
        sa.Column("document", sa.String()),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("max_in_flight", sa.Integer(), nullable=False),
        sa.Column("rate_per_second", sa.Integer()),
        sa.Column("ordered", sa.Boolean(), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True)),
        sa.Column("paced_until", sa.DateTime(timezone=True)),
        sa.Column("disabled_reason", sa.String()),
        *_constraints("webhook"),
    )
    op.create_index(
        "uq_webhook_external",
        "webhook",
        ["organization_id", "external_id", "external_system"],
        unique=True,
        postgresql_where=sa.text("external_id IS NOT NULL"),
    )


def _make_secrets() -> None:
    op.create_table(
        "webhook_secret",
        *_own(),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.String()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        *_constraints("webhook_secret"),
    )


def _make_deliveries() -> None:
    op.create_table(
        "webhook_delivery",
        *_own(),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger()),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_token", sa.Uuid()),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        *_constraints("webhook_delivery"),
        postgresql_with={"fillfactor": 70},
    )
    op.create_index(
        "uq_webhook_delivery_event",
        "webhook_delivery",
        ["organization_id", "webhook_id", "event_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'EVENT'"),
    )
    op.create_index(
        "ix_webhook_delivery_lease_until",
        "webhook_delivery",
        ["lease_until"],
        postgresql_where=sa.text("state = 'LEASED'"),
    )


def _make_attempts() -> None:
    op.create_table(
        "webhook_attempt",
        *_own(),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.Column("status_code", sa.Integer()),
        sa.Column("error", sa.String()),
        sa.Column("response", sa.String()),
        *_constraints("webhook_attempt"),
    )


def _own() -> list[sa.Column[object]]:
    return [
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
    ]


def _constraints(table: str) -> list[sa.Constraint]:
    column, target = REFERENCES[table]
    return [
        *(
            sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))
            for name, condition in CHECKS[table].items()
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f(f"fk_{table}_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", column],
            [f"{target}.organization_id", f"{target}.id"],
            name=op.f(f"fk_{table}_organization_id_{column}"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f(f"pk_{table}")),
    ]
