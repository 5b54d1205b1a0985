from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, text
from sqlmodel import Field

from service.progress.rules import ReportedStatus
from service.tables import (
    NO_SYSTEM,
    Moment,
    Scoped,
    finite,
    one_of,
    organization_key,
    reference,
    unique_external_key,
    utc_now,
)


class CheckIn(Scoped, table=True):
    """What a key result was at one moment; append-only."""

    __table_args__ = (
        organization_key(),
        reference("key_result_id", "key_result"),
        reference("author_id", "person"),
        reference("corrects_id", "check_in"),
        one_of("status", ReportedStatus),
        CheckConstraint("confidence BETWEEN 0 AND 10", name="confidence"),
        finite("value"),
        unique_external_key("check_in"),
        Index("ix_check_in_key_result", "organization_id", "key_result_id", "occurred_at", "id"),
        # A check-in is superseded once; whoever comes later corrects the correction.
        Index(
            "uq_check_in_corrects",
            "organization_id",
            "corrects_id",
            unique=True,
            postgresql_where=text("corrects_id IS NOT NULL"),
        ),
        Index("ix_check_in_author", "organization_id", "author_id", "occurred_at", "id"),
        Index("ix_check_in_occurred_at", "organization_id", "occurred_at", "id"),
    )

    external_system: str = NO_SYSTEM
    external_id: str | None = None
    key_result_id: UUID
    occurred_at: datetime = Field(sa_type=Moment)
    value: Decimal | None = Field(default=None, sa_type=Numeric)
    confidence: int | None = None
    status: str | None = None
    note: str | None = None
    wins: str | None = None
    blockers: str | None = None
    author_id: UUID | None = None
    corrects_id: UUID | None = None
    created_at: datetime = Field(sa_type=Moment, default_factory=utc_now)
    created_by: UUID | None = None
