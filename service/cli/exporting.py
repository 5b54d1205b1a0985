from typing import Annotated

import typer

from service.cli import output
from service.cli.storage import in_database, operator_of
from service.database import Database
from service.exporting import ExportFormat, exported
from service.settings import read_settings


def export(
    *,
    organization: Annotated[str, typer.Option(metavar="SLUG", help="Whose OKRs.")],
    cycle: Annotated[
        str, typer.Option(metavar="IDS", help="Only these cycles and their child cycles.")
    ] = "",
    format: Annotated[
        ExportFormat,
        typer.Option(help="A document to import again (json, yaml), or the alignment graph."),
    ] = ExportFormat.JSON,
) -> None:
    async def work(database: Database) -> str:
        async with database.reading() as session:
            actor = await operator_of(session, organization)
            return b"".join(await exported(session, actor, format, cycle)).decode()

    with output.working(f"Exporting {organization}"):
        text = in_database(read_settings(), work)
    output.result(text.removesuffix("\n"))
