"""Errors outside GraphQL's own, as `application/problem+json` (RFC 9457)."""

from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from schema.failures import ErrorCode, failure
from schema.http import PATH
from service.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Gone,
    NotFound,
    Unauthenticated,
    Unavailable,
)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 2

_CONTENT = {
    MEDIA_TYPE: {
        "schema": {
            "type": "object",
            "required": ["type", "title", "status", "detail"],
            "properties": {
                "type": {"type": "string"},
                "title": {"type": "string"},
                "status": {"type": "integer"},
                "detail": {"type": "string"},
            },
        }
    }
}


def problem_answer(description: str) -> dict[str, Any]:
    """A refusal, for the description of a route."""
    return {"description": description, "content": _CONTENT}


# What every route that reads data may answer besides: for its description.
REFUSALS: dict[int | str, dict[str, Any]] = {
    400: problem_answer("A parameter is unknown, or its value cannot be"),
    401: problem_answer("There is no token, or none that is usable"),
    404: problem_answer("A cycle or team is named that there is not"),
    406: problem_answer("There is no such format"),
    "default": problem_answer("Any other problem"),
}

_STATUS = {
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    Forbidden: HTTPStatus.FORBIDDEN,
}


def problem(
    status: int, detail: str, headers: dict[str, str] | None = None, **members: object
) -> Response:
    """One error; `members` are added to the document beside title, status and detail."""
    title = HTTPStatus(status).phrase
    document = {"type": "about:blank", "title": title, "status": int(status), "detail": detail}
    return Response(
        orjson.dumps({**document, **members}), int(status), media_type=MEDIA_TYPE, headers=headers
    )


def refusal_at(
    path: str, status: int, detail: str, headers: dict[str, str] | None = None
) -> Response:
    """A problem, but for GraphQL's clients an error that they can read."""
    if path != PATH:
        return problem(status, detail, headers)
    is_ours = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    error = failure(ErrorCode.INTERNAL if is_ours else ErrorCode.BAD_USER_INPUT, detail)
    body = orjson.dumps({"errors": [error.formatted]})
    return Response(body, int(status), media_type="application/json", headers=headers)


def add_problem_handlers(app: FastAPI) -> None:
    """Answer every expected error of the app's routes as a problem."""
    for kind in (
        HTTPException,
        RequestValidationError,
        Unauthenticated,
        Unavailable,
        Gone,
        DomainError,
    ):
        app.add_exception_handler(kind, answer)


async def answer(request: Request, error: Exception) -> Response:
    """The problem that an expected error is.

    Raises:
        Exception: the error itself, where it is not an expected one.
    """
    match error:
        case HTTPException():
            headers = dict(error.headers) if error.headers else None
            return refusal_at(request.url.path, error.status_code, error.detail, headers)
        case RequestValidationError():
            errors = [_field(found) for found in error.errors()]
            detail = "; ".join(f"{found['name']}: {found['message']}" for found in errors)
            return problem(HTTPStatus.BAD_REQUEST, detail, errors=errors)
        case Unauthenticated():
            challenge = {"WWW-Authenticate": 'Bearer realm="sightline"'}
            return problem(HTTPStatus.UNAUTHORIZED, str(error), challenge)
        case Unavailable():
            wait = {"Retry-After": str(RETRY_AFTER_S)}
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error), wait)
        case Gone():
            return problem(HTTPStatus.GONE, str(error))
        case DomainError():
            status = _STATUS.get(type(error), HTTPStatus.BAD_REQUEST)
            path = list(error.path)
            return problem(status, error.message, code=error.code, path=path)
        case _:
            raise error


def _field(found: dict[str, object]) -> dict[str, str]:
    """What is wrong with one parameter, in the words of its check."""
    location = found["loc"]
    name = str(location[1]) if isinstance(location, tuple) and len(location) > 1 else "request"
    message = str(found["msg"]).removeprefix("Value error, ")
    if message[1:2].islower():
        message = message[0].lower() + message[1:]
    return {"name": name, "message": message}
