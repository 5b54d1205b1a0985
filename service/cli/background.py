"""The worker beside `serve`: a process of its own, started again where it ends by itself."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

log = structlog.stdlib.get_logger("sightline.worker")

# As it is installed, whatever lies in the folder that we were started in.
_COMMAND = (sys.executable, "-P", "-m", "service", "worker", "--attached")
_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 30.0
# One that lived so long did not fail at its start.
_SOUND_S = 60.0
# A worker finishes its batch or takes it back, within five seconds.
_PATIENCE_S = 10.0


@contextmanager
def worker_beside() -> Iterator[None]:
    """A worker for as long as this lasts, in the environment of this process.

    It ends with us even if we are killed: it reads from a pipe that we alone hold.
    """
    keeper = _Keeper()
    thread = threading.Thread(target=keeper.keep, name="worker-keeper", daemon=True)
    thread.start()
    try:
        yield
    finally:
        keeper.end()
        thread.join()


class _Keeper:
    """Has one child at a time, until it is told to end."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._starting = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def keep(self) -> None:
        pause_s = _FIRST_PAUSE_S
        while (child := self._start()) is not None:
            began = time.monotonic()
            status = child.wait()
            if self._ended.is_set():
                return
            if time.monotonic() - began > _SOUND_S:
                pause_s = _FIRST_PAUSE_S
            log.warning("the worker ended", pid=child.pid, status=status, again_in_s=pause_s)
            self._ended.wait(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    def end(self) -> None:
        with self._starting:
            self._ended.set()
            child = self._child
        if child is None:
            return
        child.terminate()
        try:
            child.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            child.kill()

    def _start(self) -> subprocess.Popen[bytes] | None:
        """A child that runs; none where it is time to end."""
        with self._starting:
            if self._ended.is_set():
                return None
            if self._child is not None and self._child.stdin is not None:
                self._child.stdin.close()
            # Away from the terminal: its Ctrl-C is ours, and we end the child.
            self._child = subprocess.Popen(  # noqa: S603 - this program
                _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
            )
            return self._child
