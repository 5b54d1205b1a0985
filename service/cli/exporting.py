from enum import StrEnum
from typing import Annotated
from uuid import UUID

import typer

from service.actor import Actor
from service.alignment.exports.formats import GraphFormat, written
from service.alignment.exports.view import graph_view
from service.alignment.loading import load_snapshot
from service.alignment.other_rows import cycle_records
from service.alignment.records import OrganizationRecords
from service.audit.named_scope import named_scope
from service.cli import output
from service.cli.storage import in_database, operator_of
from service.database import Database, Session
from service.identity.queries import organization_of
from service.identity.rules import day_in
from service.interchange.export import export_document
from service.interchange.formats import to_json, to_yaml
from service.settings import read_settings
from service.tables import utc_now


class ExportFormat(StrEnum):
    """A document that can be imported again, or the alignment graph for other tools."""

    JSON = "json"
    YAML = "yaml"
    GRAPHML = "graphml"
    DOT = "dot"
    MERMAID = "mermaid"


_DOCUMENTS = {ExportFormat.JSON: to_json, ExportFormat.YAML: to_yaml}


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
            if format in _DOCUMENTS:
                cycles = OrganizationRecords(name="", cycles=await cycle_records(session, actor))
                chosen = [UUID(own) for own in named_scope(cycles, cycle, "").cycles]
                return _DOCUMENTS[format](await export_document(session, actor, chosen))
            return await _graph(session, actor, cycle, GraphFormat(format.value))

    with output.working(f"Exporting {organization}"):
        text = in_database(read_settings(), work)
    output.result(text.removesuffix("\n"))


async def _graph(session: Session, actor: Actor, cycle: str, format: GraphFormat) -> str:
    today = day_in((await organization_of(session, actor)).timezone, utc_now())
    snapshot = await load_snapshot(session, actor)
    cycles = named_scope(snapshot, cycle, "").cycles
    return b"".join(written(graph_view(snapshot, today, cycles=cycles), format)).decode()
