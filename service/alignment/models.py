from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, text
from sqlmodel import Field

from service.alignment.rules import AlignmentKind, AlignmentState
from service.nodes.models import end_of_edge
from service.nodes.rules import NodeKind
from service.tables import (
    External,
    Moment,
    finite,
    one_of,
    organization_key,
    reference,
    unique_external_key,
    utc_now,
)


class Alignment(External, table=True):
    """The edge child → parent: what the child is for."""

    __table_args__ = (
        organization_key(),
        end_of_edge("child"),
        end_of_edge("parent"),
        reference("proposed_by_id", "person"),
        reference("decided_by_id", "person"),
        one_of("child_kind", [NodeKind.OBJECTIVE, NodeKind.KEY_RESULT]),
        one_of("parent_kind", [NodeKind.OBJECTIVE, NodeKind.KEY_RESULT, NodeKind.STRATEGY_ELEMENT]),
        one_of("kind", AlignmentKind),
        one_of("state", AlignmentState),
        CheckConstraint("child_id <> parent_id", name="self"),
        CheckConstraint("weight >= 0", name="weight"),
        CheckConstraint("allocation BETWEEN 0 AND 1", name="allocation"),
        finite("weight"),
        unique_external_key("alignment"),
        Index(
            "uq_alignment_live",
            "organization_id",
            "child_id",
            "parent_id",
            unique=True,
            postgresql_where=text("archived_at IS NULL"),
        ),
        Index(
            "uq_alignment_primary",
            "organization_id",
            "child_id",
            unique=True,
            postgresql_where=text("is_primary AND archived_at IS NULL"),
        ),
        Index("ix_alignment_child", "organization_id", "child_id", "id"),
        Index("ix_alignment_parent", "organization_id", "parent_id", "id"),
        Index("ix_alignment_proposed_by", "organization_id", "proposed_by_id"),
        Index("ix_alignment_decided_by", "organization_id", "decided_by_id"),
    )

    child_id: UUID
    child_kind: str
    parent_id: UUID
    parent_kind: str
    kind: str = AlignmentKind.CONTRIBUTES.value
    state: str = AlignmentState.ACCEPTED.value
    is_primary: bool = False
    weight: Decimal = Field(default=Decimal(1), sa_type=Numeric)
    allocation: Decimal | None = Field(default=None, sa_type=Numeric)
    rationale: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    proposed_at: datetime = Field(sa_type=Moment, default_factory=utc_now)
    proposed_by_id: UUID | None = None
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    decided_by_id: UUID | None = None
    decision_note: str | None = None
