"""Webhooks: endpoints, secrets, deliveries and their attempts."""

from collections.abc import Sequence

revision: str = "20261122_0007"
down_revision: str | None = "20261122_0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
