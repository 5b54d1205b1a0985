from enum import StrEnum
from typing import Annotated, assert_never

import typer

from service.cli import output
from service.cli.options import AsOf
from service.cli.storage import in_database, operator_of
from service.database import Database
from service.reporting.html import to_html
from service.reporting.loading import ReportRequest, stored_report
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
        str, typer.Option(metavar="ID", help="The cycle, with the shorter ones inside it.")
    ],
    team: Annotated[str, typer.Option(metavar="ID", help="Only this team and its sub-teams.")] = "",
    as_of: AsOf = None,
    format: Annotated[
        ReportFormat, typer.Option(help="Text for people and code hosts, or one page for all.")
    ] = ReportFormat.MARKDOWN,
) -> None:
    async def work(database: Database) -> Report:
        async with database.reading() as session:
            actor = await operator_of(session, organization)
            request = ReportRequest(cycle, team, as_of)
            return await stored_report(session, actor, request, utc_now())

    with output.working(f"Reading {organization}"):
        found = in_database(read_settings(), work)
    output.result(_written(found, format).removesuffix("\n"))


def _written(report: Report, format: ReportFormat) -> str:
    match format:
        case ReportFormat.MARKDOWN:
            return to_markdown(report)
        case ReportFormat.HTML:
            return to_html(report)
        case _:
            assert_never(format)
