"""The formats of `GET /audit`, by name and by media type."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from service.audit.formats import csv, json, markdown, sarif
from service.audit.report import AuditReport
from service.http.node_ids import node_id_in

JSON = "application/json"
_PIECE = 500  # findings


@dataclass(frozen=True, slots=True)
class AuditFormat:
    """One format; `write` takes the report and whose it is, and gives the body piece by piece.

    No piece takes long to make: who makes it holds the interpreter and with it all others.
    """

    media_type: str
    write: Callable[[AuditReport, UUID], Iterator[bytes]]


def _json(report: AuditReport, organization_id: UUID) -> Iterator[bytes]:
    return json.written(report, node_id_in(organization_id))


def _sarif(report: AuditReport, _organization_id: UUID) -> Iterator[bytes]:
    for place, piece in enumerate(report.pieces(_PIECE)):
        document: dict[str, Any] = sarif.to_sarif(piece)
        [run] = document.pop("runs")
        results = orjson.dumps(run.pop("results"))[1:-1]
        if place:
            yield b"," + results
        else:
            head = orjson.dumps(document)[:-1] + b',"runs":[' + orjson.dumps(run)[:-1]
            yield head + b',"results":[' + results
    yield b"]}]}"


def _csv(report: AuditReport, _organization_id: UUID) -> Iterator[bytes]:
    for place, piece in enumerate(report.pieces(_PIECE)):
        heading, line_end, rows = csv.render(piece).partition("\r\n")
        yield (rows if place else heading + line_end + rows).encode()


def _markdown(report: AuditReport, _organization_id: UUID) -> Iterator[bytes]:
    yield markdown.render(report).encode()


FORMATS = {
    "json": AuditFormat(JSON, _json),
    "sarif": AuditFormat(sarif.MEDIA_TYPE, _sarif),
    "csv": AuditFormat(csv.MEDIA_TYPE, _csv),
    "markdown": AuditFormat(markdown.MEDIA_TYPE, _markdown),
}
