from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from service.dependencies.rules import DependencyKind, DependencyState
from service.nodes.models import end_of_edge
from service.nodes.rules import NodeKind
from service.tables import (
    External,
    Moment,
    one_of,
    organization_key,
    reference,
    unique_external_key,
    utc_now,
)

_ENDS = [NodeKind.OBJECTIVE, NodeKind.KEY_RESULT]


class Dependency(External, table=True):
    """That one goal waits for another, whichever teams they belong to."""

    __table_args__ = (
        organization_key(),
        end_of_edge("from"),
        end_of_edge("to"),
        reference("provider_team_id", "team"),
        reference("risk_owner_id", "person"),
        reference("decided_by_id", "person"),
        one_of("from_kind", _ENDS),
        one_of("to_kind", _ENDS),
        one_of("kind", DependencyKind),
        one_of("state", DependencyState),
        CheckConstraint("from_id <> to_id", name="self"),
        unique_external_key("dependency"),
        Index(
            "uq_dependency_live",
            "organization_id",
            "from_id",
            "to_id",
            "kind",
            unique=True,
            postgresql_where=text("archived_at IS NULL"),
        ),
        Index("ix_dependency_from", "organization_id", "from_id", "id"),
        Index("ix_dependency_to", "organization_id", "to_id", "id"),
        Index("ix_dependency_provider_team", "organization_id", "provider_team_id"),
        Index("ix_dependency_risk_owner", "organization_id", "risk_owner_id"),
        Index("ix_dependency_decided_by", "organization_id", "decided_by_id"),
    )

    from_id: UUID
    from_kind: str
    to_id: UUID
    to_kind: str
    kind: str = DependencyKind.NEEDS.value
    state: str = DependencyState.REQUESTED.value
    needed_by: date | None = None
    note: str | None = None
    requested_at: datetime = Field(sa_type=Moment, default_factory=utc_now)
    provider_team_id: UUID | None = None
    risk_owner_id: UUID | None = None
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    decided_by_id: UUID | None = None
