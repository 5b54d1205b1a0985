"""Stored findings: audit runs, findings, waivers."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.guard import guard

revision: str = "20261122_0008"
down_revision: str | None = "20261122_0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

TABLES = ("audit_run", "finding", "waiver", "audit_clock")


def upgrade() -> None:
    _make_runs()
    _make_findings()
    _make_waivers()
    _make_clocks()
    op.create_index(
        "ix_objective_level",
        "objective",
        ["organization_id", "level"],
        postgresql_where=sa.text("archived_at IS NULL AND lifecycle <> 'CANCELLED'"),
    )
    guard(TABLES)


def downgrade() -> None:
    op.drop_index("ix_objective_level", "objective")
    for table in reversed(TABLES):
        op.drop_table(table)


def _make_runs() -> None:
    _make(
        "audit_run",
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("rule_set", sa.String(), nullable=False),
        sa.Column("score", sa.Float()),
        sa.Column("metrics", postgresql.JSONB(none_as_null=True)),
        sa.Column("counts", postgresql.JSONB(none_as_null=True)),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("resolved", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "trigger IN ('NIGHTLY', 'REQUESTED', 'INCREMENTAL')",
            name=op.f("ck_audit_run_trigger"),
        ),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_audit_run_score")),
    )
    # Lists and the trend are of whole audits alone.
    for column, others in (("finished_at", ["id"]), ("as_of", ["finished_at"])):
        op.create_index(
            f"ix_audit_run_{column}",
            "audit_run",
            ["organization_id", column, *others],
            postgresql_where=sa.text("trigger <> 'INCREMENTAL'"),
        )


def _make_findings() -> None:
    _make(
        "finding",
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String()),
        sa.Column("subject_id", sa.Uuid()),
        sa.Column("related", postgresql.JSONB(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_run_id", sa.Uuid(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True)),
        sa.Column("resolved_at", sa.DateTime(timezone=True)),
        sa.Column("resolved_run_id", sa.Uuid()),
        sa.UniqueConstraint(
            "organization_id", "fingerprint", name=op.f("uq_finding_organization_id_fingerprint")
        ),
        sa.CheckConstraint(
            "severity IN ('ERROR', 'WARNING', 'INFO')", name=op.f("ck_finding_severity")
        ),
        sa.CheckConstraint(
            "state IN ('OPEN', 'WAIVED', 'RESOLVED')", name=op.f("ck_finding_state")
        ),
        sa.CheckConstraint(
            "(state = 'RESOLVED') = (resolved_at IS NOT NULL)", name=op.f("ck_finding_resolved")
        ),
        sa.CheckConstraint("octet_length(digest) = 16", name=op.f("ck_finding_digest_length")),
    )
    op.create_index(
        "ix_finding_standing",
        "finding",
        ["organization_id", "subject_id", "id"],
        postgresql_where=sa.text("state <> 'RESOLVED'"),
    )
    op.create_index("ix_finding_subject", "finding", ["organization_id", "subject_id", "id"])
    op.create_index("ix_finding_rule", "finding", ["organization_id", "rule", "id"])
    op.create_index("ix_finding_opened_at", "finding", ["organization_id", "opened_at", "id"])


def _make_waivers() -> None:
    _make(
        "waiver",
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid()),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["organization_id", "created_by"],
            ["person.organization_id", "person.id"],
            name=op.f("fk_waiver_organization_id_created_by"),
        ),
        sa.CheckConstraint("char_length(reason) <= 2000", name=op.f("ck_waiver_reason_length")),
    )
    op.create_index(
        "uq_waiver_in_force",
        "waiver",
        ["organization_id", "finding_id"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_index("ix_waiver_created_by", "waiver", ["organization_id", "created_by"])


def _make_clocks() -> None:
    op.create_table(
        "audit_clock",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("audited_on", sa.Date()),
        sa.Column("covered_at", sa.DateTime(timezone=True)),
        sa.Column("levels", postgresql.ARRAY(sa.String())),
        sa.Column("requested_at", sa.DateTime(timezone=True)),
        sa.Column("requested_for", sa.Uuid()),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_audit_clock_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("pk_audit_clock")),
    )


def _make(table: str, *parts: sa.Column[object] | sa.Constraint) -> None:
    op.create_table(
        table,
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *parts,
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f(f"fk_{table}_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f(f"pk_{table}")),
    )
