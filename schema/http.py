"""`/graphql`: GraphQL over HTTP, before any router: an answer costs little beside itself."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import orjson
from graphql import GraphQLError
from starlette.types import ASGIApp, Receive, Scope, Send

from schema.answers import Answer, MutationByGet, Parameters, SubscriptionAsked
from schema.bodies import Refused, check_parameters, limited_body, strict_json
from schema.failures import ErrorCode
from schema.graphiql import asks_for_the_page, page
from schema.negotiation import GRAPHQL, JSON, STREAM, negotiated, takes_streams
from schema.repeating import repeatable
from schema.serving import Serving
from schema.streams.guards import Guard
from schema.streams.lasting import Lasting
from schema.streams.principals import TooManyConnections
from schema.streams.server_sent import EventStream
from schema.streams.sockets import serve_socket
from schema.streams.telling import once, told
from service.actor import Actor
from service.errors import Conflict, Unauthenticated, Unavailable
from service.rate_limits import RateLimited, principal_of, rate_limit_headers, retry_headers

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


class Response(NamedTuple):
    status: int
    media_type: str
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()


class GraphQLOverHTTP:
    """Answers `/graphql`; everything else goes on to the app."""

    def __init__(
        self, app: ASGIApp, serving: Callable[[], Serving], lasting: Lasting | None = None
    ) -> None:
        """`lasting` is how long who waits for what, of connections that last."""
        self.app = app
        self._serving = serving
        self._lasting = lasting or Lasting()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope["path"] != PATH:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await serve_socket(self._serving(), self._lasting, scope, receive, send)
        elif asks_for_the_page(scope):
            await page()(scope, receive, send)
        else:
            await self._answer_to(scope, receive, send)

    async def _answer_to(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._response(scope, receive)
        if isinstance(response, EventStream):
            try:
                await response(scope, receive, send)
            except TooManyConnections as error:
                response = _refusal(HTTPStatus.TOO_MANY_REQUESTS, str(error), JSON)
            else:
                return
        headers = [
            *_OF_EACH[response.media_type],
            (b"content-length", b"%d" % len(response.body)),
            *response.headers,
        ]
        start = {"type": "http.response.start", "status": int(response.status), "headers": headers}
        await send(start)
        await send({"type": "http.response.body", "body": response.body})

    async def _response(self, scope: Scope, receive: Receive) -> Response | EventStream:
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
            when = retry_headers(error.standing, self._serving().clock())
            return _refusal(HTTPStatus.TOO_MANY_REQUESTS, str(error), media_type, *when)
        except (Conflict, Unavailable):  # a read has no conflict but that it had to wait
            words = "the database cannot answer now; try again"
            later = (b"retry-after", b"1")
            return _refusal(HTTPStatus.SERVICE_UNAVAILABLE, words, media_type, later)

    async def _answered(
        self, scope: Scope, receive: Receive, headers: Headers, media_type: str | None
    ) -> Response | EventStream:
        if scope["method"] not in ("GET", "POST"):
            allow = (b"allow", b"GET, POST")
            words = "GraphQL is asked by POST, or by GET"
            return _refusal(HTTPStatus.METHOD_NOT_ALLOWED, words, media_type, allow)
        serving = self._serving()
        now = serving.clock()
        text = _bearer(headers)
        actor = serving.tokens.known(text, now) or await serving.tokens.actor(text, now)
        if media_type is None:
            words = f"an answer is {GRAPHQL}, {JSON} or {STREAM}"
            raise Refused(HTTPStatus.NOT_ACCEPTABLE, words)
        if serving.limits is not None:
            serving.limits.admit(principal_of(actor), now)
        try:
            return await self._operated(scope, receive, headers, media_type, _Asker(text, actor))
        except (Refused, MutationByGet):
            if serving.limits is not None:
                serving.limits.fine(principal_of(actor), now)
            raise

    async def _operated(
        self,
        scope: Scope,
        receive: Receive,
        headers: Headers,
        media_type: str,
        asker: "_Asker",
    ) -> Response | EventStream:
        """One operation, of somebody who may ask for some."""
        serving = self._serving()
        if scope["method"] == "GET":
            given, posted = _from_address(scope["query_string"]), None
        else:
            given, posted = _from_body(headers, await limited_body(headers, receive)), headers
        try:
            answered = await _answer(serving, asker.actor, given, media_type, posted)
        except SubscriptionAsked as asked:
            if not _may_stream(headers.get(b"accept")):
                raise Refused(HTTPStatus.NOT_ACCEPTABLE, str(asked)) from None
            guard = asker.guard(serving)
            return EventStream(self._lasting, guard, told(serving, guard, asked.request))
        if media_type != STREAM:
            return answered
        return EventStream(self._lasting, asker.guard(serving), once(answered.body))


class _Asker(NamedTuple):
    """Who asks, and the text of the token."""

    text: str
    actor: Actor

    def guard(self, serving: Serving) -> Guard:
        return Guard(serving.tokens, self.text, self.actor, serving.clock)


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
def _may_stream(accept: bytes | None) -> bool:
    return accept is not None and takes_streams(accept.decode("latin-1"))


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
    told_as = GRAPHQL if media_type == GRAPHQL else JSON
    return Response(status, told_as, orjson.dumps({"errors": [error]}), headers)


_CODES: dict[int, ErrorCode] = {
    HTTPStatus.UNAUTHORIZED: ErrorCode.UNAUTHENTICATED,
    HTTPStatus.FORBIDDEN: ErrorCode.FORBIDDEN,
    HTTPStatus.TOO_MANY_REQUESTS: ErrorCode.RATE_LIMITED,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ErrorCode.OPERATION_LIMIT,
    HTTPStatus.SERVICE_UNAVAILABLE: ErrorCode.INTERNAL,
}
