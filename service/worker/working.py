"""All background work of one process; any number of processes may do it at once."""

import asyncio
import gc
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from service.database import Database, Patience
from service.errors import Unavailable
from service.rollup.draining import drain_batch, pending_organizations
from service.rollup.turning import organizations_behind, turn_organization
from service.tables import utc_now
from service.worker.loops import Loop, log, pause_after, rest, run, tell_failure
from service.worker.organizations import Organizations

# Who writes waits two seconds for a row at most: we hold none for long, and wait little longer.
_PATIENCE = Patience(statement_s=300, lock_s=5, idle_s=0)
# Organizations.
_DRAINED_AT_ONCE = 4
_TURNED_AT_ONCE = 2
# One for each, and one more for each calendar, which holds its turn meanwhile.
_CONNECTIONS = _DRAINED_AT_ONCE + 2 * _TURNED_AT_ONCE
_DRAIN_EVERY_S = 0.2
_TURN_EVERY_S = 30.0
# What is being written when it is to stop may be finished so long; then it is rolled back.
_GRACE_S = 5.0


async def work(url: str, stop: asyncio.Event) -> None:
    """Work until it is to stop; while the database is away, wait for it."""
    database = Database(url, patience=_PATIENCE, pool_size=_CONNECTIONS)
    try:
        if await _opened(database, stop):
            # What was imported stays for good: the collector need not look at it again.
            gc.freeze()
            log.info("background work started")
            await _run_until(_loops(database, stop), stop)
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
            pause_s = pause_after(failures)
            tell_failure(error, pause_s)
            await rest(stop, pause_s)
        else:
            return True
    return False


async def _loops(database: Database, stop: asyncio.Event) -> None:
    async with asyncio.TaskGroup() as tasks:
        queues = Organizations(
            lambda: pending_organizations(database),
            lambda id_: drain_batch(database, id_, utc_now()),
            tasks,
            stop,
            lanes=_DRAINED_AT_ONCE,
        )
        calendars = Organizations(
            lambda: organizations_behind(database, utc_now()),
            lambda id_: turn_organization(database, id_, utc_now()),
            tasks,
            stop,
            lanes=_TURNED_AT_ONCE,
        )
        for loop in (
            Loop("drain", queues.step, _DRAIN_EVERY_S),
            Loop("calendar", calendars.step, _TURN_EVERY_S),
        ):
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
