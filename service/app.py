"""The composition root: what serves HTTP, and what it is made of."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import structlog
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

import service.http.assets
import service.http.audit
import service.http.events
import service.http.exporting
import service.http.graph
import service.http.health
import service.http.importing
import service.http.metrics
from schema.http import GraphQLOverHTTP
from schema.root import answers
from schema.serving import Serving
from schema.streams.lasting import STOPPING, Lasting
from schema.trusted_documents import read_trusted_documents
from service.auditing.auditor import Auditor
from service.database import Database
from service.database_url import check_url
from service.http.logs import configure_logging
from service.http.middleware import REQUEST_ID, AccessLog, MaskedErrors
from service.http.problems import add_problem_handlers
from service.http.request_counts import RequestCounts, shared_counts
from service.http.request_log import Handled, RequestLines, Write, through_structlog
from service.http.webhook_descriptions import with_webhooks
from service.identity.known_tokens import KnownTokens
from service.identity.secret_key import read_secret_key
from service.live.hub import Hub
from service.rate_limits import RateLimits
from service.settings import Settings, read_settings

log = structlog.stdlib.get_logger("sightline")

_ROUTERS = (
    service.http.health.router,
    service.http.assets.router,
    service.http.audit.router,
    service.http.graph.router,
    service.http.importing.router,
    service.http.exporting.router,
    service.http.metrics.router,
    service.http.events.router,
)


def serving_app() -> FastAPI:
    """The app of one serving process, by its environment; what uvicorn calls."""
    settings = read_settings()
    configure_logging(settings.log_format)
    return create_app(settings, RequestLines(settings.log_format))


def create_app(
    settings: Settings,
    write_request: Write = through_structlog,
    lasting: Lasting | None = None,
) -> FastAPI:
    """The app; its database, at `settings.database_url`, is open from its start to its end.

    `write_request` writes the line of each request; `lasting` is how long who waits for what, of
    connections that last.

    Raises:
        UnusableInput: there is no such address, no key for the tokens, or no manifest of the
            documents to trust.
    """
    url = check_url(settings.database_url)
    secret_key = read_secret_key(settings)
    documents = read_trusted_documents(settings)
    limits = RateLimits(settings.rate_limit) if settings.rate_limit else None
    counts = shared_counts()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, object]]:
        database = Database(url, pool_size=settings.pool_size)
        await database.open()
        app.state.database = database
        app.state.auditor = auditor = Auditor(database)
        app.state.tokens = tokens = KnownTokens(database, secret_key)
        app.state.graphql = Serving(
            auditor,
            tokens,
            answers(tokens, settings.webhook_allowed_networks),
            documents,
            limits,
            hub := Hub(database),
            settings.cors_origins,
        )
        if not database.guarded:
            log.warning(
                "no row-level security behind the writes: this database lets us take no roles"
            )
        # What was imported stays for good: the collector need not look at it again.
        gc.freeze()
        try:
            yield {STOPPING: asyncio.Event()}
        finally:
            await hub.close()
            await tokens.close()
            await auditor.close()
            await database.close()

    app = App(
        lambda inner: _layers(
            GraphQLOverHTTP(inner, lambda: app.state.graphql, lasting),
            settings,
            _counted(counts, write_request),
        ),
        title="Sightline",
        summary="OKRs as a graph, and the audit of their alignment",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        # Inside the framework's own last resort, which would answer first.
        middleware=[Middleware(MaskedErrors)],
    )
    app.state.settings = settings
    app.state.request_counts = counts
    add_problem_handlers(app)
    for router in _ROUTERS:
        app.include_router(router)
    return app


class App(FastAPI):
    """FastAPI inside layers of ours: GraphQL is answered before any of the framework's."""

    def __init__(self, layers: Callable[[ASGIApp], ASGIApp], **given: Any) -> None:  # noqa: ANN401 - as FastAPI's own
        super().__init__(**given)
        self._outermost = layers(super().__call__)

    def openapi(self) -> dict[str, Any]:
        """The description of the routes, and of what is sent to webhooks; made once."""
        if self.openapi_schema is None:
            self.openapi_schema = with_webhooks(super().openapi())
        return self.openapi_schema

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._outermost(scope, receive, send)


def _layers(inner: ASGIApp, settings: Settings, write_request: Write) -> ASGIApp:
    app: ASGIApp = MaskedErrors(inner)
    return AccessLog(_shared(app, settings) if settings.cors_origins else app, write_request)


def _counted(counts: RequestCounts, write_request: Write) -> Write:
    def write_and_count(handled: Handled) -> None:
        write_request(handled)
        counts.add(handled)

    return write_and_count


def _shared(app: ASGIApp, settings: Settings) -> ASGIApp:
    """Let the front ends of other origins in."""
    return CORSMiddleware(
        app,
        allow_origins=settings.cors_origins,
        allow_methods=["GET", "HEAD", "POST"],
        allow_headers=["Authorization", "Idempotency-Key", "If-None-Match", REQUEST_ID],
        expose_headers=["ETag", "RateLimit", "RateLimit-Policy", "Retry-After", REQUEST_ID],
        max_age=600,
    )
