from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from service.audit.findings import FindingState, Severity
from service.findings.rules import LONGEST_REASON, RunTrigger
from service.tables import (
    Moment,
    Scoped,
    Table,
    not_longer,
    one_of,
    organization_key,
    reference,
)


def _of_the_whole(column: str, *others: str) -> Index:
    return Index(
        f"ix_audit_run_{column}",
        "organization_id",
        column,
        *others,
        postgresql_where=text("trigger <> 'INCREMENTAL'"),
    )


class AuditRun(Scoped, table=True):
    """One audit of the whole organization that was stored, or what one change came to.

    Attributes:
        score, metrics, counts: none where only what a change touched was looked at.
        sequence: the number in the log up to which it has seen everything.
        opened, resolved: how many findings.
    """

    __table_args__ = (
        organization_key(),
        one_of("trigger", RunTrigger),
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        _of_the_whole("finished_at", "id"),
        _of_the_whole("as_of", "finished_at"),
    )

    trigger: str
    as_of: date
    rule_set: str
    score: float | None = None
    metrics: dict[str, Any] | None = Field(sa_column=Column(JSONB(none_as_null=True)))
    counts: list[dict[str, Any]] | None = Field(sa_column=Column(JSONB(none_as_null=True)))
    sequence: int = Field(sa_type=BigInteger)
    opened: int
    resolved: int
    started_at: datetime = Field(sa_type=Moment)
    finished_at: datetime = Field(sa_type=Moment)


class Finding(Scoped, table=True):
    """What an audit found, for as long as it stands and afterwards; its id is its fingerprint's.

    Attributes:
        related: kinds and ids, in the order of the keys.
        digest: of what a run says of it, to tell whether the next one says otherwise.
        opened_at: since when it stands, this time; `first_seen_at` is the first time.
        last_seen_at: none while it stands: each audit of the whole sees it again.
    """

    __table_args__ = (
        organization_key(),
        UniqueConstraint("organization_id", "fingerprint"),
        one_of("severity", Severity),
        one_of("state", FindingState),
        CheckConstraint("(state = 'RESOLVED') = (resolved_at IS NOT NULL)", name="resolved"),
        # Runs are compared as columns of marks, which are all of one size.
        CheckConstraint("octet_length(digest) = 16", name="digest_length"),
        Index(
            "ix_finding_standing",
            "organization_id",
            "subject_id",
            "id",
            postgresql_where=text("state <> 'RESOLVED'"),
        ),
        Index("ix_finding_subject", "organization_id", "subject_id", "id"),
        Index("ix_finding_rule", "organization_id", "rule", "id"),
        Index("ix_finding_opened_at", "organization_id", "opened_at", "id"),
    )

    fingerprint: str
    rule: str
    severity: str
    state: str
    subject_kind: str | None = None
    subject_id: UUID | None = None
    related: list[dict[str, str]] = Field(sa_column=Column(JSONB, nullable=False))
    message: str
    evidence: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    digest: bytes = Field(sa_type=LargeBinary)
    first_seen_at: datetime = Field(sa_type=Moment)
    opened_at: datetime = Field(sa_type=Moment)
    opened_run_id: UUID
    last_seen_at: datetime | None = Field(default=None, sa_type=Moment)
    resolved_at: datetime | None = Field(default=None, sa_type=Moment)
    resolved_run_id: UUID | None = None


class Waiver(Scoped, table=True):
    """That a finding is accepted for a while: through its last day, unless it is revoked before."""

    __table_args__ = (
        organization_key(),
        reference("created_by", "person"),
        not_longer("reason", LONGEST_REASON),
        Index(
            "uq_waiver_in_force",
            "organization_id",
            "finding_id",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
        Index("ix_waiver_created_by", "organization_id", "created_by"),
    )

    finding_id: UUID
    fingerprint: str
    rule: str
    reason: str
    until: date
    created_at: datetime = Field(sa_type=Moment)
    created_by: UUID | None = None
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)


class AuditClock(Table, table=True):
    """Until when an organization's findings are stored, and what was asked for since.

    Attributes:
        audited_on: the day of the last audit of the whole; none before the first.
        covered_at: when that ended.
        levels: those that objectives had then.
        requested_at: when another was asked for; none where none is due.
        requested_for: the event that asked for it.
    """

    __table_args__ = (organization_key(),)

    organization_id: UUID = Field(primary_key=True)
    audited_on: date | None = None
    covered_at: datetime | None = Field(default=None, sa_type=Moment)
    levels: list[str] | None = Field(default=None, sa_column=Column(ARRAY(String)))
    requested_at: datetime | None = Field(default=None, sa_type=Moment)
    requested_for: UUID | None = None
