"""`/graphql`: GraphQL over HTTP, on Strawberry's view."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import orjson
from cross_web import HTTPException
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message
from starlette.websockets import WebSocket
from strawberry.fastapi import GraphQLRouter
from strawberry.http import GraphQLHTTPResponse, process_result
from strawberry.types import ExecutionResult
from strawberry.types.unset import UNSET

from schema.bodies import Refused, check_parameters, limited_body, strict_json
from schema.context import Context
from schema.failures import ErrorCode
from schema.negotiation import GRAPHQL, JSON, negotiated
from schema.root import graphql_schema
from service.actor import Actor
from service.auditing.auditor import Auditor
from service.errors import Unauthenticated, Unavailable
from service.identity.queries import actor_by_token
from service.tables import utc_now

_REQUEST_ERROR = "sightline.graphql_request_error"


def graphql_router(auditor: Callable[[], Auditor], secret_key: bytes) -> APIRouter:
    """The route `/graphql`.

    Args:
        auditor: gives the audits and the open database, once the app has started.
        secret_key: the key of the token digests.
    """
    return GraphQLOverHTTP(auditor, secret_key)


class GraphQLOverHTTP(GraphQLRouter[Context, None]):
    """Strawberry's view with our authentication, limits and media types."""

    def __init__(self, auditor: Callable[[], Auditor], secret_key: bytes) -> None:
        super().__init__(
            graphql_schema,
            path="/graphql",
            graphql_ide=None,
            subscription_protocols=(),
            tags=["graphql"],
            include_in_schema=False,
        )
        self._auditor = auditor
        self._secret_key = secret_key

    async def run(  # type: ignore[override] # one method for both kinds of request
        self, request: Request | WebSocket, context: object = UNSET, root_value: object = UNSET
    ) -> Response | WebSocket:
        """Answer one request; every refusal is shaped as GraphQL's own."""
        if isinstance(request, WebSocket):
            return await self.reject_websocket(request)
        media_type = negotiated(request.headers.get("accept"))
        try:
            return await self._answered(request, media_type)
        except Refused as refusal:
            return _refusal(refusal.status, refusal.message, media_type)
        except Unauthenticated as error:
            return _refusal(401, str(error), media_type, **{"www-authenticate": "Bearer"})
        except Unavailable:
            return _refusal(
                503, "the database cannot answer now; try again", media_type, **{"retry-after": "1"}
            )
        except HTTPException as error:
            status = 405 if "when using GET" in error.reason else error.status_code
            allow = {"allow": "POST"} if status == HTTPStatus.METHOD_NOT_ALLOWED else {}
            return _refusal(status, error.reason, media_type, **allow)

    async def _answered(self, request: Request, media_type: str | None) -> Response:
        now = utc_now()
        actor = await self._actor(request)
        if media_type is None:
            raise Refused(406, f"an answer is {GRAPHQL} or {JSON}")
        request = await _checked(request)
        context = Context(self._auditor(), actor, now)
        response = await super().run(request, context, None)
        response.headers["content-type"] = f"{media_type}; charset=utf-8"
        response.headers["vary"] = "Accept, Authorization"
        response.headers["cache-control"] = "private, no-store"
        # Of a request that was never executed, only the new media type may say so by its status.
        if media_type == GRAPHQL and request.scope.get(_REQUEST_ERROR):
            response.status_code = HTTPStatus.BAD_REQUEST
        return response

    async def _actor(self, request: Request) -> Actor:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise Unauthenticated("send an API token: Authorization: Bearer <token>")
        async with self._auditor().database.reading() as session:
            return await actor_by_token(
                session, token.strip(), secret_key=self._secret_key, now=utc_now()
            )

    async def get_sub_response(self, request: Request) -> Response:
        """One per request: Strawberry's own is shared between concurrent ones."""
        return Response()

    def create_response(
        self, response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse], sub_response: Response
    ) -> Response:
        return Response(self.encode_json(response_data))

    def decode_json(self, data: str | bytes) -> object:
        return strict_json(data)

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)

    async def process_result(
        self, request: Request, result: ExecutionResult
    ) -> GraphQLHTTPResponse:
        """The body: errors first; no data at all where nothing was executed."""
        body: dict[str, Any] = dict(process_result(result))
        errors = result.errors or []
        if result.data is None and errors and all(error.path is None for error in errors):
            body.pop("data", None)
            request.scope[_REQUEST_ERROR] = True
        if "errors" in body:
            body = {"errors": body.pop("errors"), **body}
        return body  # type: ignore[return-value] # a typed dictionary cannot lack data


async def _checked(request: Request) -> Request:
    """The request with its body read, when it is one that Strawberry may see.

    Raises:
        Refused: it is too large, of another media type, or not of a GraphQL request's shape.
    """
    if request.method == "GET":
        _check_query(request)
        return request
    content_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if content_type != JSON:
        raise Refused(415, f"send {JSON}")
    body = await limited_body(request)
    check_parameters(strict_json(body))

    async def replay() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(request.scope, replay)


def _check_query(request: Request) -> None:
    parameters: dict[str, object] = dict(request.query_params)
    if not parameters.get("query"):
        raise Refused(400, "there is no query")
    for name in ("variables", "extensions"):
        text = parameters.get(name)
        parameters[name] = strict_json(str(text)) if text else None
    check_parameters(parameters)


def _refusal(status: int, message: str, media_type: str | None, **headers: str) -> Response:
    code = _CODES.get(status, ErrorCode.BAD_USER_INPUT)
    error = {"message": message, "extensions": {"code": code.value}}
    return Response(
        orjson.dumps({"errors": [error]}),
        status,
        headers={"content-type": f"{media_type or JSON}; charset=utf-8", **headers},
    )


_CODES = {
    401: ErrorCode.UNAUTHENTICATED,
    413: ErrorCode.OPERATION_LIMIT,
    503: ErrorCode.INTERNAL,
}
