"""Processes of `sightline worker`, one of which is killed again and again."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from itertools import count
from types import TracebackType
from typing import Self

STARTED = b"background work started"


class Workers:
    """So many of them at a time, on one database; only what was started here is ever killed."""

    def __init__(self, url: str, number: int, kill_every_s: float) -> None:
        self.killed = 0
        self._environment = {**os.environ, "SIGHTLINE_DATABASE_URL": url}
        self._number = number
        self._every_s = kill_every_s
        self._running: list[asyncio.subprocess.Process] = []
        self._listening: set[asyncio.Task[bytes]] = set()
        self._ended = asyncio.Event()
        self._killed = asyncio.Condition()
        self._killing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        starting = (self._start() for _ in range(self._number))
        self._running = list(await asyncio.gather(*starting))
        if self._number:
            self._killing = asyncio.create_task(self._kill())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._ended.set()
        if self._killing is not None:
            # Not broken off: whoever it starts anew is stopped with the others.
            await self._killing
        for process in self._running:
            process.terminate()
        for process in self._running:
            await process.wait()
        await asyncio.gather(*self._listening)

    async def have_killed(self, number: int) -> None:
        """Wait until so many were killed."""
        async with self._killed:
            await self._killed.wait_for(lambda: self.killed >= number)

    async def _start(self) -> asyncio.subprocess.Process:
        """A worker that is at work; what else it says is not heard."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "service", "worker"),
            env=self._environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        assert process.stdout is not None
        said: list[bytes] = []
        while not said or STARTED not in said[-1]:
            said.append(await process.stdout.readline())
            assert said[-1], b"".join(said).decode()
        self._listening.add(asyncio.create_task(process.stdout.read()))
        return process

    async def _kill(self) -> None:
        for turn in count():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), self._every_s)
            if self._ended.is_set():
                return
            place = turn % self._number
            self._running[place].send_signal(signal.SIGKILL)
            await self._running[place].wait()
            self._running[place] = await self._start()
            async with self._killed:
                self.killed += 1
                self._killed.notify_all()
