"""`GET /graph`: the alignment graph of the token's organization, for other tools."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from schema.identifiers import global_id
from service.alignment.exports.document import FORMAT
from service.alignment.exports.formats import GraphFormat, graph_text
from service.alignment.exports.view import GraphView, graph_view
from service.alignment.queries import data_version, organization_records
from service.alignment.records import OrganizationRecords
from service.audit.named_scope import named_scope
from service.http.audit_query import Day
from service.http.authentication import OpenDatabase, SignedIn
from service.http.formats import chosen_format
from service.http.negotiation import has_tag, tag_of, tagged
from service.identity.queries import organization_of
from service.identity.rules import day_in
from service.tables import utc_now

_MEDIA_TYPES = {one.value: one.media_type for one in GraphFormat}

router = APIRouter(tags=["graph"])


class GraphQuery(BaseModel):
    """What is asked of the graph."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cycle: str = Field("", description="Ids or external ids of cycles, and all above them")
    team: str = Field("", description="Ids or external ids of teams, and all above them")
    as_of: Day = Field(
        None, description="The day to judge by; today in the organization's time zone"
    )
    limit: int | None = Field(
        None, ge=0, description="Nodes at most, the top first; drawings have a limit of their own"
    )
    format: str | None = Field(
        None, description="json, graphml, dot or mermaid; outranks the header Accept"
    )


@router.head("/graph", include_in_schema=False)
@router.get(
    "/graph",
    summary="The alignment graph: JSON, GraphML, DOT or Mermaid",
    response_class=Response,
    responses={
        200: {"content": {media_type: {} for media_type in _MEDIA_TYPES.values()}},
        304: {"description": "Nothing changed since the answer that If-None-Match names"},
        406: {"description": "The graph is not there in this format"},
    },
)
async def alignment_graph(
    query: Annotated[GraphQuery, Query()],
    actor: SignedIn,
    database: OpenDatabase,
    accept: Annotated[str | None, Header()] = None,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    chosen = GraphFormat(chosen_format("the graph", _MEDIA_TYPES, query.format, accept))
    async with database.reading() as session:
        timezone = (await organization_of(session, actor)).timezone
        as_of = query.as_of or day_in(timezone, utc_now())
        version = await data_version(session, actor)
        asked = query.model_dump(mode="json")
        tag = tag_of(FORMAT, chosen, str(actor.organization_id), version, as_of, asked)
        if has_tag(if_none_match, tag):
            return Response(status_code=304, headers=tagged(tag))
        records = await organization_records(session, actor)
    text = await asyncio.to_thread(_text, records, as_of, query, chosen)
    return Response(text, media_type=chosen.media_type, headers=tagged(tag))


def _text(records: OrganizationRecords, as_of: date, query: GraphQuery, format: GraphFormat) -> str:
    scope = named_scope(records, query.cycle, query.team)
    view = graph_view(records, as_of, cycles=scope.cycles, teams=scope.teams)
    return graph_text(_with_node_ids(view), format, query.limit)


def _with_node_ids(view: GraphView) -> GraphView:
    """The graph with the ids under which GraphQL knows its nodes."""
    nodes = (
        replace(node, id=global_id(node.kind.title().replace("_", ""), node.id))
        for node in view.nodes
    )
    return replace(view, nodes=tuple(nodes))
