"""`sightline worker`: background work without HTTP."""

import asyncio
import os
import signal
import sys
from typing import Annotated

import typer

from service.cli.shaping import shaping
from service.cli.storage import migrated_address
from service.database_url import check_url
from service.http.logs import configure_logging
from service.settings import Settings, read_settings
from service.worker.working import work

if sys.platform == "win32":
    new_event_loop = None
else:
    # A delivery takes half as long on it.
    from uvloop import new_event_loop

_READ_BYTES = 4_096


def worker(
    *,
    attached: Annotated[
        bool, typer.Option("--attached", hidden=True, help="Until stdin ends, as `serve` starts it")
    ] = False,
) -> None:
    settings = read_settings()
    if attached:
        # Whoever holds the other end has brought the database up to date.
        _run(settings, check_url(settings.database_url), attached=True)
        return
    with migrated_address(settings) as url:
        _run(settings, url, attached=False)


def _run(settings: Settings, url: str, *, attached: bool) -> None:
    configure_logging(settings.log_format)
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(_worked(settings, url, attached=attached))


async def _worked(settings: Settings, url: str, *, attached: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    if attached:
        # However the other process ends, the kernel closes its end of the pipe.
        loop.add_reader(sys.stdin.fileno(), _stop_at_end, loop, stop)
    await work(url, settings, stop, shaping)


def _stop_at_end(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), _READ_BYTES):
        loop.remove_reader(sys.stdin.fileno())
        stop.set()
