"""`GET /audit`: the alignment audit of the token's organization."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import StreamingResponse

from service.actor import Actor
from service.audit.formats.json import FORMAT
from service.audit.named_scope import named_scope
from service.audit.report import AuditReport, rule_set
from service.audit.rules import RULES_BY_ID
from service.audit.settings import audit_settings
from service.auditing.auditor import AuditRequest, Version, version_of
from service.database import Session
from service.http.audit_formats import FORMATS, AuditFormat
from service.http.audit_query import AuditQuery
from service.http.authentication import OpenDatabase, ServingAuditor, SignedIn
from service.http.formats import chosen_format
from service.http.negotiation import has_tag, tag_of, tagged
from service.http.problems import REFUSALS
from service.http.streaming import in_thread
from service.identity.queries import organization_of
from service.identity.rules import day_in
from service.tables import utc_now

router = APIRouter(tags=["audit"])


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question to one state of the data; `tag` stands for both."""

    format: AuditFormat
    version: Version
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
        **REFUSALS,
    },
)
async def alignment_audit(
    query: Annotated[AuditQuery, Query()],
    actor: SignedIn,
    database: OpenDatabase,
    auditor: ServingAuditor,
    accept: Annotated[str | None, Header()] = None,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    media_types = {name: one.media_type for name, one in FORMATS.items()}
    chosen = chosen_format("the audit", media_types, query.format, accept)
    async with database.reading() as session:
        asked = await _asked(session, actor, query, chosen)
    if has_tag(if_none_match, asked.tag):
        return Response(status_code=304, headers=tagged(asked.tag))
    # What is recorded from here on may be in the answer; its tag then names what it replaces.
    stored = await auditor.stored(actor, asked.version)
    scope = named_scope(stored.snapshot, query.cycle, query.team)
    report = await auditor.report(stored, AuditRequest(scope, asked.as_of))
    pieces = asked.format.write(_wanted(report, query), actor.organization_id)
    return StreamingResponse(
        in_thread(pieces), media_type=asked.format.media_type, headers=tagged(asked.tag)
    )


async def _asked(session: Session, actor: Actor, query: AuditQuery, format: str) -> _Asked:
    """The question with its day and its tag."""
    organization = await organization_of(session, actor)
    version = await version_of(session, actor)
    as_of = query.as_of or day_in(organization.timezone, utc_now())
    tag = tag_of(
        FORMAT,
        format,
        str(actor.organization_id),
        version.facts,
        rule_set(audit_settings(organization.settings, RULES_BY_ID)),
        as_of.isoformat(),
        query.model_dump(mode="json"),
    )
    return _Asked(FORMATS[format], version, as_of, tag)


def _wanted(report: AuditReport, query: AuditQuery) -> AuditReport:
    """The report with the findings that are asked for; its counts are of all."""
    found = report.findings.among(query.severity or None, query.rule or None)
    limit = len(found) if query.limit is None else query.limit
    return replace(report, findings=found.part(0, limit))
