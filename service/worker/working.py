"""All background work of one process; any number of processes may do it at once."""

import asyncio
import gc
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from service.database import Database, Patience
from service.errors import Unavailable
from service.settings import Settings
from service.worker.areas import Shaping, Workshop
from service.worker.loops import log, pause_after, rest, run, tell_failure
from service.worker.loops_of_findings import FINDINGS
from service.worker.loops_of_log import LOG
from service.worker.loops_of_numbers import NUMBERS
from service.worker.loops_of_sight import SIGHT
from service.worker.loops_of_webhooks import WEBHOOKS

# Who writes waits two seconds for a row at most: we hold none for long, and wait little longer.
_PATIENCE = Patience(statement_s=300, lock_s=5, idle_s=0)
# What is being written when it is to stop may be finished so long; then it is rolled back.
_GRACE_S = 5.0

_AREAS = (NUMBERS, LOG, WEBHOOKS, SIGHT, FINDINGS)


async def work(
    url: str, settings: Settings, stop: asyncio.Event, shaping: Shaping | None = None
) -> None:
    """Work until it is to stop; while the database at `url` is away, wait for it.

    `shaping` makes what shapes the payloads of webhooks, as soon as there is one to shape.
    """
    connections = sum(area.connections for area in _AREAS)
    database = Database(url, patience=_PATIENCE, pool_size=connections)
    try:
        if await _opened(database, stop):
            # What was imported stays for good: the collector need not look at it again.
            gc.freeze()
            log.info("background work started")
            await _run_until(_loops(database, url, settings, stop, shaping), stop)
            log.info("background work stopped")
    finally:
        await database.close()


async def _opened(database: Database, stop: asyncio.Event) -> bool:
    """Whether it is open; else it is to stop."""
    failures = 0
    while not stop.is_set():
        try:
            await database.open()
        except Unavailable as error:
            failures += 1
            pause_s = pause_after(failures, error)
            tell_failure(error, pause_s)
            await rest(stop, pause_s)
        else:
            return True
    return False


async def _loops(
    database: Database,
    url: str,
    settings: Settings,
    stop: asyncio.Event,
    shaping: Shaping | None,
) -> None:
    async with asyncio.TaskGroup() as tasks:
        shop = Workshop(database, url, settings, tasks, stop, shaping)
        for area in _AREAS:
            for loop in area.loops(shop):
                tasks.create_task(run(loop, stop))


async def _run_until(work: Coroutine[Any, Any, None], stop: asyncio.Event) -> None:
    running = asyncio.create_task(work)
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finished, _ = await asyncio.wait({running}, timeout=_GRACE_S)
        if not finished:
            running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    finally:
        stopping.cancel()
