from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from service.alignment.line_of_sight import LineOfSight, ancestors_of, lines_of_sight
from service.alignment.node_rows import node_records
from service.alignment.queries import lines_of_sight_of
from service.alignment.records import NodeRecord, OrganizationRecords
from service.alignment.rules import Reach
from service.cli import output
from service.cli.files import read_files
from service.cli.options import AsOf, Files, Organization, Report, ReportFormat, one_source
from service.cli.sight_formats import to_document, to_text
from service.cli.storage import in_database, operator_of
from service.database import Database
from service.errors import NotFound
from service.identity.queries import organization_of
from service.identity.rules import day_in
from service.nodes.queries import node_id_named
from service.nodes.rules import NodeKind
from service.settings import read_settings
from service.tables import utc_now


@dataclass(frozen=True, slots=True)
class _Looked:
    """A line of sight and the nodes it speaks of; whether rows had to be left out for it."""

    line: LineOfSight
    nodes: Sequence[NodeRecord]
    has_refused: bool = False


def line_of_sight(
    id: Annotated[str, typer.Argument(help="Id or external id of any node.")],
    files: Files = None,
    *,
    organization: Organization = None,
    as_of: AsOf = None,
    format: Report = ReportFormat.TEXT,
) -> None:
    paths = one_source(files, organization)
    looked = _in_files(id, paths, as_of) if paths else _stored(id, organization or "", as_of)
    node_by_id = {node.id: node for node in looked.nodes}
    if format is ReportFormat.JSON:
        output.json_result(to_document(looked.line, node_by_id))
    else:
        output.result(to_text(looked.line, node_by_id, output.width(), color=output.in_color()))
    if looked.has_refused or looked.line.reach is Reach.NONE:
        raise typer.Exit(1)


def _in_files(id: str, paths: Sequence[Path], as_of: date | None) -> _Looked:
    today = utc_now().date()
    read = read_files(paths, today)
    records = read.records
    if all(node.id != id for node in records.nodes):
        raise NotFound(f"no strategy element, objective, key result or initiative is called {id!r}")
    near = ancestors_of(records, [id])
    (line,) = lines_of_sight(near, [id], as_of or today, records_strategy=_has_strategy(records))
    return _Looked(line, near.nodes, read.has_refused)


def _has_strategy(records: OrganizationRecords) -> bool:
    return any(
        node.kind is NodeKind.STRATEGY_ELEMENT and not node.archived for node in records.nodes
    )


def _stored(id: str, slug: str, as_of: date | None) -> _Looked:
    async def work(database: Database) -> _Looked:
        async with database.reading() as session:
            actor = await operator_of(session, slug)
            timezone = (await organization_of(session, actor)).timezone
            day = as_of or day_in(timezone, utc_now())
            node_id = await node_id_named(session, actor, id)
            (line,) = await lines_of_sight_of(session, actor, [node_id], day)
            return _Looked(line, await node_records(session, actor, _mentioned(line)))

    return in_database(read_settings(), work)


def _mentioned(line: LineOfSight) -> list[UUID]:
    names = {line.subject, *chain(*line.paths), *(found.node for found in line.broken_at)}
    return [UUID(name) for name in names]
