"""`sightline worker` as a process of its own."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
PATIENCE_S = 60


@contextmanager
def worker(database_url: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker that is ended with the test, if the test did not do so."""
    environment = {
        **os.environ,
        "SIGHTLINE_DATABASE_URL": database_url,
        "SIGHTLINE_LOG_FORMAT": "json",
    }
    with log.open("ab") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "service", "worker"],
            cwd=REPOSITORY,
            env=environment,
            stderr=file,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


async def eventually(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait for something that another process does."""
    async with asyncio.timeout(PATIENCE_S):
        while not await holds():  # noqa: ASYNC110 - nobody here could set an event
            await asyncio.sleep(0.05)
