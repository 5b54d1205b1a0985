"""`GET /metrics`: what operations want to know, as Prometheus reads it.

What waits is read from the database when it is asked for, so that it is the same whichever process
answers; requests are counted by the processes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from itertools import accumulate
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import APIRouter, Depends, Request, Response
from fastapi.security import HTTPAuthorizationCredentials

from service.database import Database
from service.errors import Unauthenticated, Unavailable
from service.http.authentication import BEARER, OpenDatabase
from service.http.request_counts import BUCKETS_S, Counts, RequestCounts
from service.identity.known_tokens import KnownTokens
from service.libraries import loaded, prometheus, prometheus_text
from service.tables import utc_now
from service.webhooks.backlog import Backlog, backlog_of

if TYPE_CHECKING:
    from prometheus_client.registry import Collector

router = APIRouter(tags=["operations"])

# Who is asked through one of these is not asked from here, wherever the connection comes from.
_FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-real-ip")


async def _may_look(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)],
) -> None:
    if credentials is not None:
        tokens: KnownTokens = request.app.state.tokens
        await tokens.actor(credentials.credentials, utc_now())
    elif not _is_from_here(request):
        raise Unauthenticated("send an API token: Authorization: Bearer <token>")


@router.get(
    "/metrics",
    summary="Figures for Prometheus",
    description="Needs a token unless it is asked from the machine itself, without a proxy.",
    dependencies=[Depends(_may_look)],
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def metrics(request: Request, database: OpenDatabase) -> Response:
    counts: RequestCounts = request.app.state.request_counts
    backlog = await _backlog(database)
    await loaded(prometheus, prometheus_text)
    told = _Told([*_waiting(backlog), *_requests(counts.all())])
    text = prometheus_text.generate_latest(cast("Collector", told))
    return Response(text, media_type=prometheus_text.CONTENT_TYPE_LATEST)


@dataclass(frozen=True, slots=True)
class _Told:
    """What was found out before, as the library asks for it."""

    found: "Sequence[prometheus.Metric]"

    def collect(self) -> "Iterable[prometheus.Metric]":
        return self.found


def _is_from_here(request: Request) -> bool:
    if request.client is None or any(name in request.headers for name in _FORWARDED):
        return False
    try:
        address = ip_address(request.client.host)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


async def _backlog(database: Database) -> Backlog | None:
    """None where the database is away: that is a figure, too."""
    try:
        return await backlog_of(database)
    except Unavailable:
        return None


def _waiting(backlog: Backlog | None) -> "Iterator[prometheus.Metric]":
    yield _gauge("database_up", "Whether the database answers.", int(backlog is not None))
    if backlog is None:
        return
    yield _gauge("log_unnumbered", "Events without a number in the log.", backlog.unnumbered)
    yield _gauge(
        "log_unnumbered_age_seconds", "How long the oldest of them waits.", backlog.unnumbered_s
    )
    yield _gauge("fan_out_lag", "Events not fanned out to webhooks yet.", backlog.behind)
    yield _gauge("roll_up_requests", "Numbers that wait to be computed anew.", backlog.roll_ups)
    states = prometheus.GaugeMetricFamily(
        "sightline_deliveries",
        "Deliveries of webhooks: due now, held by paused endpoints, waiting for another time, under"
        " way, given up or called off. Counts end at a million.",
        labels=["state"],
    )
    later = max(backlog.pending - backlog.due - backlog.held, 0)
    for state, value in (
        ("due", backlog.due),
        ("held", backlog.held),
        ("later", later),
        ("leased", backlog.leased),
        ("failed", backlog.failed),
    ):
        states.add_metric([state], value)
    yield states
    yield _gauge(
        "deliveries_oldest_due_age_seconds", "How late the latest due one is.", backlog.due_s
    )


def _requests(counts: Counts) -> "Iterator[prometheus.Metric]":
    total = prometheus.CounterMetricFamily(
        "sightline_http_requests",
        "Requests by first part of the path, method and class of the status.",
        labels=["route", "method", "status"],
    )
    by_route: dict[str, tuple[list[int], float]] = {}
    for (route, method, status), count in sorted(counts.items()):
        total.add_metric([route, method, f"{status}xx"], sum(count.buckets))
        buckets, total_ms = by_route.get(route, ([0] * len(count.buckets), 0.0))
        both = [sum(pair) for pair in zip(buckets, count.buckets, strict=True)]
        by_route[route] = (both, total_ms + count.total_ms)
    yield total
    took = prometheus.HistogramMetricFamily(
        "sightline_http_request_duration_seconds", "How long requests took.", labels=["route"]
    )
    ends = [*map(str, BUCKETS_S), "+Inf"]
    for route, (buckets, total_ms) in by_route.items():
        cumulated = list(zip(ends, map(float, accumulate(buckets)), strict=True))
        took.add_metric([route], cumulated, sum_value=total_ms / 1_000)
    yield took


def _gauge(name: str, words: str, value: float) -> "prometheus.Metric":
    return prometheus.GaugeMetricFamily(f"sightline_{name}", words, value=value)
