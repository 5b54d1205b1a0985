"""`GET /metrics`: who may look, and what there is to see."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families

from service.actor import Actor
from service.database import Database
from service.http.request_counts import BUCKETS_S, RequestCounts
from service.http.request_log import Handled
from service.tables import new_id
from tests.deliveries.post_office import PostOffice
from tests.tokens import TokenMaker

Samples = dict[tuple[str, ...], float]


def samples(text: str) -> Samples:
    """By name and values of labels, these in the order of their names."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def look(http: httpx.AsyncClient) -> Samples:
    response = await http.get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain; version=")
    return samples(response.text)


@pytest.fixture
async def elsewhere(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client on another machine."""
    transport = httpx.ASGITransport(app, client=("192.0.2.7", 50_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://sightline") as client:
        yield client


async def test_from_the_machine_itself_it_needs_no_token(http: httpx.AsyncClient):
    assert (await look(http))["sightline_database_up",] == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
async def test_every_address_of_loopback_is_the_machine_itself(app: FastAPI, host: str):
    transport = httpx.ASGITransport(app, client=(host, 50_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://sightline") as client:
        assert (await client.get("/metrics")).status_code == 200


async def test_from_elsewhere_it_needs_one(
    elsewhere: httpx.AsyncClient, actor: Actor, new_token: TokenMaker
):
    refused = await elsewhere.get("/metrics")
    assert refused.status_code == 401
    assert refused.headers["content-type"] == "application/problem+json"
    wrong = await elsewhere.get("/metrics", headers={"Authorization": "Bearer wrong"})
    assert wrong.status_code == 401
    elsewhere.headers["Authorization"] = f"Bearer {await new_token(actor)}"
    assert (await look(elsewhere))["sightline_database_up",] == 1


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
async def test_through_a_proxy_on_the_machine_it_needs_one(http: httpx.AsyncClient, header: str):
    assert (await http.get("/metrics", headers={header: "127.0.0.1"})).status_code == 401


async def test_requests_are_counted_by_route_method_and_class_of_status(http: httpx.AsyncClient):
    for _ in range(3):
        await http.get("/health/live")
    await http.post("/graphql", json={"query": "{ viewer { id } }"})
    for path in ("/nowhere", "/some/where", "/audits"):
        await http.get(path)
    await http.request("BREW", "/graph")
    found = await look(http)
    requests = {
        key[1:]: value for key, value in found.items() if key[0] == "sightline_http_requests_total"
    }
    assert requests == {
        ("GET", "health", "2xx"): 3,
        ("POST", "graphql", "4xx"): 1,
        ("GET", "other", "4xx"): 3,
        ("other", "graph", "4xx"): 1,
    }
    name = "sightline_http_request_duration_seconds"
    assert found[f"{name}_count", "health"] == 3
    assert found[f"{name}_bucket", "+Inf", "health"] == 3
    assert found[f"{name}_sum", "health"] >= 0


async def test_what_waits_is_told_from_the_database(
    http: httpx.AsyncClient, database: Database, actor: Actor, database_url: str
):
    office = PostOffice(database, actor, database_url)
    await office.number()
    await office.fan_out()
    before = await look(http)
    for state in ("ENABLED", "PAUSED"):
        await office.webhook("http://127.0.0.1:1/", state=state)
    await office.records(*(new_id() for _ in range(3)))
    unnumbered = await look(http)
    await office.number()
    behind = await look(http)
    await office.fan_out()
    await office.change("UPDATE webhook_delivery SET next_attempt_at = now() - interval '1 hour'")
    due = await look(http)
    await office.deliver()
    failed = await look(http)

    def more(now: Samples, *key: str) -> float:
        return now[key] - before[key]

    deliveries = "sightline_deliveries"
    assert more(unnumbered, "sightline_log_unnumbered") == 3
    assert more(unnumbered, "sightline_fan_out_lag") == 0
    assert more(behind, "sightline_log_unnumbered") == 0
    assert more(behind, "sightline_fan_out_lag") == 3
    assert more(due, "sightline_fan_out_lag") == 0
    assert (more(due, deliveries, "due"), more(due, deliveries, "held")) == (3, 3)
    assert due["sightline_deliveries_oldest_due_age_seconds",] >= 3_600
    assert more(failed, deliveries, "due") == 0
    assert more(failed, deliveries, "later") == 3


async def test_while_the_database_is_away_the_requests_are_told(
    http: httpx.AsyncClient, app: FastAPI
):
    await http.get("/health/live")
    await app.state.database.close()
    found = await look(http)
    assert found["sightline_database_up",] == 0
    assert found["sightline_http_requests_total", "GET", "health", "2xx"] == 1
    assert ("sightline_fan_out_lag",) not in found


async def test_processes_beside_one_another_tell_of_all(tmp_path: Path):
    one, other = RequestCounts(tmp_path), RequestCounts(tmp_path)
    other._file = tmp_path / "1.json"  # noqa: SLF001 - as another process would have it
    one.add(Handled("a", "GET", "/audit", 200, 3.0))
    other.add(Handled("b", "GET", "/audit/", 200, 40_000.0))
    other.add(Handled("c", "POST", "/graphql", 500, 0.4))
    for counts in (one, other):
        counts.write()
    for counts in (one, other):
        found = counts.all()
        audit = found["audit", "GET", 2]
        assert [audit.buckets[2], audit.buckets[len(BUCKETS_S)], sum(audit.buckets)] == [1, 1, 2]
        assert audit.total_ms == 40_003
        assert sum(found["graphql", "POST", 5].buckets) == 1
    assert {path.suffix for path in tmp_path.iterdir()} == {".json"}  # noqa: ASYNC240 - a test
