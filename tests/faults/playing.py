"""One run: the service is set up, used, struck and looked at."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from aiohttp import ClientSession, TCPConnector

from service.actor import Role, operator
from service.database import Database
from service.identity.commands import Grant, create_organization, create_token
from service.tables import new_id
from tests.faults.clients import Clients
from tests.faults.cluster import Server, own_server
from tests.faults.consumer import receiving
from tests.faults.mutations import Work
from tests.faults.processes import KEY, Service
from tests.faults.proving import Proven, prove_deliveries, prove_effects
from tests.faults.striking import Fault, Striker, Struck, moments

SLUG = "struck"
# Of the service's leases, and of one retry.
_SETTLED_WITHIN_S = 90
_POLL_S = 0.1
_OPEN = """
SELECT (SELECT count(*) FROM event WHERE sequence IS NULL)
     + (SELECT count(*) FROM roll_up_request)
     + (SELECT count(*) FROM webhook_delivery WHERE state IN ('PENDING', 'LEASED'))
     + (SELECT count(*) FROM log_cursor l JOIN event_chain c USING (organization_id)
         WHERE l.sequence < c.sequence)
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done, and what is to befall the service meanwhile.

    Attributes:
        goals: objectives that all write to.
        waits: for the leases of killed workers to end; else the harness ends them.
        patience_s: for all of it.
    """

    mutations: int
    seed: int
    faults: Mapping[Fault, int]
    workers: int = 1
    clients: int = 8
    goals: int = 100
    waits: bool = True
    patience_s: float = 290


@dataclass(frozen=True, slots=True)
class Played:
    """What came of it; whatever was wrong has been raised.

    Attributes:
        busy_s: how long clients were at work.
        settled_s: how long it took afterwards until nothing was to be done any more.
        detours: why tries had no answer, and how many.
    """

    struck: list[Struck]
    proven: Proven
    busy_s: float
    settled_s: float
    detours: Mapping[str, int] = field(default_factory=dict)


def play(plan: Plan, folder: Path) -> Played:
    """Carry it out, on a database in this folder; nothing of it goes on afterwards.

    Raises:
        AssertionError: something that has to hold does not.
        TimeoutError: it took too long.
    """
    with own_server(folder / "data") as server:
        return asyncio.run(_played(plan, server, folder))


async def _played(plan: Plan, server: Server, folder: Path) -> Played:
    token = await _token(server)
    async with (
        asyncio.timeout(plan.patience_s),
        receiving(plan.seed) as consumer,
        Service(server.url, folder) as service,
        ClientSession(await service.serve(), connector=TCPConnector(limit=0)) as http,
    ):
        clients, work = Clients(http, token), Work(plan.seed, plan.goals)
        consumer.trust(await clients.webhook(consumer.url))
        await service.start_workers(plan.workers)
        await clients.prepare(work)
        striker = Striker(server, service, clients, consumer, plan.workers, plan.waits)
        begin = perf_counter()
        struck = await _stormed(plan, work, striker)
        busy = perf_counter()
        await _settled(server)
        settled = perf_counter()
        await service.stop()
        await prove_effects(server, clients.answered)
        proven = await prove_deliveries(server, consumer, struck)
        await _verify(service)
        return Played(struck, proven, busy - begin, settled - busy, clients.detours)


async def _token(server: Server) -> str:
    """An admin's, of a new organization."""
    actor = operator(new_id())
    database = Database(server.url, pool_size=1)
    await database.open()
    try:
        async with database.writing(actor.organization_id) as session:
            await create_organization(session, actor.organization_id, SLUG, "Struck")
            grant = Grant("faults", Role.ADMIN)
            _, token = await create_token(session, actor, secret_key=KEY.encode(), grant=grant)
    finally:
        await database.close()
    return token


async def _stormed(plan: Plan, work: Work, striker: Striker) -> list[Struck]:
    planned = moments(plan.seed, plan.mutations, plan.faults)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(striker.clients.run(work, plan.mutations, plan.clients))
        striking = tasks.create_task(striker.strike_all(planned, plan.mutations, plan.clients))
    return striking.result()


async def _settled(server: Server) -> None:
    """Wait until nothing is left to be numbered, computed, told or delivered."""
    async with asyncio.timeout(_SETTLED_WITHIN_S):
        while await server.value(_OPEN):  # noqa: ASYNC110 - of other processes
            await asyncio.sleep(_POLL_S)


async def _verify(service: Service) -> None:
    """By the service's own command; and nothing of it has called anything an error."""
    status, said = await service.run("verify", "--organization", SLUG)
    assert status == 0, said
    assert " still to be " not in said, said
    errors = service.errors()
    assert not errors, errors
