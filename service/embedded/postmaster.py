"""What can be told about the server of a cluster, whoever started it."""

import socket
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from service.embedded.cluster import Cluster, Failed

SOCKET = ".s.PGSQL.5432"  # the port is only a part of this name; no TCP port is opened
PATIENCE_S = 60


@dataclass(frozen=True, slots=True)
class Postmaster:
    """What the server wrote about itself when it started; it may have died since."""

    pid: str
    runtime: Path  # the folder of its socket
    is_ready: bool

    @classmethod
    def of(cls, cluster: Cluster) -> Self | None:
        try:
            lines = (cluster.folder / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return None
        lines += [""] * 8
        return cls(lines[0], Path(lines[4] or "/nowhere"), lines[7].strip() == "ready")

    def answers(self) -> bool:
        """Whether it can be connected to: only it listens there, the folder is its own."""
        with socket.socket(socket.AF_UNIX) as client:
            return client.connect_ex(str(self.runtime / SOCKET)) == 0

    def lives(self, cluster: Cluster) -> bool:
        """Whether its process does, and not another one that got its number."""
        process = Path("/proc") / self.pid
        try:
            if process.stat().st_uid != cluster.uid:
                return False
            return (process / "cwd").samefile(cluster.folder)
        except FileNotFoundError:
            return False
        except PermissionError:  # a container's root without CAP_SYS_PTRACE
            return (process / "comm").read_text() == "postgres\n"


def running(cluster: Cluster) -> Path | None:
    """Wait for a server that starts or stops.

    Returns:
        The folder of its socket once it is ready, None once it is gone.
    """
    deadline = time.monotonic() + PATIENCE_S
    while postmaster := Postmaster.of(cluster):
        if postmaster.is_ready and postmaster.answers():
            return postmaster.runtime
        if not postmaster.lives(cluster):
            return None
        if time.monotonic() > deadline:
            raise Failed(f"PostgreSQL (process {postmaster.pid}) neither starts nor stops")
        time.sleep(0.02)
    return None
