"""Writes: idempotency keys; who left a team may join it again."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from migrations.guard import guard

revision: str = "20261122_0003"
down_revision: str | None = "20261122_0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "idempotency_key",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("principal_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("request_digest", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("char_length(key) <= 255", name=op.f("ck_idempotency_key_key_length")),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_idempotency_key_organization_id"),
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "principal_id", "key", "part", name=op.f("pk_idempotency_key")
        ),
    )
    op.create_index(
        "ix_idempotency_key_created_at",
        "idempotency_key",
        ["organization_id", "created_at"],
        unique=False,
    )
    guard(("idempotency_key",))
    op.drop_constraint("uq_membership_organization_id_person_id_team_id", "membership")
    op.create_index(
        "uq_membership_live",
        "membership",
        ["organization_id", "person_id", "team_id"],
        unique=True,
        postgresql_where=sa.text("archived_at IS NULL"),
    )
