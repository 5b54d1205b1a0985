"""The service as processes of its own: one that serves, workers of which any may be killed."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

REPOSITORY = Path(__file__).parents[2]
KEY = "a key for faults"
_COMMAND = (sys.executable, "-m", "service")
_ANNOUNCED = b"Sightline listens on "
_AT_WORK = "background work started"
_PATIENCE_S = 60
_POLL_S = 0.05
_GRACE_S = 15


class Service:
    """Each process leads a group of its own; none outlives this, whatever happens."""

    def __init__(self, database_url: str, folder: Path) -> None:
        """Logs are kept in the folder."""
        self._environment = _environment(database_url, folder)
        self._folder = folder
        self._workers: list[Process] = []
        self._running: list[Process] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            await self.stop()
        finally:
            for process in self._running:
                _end(process)
            await asyncio.gather(*(process.wait() for process in self._running))

    async def serve(self) -> str:
        """Begin to serve, without a worker; answers at which address."""
        process = await self._start("serve", "--no-worker", "--port", "0", stdout=PIPE)
        assert process.stdout is not None
        async with asyncio.timeout(_PATIENCE_S):
            line = await process.stdout.readline()
        assert line.startswith(_ANNOUNCED), (line, self.log("serve"))
        return line.removeprefix(_ANNOUNCED).decode().strip()

    async def start_workers(self, number: int) -> None:
        """So many, which are at work then."""
        self._workers = [await self._start("worker") for _ in range(number)]
        async with asyncio.timeout(_PATIENCE_S):
            while self.log("worker").count(_AT_WORK) < number:
                await self.look_after_workers()
                await asyncio.sleep(_POLL_S)

    async def kill_worker(self, place: int) -> None:
        """Without a chance to leave anything in order."""
        process = self._workers[place]
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()

    async def look_after_workers(self) -> None:
        """Start others for those that ended: one that finds no database ends, too."""
        for place, process in enumerate(self._workers):
            if process.returncode is not None:
                self._workers[place] = await self._start("worker")

    async def stop(self) -> None:
        """Tell all to end, and wait until they have."""
        alive = [process for process in self._running if process.returncode is None]
        for process in alive:
            process.terminate()
        with suppress(TimeoutError):
            async with asyncio.timeout(_GRACE_S):
                await asyncio.gather(*(process.wait() for process in alive))

    async def run(self, *arguments: str) -> tuple[int, str]:
        """The exit status of a command, and what it says."""
        process = await self._start(*arguments, stdout=PIPE)
        said, _ = await process.communicate()
        assert process.returncode is not None
        return process.returncode, said.decode()

    def errors(self) -> list[dict[str, Any]]:
        """What any of them called an error in its log."""
        lines = (line for name in ("serve", "worker") for line in self.log(name).splitlines())
        told = [orjson.loads(line) for line in lines if line.startswith("{")]
        return [one for one in told if one["level"] in ("error", "critical")]

    def log(self, command: str) -> str:
        path = self._folder / f"{command}.log"
        return path.read_text() if path.exists() else ""

    async def _start(self, *arguments: str, stdout: int = DEVNULL) -> Process:
        with (self._folder / f"{arguments[0]}.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *(*_COMMAND, *arguments),
                cwd=REPOSITORY,
                env=self._environment,
                stdin=DEVNULL,
                stdout=stdout,
                stderr=log,
                start_new_session=True,
            )
        self._running.append(process)
        return process


def _environment(database_url: str, folder: Path) -> Mapping[str, str]:
    """Ours, but for what would tell the service anything else."""
    others = {
        name: value for name, value in os.environ.items() if not name.startswith("SIGHTLINE_")
    }
    return others | {
        "SIGHTLINE_DATABASE_URL": database_url,
        "SIGHTLINE_DATA_DIR": str(folder),
        "SIGHTLINE_SECRET_KEY": KEY,
        "SIGHTLINE_LOG_FORMAT": "json",
        "SIGHTLINE_RATE_LIMIT": "0",
        "SIGHTLINE_WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8",
    }


def _end(process: Process) -> None:
    """With whatever it started."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
