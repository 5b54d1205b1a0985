"""A PostgreSQL that is the harness's alone, and what befalls it; it listens on a socket only."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from service.embedded import embedded_server
from service.embedded.cluster import Cluster
from service.embedded.postmaster import PATIENCE_S, Postmaster
from service.embedded.runtime import programs_of
from service.migration import migrate

_CUT_OFF = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
 WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
"""


@dataclass(frozen=True, slots=True)
class Server:
    """One that holds what was committed whatever happens to it.

    Attributes:
        url: of its one database.
    """

    url: str
    cluster: Cluster

    async def restart(self) -> None:
        """Have it fall as in a crash, and come back with what it had committed."""
        await asyncio.to_thread(self._restart)

    async def cut_off(self) -> None:
        """End every connection but the one that says so."""
        await self.rows(_CUT_OFF)

    async def rows(self, statement: str, *given: object) -> list[asyncpg.Record]:
        """By a connection of its own, which no fault outlives."""
        connection = await asyncpg.connect(self.url)
        try:
            return await connection.fetch(statement, *given)
        finally:
            await connection.close()

    async def value(self, statement: str, *given: object) -> object:
        """The first value of the first row."""
        return (await self.rows(statement, *given))[0][0]

    def _restart(self) -> None:
        postmaster = Postmaster.of(self.cluster)
        assert postmaster is not None
        self.cluster.run(
            programs_of(self.cluster, postmaster.runtime) / "pg_ctl",
            *("restart", "--mode", "immediate", "--wait", f"--timeout={PATIENCE_S}"),
            *("--log", "server.log"),
            folder=self.cluster.folder,
        )


@contextmanager
def own_server(folder: Path) -> Iterator[Server]:
    """One with this version's tables, stopped at the end; as durable as in production."""
    with embedded_server(folder) as url:
        migrate(url)
        yield Server(url, Cluster.at(folder))
