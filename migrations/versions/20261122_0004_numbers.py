"""Numbers: what is computed from check-ins, with its queue; checkpoints, milestones, corrections."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from migrations.guard import guard

revision: str = "20261122_0004"
down_revision: str | None = "20261122_0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

STATUSES = "'NO_DATA', 'ON_TRACK', 'AT_RISK', 'OFF_TRACK', 'ACHIEVED', 'MISSED'"
NOT_FINITE = "'NaN'::numeric, 'Infinity'::numeric, '-Infinity'::numeric"

CHECKS = {
    "objective": {
        "status": f"status IN ({STATUSES})",
        "no_progress_reason": (
            "no_progress_reason IN ('NO_DRIVERS', 'NO_DATA', 'ZERO_WEIGHT', 'CYCLE')"
        ),
    },
    "key_result": {
        "follows": "follows IN ('CHECK_INS', 'KPI', 'ALIGNED_CHILDREN')",
        "derived_status": f"derived_status IN ({STATUSES})",
        "status": f"status IN ({STATUSES})",
    },
}
RATIOS = {
    "objective": ("progress", "data_coverage", "expected"),
    "key_result": ("progress_raw", "progress", "expected"),
}

# Nothing has been computed yet: the worker is asked for all of it.
REQUEST_ALL = """
INSERT INTO roll_up_request (organization_id, objective_id, refresh, requested_at)
SELECT organization_id, id, true, now() FROM objective WHERE archived_at IS NULL
"""


def upgrade() -> None:
    _make_tables()
    guard(("checkpoint", "milestone", "progress_clock", "roll_up_request"))
    _let_check_ins_correct()
    for table, names in RATIOS.items():
        for name in names:
            op.add_column(table, sa.Column(name, sa.Numeric()))
            _check(table, f"{name}_finite", f"{name} NOT IN ({NOT_FINITE})")
        op.add_column(table, _status("status"))
        op.add_column(table, sa.Column("status_rule", sa.String()))
        op.add_column(
            table,
            sa.Column("stale", sa.Boolean(), server_default=sa.text("'False'"), nullable=False),
        )
    op.add_column("objective", sa.Column("no_progress_reason", sa.String()))
    op.add_column("objective", sa.Column("progress_as_of", sa.DateTime(timezone=True)))
    op.add_column("objective", sa.Column("numbers_on", sa.Date()))
    op.add_column("key_result", _status("derived_status"))
    op.add_column("key_result", sa.Column("checked_in_at", sa.DateTime(timezone=True)))
    op.add_column(
        "key_result",
        sa.Column("follows", sa.String(), server_default="CHECK_INS", nullable=False),
    )
    for table, conditions in CHECKS.items():
        for name, condition in conditions.items():
            _check(table, name, condition)
    op.execute(REQUEST_ALL)


def downgrade() -> None:
    for table, names in RATIOS.items():
        for name in (*names, "status", "status_rule", "stale"):
            op.drop_column(table, name)
    for name in ("no_progress_reason", "progress_as_of", "numbers_on"):
        op.drop_column("objective", name)
    for name in ("derived_status", "checked_in_at", "follows"):
        op.drop_column("key_result", name)
    op.drop_column("check_in", "corrects_id")
    for table in ("milestone", "checkpoint", "roll_up_request", "progress_clock"):
        op.drop_table(table)


def _make_tables() -> None:
    _make(
        "progress_clock",
        sa.Column("turned_on", sa.Date()),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("pk_progress_clock")),
    )
    _make(
        "roll_up_request",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("objective_id", sa.Uuid(), nullable=False),
        sa.Column("refresh", sa.Boolean(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        _reference("roll_up_request", "objective_id", "objective"),
        _key("roll_up_request"),
    )
    op.create_index(
        "ix_roll_up_request_objective", "roll_up_request", ["organization_id", "objective_id"]
    )
    _make(
        "checkpoint",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_result_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("value", sa.Numeric(), nullable=False),
        sa.CheckConstraint(f"value NOT IN ({NOT_FINITE})", name=op.f("ck_checkpoint_value_finite")),
        _reference("checkpoint", "key_result_id", "key_result"),
        _key("checkpoint"),
        sa.UniqueConstraint(
            "organization_id",
            "key_result_id",
            "day",
            name=op.f("uq_checkpoint_organization_id_key_result_id_day"),
        ),
    )
    _make_milestones()


def _make_milestones() -> None:
    _make(
        "milestone",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_result_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("weight", sa.Numeric(), nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.Column("done_on", sa.Date()),
        sa.CheckConstraint(
            f"weight NOT IN ({NOT_FINITE})", name=op.f("ck_milestone_weight_finite")
        ),
        sa.CheckConstraint("char_length(title) <= 2000", name=op.f("ck_milestone_title_length")),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_milestone_weight")),
        _reference("milestone", "key_result_id", "key_result"),
        _key("milestone"),
    )
    op.create_index(
        "ix_milestone_key_result",
        "milestone",
        ["organization_id", "key_result_id", "position", "id"],
    )


def _let_check_ins_correct() -> None:
    op.add_column("check_in", sa.Column("corrects_id", sa.Uuid()))
    op.create_foreign_key(
        op.f("fk_check_in_organization_id_corrects_id"),
        "check_in",
        "check_in",
        ["organization_id", "corrects_id"],
        ["organization_id", "id"],
    )
    op.create_index(
        "uq_check_in_corrects",
        "check_in",
        ["organization_id", "corrects_id"],
        unique=True,
        postgresql_where=sa.text("corrects_id IS NOT NULL"),
    )


def _make(table: str, *parts: sa.Column[object] | sa.Constraint) -> None:
    op.create_table(
        table,
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        *parts,
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f(f"fk_{table}_organization_id")
        ),
    )


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("organization_id", "id", name=op.f(f"pk_{table}"))


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["organization_id", column],
        [f"{target}.organization_id", f"{target}.id"],
        name=op.f(f"fk_{table}_organization_id_{column}"),
    )


def _status(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), server_default=sa.text("'NO_DATA'"), nullable=False)


def _check(table: str, name: str, condition: str) -> None:
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition)
