"""The lines of requests: written together, each with its own time."""

import asyncio
from datetime import UTC, datetime, timedelta
from io import BytesIO

import orjson
import pytest

from service.http.request_log import Handled, RequestLines
from service.settings import LogFormat

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


async def test_each_line_tells_when_its_own_request_was_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moments = iter([NOON, NOON + timedelta(milliseconds=30)])
    monkeypatch.setattr("service.http.request_log.utc_now", lambda: next(moments))
    monkeypatch.setattr("service.http.request_log.TOGETHER_S", 0.01)
    stream = BytesIO()
    write = RequestLines(LogFormat.JSON, stream)
    write(Handled("a", "POST", "/graphql", 200, 1.5))
    write(Handled("b", "GET", "/audit", 304, 0.2))
    assert stream.getvalue() == b""
    await asyncio.sleep(0.05)
    assert [orjson.loads(line)["timestamp"] for line in stream.getvalue().splitlines()] == [
        "2026-11-22T12:00:00Z",
        "2026-11-22T12:00:00.030000Z",
    ]
