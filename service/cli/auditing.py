from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from service.alignment.loading import load_snapshot
from service.alignment.snapshot import Snapshot, snapshot_from_records
from service.audit import report
from service.audit.findings import SEVERITY_RANK, Severity
from service.audit.formats.places import NOWHERE, Places
from service.audit.named_scope import named_scope
from service.cli import output
from service.cli.audit_formats import AuditFormat, audit_text
from service.cli.files import read_files
from service.cli.options import AsOf, Files, Organization, one_source
from service.cli.settings_file import merged, settings_beside
from service.cli.storage import in_database, operator_of
from service.cli.what_if import WhatIf, supposed
from service.database import Database
from service.findings.queries import waivers_by_fingerprint
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
        places: where the things of files stand.
        organization_id: of a stored one.
        has_refused: whether rows had to be left out of it.
        waivers: of a stored one's findings, by fingerprint.
    """

    snapshot: Snapshot
    today: date
    places: Places = field(default_factory=lambda: NOWHERE)
    organization_id: UUID | None = None
    has_refused: bool = False
    waivers: Mapping[str, report.RuleWaiver] = field(default_factory=dict)


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
    what_if: WhatIf = None,
    format: Annotated[
        AuditFormat, typer.Option(help="For people, CI systems or programs.")
    ] = AuditFormat.TEXT,
    fail_on: Annotated[
        FailOn, typer.Option(help="Exit status 1 from findings of this severity on.")
    ] = FailOn.ERROR,
) -> None:
    paths = one_source(files, organization)
    subject = _from_files(paths) if paths else _from_database(organization or "")
    with output.working("Auditing"):
        judged = report.audit(
            supposed(subject.snapshot, what_if),
            as_of or subject.today,
            scope=named_scope(subject.snapshot, cycle, team),
            generated_at=utc_now(),
        )
        found = report.waived(judged, subject.waivers)
    text = audit_text(found, format, subject.places, subject.organization_id)
    output.result(text.removesuffix("\n"))
    if subject.has_refused or _fails(found, fail_on):
        raise typer.Exit(1)


def _from_files(paths: Sequence[Path]) -> _Subject:
    today = utc_now().date()
    beside = settings_beside(paths)
    read = read_files(paths, today)
    records = replace(read.records, settings=merged(read.records.settings, beside))
    snapshot = snapshot_from_records(records)
    return _Subject(snapshot, today, places=read.places, has_refused=read.has_refused)


def _from_database(slug: str) -> _Subject:
    async def work(database: Database) -> _Subject:
        async with database.reading() as session:
            actor = await operator_of(session, slug)
            timezone = (await organization_of(session, actor)).timezone
            snapshot = await load_snapshot(session, actor)
            waivers = await waivers_by_fingerprint(session, actor)
        today = day_in(timezone, utc_now())
        own = actor.organization_id
        return _Subject(snapshot, today, organization_id=own, waivers=waivers)

    with output.working(f"Loading {slug}"):
        return in_database(read_settings(), work)


def _fails(found: report.AuditReport, fail_on: FailOn) -> bool:
    if fail_on is FailOn.NEVER:
        return False
    worst = SEVERITY_RANK[Severity[fail_on.name]]
    return any(SEVERITY_RANK[count.severity] <= worst for count in found.counts if count.open)
