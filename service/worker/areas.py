"""What loops are made of, and how each area of background work brings its own."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from service.database import Database
from service.settings import Settings
from service.webhooks.sending import Shape
from service.worker.loops import Loop
from service.worker.organizations import Organizations

Shaping = Callable[[Database], Coroutine[Any, Any, Shape]]


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every area is given.

    Attributes:
        url: of the database, for who needs a connection of its own.
        tasks: where work beside the loops runs; it is waited for.
        stop: nothing is begun after it.
        shaping: makes what shapes the payloads of webhooks, which is of a layer above and takes a
            while to load; None where there is nothing of the kind.
        grown: who is called when this process has numbered events of an organization. It only
            saves time: what another process has numbered is for everybody to find.
    """

    database: Database
    url: str
    settings: Settings
    tasks: asyncio.TaskGroup
    stop: asyncio.Event
    shaping: Shaping | None = None
    grown: list[Callable[[UUID], None]] = field(default_factory=list)

    def organizations(
        self,
        waiting: Callable[[], Awaitable[Iterable[UUID]]],
        part: Callable[[UUID], Awaitable[int]],
        *,
        lanes: int,
    ) -> Organizations:
        """Work that comes by organizations, in the tasks of this one until it is to stop."""
        return Organizations(waiting, part, self.tasks, self.stop, lanes=lanes)


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the background work.

    Attributes:
        loops: makes its loops.
        connections: how many transactions it may have open at once.
    """

    loops: Callable[[Workshop], Iterable[Loop]]
    connections: int
