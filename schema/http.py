"""`/graphql`: GraphQL over HTTP, before any router: an answer costs little beside itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import orjson
from graphql import GraphQLError
from starlette.types import ASGIApp, Receive, Scope, Send

from schema.answers import Answer, Answers, MutationByGet, Parameters
from schema.bodies import Refused, check_parameters, limited_body, strict_json
from schema.failures import ErrorCode
from schema.graphiql import asks_for_the_page, page
from schema.negotiation import GRAPHQL, JSON, negotiated
from schema.repeating import repeatable
from schema.trusted_documents import TrustedDocuments
from service.actor import Actor
from service.auditing.auditor import Auditor
from service.errors import Conflict, Unauthenticated, Unavailable
from service.identity.known_tokens import KnownTokens
from service.rate_limits import (
    RateLimited,
    RateLimits,
    principal_of,
    rate_limit_headers,
    retry_headers,
)
from service.tables import utc_now

PATH = "/graphql"

# The headers of every answer, by its media type.
_OF_EACH = {
    media_type: (
        (b"content-type", b"%b; charset=utf-8" % media_type.encode()),
        (b"vary", b"Accept, Authorization"),
        (b"cache-control", b"private, no-store"),
    )
    for media_type in (JSON, GRAPHQL)
}

_JSON = JSON.encode()

Headers = Mapping[bytes, bytes]
Given = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Serving:
    """What answers take, of one process that has started.

    Attributes:
        limits: None where nobody's points are counted.
        clock: what every operation takes for now.
    """

    auditor: Auditor
    tokens: KnownTokens
    answers: Answers
    documents: TrustedDocuments = field(default_factory=TrustedDocuments)
    limits: RateLimits | None = None
    clock: Callable[[], datetime] = utc_now


class Response(NamedTuple):
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
        if asks_for_the_page(scope):
            await page()(scope, receive, send)
            return
        response = await self._response(scope, receive)
        headers = [
            *_OF_EACH[response.media_type],
            (b"content-length", b"%d" % len(response.body)),
            *response.headers,
        ]
        start = {"type": "http.response.start", "status": int(response.status), "headers": headers}
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
        except RateLimited as error:
            told = retry_headers(error.standing, self._serving().clock())
            return _refusal(HTTPStatus.TOO_MANY_REQUESTS, str(error), media_type, *told)
        except (Conflict, Unavailable):  # a read has no conflict but that it had to wait
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
        serving = self._serving()
        now = serving.clock()
        text = _bearer(headers)
        actor = serving.tokens.known(text, now) or await serving.tokens.actor(text, now)
        if media_type is None:
            raise Refused(HTTPStatus.NOT_ACCEPTABLE, f"an answer is {GRAPHQL} or {JSON}")
        if serving.limits is not None:
            serving.limits.admit(principal_of(actor), now)
        try:
            if method == "GET":
                given = _from_address(scope["query_string"])
                return await _answer(serving, actor, given, media_type, None)
            given = _from_body(headers, await limited_body(headers, receive))
            return await _answer(serving, actor, given, media_type, headers)
        except (Refused, MutationByGet):
            if serving.limits is not None:
                serving.limits.fine(principal_of(actor), now)
            raise


async def _answer(
    serving: Serving, actor: Actor, given: Given, media_type: str, headers: Headers | None
) -> Response:
    """`headers` are those of a POST, which may write."""
    now, limits = serving.clock(), serving.limits
    try:
        text = serving.documents.text_of(given, actor.organization_id)
    except GraphQLError as error:
        standing = None if limits is None else limits.charge(principal_of(actor), 1, now)
        body = orjson.dumps({"errors": [error.formatted]})
        return _told(Answer(body, is_executed=False, standing=standing), media_type, now)
    parameters = Parameters(text, given.get("variables") or {}, given.get("operationName") or None)
    if headers is not None:
        parameters = repeatable(parameters, headers.get(b"idempotency-key"))
    answer = await serving.answers.answer(
        serving.auditor,
        actor,
        parameters,
        now,
        may_write=headers is not None,
        limits=limits,
    )
    return _told(answer, media_type, now)


def _told(answer: Answer, media_type: str, now: datetime) -> Response:
    # Of a request that was never executed, only the new media type may say so by its status.
    is_refused = not answer.is_executed and media_type == GRAPHQL
    status = HTTPStatus.BAD_REQUEST if is_refused else HTTPStatus.OK
    if answer.standing is None:
        return Response(status, media_type, answer.body)
    return Response(status, media_type, answer.body, rate_limit_headers(answer.standing, now))


@lru_cache(256)
def _media_type(accept: bytes | None) -> str | None:
    return negotiated(None if accept is None else accept.decode("latin-1"))


def _bearer(headers: Headers) -> str:
    scheme, _, text = headers.get(b"authorization", b"").partition(b" ")
    if scheme.lower() != b"bearer":
        raise Unauthenticated("send an API token: Authorization: Bearer <token>")
    return text.strip().decode("latin-1")


def _from_body(headers: Headers, body: bytes) -> Given:
    content_type = headers.get(b"content-type", b"")
    if content_type != _JSON and content_type.split(b";")[0].strip().lower() != _JSON:
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"send {JSON}")
    return check_parameters(strict_json(body))


def _from_address(query_string: bytes) -> Given:
    try:
        pairs = parse_qsl(query_string.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError:
        raise Refused(HTTPStatus.BAD_REQUEST, "the address is not one of UTF-8") from None
    given: dict[str, object] = dict(pairs)
    for name in ("variables", "extensions"):
        text = given.get(name)
        given[name] = strict_json(str(text)) if text else None
    return check_parameters(given)


def _refusal(
    status: int, message: str, media_type: str | None, *headers: tuple[bytes, bytes]
) -> Response:
    code = _CODES.get(status, ErrorCode.BAD_USER_INPUT)
    error = {"message": message, "extensions": {"code": code.value}}
    return Response(status, media_type or JSON, orjson.dumps({"errors": [error]}), headers)


_CODES: dict[int, ErrorCode] = {
    HTTPStatus.UNAUTHORIZED: ErrorCode.UNAUTHENTICATED,
    HTTPStatus.FORBIDDEN: ErrorCode.FORBIDDEN,
    HTTPStatus.TOO_MANY_REQUESTS: ErrorCode.RATE_LIMITED,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ErrorCode.OPERATION_LIMIT,
    HTTPStatus.SERVICE_UNAVAILABLE: ErrorCode.INTERNAL,
}
