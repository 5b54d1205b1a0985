"""`/assets`: the files of our pages, which hold no data and ask for no token."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Response
from starlette.exceptions import HTTPException

from schema.graphiql import asset

router = APIRouter(prefix="/assets", include_in_schema=False)


@router.head("/graphiql/{name}")
@router.get("/graphiql/{name}")
def graphiql_asset(name: str, accept_encoding: Annotated[str, Header()] = "") -> Response:
    found = asset(name, accept_encoding)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "there is no such file")
    return found
