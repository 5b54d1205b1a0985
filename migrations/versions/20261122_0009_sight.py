"""Who has line of sight: what tells that it was lost or restored; what numbers follow from."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from migrations.guard import guard

revision: str = "20261122_0009"
down_revision: str | None = "20261122_0008"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

CAUSED = ("roll_up_request", "progress_clock")


def upgrade() -> None:
    _make_table(
        "sight",
        sa.Column("part", sa.BigInteger(), nullable=False),
        sa.Column("reach", sa.LargeBinary(), nullable=False),
        key=["organization_id", "part"],
    )
    _make_table("sight_clock", sa.Column("day", sa.Date(), nullable=False), key=["organization_id"])
    for table in CAUSED:
        op.add_column(table, sa.Column("cause_id", sa.Uuid()))
    guard(("sight", "sight_clock"))


def downgrade() -> None:
    for table in CAUSED:
        op.drop_column(table, "cause_id")
    op.drop_table("sight_clock")
    op.drop_table("sight")


def _make_table(name: str, *columns: sa.Column[object], key: list[str]) -> None:
    op.create_table(
        name,
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f(f"fk_{name}_organization_id")
        ),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
    )
