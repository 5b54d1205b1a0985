from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from service.actor import Role
from service.folding import ordering, searchable
from service.tables import (
    External,
    Moment,
    Scoped,
    Table,
    new_id,
    not_longer,
    one_of,
    organization_key,
    reference,
    unique_external_key,
    utc_now,
)


class Organization(Table, table=True):
    """One customer: everything else belongs to exactly one."""

    __table_args__ = (UniqueConstraint("slug"), not_longer("name", 2_000))

    id: UUID = Field(primary_key=True, default_factory=new_id)
    slug: str
    name: str
    timezone: str = "UTC"
    settings: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSONB, nullable=False, server_default=text("'{}'"))
    )
    # Where imported OKRs came from, in the sender's own words.
    source: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))
    created_at: datetime = Field(sa_type=Moment, default_factory=utc_now)
    updated_at: datetime = Field(sa_type=Moment, default_factory=utc_now)
    version: int = 1


class Person(External, table=True):
    """Someone who works there; someone inactive owns nothing."""

    __table_args__ = (
        organization_key(),
        reference("manager_id", "person", deferred=True),
        unique_external_key("person"),
        not_longer("name", 2_000),
        Index("ix_person_manager", "organization_id", "manager_id", ordering("name"), "id"),
        Index("ix_person_name", "organization_id", ordering("name"), "id"),
        *searchable("person", "name"),
    )

    name: str
    email: str | None = None
    manager_id: UUID | None = None
    active: bool = True


class Token(Scoped, table=True):
    """An API token, of which only a keyed digest is kept."""

    __table_args__ = (
        organization_key(),
        reference("person_id", "person"),
        one_of("role", Role),
        UniqueConstraint("digest"),
        Index("ix_token_person", "organization_id", "person_id"),
    )

    name: str
    role: str
    digest: bytes
    person_id: UUID | None = None
    created_at: datetime = Field(sa_type=Moment, default_factory=utc_now)
    expires_at: datetime | None = Field(default=None, sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
    last_used_at: datetime | None = Field(default=None, sa_type=Moment)
