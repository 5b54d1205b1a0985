"""`GET /audit`: the alignment audit of the token's organization."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Header, Query, Response
from starlette.exceptions import HTTPException

from service.actor import Actor
from service.alignment.queries import data_version, organization_records
from service.alignment.records import OrganizationRecords
from service.alignment.snapshot import snapshot_from_records
from service.audit.findings import Finding
from service.audit.formats.json import FORMAT, to_document
from service.audit.named_scope import named_scope
from service.audit.report import audit, rule_set
from service.audit.rules import RULES_BY_ID
from service.audit.settings import audit_settings
from service.database import Session
from service.http.audit_query import AuditQuery
from service.http.authentication import OpenDatabase, SignedIn
from service.http.negotiation import accepts, has_tag
from service.http.node_ids import with_node_ids
from service.identity.queries import organization_of
from service.identity.rules import day_in
from service.tables import utc_now

_JSON = "application/json"

router = APIRouter(tags=["audit"])


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question to one state of the data; `tag` stands for both."""

    query: AuditQuery
    organization_id: UUID
    as_of: date
    tag: str

    @property
    def headers(self) -> dict[str, str]:
        return {
            "ETag": self.tag,
            "Cache-Control": "private, no-cache",
            "Vary": "Authorization, Accept",
        }


@router.head("/audit", include_in_schema=False)
@router.get(
    "/audit",
    summary="The alignment audit, as the document sightline-audit/1",
    response_class=Response,
    responses={
        200: {"content": {_JSON: {"schema": {"type": "object"}}}},
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
    _check_format(query.format, accept)
    async with database.reading() as session:
        asked = await _asked(session, actor, query)
        if has_tag(if_none_match, asked.tag):
            return Response(status_code=304, headers=asked.headers)
        records = await organization_records(session, actor)
    body = await asyncio.to_thread(_document, records, asked)
    return Response(body, media_type=_JSON, headers=asked.headers)


def _check_format(chosen: str | None, accept: str | None) -> None:
    """`format` outranks `Accept`: a link may say what a browser's header cannot."""
    if (chosen == "json") if chosen else accepts(accept, _JSON):
        return
    raise HTTPException(406, f"the audit is there as {_JSON} (format=json)")


async def _asked(session: Session, actor: Actor, query: AuditQuery) -> _Asked:
    """The question with its day and its tag.

    The tag is weak: an answer made anew from the same data differs in `generated_at`.
    """
    organization = await organization_of(session, actor)
    as_of = query.as_of or day_in(organization.timezone, utc_now())
    parts = [
        FORMAT,
        str(actor.organization_id),
        await data_version(session, actor),
        rule_set(audit_settings(organization.settings, RULES_BY_ID)),
        as_of.isoformat(),
        query.model_dump(mode="json"),
    ]
    tag = f'W/"{sha256(orjson.dumps(parts)).hexdigest()[:32]}"'
    return _Asked(query, actor.organization_id, as_of, tag)


def _document(records: OrganizationRecords, asked: _Asked) -> bytes:
    query = asked.query
    report = audit(
        snapshot_from_records(records),
        asked.as_of,
        scope=named_scope(records, query.cycle, query.team),
        generated_at=utc_now(),
    )
    wanted = [found for found in report.findings if _is_wanted(found, query)][: query.limit]
    shown = replace(report, findings=with_node_ids(wanted, asked.organization_id))
    return orjson.dumps(to_document(shown, node_ids=True))


def _is_wanted(finding: Finding, query: AuditQuery) -> bool:
    return (not query.severity or finding.severity in query.severity) and (
        not query.rule or finding.rule in query.rule
    )
