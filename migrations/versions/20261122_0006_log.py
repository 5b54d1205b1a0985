"""The log: sequence, hash chain, partitions by time."""

from collections.abc import Sequence

revision: str = "20261122_0006"
down_revision: str | None = "20261122_0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
