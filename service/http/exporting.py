"""`GET /export`: what the command line exports, over HTTP."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from service.alignment.exports.formats import GraphFormat
from service.database import Database
from service.exporting import ExportFormat, exported
from service.http.authentication import DatabaseUrl, SignedIn
from service.http.formats import chosen_format
from service.http.problems import REFUSALS
from service.http.streaming import in_thread
from service.long_work import aside

_MEDIA_TYPES = {
    ExportFormat.JSON.value: "application/json",
    ExportFormat.YAML.value: "application/yaml",
    ExportFormat.GRAPHML.value: GraphFormat.GRAPHML.media_type,
    ExportFormat.DOT.value: GraphFormat.DOT.media_type,
    ExportFormat.MERMAID.value: GraphFormat.MERMAID.media_type,
}
_HEADERS = {"Cache-Control": "private, no-store", "Vary": "Authorization, Accept"}
_EXAMPLE = {
    "format": "sightline/1",
    "organization": {"name": "Acme", "timezone": "UTC"},
    "objectives": [{"id": "o-1", "title": "Answer fast", "status": "ACTIVE"}],
}

router = APIRouter(tags=["import and export"])


class ExportQuery(BaseModel):
    """What of the organization, and how it is written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cycle: str = Field("", description="Ids or external ids of cycles; child cycles are included")
    format: str | None = Field(
        None,
        description="json or yaml, a document to import again; graphml, dot or mermaid, the"
        " alignment graph; outranks the header Accept",
    )


@router.get(
    "/export",
    summary="The organization as a document to import again, or its alignment graph",
    response_class=Response,
    responses={
        200: {
            "content": {
                name: {"example": _EXAMPLE} if name == "application/json" else {}
                for name in _MEDIA_TYPES.values()
            }
        },
        **REFUSALS,
    },
)
async def export_organization(
    query: Annotated[ExportQuery, Query()],
    actor: SignedIn,
    database_url: DatabaseUrl,
    accept: Annotated[str | None, Header()] = None,
) -> Response:
    chosen = ExportFormat(chosen_format("the export", _MEDIA_TYPES, query.format, accept))

    async def work(database: Database) -> Iterator[bytes]:
        async with database.reading() as session:
            return await exported(session, actor, chosen, query.cycle)

    pieces = await aside(database_url, work)
    return StreamingResponse(
        in_thread(pieces), media_type=_MEDIA_TYPES[chosen], headers=dict(_HEADERS)
    )
