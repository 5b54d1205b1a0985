from uuid import UUID

from sqlalchemy import Index, text

from service.folding import ordering, searchable
from service.tables import (
    Authored,
    External,
    not_longer,
    one_of,
    organization_key,
    reference,
    unique_external_key,
)
from service.teams.rules import TeamKind, TeamRole


class Team(External, table=True):
    """A part of the organization; the parts are a tree."""

    __table_args__ = (
        organization_key(),
        reference("parent_id", "team", deferred=True),
        one_of("kind", TeamKind),
        unique_external_key("team"),
        not_longer("name", 2_000),
        Index("ix_team_parent", "organization_id", "parent_id", ordering("name"), "id"),
        Index("ix_team_name", "organization_id", ordering("name"), "id"),
        *searchable("team", "name"),
    )

    name: str
    kind: str | None = None
    parent_id: UUID | None = None


class Membership(Authored, table=True):
    """That a person belongs to a team."""

    __table_args__ = (
        organization_key(),
        reference("person_id", "person"),
        reference("team_id", "team"),
        one_of("role", TeamRole),
        Index(
            "uq_membership_live",
            "organization_id",
            "person_id",
            "team_id",
            unique=True,
            postgresql_where=text("archived_at IS NULL"),
        ),
        Index("ix_membership_person", "organization_id", "person_id", "id"),
        Index("ix_membership_team", "organization_id", "team_id", "id"),
    )

    person_id: UUID
    team_id: UUID
    role: str = TeamRole.MEMBER.value
