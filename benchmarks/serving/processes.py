"""Servers as processes of their own, and what they and their database take of the machine."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Self

import psutil

from benchmarks.serving.load import Window

_PATIENCE_S = 60
_GRACE_S = 10


@dataclass(frozen=True)
class Server:
    """A server that answers at a port of this machine."""

    port: int
    process: psutil.Process

    def processes(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]

    def cpu_s(self) -> float:
        return sum(_cpu_s(process) for process in self.processes())

    def memory_mb(self) -> float:
        """Resident memory of the largest of its processes."""
        return max(process.memory_info().rss for process in self.processes()) / 1e6


@contextmanager
def served(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[Server]:
    """Start a server; it hears of its port as PORT, and is stopped by its process id.

    Raises:
        RuntimeError: it ended before it answered; the message is what it said.
    """
    port = _free_port()
    arguments = [one.replace("PORT", str(port)) for one in command]
    with tempfile.TemporaryFile() as log:
        child = subprocess.Popen(  # noqa: S603  our own servers
            arguments,
            env={**os.environ, **environment, "PORT": str(port)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _await(child, port, log)
            yield Server(port, psutil.Process(child.pid))
        finally:
            _stop(child)


class Postgres:
    """The server of a data directory with all its connections."""

    def __init__(self, data_dir: Path) -> None:
        pid = (data_dir / "postgres" / "postmaster.pid").read_text().split()[0]
        self._postmaster = psutil.Process(int(pid))

    def cpu_s(self) -> float:
        """Of all its processes, those that have ended included."""
        ended = self._postmaster.cpu_times()
        living = (_cpu_s(process) for process in self._postmaster.children())
        return ended.children_user + ended.children_system + sum(living)


@dataclass(frozen=True)
class Load:
    """What one window brought; CPU is that of the server and of the database together.

    Attributes:
        strangers: cores that were busy with something else.
    """

    requests_per_s: float
    cpu_ms: float
    server_cpu_ms: float
    client_cpu_ms: float
    p50_ms: float
    p99_ms: float
    answer_bytes: float
    sent: int
    strangers: float


class Generator:
    """The load generator's process."""

    def __init__(self, child: subprocess.Popen[str]) -> None:
        self._child = child

    @classmethod
    @contextmanager
    def started(cls) -> Iterator[Self]:
        child = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.serving.load"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield cls(child)
        finally:
            _stop(child)

    def load(self, window: Window, server: Server, postgres: Postgres) -> Load:
        """Load the server and look at what it takes meanwhile.

        Raises:
            RuntimeError: it did not answer all requests as it should.
        """
        assert self._child.stdin is not None
        self._child.stdin.write(json.dumps(asdict(window)) + "\n")
        self._child.stdin.flush()
        self._hear()
        before = server.cpu_s(), postgres.cpu_s(), _busy_s()
        told = self._hear()
        after = server.cpu_s(), postgres.cpu_s(), _busy_s()
        if told["failures"] or not told["answered"]:
            raise RuntimeError(f"not answered: {told['failures']}")
        return _load(told, *(late - early for early, late in zip(before, after, strict=True)))

    def _hear(self) -> dict[str, Any]:
        assert self._child.stdout is not None
        line = self._child.stdout.readline()
        if not line:
            raise RuntimeError("the load generator ended")
        told: dict[str, Any] = json.loads(line)
        return told


def _load(told: dict[str, Any], server_s: float, postgres_s: float, busy_s: float) -> Load:
    each_ms = 1000 / told["answered"]
    strangers_s = busy_s - server_s - postgres_s - told["cpu_s"]
    return Load(
        requests_per_s=told["answered"] / told["seconds"],
        cpu_ms=(server_s + postgres_s) * each_ms,
        server_cpu_ms=server_s * each_ms,
        client_cpu_ms=told["cpu_s"] * each_ms,
        p50_ms=1000 * told["taken_s"]["p50"],
        p99_ms=1000 * told["taken_s"]["p99"],
        answer_bytes=told["received"] / told["answered"],
        sent=told["sent"],
        strangers=max(0.0, strangers_s / told["seconds"]),
    )


def _busy_s() -> float:
    """What all cores of the machine have worked since it started."""
    times = psutil.cpu_times()
    return sum(times) - times.idle - getattr(times, "iowait", 0) - getattr(times, "guest", 0)


def _cpu_s(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return times.user + times.system


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _await(child: subprocess.Popen[bytes], port: int, log: IO[bytes]) -> None:
    patient_until = time.monotonic() + _PATIENCE_S
    while child.poll() is None and time.monotonic() < patient_until:
        if _answers(port):
            return
        time.sleep(0.05)
    log.seek(0)
    raise RuntimeError(f"it does not serve:\n{log.read().decode(errors='replace')[-4_000:]}")


def _answers(port: int) -> bool:
    """Whether anything comes back; a socket may well listen before its app is there."""
    try:
        with socket.create_connection(("127.0.0.1", port), _PATIENCE_S) as probe:
            probe.sendall(b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
            return bool(probe.recv(1))
    except OSError:
        return False


def _stop(child: subprocess.Popen[Any]) -> None:
    child.terminate()
    try:
        child.wait(_GRACE_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
