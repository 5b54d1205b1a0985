"""`GET /events`: the log of the token's organization, for whoever reconciles with it."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from schema.identifiers import parse_id
from service.access import Action, allow
from service.events.catalogue import types_among
from service.events.feed import MOST_READ, LogEntry, LogPage, LogQuery, page_after, public_payload
from service.events.queries import hidden_kinds
from service.http.authentication import OpenDatabase, SignedIn
from service.http.problems import REFUSALS, problem_answer
from service.identity.queries import organization_of

_LARGEST = 2**63 - 1
_HEADERS = {"Cache-Control": "private, no-store", "Vary": "Authorization"}
_EXAMPLE = {
    "events": [
        {
            "type": "objective.updated",
            "timestamp": "2026-11-22T09:30:00.123456Z",
            "data": {
                "id": "01936a3c-7b1e-7cc1-8d0c-0a4b6c1f2e3d",
                "sequence": 42,
                "organization": {"id": "01936a3c-0000-7000-8000-000000000001", "slug": "acme"},
                "actor": {"person": "01936a3c-0000-7000-8000-000000000002", "token": None},
                "subject": {"kind": "objective", "id": "01936a3c-0000-7000-8000-000000000003"},
                "changes": {"title": ["Answer", "Answer fast"]},
                "details": None,
                "cause": None,
            },
            "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        }
    ],
    "next": 42,
    "more": False,
}

router = APIRouter(tags=["events"])


def _types(value: list[str]) -> list[str]:
    """Lists repeat the parameter, put commas between, or both."""
    words = [word.strip() for part in value for word in part.split(",") if word.strip()]
    return sorted(types_among(words))


def _subject(value: object) -> object:
    """A plain UUID, or a global id of GraphQL's."""
    named = parse_id(value) if isinstance(value, str) else None
    return value if named is None else named.uuid


class EventsQuery(BaseModel):
    """Which events."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: int = Field(
        0, ge=0, le=_LARGEST, description="Only events with a greater number; 0 is the beginning"
    )
    types: Annotated[list[str], AfterValidator(_types)] = Field(
        [], description="Only these types, as objective.updated; objective.* is all of a noun"
    )
    subject: Annotated[UUID | None, BeforeValidator(_subject)] = Field(
        None, description="Only what happened to this, by its UUID or its id in GraphQL"
    )
    limit: int = Field(100, ge=1, le=MOST_READ, description="At most so many")


@router.get(
    "/events",
    summary="What happened, in the order of its numbers",
    response_class=Response,
    responses={
        200: {"content": {"application/json": {"example": _EXAMPLE}}},
        410: problem_answer("Some of the events asked for are no longer kept"),
        **{status: said for status, said in REFUSALS.items() if status not in (404, 406)},
    },
)
async def log(
    query: Annotated[EventsQuery, Query()], actor: SignedIn, database: OpenDatabase
) -> Response:
    allow(actor, Action.EVENTS)
    asked = LogQuery(query.types or None, query.subject, hidden_kinds(actor))
    page = await page_after(
        database, actor.organization_id, query.after, most=query.limit, query=asked
    )
    async with database.reading() as session:
        slug = (await organization_of(session, actor)).slug
    body = orjson.dumps(_document(page, slug, query))
    return Response(body, media_type="application/json", headers=dict(_HEADERS))


def _document(page: LogPage, slug: str, query: EventsQuery) -> dict[str, Any]:
    entries = page.entries
    is_full = len(entries) == query.limit
    # What was passed over is done with, too.
    seen = entries[-1].sequence if is_full else max(page.ends.head, query.after)
    return {
        "events": _told(entries, slug),
        "next": seen,
        "more": is_full and seen < page.ends.head,
    }


def _told(entries: Sequence[LogEntry], slug: str) -> list[dict[str, Any]]:
    return [{**public_payload(entry, slug), "hash": entry.hash} for entry in entries]
