"""CSV (RFC 4180), a row for each finding, for spreadsheets and scripts."""

import csv
from collections.abc import Iterator
from io import StringIO

import orjson

from service.audit.findings import Finding
from service.audit.formats.places import NOWHERE, Places, place_of
from service.audit.report import AuditReport

MEDIA_TYPE = "text/csv"
COLUMNS = (
    *("rule", "name", "severity", "state", "subject_kind", "subject_id", "subject_title"),
    *("message", "hint", "related", "evidence", "fingerprint", "file", "line"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(report: AuditReport, places: Places = NOWHERE) -> str:
    """The findings with a line of headings; related ids and the evidence as JSON.

    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    paper = StringIO()
    writer = csv.writer(paper, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(_safe, _cells(finding, places)) for finding in report.findings)
    return paper.getvalue()


def _cells(finding: Finding, places: Places) -> Iterator[str]:
    subject = finding.subject
    place = place_of(subject, places)
    yield from (finding.rule, finding.name, finding.severity.value, finding.state.value)
    yield from ("", "", "") if subject is None else (subject.kind, subject.key, subject.title)
    yield from (finding.message, finding.hint)
    yield orjson.dumps([f"{ref.kind}/{ref.key}" for ref in finding.related]).decode()
    yield orjson.dumps(finding.evidence).decode()
    yield finding.fingerprint
    yield "" if place is None else place.file
    yield "" if place is None or place.line is None else str(place.line)


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
