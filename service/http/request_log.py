"""The line of each request, in the form of the log: written beside it, since it comes most often.

A small answer takes some fifty microseconds here; structlog's way to a line would take half as many
again. Lines are kept for a moment and written together.
"""

import asyncio
import sys
from collections.abc import Callable
from datetime import datetime
from itertools import starmap
from typing import BinaryIO, NamedTuple

import orjson
import structlog

from service.settings import LogFormat
from service.tables import utc_now

TOGETHER_S = 0.05

log = structlog.stdlib.get_logger("sightline.http")


class Handled(NamedTuple):
    """A request that is over; `path` as it was sent."""

    request_id: str
    method: str
    path: str
    status: int
    duration_ms: float


def through_structlog(handled: Handled) -> None:
    """The way where nothing is configured, as in tests."""
    log.info(
        "request",
        method=handled.method,
        path=handled.path,
        status=handled.status,
        duration_ms=handled.duration_ms,
    )


class RequestLines:
    """Writes lines to a stream; call it inside a running event loop."""

    def __init__(self, log_format: LogFormat, stream: BinaryIO | None = None) -> None:
        self._line = _json if log_format is LogFormat.JSON else _plain
        self._stream = stream or sys.stderr.buffer
        # Written out together, too: line after line takes half as long as each by itself.
        self._kept: list[tuple[datetime, Handled]] = []

    def __call__(self, handled: Handled) -> None:
        if not self._kept:
            asyncio.get_running_loop().call_later(TOGETHER_S, self.flush)
        self._kept.append((utc_now(), handled))

    def flush(self) -> None:
        kept, self._kept = self._kept, []
        self._stream.write(b"".join(starmap(self._line, kept)))
        self._stream.flush()


Write = Callable[[Handled], None]


def _json(moment: datetime, handled: Handled) -> bytes:
    line = {
        "event": "request",
        "level": "info",
        "logger": "sightline.http",
        "timestamp": moment,
        "request_id": handled.request_id,
        "method": handled.method,
        "path": handled.path,
        "status": handled.status,
        "duration_ms": handled.duration_ms,
    }
    return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z)


def _plain(moment: datetime, handled: Handled) -> bytes:
    return (
        f"{moment.isoformat()} [info] request [sightline.http] method={handled.method}"
        f" path={handled.path} status={handled.status} duration_ms={handled.duration_ms}"
        f" request_id={handled.request_id}\n"
    ).encode()
