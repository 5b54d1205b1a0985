"""What every HTTP request passes through before any route: plain ASGI, bodies untouched."""

import re
from collections.abc import Awaitable, Iterable
from http import HTTPStatus
from itertools import count
from secrets import token_hex
from time import perf_counter_ns

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.problems import refusal_at
from service.http.request_log import Handled, Write, through_structlog

REQUEST_ID = "X-Request-ID"
_HEADER = REQUEST_ID.lower().encode()

_PROCESS = token_hex(10)
_COUNT = count()
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

log = structlog.stdlib.get_logger("sightline.http")


class AccessLog:
    """One line per request; its id is the client's own where that is a sane one."""

    def __init__(self, app: ASGIApp, write: Write = through_structlog) -> None:
        self.app = app
        self._write = write

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(scope["headers"])
        status = 0
        started = perf_counter_ns()
        # A request has a task, and so a context, of its own: there is nothing to put back.
        structlog.contextvars.bind_contextvars(request_id=request_id)
        header = (_HEADER, request_id.encode())

        def send_with_id(message: Message) -> Awaitable[None]:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                message["headers"] = [*message.get("headers", ()), header]
            return send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            duration_ms = (perf_counter_ns() - started) // 100_000 / 10
            handled = Handled(request_id, scope["method"], _path(scope), status, duration_ms)
            self._write(handled)


class MaskedErrors:
    """Whatever no route expected is logged in full and answered without a word about it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        has_begun = False

        def send_and_note(message: Message) -> Awaitable[None]:
            nonlocal has_begun
            has_begun = True
            return send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except Exception:
            log.exception("unexpected error", method=scope["method"], path=_path(scope))
            if has_begun:
                raise
            masked = refusal_at(
                scope["path"],
                HTTPStatus.INTERNAL_SERVER_ERROR,
                f"something went wrong here; the log tells more, look for the {REQUEST_ID}",
            )
            await masked(scope, receive, send)


def _request_id(headers: Iterable[tuple[bytes, bytes]]) -> str:
    for name, value in headers:
        if name == _HEADER:
            given = value.decode("latin-1")
            return given if _REQUEST_ID.fullmatch(given) else _new_id()
    return _new_id()


def _new_id() -> str:
    """A name that no other request of any process has: random once, then counted."""
    return f"{_PROCESS}{next(_COUNT):012x}"


def _path(scope: Scope) -> str:
    """The path as it was sent, percent signs and all: no line break gets into the log."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return raw.decode("ascii", "backslashreplace").encode("unicode_escape").decode()
