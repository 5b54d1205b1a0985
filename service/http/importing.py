"""`POST /import`: what the command line imports, over HTTP."""

from enum import StrEnum
from http import HTTPStatus
from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from service.access import Action, allow
from service.actor import Actor
from service.audit.organization_settings import check_organization_settings
from service.database import Database
from service.errors import UnusableInput
from service.http.authentication import DatabaseUrl, SignedIn
from service.http.import_description import BODY, RESPONSES
from service.interchange.commands import Cycles, ImportOptions, ImportResult, import_document
from service.interchange.reading import FileFormat, read_content
from service.long_work import aside

MOST_BYTES = 10 * 1024 * 1024

# What problems call the document, where files have their paths.
_NAME = "body"
_FORMATS = {
    "application/json": FileFormat.JSON,
    "application/yaml": FileFormat.YAML,
    "application/x-yaml": FileFormat.YAML,
    "text/yaml": FileFormat.YAML,
}

router = APIRouter(tags=["import and export"])


class Mode(StrEnum):
    """Whether anything is written."""

    PREVIEW = "preview"
    APPLY = "apply"


class ImportQuery(BaseModel):
    """How the document is imported; one that is not known is refused, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mode: Mode = Field(
        Mode.PREVIEW, description="preview tells what would happen and writes nothing; apply writes"
    )
    partial: bool = Field(
        default=False, description="Leave out refused rows and what needs them, take the others"
    )
    cycles: Cycles | None = Field(
        None,
        description="Refuse circles of alignment, or store them for the audit, from then on, too;"
        " as the organization has it if not given",
    )

    def options(self) -> ImportOptions:
        return ImportOptions(
            dry_run=self.mode is Mode.PREVIEW,
            partial=self.partial,
            cycles=None if self.cycles is None else self.cycles.policy,
            check_settings=check_organization_settings,
        )


@router.post(
    "/import",
    summary="A document into the organization, or what would become of it",
    response_class=Response,
    responses=RESPONSES,
    openapi_extra={"requestBody": BODY},
)
async def import_into_organization(
    query: Annotated[ImportQuery, Query()],
    actor: SignedIn,
    database_url: DatabaseUrl,
    request: Request,
) -> Response:
    allow(actor, Action.IMPORT)
    file_format = _format(request)
    content = await _content(request)

    async def work(database: Database) -> ImportResult:
        return await _imported(database, actor, (content, file_format), query.options())

    try:
        result = await aside(database_url, work)
    except UnusableInput as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, str(error)) from None
    is_refused = result.refused and not query.partial
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_refused else HTTPStatus.OK
    return Response(orjson.dumps(result.as_document()), status, media_type="application/json")


async def _imported(
    database: Database, actor: Actor, document: tuple[bytes, FileFormat], options: ImportOptions
) -> ImportResult:
    reading = read_content(_NAME, *document)
    async with database.writing(actor.organization_id) as session:
        return await import_document(session, actor, reading, options)


def _format(request: Request) -> FileFormat:
    content_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if content_type not in _FORMATS:
        choice = "send application/json or application/yaml"
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, choice)
    return _FORMATS[content_type]


async def _content(request: Request) -> bytes:
    """The body, as far as it is not too large; what is beyond is not read."""
    announced = request.headers.get("content-length", "0")
    content = bytearray()
    if not announced.isdigit() or int(announced) <= MOST_BYTES:
        try:
            async for chunk in request.stream():
                content += chunk
                if len(content) > MOST_BYTES:
                    break
            else:
                return bytes(content)
        except ClientDisconnect:
            words = "the request ended before its body did"
            raise HTTPException(HTTPStatus.BAD_REQUEST, words) from None
    words = f"a document has at most {MOST_BYTES} bytes: send it in parts, or use the command line"
    raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, words)
