"""Loops that do their step again and again, whatever happens to one of them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from service.errors import Conflict, Unavailable

log = structlog.stdlib.get_logger("sightline.worker")

_FIRST_PAUSE_S = 0.25
_LONGEST_PAUSE_S = 30.0
# Where nobody is at fault: whoever comes back is to be found soon.
_LONGEST_WAIT_S = 2.0
_MOST_DOUBLINGS = 10


@dataclass(frozen=True, slots=True)
class Loop:
    """Work that is never done.

    Attributes:
        name: what the log calls it.
        step: a bounded part of it; answers whether there may be more at once.
        idle_s: how long it rests where there was nothing to do.
    """

    name: str
    step: Callable[[], Awaitable[bool]]
    idle_s: float


def pause_after(failures: int, error: Exception | None = None) -> float:
    """Seconds until another try: twice as long after each failure in a row, up to half a minute.

    Up to two seconds where the error is that the database is away, or others are in the way.
    """
    doubled = _FIRST_PAUSE_S * (1 << min(failures - 1, _MOST_DOUBLINGS))
    is_nobodys = isinstance(error, Unavailable | Conflict)
    return min(doubled, _LONGEST_WAIT_S if is_nobodys else _LONGEST_PAUSE_S)


async def run(loop: Loop, stop: asyncio.Event) -> None:
    """Step until it is to stop; a failing step is logged and tried again, ever later."""
    failures = 0
    while not stop.is_set():
        try:
            is_busy = await loop.step()
        except Exception as error:  # noqa: BLE001 - whatever it was, the loop goes on
            failures += 1
            pause_s = pause_after(failures, error)
            tell_failure(error, pause_s, loop=loop.name)
        else:
            failures = 0
            pause_s = 0 if is_busy else loop.idle_s
        await rest(stop, pause_s)


async def rest(stop: asyncio.Event, seconds: float) -> None:
    """So long, or until it is to stop."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return


def tell_failure(error: Exception, pause_s: float, **where: object) -> None:
    """Into the log: what is nobody's fault in a line, everything else with its traceback."""
    known = error if isinstance(error, Unavailable | Conflict) else None
    if known is None:
        log.error("background work failed", again_in_s=pause_s, exc_info=error, **where)
    else:
        log.warning("background work waits", reason=str(known), again_in_s=pause_s, **where)
