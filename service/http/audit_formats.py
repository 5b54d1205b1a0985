"""The formats of `GET /audit`, by name and by media type."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

import orjson

from service.audit.formats import csv, markdown, sarif
from service.audit.formats.json import to_document
from service.audit.report import AuditReport
from service.http.node_ids import with_node_ids

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class AuditFormat:
    """One format; `write` takes the report and whose it is."""

    media_type: str
    write: Callable[[AuditReport, UUID], bytes]


def _json(report: AuditReport, organization_id: UUID) -> bytes:
    findings = with_node_ids(report.findings, organization_id)
    return orjson.dumps(to_document(replace(report, findings=findings), node_ids=True))


def _sarif(report: AuditReport, _organization_id: UUID) -> bytes:
    return orjson.dumps(sarif.to_sarif(report))


def _csv(report: AuditReport, _organization_id: UUID) -> bytes:
    return csv.render(report).encode()


def _markdown(report: AuditReport, _organization_id: UUID) -> bytes:
    return markdown.render(report).encode()


FORMATS = {
    "json": AuditFormat(JSON, _json),
    "sarif": AuditFormat(sarif.MEDIA_TYPE, _sarif),
    "csv": AuditFormat(csv.MEDIA_TYPE, _csv),
    "markdown": AuditFormat(markdown.MEDIA_TYPE, _markdown),
}
