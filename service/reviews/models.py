from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from service.reviews.rules import ReviewKind
from service.tables import (
    External,
    one_of,
    organization_key,
    reference,
    unique_external_key,
)


class Review(External, table=True):
    """What people said when they looked back on an objective, or on a cycle."""

    __table_args__ = (
        organization_key(),
        reference("objective_id", "objective"),
        reference("cycle_id", "cycle"),
        reference("team_id", "team"),
        reference("author_id", "person"),
        one_of("kind", ReviewKind),
        # Of an objective, or of a cycle: everyone's, or one team's.
        CheckConstraint("(objective_id IS NULL) <> (cycle_id IS NULL)", name="subject"),
        CheckConstraint("team_id IS NULL OR cycle_id IS NOT NULL", name="team"),
        unique_external_key("review"),
        Index("ix_review_held_on", "organization_id", "held_on", "id"),
        Index("ix_review_objective", "organization_id", "objective_id", "held_on", "id"),
        Index("ix_review_cycle", "organization_id", "cycle_id", "held_on", "id"),
        Index("ix_review_team", "organization_id", "team_id", "held_on", "id"),
        Index("ix_review_author", "organization_id", "author_id", "held_on", "id"),
    )

    kind: str
    objective_id: UUID | None = None
    cycle_id: UUID | None = None
    team_id: UUID | None = None
    held_on: date
    went_well: str | None = None
    went_badly: str | None = None
    learned: str | None = None
    carries_over: str | None = None
    recognition: str | None = None
    author_id: UUID | None = None
