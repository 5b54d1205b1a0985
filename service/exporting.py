"""What leaves an organization: a document to import again, or its graph for other tools."""

from collections.abc import Iterator
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from service.access import Action, allow
from service.actor import Actor
from service.alignment.exports.formats import GraphFormat, written
from service.alignment.exports.view import graph_view
from service.alignment.loading import load_snapshot
from service.alignment.other_rows import cycle_records
from service.alignment.records import OrganizationRecords
from service.audit.named_scope import named_scope
from service.database import Session
from service.identity.queries import organization_of
from service.identity.rules import day_in
from service.interchange.export import export_document
from service.interchange.formats import json_pieces, yaml_pieces
from service.tables import utc_now


class ExportFormat(StrEnum):
    """A document that can be imported again, or the alignment graph for other tools."""

    JSON = "json"
    YAML = "yaml"
    GRAPHML = "graphml"
    DOT = "dot"
    MERMAID = "mermaid"


async def exported(
    session: Session, actor: Actor, format: ExportFormat, cycle: str
) -> Iterator[bytes]:
    """The text in UTF-8, piece by piece; no piece needs the session or takes long to make.

    Args:
        session: for reading.
        actor: whose organization.
        format: what of it, and how it is written.
        cycle: ids or external ids of cycles, separated by commas; empty is all.

    Raises:
        NotFound: there is no such cycle.
    """
    allow(actor, Action.EXPORT)
    match format:
        case ExportFormat.JSON:
            return json_pieces(await _document(session, actor, cycle))
        case ExportFormat.YAML:
            return yaml_pieces(await _document(session, actor, cycle))
        case ExportFormat.GRAPHML | ExportFormat.DOT | ExportFormat.MERMAID:
            return await _graph(session, actor, cycle, GraphFormat(format.value))
        case _:
            assert_never(format)


async def _document(session: Session, actor: Actor, cycle: str) -> dict[str, object]:
    cycles = OrganizationRecords(name="", cycles=await cycle_records(session, actor))
    chosen = [UUID(own) for own in named_scope(cycles, cycle, "").cycles]
    return await export_document(session, actor, chosen)


async def _graph(
    session: Session, actor: Actor, cycle: str, format: GraphFormat
) -> Iterator[bytes]:
    today = day_in((await organization_of(session, actor)).timezone, utc_now())
    snapshot = await load_snapshot(session, actor)
    cycles = named_scope(snapshot, cycle, "").cycles
    return written(graph_view(snapshot, today, cycles=cycles), format)
