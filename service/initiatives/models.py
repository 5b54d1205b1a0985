from datetime import date
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from service.folding import ordering, searchable
from service.initiatives.rules import InitiativeStatus
from service.nodes.models import NodeNoun, end_of_edge, node_keys
from service.nodes.rules import NodeKind
from service.tables import Table, one_of, organization_key, reference


class Initiative(NodeNoun, table=True):
    """A project or task: what is done so that key results change."""

    __table_args__ = (
        *node_keys(NodeKind.INITIATIVE),
        reference("owner_id", "person"),
        reference("team_id", "team"),
        one_of("status", InitiativeStatus),
        Index("ix_initiative_owner", "organization_id", "owner_id", "id"),
        Index("ix_initiative_team", "organization_id", "team_id", "id"),
        Index("ix_initiative_title", "organization_id", ordering("title"), "id"),
        *searchable("initiative", "title"),
    )

    kind: str = NodeKind.INITIATIVE.value
    description: str | None = None
    owner_id: UUID | None = None
    owner_role: str | None = None
    team_id: UUID | None = None
    status: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    link: str | None = None


class InitiativeTarget(Table, table=True):
    """That an initiative serves a key result or an objective."""

    __table_args__ = (
        organization_key(),
        reference("initiative_id", "initiative"),
        end_of_edge("target"),
        one_of("target_kind", [NodeKind.OBJECTIVE, NodeKind.KEY_RESULT]),
        Index("ix_initiative_target_target", "organization_id", "target_id", "initiative_id"),
    )

    organization_id: UUID = Field(primary_key=True)
    initiative_id: UUID = Field(primary_key=True)
    target_id: UUID = Field(primary_key=True)
    target_kind: str
    position: int = 0
