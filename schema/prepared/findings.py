"""What is worked out of a stored finding's row by SQL."""

from typing import Any

from sqlalchemy import ColumnElement, DateTime, FromClause, func, select

from schema.prepared.binds import Binds
from schema.prepared.expressions import named
from schema.prepared.leaves import constant
from service.findings.models import AuditClock


def finding_id(finding: FromClause, _: Binds) -> ColumnElement[Any]:
    """As `schema.identifiers.global_id` makes it; PostgreSQL breaks lines after 76 characters."""
    plain = constant("Finding:").concat(finding.c.fingerprint)
    text = func.encode(func.convert_to(plain, constant("UTF8")), constant("base64"))
    return func.replace(text, constant("\n"), constant(""))


def last_seen_at(finding: FromClause, binds: Binds) -> ColumnElement[Any]:
    """While it stands, each audit of the whole sees it again."""
    clock = named(AuditClock)
    covered_at = (
        select(clock.c.covered_at)
        .where(clock.c.organization_id == binds.organization)
        .correlate(None)
        .scalar_subquery()
    )
    seen_at = func.greatest(finding.c.opened_at, covered_at)
    return func.coalesce(finding.c.last_seen_at, seen_at, type_=DateTime(timezone=True))
