"""`GET /graph`: the alignment graph of the token's organization, for other tools."""

from datetime import date
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from schema.identifiers import global_id
from schema.nouns import NOUN_BY_KIND
from service.alignment.exports.document import FORMAT
from service.alignment.exports.formats import GraphFormat, written
from service.alignment.exports.view import GraphView, graph_view
from service.alignment.snapshot import Snapshot
from service.audit.named_scope import named_scope
from service.audit.scope import Scope
from service.auditing.auditor import version_of
from service.http.audit_query import Day
from service.http.authentication import ServingAuditor, SignedIn
from service.http.formats import chosen_format
from service.http.negotiation import has_tag, tag_of, tagged
from service.http.problems import REFUSALS
from service.http.streaming import in_thread
from service.identity.queries import organization_of
from service.identity.rules import day_in
from service.nodes.rules import NodeKind
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
        **REFUSALS,
    },
)
async def alignment_graph(
    query: Annotated[GraphQuery, Query()],
    actor: SignedIn,
    auditor: ServingAuditor,
    accept: Annotated[str | None, Header()] = None,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    chosen = GraphFormat(chosen_format("the graph", _MEDIA_TYPES, query.format, accept))
    async with auditor.database.reading() as session:
        timezone = (await organization_of(session, actor)).timezone
        version = await version_of(session, actor)
    as_of = query.as_of or day_in(timezone, utc_now())
    asked = query.model_dump(mode="json")
    tag = tag_of(FORMAT, chosen, str(actor.organization_id), version.facts, as_of, asked)
    if has_tag(if_none_match, tag):
        return Response(status_code=304, headers=tagged(tag))
    # What is recorded from here on may be in the answer; its tag then names what it replaces.
    snapshot = (await auditor.stored(actor, version)).snapshot
    scope = named_scope(snapshot, query.cycle, query.team)
    view = await auditor.work(partial(_view, snapshot, as_of, scope))
    pieces = in_thread(written(view, chosen, query.limit))
    return StreamingResponse(pieces, media_type=chosen.media_type, headers=tagged(tag))


def _view(snapshot: Snapshot, as_of: date, scope: Scope) -> GraphView:
    return graph_view(snapshot, as_of, cycles=scope.cycles, teams=scope.teams, node_id=_node_id)


def _node_id(kind: NodeKind, own_id: str) -> str:
    """The id under which GraphQL knows a node."""
    return global_id(NOUN_BY_KIND[kind].name, own_id)
