from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, literal_column, text
from sqlmodel import col, select

from service.actor import Actor
from service.audit.findings import FindingState, Ref, Waiver
from service.audit.report import RuleWaiver
from service.database import Session
from service.findings.models import AuditRun, Finding
from service.findings.rules import RunTrigger
from service.writing.rows import any_of

# In the statement itself: the index of the others is theirs alone.
_INCREMENTAL: ColumnElement[str] = literal_column(f"'{RunTrigger.INCREMENTAL}'")

_WAIVERS = text("""
SELECT w.fingerprint, w.rule, w.reason, w.until, p.id, coalesce(p.external_id, p.id::text), p.name
  FROM waiver w
  LEFT JOIN person p ON p.organization_id = w.organization_id AND p.id = w.created_by
 WHERE w.organization_id = :organization AND w.revoked_at IS NULL
""")

# The last audit of the whole of each day.
_TREND = text("""
SELECT DISTINCT ON (as_of) id, as_of, score, metrics, counts FROM audit_run
 WHERE organization_id = :organization AND trigger <> 'INCREMENTAL'
   AND as_of BETWEEN :first AND :last
 ORDER BY as_of, finished_at DESC
""")


@dataclass(frozen=True, slots=True)
class StoredTimes:
    """When a finding on record was seen.

    Attributes:
        resolved_at: none while it stands.
    """

    first_seen_at: datetime
    opened_at: datetime
    last_seen_at: datetime
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """What the last audit of a day came to; metrics and counts as JSON has them."""

    run_id: UUID
    as_of: date
    score: float | None
    metrics: Mapping[str, Mapping[str, Any]]
    counts: Sequence[Mapping[str, Any]]


def findings(actor: Actor) -> Select[Finding]:
    """All on record, resolved ones, too."""
    return select(Finding).where(col(Finding.organization_id) == actor.organization_id)


def standing_findings(actor: Actor) -> Select[Finding]:
    return findings(actor).where(col(Finding.state) != FindingState.RESOLVED.value)


def audit_runs(actor: Actor) -> Select[AuditRun]:
    """Audits of the whole; what single changes came to is told by the findings."""
    return select(AuditRun).where(
        col(AuditRun.organization_id) == actor.organization_id,
        col(AuditRun.trigger) != _INCREMENTAL,
    )


async def waivers_by_fingerprint(session: Session, actor: Actor) -> dict[str, RuleWaiver]:
    """Every waiver that was not revoked, whichever day it ends."""
    rows = await session.execute(_WAIVERS, {"organization": actor.organization_id})
    return {
        fingerprint: RuleWaiver(rule, Waiver(reason, until, _person(*by)))
        for fingerprint, rule, reason, until, *by in rows
    }


def _person(id: UUID | None, key: str | None, name: str | None) -> Ref | None:
    return None if id is None else Ref("person", str(id), key or "", name or "")


async def times_of(
    session: Session, actor: Actor, ids: Collection[UUID]
) -> dict[UUID, StoredTimes]:
    """When findings on record were seen, by their ids."""
    statement = text("""
        SELECT f.id, f.first_seen_at, f.opened_at, f.resolved_at,
               coalesce(f.last_seen_at, greatest(f.opened_at, c.covered_at)) AS last_seen_at
          FROM finding f LEFT JOIN audit_clock c ON c.organization_id = f.organization_id
         WHERE f.organization_id = :organization AND f.id = ANY(CAST(:ids AS uuid[]))
    """)
    rows = await session.execute(
        statement, {"organization": actor.organization_id, "ids": list(ids)}
    )
    return {
        row.id: StoredTimes(row.first_seen_at, row.opened_at, row.last_seen_at, row.resolved_at)
        for row in rows
    }


async def standing_rule(session: Session, actor: Actor, finding_id: UUID) -> str | None:
    """The rule of a finding that stands on record; None for any other."""
    statement = standing_findings(actor).where(col(Finding.id) == any_of([finding_id]))
    rule: str | None = await session.scalar(statement.with_only_columns(col(Finding.rule)))
    return rule


async def trend_of(session: Session, actor: Actor, first: date, last: date) -> list[TrendPoint]:
    """One point for each day with an audit of the whole, the earliest first."""
    scope = {"organization": actor.organization_id, "first": first, "last": last}
    return [
        TrendPoint(row.id, row.as_of, row.score, row.metrics or {}, row.counts or [])
        for row in await session.execute(_TREND, scope)
    ]
