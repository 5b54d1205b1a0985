"""Deliveries of one process: claimed, tried beside one another, settled together.

No transaction is open while an endpoint is waited for. What came of a delivery is kept until it is
stored, however long the database is away; the fence of its lease tells whether it still counts.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol
from uuid import UUID, uuid4

import structlog

from service.database import Database
from service.errors import Conflict, Unavailable
from service.webhooks.claiming import Claimed, Outcome, claim, settle
from service.webhooks.disabling import FAILING, GONE, disable
from service.webhooks.rules import DeliveryState

log = structlog.stdlib.get_logger("sightline.webhooks")

LEASE_S = 30.0
# Of the lease: after that an attempt is given up, long before somebody else may begin another.
_LIMIT = 0.8
# Requests under way in one process, and claimed in one transaction.
_PLACES = 500
_CLAIMED = 100
# Outcomes that are stored at once, and of so many organizations beside one another.
_SETTLED = 200
LANES = 4


class Attempts(Protocol):
    """How one delivery is tried; never raises but for a cancellation."""

    async def attempt(self, claimed: Claimed, limit_s: float) -> Outcome:
        """Try once, for so long at most."""


class Deliverer:
    """Where deliveries are between the moment that they are claimed and that they are settled."""

    def __init__(
        self,
        database: Database,
        attempts: Attempts,
        tasks: asyncio.TaskGroup,
        *,
        places: int = _PLACES,
        lease_s: float = LEASE_S,
    ) -> None:
        """Try deliveries in tasks of a group.

        Args:
            database: where they are claimed and settled.
            attempts: how one is tried.
            tasks: where they are.
            places: for so many at a time.
            lease_s: how long one that is claimed is nobody else's.
        """
        self._database = database
        self._attempts = attempts
        self._tasks = tasks
        self._places = self._free = places
        self._lease_s = lease_s
        self._under_way: set[asyncio.Task[None]] = set()
        self._outcomes: deque[Outcome] = deque()
        self._came = asyncio.Event()
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._ending = False

    async def settled(self) -> None:
        """Wait until nothing is under way, and nothing waits to be stored."""
        await self._quiet.wait()

    async def begin(self, organization_id: UUID) -> int:
        """Claim what is due in an organization as far as there are places; answers how many."""
        # Half of what is free: who hangs with all of its endpoints leaves some to the others.
        most = min((self._free + 1) // 2, _CLAIMED)
        if not most or self._ending:
            return 0
        self._take(most)
        claimed: list[Claimed] = []
        try:
            async with self._database.writing_lightly(organization_id) as session:
                found = await claim(
                    session, organization_id, uuid4(), most=most, lease_s=self._lease_s
                )
            # Ours when that is committed, and not before.
            claimed = found
        finally:
            self._give_back(most - len(claimed))
        for one in claimed:
            task = self._tasks.create_task(self._try(one))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        return len(claimed)

    async def store(self, stored: Callable[[UUID], None]) -> None:
        """Wait for outcomes, and store those that there are; calls `stored` by organization.

        Raises:
            Conflict, Unavailable: some could not be stored now; they are kept.
        """
        await self._came.wait()
        self._came.clear()
        by_organization: defaultdict[UUID, list[Outcome]] = defaultdict(list)
        for _ in range(min(len(self._outcomes), _SETTLED)):
            one = self._outcomes.popleft()
            by_organization[one.claimed.endpoint.organization_id].append(one)
        if self._outcomes:
            self._came.set()
        lanes = asyncio.Semaphore(LANES)
        failures = await asyncio.gather(
            *(self._stored(lanes, *each, stored) for each in by_organization.items())
        )
        for failure in filter(None, failures):
            raise failure

    async def drain(self, patience_s: float) -> None:
        """Let what is under way end, and be stored; after so long, end it.

        What is ended is due again at once, and does not count as an attempt.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                await self.settled()
        self._ending = True
        for task in list(self._under_way):
            task.cancel()
        await self.settled()

    def end(self) -> None:
        """Let nobody wait for outcomes that do not come any more."""
        self._came.set()

    async def _try(self, claimed: Claimed) -> None:
        try:
            outcome = await self._attempts.attempt(claimed, self._lease_s * _LIMIT)
        except asyncio.CancelledError:
            outcome = Outcome(claimed, DeliveryState.PENDING)
        except Exception:
            # A bug, which ends no other delivery: its lease ends, and it is made once more.
            log.exception("what came of a delivery is lost", delivery=str(claimed.id))
            self._give_back(1)
            return
        self._keep([outcome])

    def _keep(self, outcomes: list[Outcome]) -> None:
        self._outcomes.extend(outcomes)
        self._came.set()

    async def _stored(
        self,
        lanes: asyncio.Semaphore,
        organization_id: UUID,
        outcomes: list[Outcome],
        stored: Callable[[UUID], None],
    ) -> Exception | None:
        """Why they are kept; None where they are not."""
        try:
            async with lanes:
                await self._settle(organization_id, outcomes)
        except (Conflict, Unavailable) as error:
            self._keep(outcomes)
            return error
        except Exception:
            # A bug: to try again would not help. Their leases end, and they are made once more.
            log.exception("what came of deliveries is lost", organization=str(organization_id))
        self._give_back(len(outcomes))
        stored(organization_id)
        return None

    async def _settle(self, organization_id: UUID, outcomes: list[Outcome]) -> None:
        async with self._database.writing_lightly(organization_id) as session:
            failing = await settle(session, organization_id, outcomes)
        reasons = dict.fromkeys(failing, FAILING)
        reasons |= {one.claimed.endpoint.id: GONE for one in outcomes if one.is_gone}
        if reasons:
            # Where this fails, what is settled is settled once more: it comes here again.
            async with self._database.writing(organization_id) as session:
                for webhook_id in sorted(reasons):
                    await disable(session, organization_id, webhook_id, reasons[webhook_id])

    def _take(self, places: int) -> None:
        self._free -= places
        self._quiet.clear()

    def _give_back(self, places: int) -> None:
        self._free += places
        if self._free == self._places:
            self._quiet.set()
