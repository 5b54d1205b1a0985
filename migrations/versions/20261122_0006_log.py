"""The log: sequence, hash chain, partitions by time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.guard import guard, let_only_append
from migrations.partitions import first_id, month_after, part_of

revision: str = "20261122_0006"
down_revision: str | None = "20261122_0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

KEPT = (
    "organization_id, id, type, subject_kind, subject_id, actor_token_id, actor_person_id,"
    " occurred_at, changes, cause_id"
)
REPLAY = f"""
INSERT INTO event ({KEPT}, position)
SELECT {KEPT}, nextval('event_position_seq') FROM (SELECT {KEPT} FROM event_before ORDER BY id) before
"""  # noqa: S608 - our own names
REVERT = f"INSERT INTO event ({KEPT}) SELECT {KEPT} FROM event_before"  # noqa: S608 - our own names

# Of the events there are, and of now; what has no time of ours in its id goes to the last part.
MONTHS = """
WITH made(at) AS (
    SELECT to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0)
      FROM event_before
    UNION ALL SELECT now()
)
SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC') FROM made
 WHERE at BETWEEN '2020-01-01' AND now() ORDER BY 1
"""
AHEAD = 2

# Only of what is numbered: a writer pays for two indexes, the sequencer for these.
INDEXES = {
    "ix_event_sequence": ["sequence", "id"],
    "ix_event_subject": ["subject_id", "sequence"],
    "ix_event_type": ["type", "sequence"],
    "ix_event_actor": ["actor_person_id", "sequence"],
    "ix_event_occurred_at": ["occurred_at", "id"],
}


def upgrade() -> None:
    op.execute("CREATE SEQUENCE event_position_seq AS bigint")
    _set_aside()
    _make_log()
    months = [row[0] for row in op.get_bind().execute(sa.text(MONTHS))]
    for month in [*months, *(month_after(months[-1], more + 1) for more in range(AHEAD))]:
        _make_part(month)
    op.execute("CREATE TABLE event_default PARTITION OF event DEFAULT")
    # In the order of their ids, which is the order that they were made in.
    op.execute(REPLAY)
    op.drop_table("event_before")
    _index_log()
    _make_table("event_chain", *_chain(), key=["organization_id"])
    _make_table(
        "log_cursor",
        sa.Column("consumer", sa.String(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        key=["organization_id", "consumer"],
    )
    guard(("event", "event_chain", "log_cursor"))
    let_only_append("event", but=("sequence", "hash"))


def downgrade() -> None:
    op.drop_table("log_cursor")
    op.drop_table("event_chain")
    _set_aside()
    _make_table("event", *_told(), key=["organization_id", "id"])
    op.execute(REVERT)
    op.drop_table("event_before")
    op.execute("DROP SEQUENCE event_position_seq")
    op.create_index("ix_event_subject", "event", ["organization_id", "subject_id", "id"])
    op.create_index(
        "uq_event_sequence",
        "event",
        ["organization_id", "sequence"],
        unique=True,
        postgresql_where=sa.text("sequence IS NOT NULL"),
    )
    guard(("event",))


def _set_aside() -> None:
    """Leave the names to the table that is to come, and let its rows be seen."""
    op.execute("ALTER TABLE event RENAME TO event_before")
    for name in ("pk_event", "fk_event_organization_id"):
        op.execute(f"ALTER TABLE event_before RENAME CONSTRAINT {name} TO {name}_before")
    for name in ("uq_event_sequence", "ix_event_unnumbered", "ix_event_cause", *INDEXES):
        op.execute(f"DROP INDEX IF EXISTS {name}")
    op.execute("ALTER TABLE event_before NO FORCE ROW LEVEL SECURITY")


def _make_log() -> None:
    _make_table(
        "event",
        *_told(),
        sa.Column("details", postgresql.JSONB(none_as_null=True)),
        sa.Column(
            "position",
            sa.BigInteger(),
            server_default=sa.text("nextval('event_position_seq')"),
            nullable=False,
        ),
        sa.Column("hash", sa.LargeBinary()),
        key=["organization_id", "id"],
        postgresql_partition_by="RANGE (id)",
    )


def _make_part(month: datetime) -> None:
    op.execute(
        f"CREATE TABLE {part_of(month)} PARTITION OF event"
        f" FOR VALUES FROM ('{first_id(month)}') TO ('{first_id(month_after(month))}')"
    )


def _index_log() -> None:
    op.create_index(
        "ix_event_unnumbered",
        "event",
        ["organization_id", "position"],
        postgresql_where=sa.text("sequence IS NULL"),
    )
    op.create_index(
        "ix_event_cause",
        "event",
        ["organization_id", "cause_id"],
        postgresql_where=sa.text("cause_id IS NOT NULL"),
    )
    for name, columns in INDEXES.items():
        op.create_index(
            name,
            "event",
            ["organization_id", *columns],
            postgresql_where=sa.text("sequence IS NOT NULL"),
        )


def _told() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger()),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("actor_token_id", sa.Uuid()),
        sa.Column("actor_person_id", sa.Uuid()),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changes", postgresql.JSONB(), nullable=False),
        sa.Column("cause_id", sa.Uuid()),
    ]


def _chain() -> list[sa.Column[object]]:
    return [
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("anchor_sequence", sa.BigInteger(), nullable=False),
        sa.Column("anchor_hash", sa.LargeBinary(), nullable=False),
    ]


def _make_table(
    name: str,
    *columns: sa.Column[object],
    key: list[str],
    **options: Any,  # noqa: ANN401 - as alembic has it
) -> None:
    op.create_table(
        name,
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f(f"fk_{name}_organization_id")
        ),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
        **options,
    )
