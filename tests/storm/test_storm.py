"""After any storm of mutations, every number is what the records come to."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from service.rollup.draining import drain
from service.tables import utc_now
from tests.storm.mutations import CATALOGUE, Maker
from tests.storm.serving import Coast, coast
from tests.storm.weather import CREATIONS, Storm, deadlocks, drained, prove, settle
from tests.storm.workers import Workers

SEEDS = st.integers(0, 2**32 - 1)
# Three hundred mutations after the calm.
EXAMPLES, STEPS = 6, 50
PATIENCE_S = 20


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture
def shore(runner: asyncio.Runner, database_url: str, tmp_path: Path) -> Iterator[Coast]:
    stack = AsyncExitStack()
    yield runner.run(stack.enter_async_context(coast(database_url, tmp_path)))
    runner.run(stack.aclose())


class Weather(RuleBasedStateMachine):
    """A storm of which hypothesis chooses the mutations and their chances."""

    runner: ClassVar[asyncio.Runner]
    shore: ClassVar[Coast]

    def __init__(self) -> None:
        super().__init__()
        self.actor, caller = self.runner.run(self.shore.organization())
        self.storm = Storm(self.shore, self.actor, caller, utc_now())

    @initialize(seed=SEEDS)
    def calm(self, seed: int) -> None:
        for maker in CREATIONS:
            self.runner.run(self.storm.blow(maker, seed := seed + 1))
        self.runner.run(settle(self.shore.database, self.actor, utc_now()))

    @rule(seed=SEEDS)
    def redraw(self, seed: int) -> None:
        self.runner.run(self.storm.redraw(seed))

    def teardown(self) -> None:
        self.runner.run(drain(self.shore.database, self.actor.organization_id, utc_now()))
        self.runner.run(prove(self.shore.database, self.actor, utc_now()))


def blowing(maker: Maker) -> Callable[[Weather, int], None]:
    def blow(self: Weather, seed: int) -> None:
        self.runner.run(self.storm.blow(maker, seed))

    blow.__name__ = maker.__name__
    return rule(seed=SEEDS)(blow)


def test_numbers_are_what_the_records_come_to_after_any_storm(
    runner: asyncio.Runner, shore: Coast
) -> None:
    rules = {maker.__name__: blowing(maker) for maker in CATALOGUE}
    run_state_machine_as_test(
        type("Machine", (Weather,), {"runner": runner, "shore": shore, **rules}),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            # Shrinking takes minutes: `python -m tests.storm` shows the same in seconds.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


async def test_nothing_is_wrong_after_workers_were_killed_in_a_storm(
    database_url: str, tmp_path: Path
) -> None:
    async with coast(database_url, tmp_path) as shore:
        actor, caller = await shore.organization()
        broken_before = await deadlocks(shore.database)
        storm = Storm(shore, actor, caller, utc_now())
        async with Workers(database_url, 2, kill_every_s=0.5) as workers:
            await storm.rage(seed=7, mutations=200, callers=4)
            await asyncio.wait_for(workers.have_killed(3), PATIENCE_S)
            await asyncio.wait_for(drained(shore.database, actor), PATIENCE_S)
        await settle(shore.database, actor, utc_now())
        assert await prove(shore.database, actor, utc_now()) > 20
        assert await deadlocks(shore.database) == broken_before
