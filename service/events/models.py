from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from service.tables import Moment, Scoped, organization_key


class Event(Scoped, table=True):
    """One row per fact, written in the transaction of the change and never touched again.

    `sequence` is given after commit, by the one sequencer: writers never wait for one another.
    """

    __table_args__ = (
        organization_key(),
        Index(
            "uq_event_sequence",
            "organization_id",
            "sequence",
            unique=True,
            postgresql_where=text("sequence IS NOT NULL"),
        ),
        Index("ix_event_subject", "organization_id", "subject_id", "id"),
    )

    sequence: int | None = Field(default=None, sa_type=BigInteger)
    type: str
    subject_kind: str
    subject_id: UUID
    actor_token_id: UUID | None = None
    actor_person_id: UUID | None = None
    occurred_at: datetime = Field(sa_type=Moment)
    changes: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    cause_id: UUID | None = None
