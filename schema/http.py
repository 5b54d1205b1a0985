"""`/graphql`: GraphQL over HTTP, before any router: an answer costs little beside itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.types import ASGIApp, Receive, Scope, Send

from schema.answers import Answers, MutationByGet, Parameters
from schema.bodies import Refused, check_parameters, limited_body, strict_json
from schema.failures import ErrorCode
from schema.negotiation import GRAPHQL, JSON, negotiated
from schema.repeating import repeatable
from service.actor import Actor
from service.auditing.auditor import Auditor
from service.errors import Unauthenticated, Unavailable
from service.identity.known_tokens import KnownTokens
from service.tables import utc_now

PATH = "/graphql"

Headers = Mapping[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Serving:
    """What answers take, of one process that has started."""

    auditor: Auditor
    tokens: KnownTokens
    answers: Answers


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    media_type: str
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()


class GraphQLOverHTTP:
    """Answers `/graphql`; everything else goes on to the app."""

    def __init__(self, app: ASGIApp, serving: Callable[[], Serving]) -> None:
        self.app = app
        self._serving = serving

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH:
            await self.app(scope, receive, send)
            return
        response = await self._response(scope, receive)
        headers = [
            (b"content-type", b"%b; charset=utf-8" % response.media_type.encode()),
            (b"content-length", b"%d" % len(response.body)),
            (b"vary", b"Accept, Authorization"),
            (b"cache-control", b"private, no-store"),
            *response.headers,
        ]
        start = {"type": "http.response.start", "status": response.status, "headers": headers}
        await send(start)
        await send({"type": "http.response.body", "body": response.body})

    async def _response(self, scope: Scope, receive: Receive) -> Response:
        """The answer to one request; every refusal is shaped as GraphQL's own."""
        headers: Headers = dict(scope["headers"])
        media_type = _media_type(headers.get(b"accept"))
        try:
            return await self._answered(scope, receive, headers, media_type)
        except Refused as refusal:
            return _refusal(refusal.status, refusal.message, media_type)
        except Unauthenticated as error:
            challenge = (b"www-authenticate", b"Bearer")
            return _refusal(HTTPStatus.UNAUTHORIZED, str(error), media_type, challenge)
        except MutationByGet as error:
            allow = (b"allow", b"POST")
            return _refusal(HTTPStatus.METHOD_NOT_ALLOWED, str(error), media_type, allow)
        except Unavailable:
            words = "the database cannot answer now; try again"
            later = (b"retry-after", b"1")
            return _refusal(HTTPStatus.SERVICE_UNAVAILABLE, words, media_type, later)

    async def _answered(
        self, scope: Scope, receive: Receive, headers: Headers, media_type: str | None
    ) -> Response:
        method = scope["method"]
        if method not in ("GET", "POST"):
            allow = (b"allow", b"GET, POST")
            words = "GraphQL is asked by POST, or by GET"
            return _refusal(HTTPStatus.METHOD_NOT_ALLOWED, words, media_type, allow)
        serving, now = self._serving(), utc_now()
        text = _bearer(headers)
        actor = serving.tokens.known(text, now) or await serving.tokens.actor(text, now)
        if media_type is None:
            raise Refused(HTTPStatus.NOT_ACCEPTABLE, f"an answer is {GRAPHQL} or {JSON}")
        if method == "GET":
            parameters = _from_address(scope["query_string"])
        else:
            parameters = _from_body(headers, await limited_body(headers, receive))
            parameters = repeatable(parameters, headers.get(b"idempotency-key"))
        return await _answer(serving, actor, parameters, media_type, by_get=method == "GET")


async def _answer(
    serving: Serving, actor: Actor, parameters: Parameters, media_type: str, *, by_get: bool
) -> Response:
    answer = await serving.answers.answer(
        serving.auditor, actor, parameters, utc_now(), may_write=not by_get
    )
    # Of a request that was never executed, only the new media type may say so by its status.
    is_refused = not answer.is_executed and media_type == GRAPHQL
    status = HTTPStatus.BAD_REQUEST if is_refused else HTTPStatus.OK
    return Response(status, media_type, answer.body)


@lru_cache(256)
def _media_type(accept: bytes | None) -> str | None:
    return negotiated(None if accept is None else accept.decode("latin-1"))


def _bearer(headers: Headers) -> str:
    scheme, _, text = headers.get(b"authorization", b"").partition(b" ")
    if scheme.lower() != b"bearer":
        raise Unauthenticated("send an API token: Authorization: Bearer <token>")
    return text.strip().decode("latin-1")


def _from_body(headers: Headers, body: bytes) -> Parameters:
    content_type = headers.get(b"content-type", b"").split(b";")[0].strip().lower()
    if content_type != JSON.encode():
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"send {JSON}")
    return _parameters(strict_json(body))


def _from_address(query_string: bytes) -> Parameters:
    try:
        pairs = parse_qsl(query_string.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError:
        raise Refused(HTTPStatus.BAD_REQUEST, "the address is not one of UTF-8") from None
    given: dict[str, object] = dict(pairs)
    for name in ("variables", "extensions"):
        text = given.get(name)
        given[name] = strict_json(str(text)) if text else None
    return _parameters(given)


def _parameters(given: Any) -> Parameters:  # noqa: ANN401 - any JSON value
    check_parameters(given)
    query = given.get("query")
    if not query:
        raise Refused(HTTPStatus.BAD_REQUEST, "there is no query")
    return Parameters(query, given.get("variables") or {}, given.get("operationName") or None)


def _refusal(
    status: int, message: str, media_type: str | None, *headers: tuple[bytes, bytes]
) -> Response:
    code = _CODES.get(status, ErrorCode.BAD_USER_INPUT)
    error = {"message": message, "extensions": {"code": code.value}}
    return Response(status, media_type or JSON, orjson.dumps({"errors": [error]}), headers)


_CODES: dict[int, ErrorCode] = {
    HTTPStatus.UNAUTHORIZED: ErrorCode.UNAUTHENTICATED,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ErrorCode.OPERATION_LIMIT,
    HTTPStatus.SERVICE_UNAVAILABLE: ErrorCode.INTERNAL,
}
