"""The composition root: what serves HTTP, and what it is made of."""

import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

import service.http.assets
import service.http.audit
import service.http.graph
import service.http.health
from schema.http import GraphQLOverHTTP, Serving
from schema.root import answers
from schema.trusted_documents import read_trusted_documents
from service.auditing.auditor import Auditor
from service.database import Database, check_url
from service.http.logs import configure_logging
from service.http.middleware import REQUEST_ID, AccessLog, MaskedErrors
from service.http.problems import add_problem_handlers
from service.identity.known_tokens import KnownTokens
from service.identity.secret_key import read_secret_key
from service.rate_limits import RateLimits
from service.settings import Settings, read_settings

log = structlog.stdlib.get_logger("sightline")


def serving_app() -> FastAPI:
    """The app of one serving process, by its environment; what uvicorn calls."""
    settings = read_settings()
    configure_logging(settings.log_format)
    return create_app(settings)


def create_app(settings: Settings) -> FastAPI:
    """The app; its database, at `settings.database_url`, is open from its start to its end.

    Raises:
        UnusableInput: there is no such address, no key for the tokens, or no manifest of the
            documents to trust.
    """
    url = check_url(settings.database_url)
    secret_key = read_secret_key(settings)
    documents = read_trusted_documents(settings)
    limits = RateLimits(settings.rate_limit) if settings.rate_limit else None

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        database = Database(url, pool_size=settings.pool_size)
        await database.open()
        app.state.database = database
        app.state.auditor = auditor = Auditor(database)
        app.state.tokens = tokens = KnownTokens(database, secret_key)
        app.state.graphql = Serving(auditor, tokens, answers(tokens), documents, limits)
        if not database.guarded:
            log.warning(
                "no row-level security behind the writes: this database lets us take no roles"
            )
        # What was imported stays for good: the collector need not look at it again.
        gc.freeze()
        try:
            yield
        finally:
            await tokens.close()
            await auditor.close()
            await database.close()

    app = FastAPI(
        title="Sightline",
        summary="OKRs as a graph, and the audit of their alignment",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        middleware=_middleware(settings, lambda: app.state.graphql),
    )
    app.state.settings = settings
    add_problem_handlers(app)
    app.include_router(service.http.health.router)
    app.include_router(service.http.assets.router)
    app.include_router(service.http.audit.router)
    app.include_router(service.http.graph.router)
    return app


def _middleware(settings: Settings, graphql: Callable[[], Serving]) -> list[Middleware]:
    """The outermost first."""
    cors = Middleware(
        CORSMiddleware,
        allow_origins=settings.cors_origins,
        allow_methods=["GET", "HEAD", "POST"],
        allow_headers=["Authorization", "Idempotency-Key", "If-None-Match", REQUEST_ID],
        expose_headers=["ETag", "RateLimit", "RateLimit-Policy", "Retry-After", REQUEST_ID],
        max_age=600,
    )
    return [
        Middleware(AccessLog),
        cors,
        Middleware(MaskedErrors),
        Middleware(GraphQLOverHTTP, serving=graphql),
    ]
