from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, assert_never

import typer

from service.cli import output
from service.cli.options import AsOf
from service.cli.storage import in_database, operator_of
from service.database import Database
from service.reporting.html import to_html
from service.reporting.loading import ReportRequest, stored_reports
from service.reporting.markdown import to_markdown
from service.reporting.model import Report
from service.settings import read_settings
from service.tables import utc_now


class ReportFormat(StrEnum):
    """How a report is laid out."""

    MARKDOWN = "markdown"
    HTML = "html"


def report(
    *,
    organization: Annotated[str, typer.Option(metavar="SLUG", help="Whose OKRs.")],
    cycle: Annotated[
        str,
        typer.Option(
            metavar="IDS",
            help="The cycles, each with the shorter ones inside it: a report of each.",
        ),
    ],
    team: Annotated[
        str, typer.Option(metavar="IDS", help="Only these teams and their sub-teams.")
    ] = "",
    as_of: AsOf = None,
    format: Annotated[
        ReportFormat, typer.Option(help="Text for people and code hosts, or one page for all.")
    ] = ReportFormat.MARKDOWN,
) -> None:
    async def work(database: Database) -> list[Report]:
        async with database.reading() as session:
            actor = await operator_of(session, organization)
            request = ReportRequest(cycle, team, as_of)
            return await stored_reports(session, actor, request, utc_now())

    with output.working(f"Reading {organization}"):
        found = in_database(read_settings(), work)
    output.result(_written(found, format).removesuffix("\n"))


def _written(reports: Sequence[Report], format: ReportFormat) -> str:
    match format:
        case ReportFormat.MARKDOWN:
            return to_markdown(*reports)
        case ReportFormat.HTML:
            return to_html(*reports)
        case _:
            assert_never(format)
