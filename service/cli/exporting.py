from typing import Annotated
from uuid import UUID

import typer

from service.alignment.other_rows import cycle_records
from service.alignment.records import OrganizationRecords
from service.audit.named_scope import named_scope
from service.cli import output
from service.cli.storage import in_database, operator_of
from service.database import Database
from service.interchange.export import export_document
from service.interchange.formats import to_json, to_yaml
from service.interchange.reading import FileFormat
from service.settings import read_settings

_TEXT_BY_FORMAT = {FileFormat.JSON: to_json, FileFormat.YAML: to_yaml}


def export(
    *,
    organization: Annotated[str, typer.Option(metavar="SLUG", help="Whose OKRs.")],
    cycle: Annotated[
        str, typer.Option(metavar="IDS", help="Only these cycles and their child cycles.")
    ] = "",
    format: Annotated[FileFormat, typer.Option(help="How to write it.")] = FileFormat.JSON,
) -> None:
    async def work(database: Database) -> dict[str, object]:
        async with database.reading() as session:
            actor = await operator_of(session, organization)
            cycles = OrganizationRecords(name="", cycles=await cycle_records(session, actor))
            chosen = [UUID(own) for own in named_scope(cycles, cycle, "").cycles]
            return await export_document(session, actor, chosen)

    with output.working(f"Exporting {organization}"):
        document = in_database(read_settings(), work)
        text = _TEXT_BY_FORMAT[format](document)
    output.result(text.removesuffix("\n"))
