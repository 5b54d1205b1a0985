"""What every table has: keys, times, authors, a version, the sender's own id."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import uuid_utils.compat
from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKeyConstraint,
    Index,
    MetaData,
    text,
)
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata
Moment = DateTime(timezone=True)

DERIVED = "derived"

# Of the 128 of a UUIDv7: it begins with its milliseconds.
_BITS_BEHIND_TIME = 80

# The key of one installation's own documents: what an import without a named system brings.
NO_SYSTEM = ""


def utc_now() -> datetime:
    """The only clock; everything below takes the time as an argument."""
    return datetime.now(UTC)


def new_id() -> UUID:
    """A UUIDv7: ids made later in one process sort later."""
    return uuid_utils.compat.uuid7()


def first_id(moment: datetime) -> UUID:
    """Below all ids that were made from then on, and above those that were made before."""
    return UUID(int=int(moment.timestamp() * 1_000) << _BITS_BEHIND_TIME)


class Table(SQLModel):
    """A table named after its class: `KeyResult` is `key_result`."""

    @declared_attr.directive
    @classmethod
    def __tablename__(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class Scoped(Table):
    """A row of one organization: its key is composite, and so is every reference to it."""

    organization_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True, default_factory=new_id)


class Authored(Scoped):
    """A row that people write: with times, authors, optimistic locking and archiving."""

    created_at: datetime = Field(sa_type=Moment, default_factory=utc_now)
    updated_at: datetime = Field(sa_type=Moment, default_factory=utc_now)
    created_by: UUID | None = None
    updated_by: UUID | None = None
    version: int = 1
    archived_at: datetime | None = Field(default=None, sa_type=Moment)


class External(Authored):
    """An authored row that a sender may know under an id of its own."""

    external_system: str = NO_SYSTEM
    external_id: str | None = None


def derived(default: object = None, *, sa_type: Any = None) -> Any:  # noqa: ANN401 - as Field
    """A column that is computed from others: rows are written without it, and it starts so.

    See `written_columns`; nobody but the service itself writes these.
    """
    arguments: dict[str, Any] = {"info": {DERIVED: True}}
    if default is not None:
        arguments["server_default"] = text(f"'{default}'")
    kind = {} if sa_type is None else {"sa_type": sa_type}
    return Field(default=default, sa_column_kwargs=arguments, **kind)


def organization_key() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["organization_id"], ["organization.id"])


def reference(
    column: str, table: str, *, kind: str | None = None, deferred: bool = False
) -> ForeignKeyConstraint:
    """A foreign key inside one organization, to (organization_id, id[, kind]).

    `deferred` ones are checked at commit: a tree is written in any order.
    """
    columns = ["organization_id", column] if kind is None else ["organization_id", column, kind]
    keys = ["organization_id", "id"] if kind is None else ["organization_id", "id", "kind"]
    return ForeignKeyConstraint(
        columns,
        [f"{table}.{key}" for key in keys],
        deferrable=deferred or None,
        initially="DEFERRED" if deferred else None,
    )


def unique_external_key(table: str) -> Index:
    """External ids are unique per organization and system."""
    return Index(
        f"uq_{table}_external",
        "organization_id",
        "external_id",
        "external_system",
        unique=True,
        postgresql_where=text("external_id IS NOT NULL"),
    )


def one_of(column: str, members: Iterable[StrEnum]) -> CheckConstraint:
    """The column holds the name of one of the members.

    Text with CHECK: equality of PostgreSQL enums is not leakproof, so that under row-level
    security it would use no index.
    """
    allowed = ", ".join(f"'{member.value}'" for member in members)
    return CheckConstraint(f"{column} IN ({allowed})", name=column)


def finite(column: str) -> CheckConstraint:
    """PostgreSQL's numeric holds NaN and infinities; a key result does not."""
    return CheckConstraint(
        f"{column} NOT IN ('NaN'::numeric, 'Infinity'::numeric, '-Infinity'::numeric)",
        name=f"{column}_finite",
    )


def not_longer(column: str, characters: int) -> CheckConstraint:
    return CheckConstraint(f"char_length({column}) <= {characters}", name=f"{column}_length")
