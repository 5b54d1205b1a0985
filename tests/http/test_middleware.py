import re

import httpx
import pytest
from structlog.testing import capture_logs


async def test_each_request_is_one_line_of_the_log(http: httpx.AsyncClient):
    with capture_logs() as lines:
        await http.get("/health/live?secret=1")
    (line,) = lines
    assert line.pop("duration_ms") >= 0
    assert line == {
        "event": "request",
        "log_level": "info",
        "method": "GET",
        "path": "/health/live",
        "status": 200,
    }


async def test_a_line_break_in_the_path_makes_no_second_line(http: httpx.AsyncClient):
    with capture_logs() as lines:
        await http.get("/a%0Ab")
    assert [line["path"] for line in lines] == ["/a%0Ab"]


async def test_the_answer_carries_the_clients_own_request_id(http: httpx.AsyncClient):
    response = await http.get("/health/live", headers={"X-Request-ID": "trace-1.2_3"})
    assert response.headers["X-Request-ID"] == "trace-1.2_3"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, 'quo"te'])
async def test_a_request_id_that_is_not_sane_is_replaced(http: httpx.AsyncClient, given: str):
    response = await http.get("/health/live", headers={"X-Request-ID": given})
    assert re.fullmatch("[0-9a-f]{32}", response.headers["X-Request-ID"])


async def test_a_known_front_end_may_ask_from_its_origin(http: httpx.AsyncClient):
    response = await http.options(
        "/audit",
        headers={
            "Origin": "https://okr.example",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "authorization",
        },
    )
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "https://okr.example"


async def test_an_unknown_origin_is_not_let_in(http: httpx.AsyncClient):
    response = await http.get("/health/live", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in response.headers


async def test_the_description_of_the_routes_needs_no_token(http: httpx.AsyncClient):
    document = (await http.get("/openapi.json")).json()
    assert document["info"]["title"] == "Sightline"
    assert {"/audit", "/health/live", "/health/ready"} <= set(document["paths"])
