from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from service.tables import Moment, Scoped, Table, organization_key


def _numbered(name: str, *columns: str) -> Index:
    """Of what is numbered: a writer pays for two indexes, the sequencer for these."""
    return Index(
        f"ix_event_{name}",
        "organization_id",
        *columns,
        postgresql_where=text("sequence IS NOT NULL"),
    )


class Event(Scoped, table=True):
    """One row per fact, written in the transaction of the change and never changed again.

    But for `sequence` and `hash`, which are given after commit by the one sequencer: writers never
    wait for one another. The table's parts are months, by the time that an id begins with.
    """

    __table_args__ = (
        organization_key(),
        Index(
            "ix_event_unnumbered",
            "organization_id",
            "position",
            postgresql_where=text("sequence IS NULL"),
        ),
        _numbered("sequence", "sequence", "id"),
        _numbered("subject", "subject_id", "sequence"),
        _numbered("type", "type", "sequence"),
        _numbered("actor", "actor_person_id", "sequence"),
        _numbered("occurred_at", "occurred_at", "id"),
        Index(
            "ix_event_cause",
            "organization_id",
            "cause_id",
            postgresql_where=text("cause_id IS NOT NULL"),
        ),
        {"postgresql_partition_by": "RANGE (id)"},
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
    # What there is to tell beyond what changed.
    details: dict[str, Any] | None = Field(
        default=None, sa_column=Column(JSONB(none_as_null=True), nullable=True)
    )
    # The order of recording: whoever held a row before has the smaller one.
    position: int | None = Field(
        default=None,
        sa_column=Column(
            BigInteger, server_default=text("nextval('event_position_seq')"), nullable=False
        ),
    )
    hash: bytes | None = Field(default=None, sa_type=LargeBinary)


class EventChain(Table, table=True):
    """The head of an organization's log, and what it begins after.

    Attributes:
        sequence, hash: of the last event that is numbered; 0 and zeros before the first.
        anchor_sequence, anchor_hash: of the last one that retention has taken away.
    """

    __table_args__ = (organization_key(),)

    organization_id: UUID = Field(primary_key=True)
    sequence: int = Field(sa_type=BigInteger)
    hash: bytes = Field(sa_type=LargeBinary)
    anchor_sequence: int = Field(sa_type=BigInteger)
    anchor_hash: bytes = Field(sa_type=LargeBinary)


class LogCursor(Table, table=True):
    """How far one reader of an organization's log has come."""

    __table_args__ = (organization_key(),)

    organization_id: UUID = Field(primary_key=True)
    consumer: str = Field(primary_key=True)
    sequence: int = Field(sa_type=BigInteger)
