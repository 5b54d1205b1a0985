"""The formats that an audit is printed in."""

from enum import StrEnum
from typing import assert_never
from uuid import UUID

import orjson

from service.audit.formats import csv, junit, markdown, text
from service.audit.formats.json import to_document
from service.audit.formats.places import Places
from service.audit.formats.sarif import to_sarif
from service.audit.report import AuditReport
from service.cli import output
from service.http.node_ids import node_id_in


class AuditFormat(StrEnum):
    """How an audit is printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    MARKDOWN = "markdown"
    CSV = "csv"


def audit_text(
    report: AuditReport, format: AuditFormat, places: Places, organization_id: UUID | None
) -> str:
    """The report in a format.

    Args:
        report: what the audit found.
        format: which.
        places: where the things in the files stand that were read.
        organization_id: whose it is, where it is stored.
    """
    match format:
        case AuditFormat.TEXT:
            return text.render(report, output.width(), color=output.in_color())
        case AuditFormat.JSON:
            return _indented(_document(report, organization_id))
        case AuditFormat.SARIF:
            return _indented(to_sarif(report, places))
        case AuditFormat.JUNIT:
            return junit.render(report, places)
        case AuditFormat.MARKDOWN:
            return markdown.render(report, places)
        case AuditFormat.CSV:
            return csv.render(report, places)
        case _:
            assert_never(format)


def _document(report: AuditReport, organization_id: UUID | None) -> dict[str, object]:
    return to_document(report, node_id_in(organization_id) if organization_id else None)


def _indented(document: dict[str, object]) -> str:
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()
