"""Who has line of sight: what tells that it was lost or restored."""

from collections.abc import Sequence

revision: str = "20261122_0009"
down_revision: str | None = "20261122_0008"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
