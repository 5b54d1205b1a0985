"""Whether the process lives, and whether it can do its work."""

import asyncio
from dataclasses import dataclass

from fastapi import APIRouter, Request
from sqlalchemy import text

from service.errors import Unavailable, UnusableInput
from service.http.authentication import OpenDatabase
from service.migration import is_migrated

router = APIRouter(prefix="/health", tags=["operations"])


@dataclass(frozen=True, slots=True)
class Health:
    """That all is well; what is not well is a problem of status 503."""

    status: str = "ok"


@router.head("/live", include_in_schema=False)
@router.get("/live", summary="The process answers")
async def live() -> Health:
    return Health()


@router.head("/ready", include_in_schema=False)
@router.get(
    "/ready",
    summary="The database answers and has this version's schema",
    responses={503: {"description": "It does not; ask again later"}},
)
async def ready(request: Request, database: OpenDatabase) -> Health:
    async with database.reading() as session:
        await session.execute(text("SELECT 1"))
    if not await asyncio.to_thread(_is_migrated, request.app.state.settings.database_url):
        raise Unavailable("the database is behind this version: run `sightline migrate`")
    return Health()


def _is_migrated(url: str) -> bool:
    try:
        return is_migrated(url)
    except UnusableInput:
        raise Unavailable("the database cannot be reached") from None
