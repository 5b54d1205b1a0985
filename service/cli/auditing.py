from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from service.alignment.queries import organization_records
from service.alignment.records import OrganizationRecords
from service.alignment.snapshot import snapshot_from_records
from service.audit import report
from service.audit.findings import SEVERITY_RANK, Severity
from service.audit.formats.json import to_document
from service.audit.formats.text import render
from service.audit.named_scope import named_scope
from service.cli import output
from service.cli.files import records_of
from service.cli.options import AsOf, Files, Organization, Report, ReportFormat, one_source
from service.cli.storage import in_database, operator_of
from service.database import Database
from service.http.node_ids import with_node_ids
from service.identity.queries import organization_of
from service.identity.rules import day_in
from service.settings import read_settings
from service.tables import utc_now


class FailOn(StrEnum):
    """From which severity on findings make the exit status 1."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is audited.

    Attributes:
        today: the day it is there.
        organization_id: of a stored one.
        has_refused: whether rows had to be left out of it.
    """

    records: OrganizationRecords
    today: date
    organization_id: UUID | None = None
    has_refused: bool = False


def audit(  # noqa: PLR0913 - the contract's options
    files: Files = None,
    *,
    organization: Organization = None,
    cycle: Annotated[
        str, typer.Option(metavar="IDS", help="Only these cycles and their child cycles.")
    ] = "",
    team: Annotated[
        str, typer.Option(metavar="IDS", help="Only these teams and their sub-teams.")
    ] = "",
    as_of: AsOf = None,
    format: Report = ReportFormat.TEXT,
    fail_on: Annotated[
        FailOn, typer.Option(help="Exit status 1 from findings of this severity on.")
    ] = FailOn.ERROR,
) -> None:
    paths = one_source(files, organization)
    subject = _from_files(paths) if paths else _from_database(organization or "")
    with output.working("Auditing"):
        found = report.audit(
            snapshot_from_records(subject.records),
            as_of or subject.today,
            scope=named_scope(subject.records, cycle, team),
            generated_at=utc_now(),
        )
    if format is ReportFormat.JSON:
        output.json_result(_document(found, subject.organization_id))
    else:
        text = render(found, output.width(), color=output.in_color())
        output.result(text.rstrip("\n"))
    if subject.has_refused or _fails(found, fail_on):
        raise typer.Exit(1)


def _from_files(paths: Sequence[Path]) -> _Subject:
    today = utc_now().date()
    records, has_refused = records_of(paths, today)
    return _Subject(records, today, has_refused=has_refused)


def _from_database(slug: str) -> _Subject:
    async def work(database: Database) -> _Subject:
        async with database.reading() as session:
            actor = await operator_of(session, slug)
            timezone = (await organization_of(session, actor)).timezone
            records = await organization_records(session, actor)
        return _Subject(records, day_in(timezone, utc_now()), actor.organization_id)

    with output.working(f"Loading {slug}"):
        return in_database(read_settings(), work)


def _document(found: report.AuditReport, organization_id: UUID | None) -> dict[str, object]:
    if organization_id is None:
        return to_document(found)
    findings = with_node_ids(found.findings, organization_id)
    return to_document(replace(found, findings=findings), node_ids=True)


def _fails(found: report.AuditReport, fail_on: FailOn) -> bool:
    if fail_on is FailOn.NEVER:
        return False
    worst = SEVERITY_RANK[Severity[fail_on.name]]
    return any(SEVERITY_RANK[count.severity] <= worst for count in found.counts)
