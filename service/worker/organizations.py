"""Work that comes by organizations: several at a time, in turns, none held up by another."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from service.worker.loops import pause_after, tell_failure


@dataclass(slots=True)
class _Rest:
    """How often an organization failed in a row, and when it is tried again."""

    failures: int
    until: float


class Organizations:
    """Starts a task for each organization that waits, and lets a failing one rest ever longer."""

    def __init__(
        self,
        waiting: Callable[[], Awaitable[Iterable[UUID]]],
        part: Callable[[UUID], Awaitable[int]],
        tasks: asyncio.TaskGroup,
        stop: asyncio.Event,
        *,
        lanes: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Work in a group of tasks.

        Args:
            waiting: the organizations for which there is something to do.
            part: a bounded part of that, for one of them; 0 where there was nothing.
            tasks: where they run.
            stop: no part is begun after it.
            lanes: how many organizations at a time.
            clock: seconds.
        """
        self._waiting = waiting
        self._part = part
        self._tasks = tasks
        self._stop = stop
        self._clock = clock
        # First come, first served: who has much to do stands behind the others after every part.
        self._lanes = asyncio.Semaphore(lanes)
        self._running: set[UUID] = set()
        self._called: set[UUID] = set()
        self._resting: dict[UUID, _Rest] = {}

    async def step(self) -> bool:
        for organization_id in await self._waiting():
            if organization_id not in self._running:
                self._begin(organization_id)
        return False

    def call(self, organization_id: UUID) -> None:
        """There is something to do: begin at once, without a look at who waits."""
        if organization_id in self._running:
            # What it looks at now may be older.
            self._called.add(organization_id)
        else:
            self._begin(organization_id)

    def _begin(self, organization_id: UUID) -> None:
        if self._is_rested(organization_id):
            self._running.add(organization_id)
            self._tasks.create_task(self._work(organization_id))

    def _is_rested(self, organization_id: UUID) -> bool:
        rest = self._resting.get(organization_id)
        return rest is None or rest.until <= self._clock()

    async def _work(self, organization_id: UUID) -> None:
        try:
            while await self._did_part(organization_id) or organization_id in self._called:
                self._called.discard(organization_id)
        except Exception as error:  # noqa: BLE001 - it is this organization's alone
            self._let_rest(organization_id, error)
        else:
            self._resting.pop(organization_id, None)
        finally:
            self._running.discard(organization_id)
            self._called.discard(organization_id)

    async def _did_part(self, organization_id: UUID) -> bool:
        async with self._lanes:
            return not self._stop.is_set() and bool(await self._part(organization_id))

    def _let_rest(self, organization_id: UUID, error: Exception) -> None:
        before = self._resting.get(organization_id)
        failures = 1 if before is None else before.failures + 1
        pause_s = pause_after(failures, error)
        self._resting[organization_id] = _Rest(failures, self._clock() + pause_s)
        tell_failure(error, pause_s, organization=str(organization_id))
