"""Faults at moments by chance, spread over all mutations; how long it takes to get over them."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import cycle
from random import Random
from typing import assert_never
from uuid import UUID

from tests.faults.clients import Clients
from tests.faults.cluster import Server
from tests.faults.consumer import Consumer
from tests.faults.processes import Service

_PATIENCE_S = 60
_POLL_S = 0.02
_IN_FLIGHT = "SELECT event_id FROM webhook_delivery WHERE state = 'LEASED'"
_END_LEASES = "UPDATE webhook_delivery SET lease_until = now() WHERE state = 'LEASED'"


class Fault(StrEnum):
    """What befalls the service."""

    KILL = "a worker is killed"
    RESTART = "the database restarts, immediately"
    CUT_OFF = "every connection is terminated"


@dataclass(frozen=True, slots=True)
class Moment:
    """When it does: after so many answers."""

    fault: Fault
    answers: int


@dataclass(frozen=True, slots=True)
class Struck:
    """What came of one.

    Attributes:
        at: when it was, in seconds since the epoch.
        took_s: until the database was there again; or the worker, the connections were not.
        answers_s: until a mutation that was sent afterwards had its answer.
        deliveries_s: until something that happened afterwards was delivered.
        in_flight: events of which a delivery was under way then.
    """

    moment: Moment
    at: float
    took_s: float
    answers_s: float
    deliveries_s: float
    in_flight: frozenset[UUID]


def moments(seed: int, mutations: int, faults: Mapping[Fault, int]) -> list[Moment]:
    """In an order by chance, each somewhere in the middle of its share of the mutations."""
    random = Random(seed)  # noqa: S311 - a simulation
    order = [fault for fault, count in faults.items() for _ in range(count)]
    random.shuffle(order)
    share = mutations / (len(order) + 1)
    return [
        Moment(fault, round(share * (place + random.uniform(-0.2, 0.2))))
        for place, fault in enumerate(order, 1)
    ]


@dataclass(slots=True)
class Striker:
    """Strikes while clients are at work.

    Attributes:
        workers: how many there are; they are killed in turn.
        waits: until the leases of a killed worker are over; else they are ended by hand.
    """

    server: Server
    service: Service
    clients: Clients
    consumer: Consumer
    workers: int
    waits: bool
    _turns: Iterator[int] = field(init=False)

    def __post_init__(self) -> None:
        self._turns = cycle(range(self.workers))

    async def strike_all(self, planned: list[Moment], mutations: int, slack: int) -> list[Struck]:
        """Each at its moment, when the one before is got over.

        Clients go on meanwhile, as far as to the next moment; `slack` is how many mutations are
        under way when it strikes.
        """
        struck = []
        ends = [*(moment.answers for moment in planned[1:]), mutations]
        for moment, end in zip(planned, ends, strict=True):
            await self.clients.let(moment.answers + slack)
            await self.clients.have(moment.answers)
            await self.clients.let(end)
            struck.append(await self._strike(moment))
        return struck

    async def _strike(self, moment: Moment) -> Struck:
        answered, received = len(self.clients.answered), len(self.consumer.receipts)
        in_flight = await self._in_flight()
        at = time.time()
        await self._befall(moment.fault)
        over = time.time()
        in_flight |= await self._in_flight()
        if moment.fault is Fault.KILL:
            await self._replace()
        # A database that is about to go may answer for a moment longer.
        since = over if moment.fault is Fault.RESTART else at
        async with asyncio.timeout(_PATIENCE_S):
            answer = await self._found(lambda: self.clients.answered_after(since, answered))
            delivery = await self._found(lambda: self.consumer.told_of_after(since, received))
        return Struck(moment, at, over - at, answer - at, delivery - at, in_flight)

    async def _befall(self, fault: Fault) -> None:
        match fault:
            case Fault.KILL:
                await self.service.kill_worker(next(self._turns))
            case Fault.RESTART:
                await self.server.restart()
            case Fault.CUT_OFF:
                await self.server.cut_off()
            case _:
                assert_never(fault)

    async def _replace(self) -> None:
        """Have another worker in the place of one that was killed."""
        if not self.waits:
            await self.server.rows(_END_LEASES)
        await self.service.look_after_workers()

    async def _in_flight(self) -> frozenset[UUID]:
        return frozenset(row[0] for row in await self.server.rows(_IN_FLIGHT))

    async def _found(self, look: Callable[[], float | None]) -> float:
        """What comes of a look, as soon as anything does."""
        while True:
            found = look()
            if found is not None:
                return found
            await self.service.look_after_workers()
            await asyncio.sleep(_POLL_S)
