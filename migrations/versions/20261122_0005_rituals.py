"""Rituals: planning calendars, reviews, where things were carried from, who decided and why."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from migrations.guard import guard

revision: str = "20261122_0005"
down_revision: str | None = "20261122_0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

DECISION = {
    "provider_team_id": "team",
    "risk_owner_id": "person",
    "decided_by_id": "person",
}


def upgrade() -> None:
    for table in ("cycle", "key_result"):
        _refer(table, "carried_from_id", table, deferred=True)
    op.add_column("alignment", sa.Column("decision_note", sa.String()))
    for column, target in DECISION.items():
        _refer("dependency", column, target)
    op.add_column("dependency", sa.Column("decided_at", sa.DateTime(timezone=True)))
    _make_planning_steps()
    _make_reviews()
    guard(("planning_step", "review"))


def downgrade() -> None:
    op.drop_table("review")
    op.drop_table("planning_step")
    op.drop_column("dependency", "decided_at")
    for column in DECISION:
        op.drop_column("dependency", column)
    op.drop_column("alignment", "decision_note")
    for table in ("cycle", "key_result"):
        op.drop_column(table, "carried_from_id")


def _make_planning_steps() -> None:
    op.create_table(
        "planning_step",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String()),
        sa.CheckConstraint(
            "audience IN ('COMPANY', 'TEAMS', 'INDIVIDUALS')",
            name=op.f("ck_planning_step_audience"),
        ),
        sa.CheckConstraint("char_length(note) <= 2000", name=op.f("ck_planning_step_note_length")),
        *_keys("planning_step", {"cycle_id": "cycle"}),
    )
    op.create_index(
        "ix_planning_step_cycle",
        "planning_step",
        ["organization_id", "cycle_id", "starts_on", "id"],
    )


def _make_reviews() -> None:
    op.create_table(
        "review",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid()),
        sa.Column("updated_by", sa.Uuid()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True)),
        sa.Column("external_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String()),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("objective_id", sa.Uuid()),
        sa.Column("cycle_id", sa.Uuid()),
        sa.Column("team_id", sa.Uuid()),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("went_well", sa.String()),
        sa.Column("went_badly", sa.String()),
        sa.Column("learned", sa.String()),
        sa.Column("carries_over", sa.String()),
        sa.Column("recognition", sa.String()),
        sa.Column("author_id", sa.Uuid()),
        *_review_checks(),
        *_keys("review", {f"{name}_id": target for name, target in REVIEW_REFERENCES.items()}),
    )
    for name in REVIEW_REFERENCES:
        columns = ["organization_id", f"{name}_id", "held_on", "id"]
        op.create_index(f"ix_review_{name}", "review", columns)
    op.create_index("ix_review_held_on", "review", ["organization_id", "held_on", "id"])
    op.create_index(
        "uq_review_external",
        "review",
        ["organization_id", "external_id", "external_system"],
        unique=True,
        postgresql_where=sa.text("external_id IS NOT NULL"),
    )


REVIEW_REFERENCES = {
    "objective": "objective",
    "cycle": "cycle",
    "team": "team",
    "author": "person",
}


def _review_checks() -> list[sa.CheckConstraint]:
    conditions = {
        "kind": "kind IN ('WEEKLY', 'MONTHLY', 'CLOSING')",
        "subject": "(objective_id IS NULL) <> (cycle_id IS NULL)",
        "team": "team_id IS NULL OR cycle_id IS NOT NULL",
    }
    return [
        sa.CheckConstraint(condition, name=op.f(f"ck_review_{name}"))
        for name, condition in conditions.items()
    ]


def _keys(table: str, references: dict[str, str]) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f(f"fk_{table}_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f(f"pk_{table}")),
        *(
            sa.ForeignKeyConstraint(
                ["organization_id", column],
                [f"{target}.organization_id", f"{target}.id"],
                name=op.f(f"fk_{table}_organization_id_{column}"),
            )
            for column, target in references.items()
        ),
    ]


def _refer(table: str, column: str, target: str, *, deferred: bool = False) -> None:
    op.add_column(table, sa.Column(column, sa.Uuid()))
    op.create_foreign_key(
        op.f(f"fk_{table}_organization_id_{column}"),
        table,
        target,
        ["organization_id", column],
        ["organization_id", "id"],
        deferrable=deferred or None,
        initially="DEFERRED" if deferred else None,
    )
    op.create_index(f"ix_{table}_{column.removesuffix('_id')}", table, ["organization_id", column])
