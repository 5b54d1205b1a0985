"""`GET /audit`: the alignment audit of the token's organization."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response

from service.actor import Actor
from service.alignment.queries import data_version, organization_records
from service.alignment.records import OrganizationRecords
from service.alignment.snapshot import snapshot_from_records
from service.audit.findings import Finding
from service.audit.formats.json import FORMAT
from service.audit.named_scope import named_scope
from service.audit.report import audit, rule_set
from service.audit.rules import RULES_BY_ID
from service.audit.settings import audit_settings
from service.database import Session
from service.http.audit_formats import FORMATS, AuditFormat
from service.http.audit_query import AuditQuery
from service.http.authentication import OpenDatabase, SignedIn
from service.http.formats import chosen_format
from service.http.negotiation import has_tag, tag_of, tagged
from service.identity.queries import organization_of
from service.identity.rules import day_in
from service.tables import utc_now

router = APIRouter(tags=["audit"])


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question to one state of the data; `tag` stands for both."""

    query: AuditQuery
    format: AuditFormat
    organization_id: UUID
    as_of: date
    tag: str


@router.head("/audit", include_in_schema=False)
@router.get(
    "/audit",
    summary="The alignment audit: the document sightline-audit/1, SARIF, CSV or Markdown",
    response_class=Response,
    responses={
        200: {"content": {one.media_type: {} for one in FORMATS.values()}},
        304: {"description": "Nothing changed since the answer that If-None-Match names"},
        406: {"description": "The audit is not there in this format"},
    },
)
async def alignment_audit(
    query: Annotated[AuditQuery, Query()],
    actor: SignedIn,
    database: OpenDatabase,
    accept: Annotated[str | None, Header()] = None,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    media_types = {name: one.media_type for name, one in FORMATS.items()}
    chosen = chosen_format("the audit", media_types, query.format, accept)
    async with database.reading() as session:
        asked = await _asked(session, actor, query, chosen)
        if has_tag(if_none_match, asked.tag):
            return Response(status_code=304, headers=tagged(asked.tag))
        records = await organization_records(session, actor)
    body = await asyncio.to_thread(_document, records, asked)
    return Response(body, media_type=asked.format.media_type, headers=tagged(asked.tag))


async def _asked(session: Session, actor: Actor, query: AuditQuery, format: str) -> _Asked:
    """The question with its day and its tag."""
    organization = await organization_of(session, actor)
    as_of = query.as_of or day_in(organization.timezone, utc_now())
    tag = tag_of(
        FORMAT,
        format,
        str(actor.organization_id),
        await data_version(session, actor),
        rule_set(audit_settings(organization.settings, RULES_BY_ID)),
        as_of.isoformat(),
        query.model_dump(mode="json"),
    )
    return _Asked(query, FORMATS[format], actor.organization_id, as_of, tag)


def _document(records: OrganizationRecords, asked: _Asked) -> bytes:
    query = asked.query
    report = audit(
        snapshot_from_records(records),
        asked.as_of,
        scope=named_scope(records, query.cycle, query.team),
        generated_at=utc_now(),
    )
    wanted = [found for found in report.findings if _is_wanted(found, query)][: query.limit]
    return asked.format.write(replace(report, findings=tuple(wanted)), asked.organization_id)


def _is_wanted(finding: Finding, query: AuditQuery) -> bool:
    return (not query.severity or finding.severity in query.severity) and (
        not query.rule or finding.rule in query.rule
    )
