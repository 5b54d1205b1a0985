"""Loops go on whatever happens to one step, and an organization that fails holds up no other."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from service.errors import Conflict, Unavailable
from service.tables import new_id
from service.worker import loops
from service.worker.loops import Loop, pause_after, run
from service.worker.organizations import Organizations


def test_pauses_double_up_to_half_a_minute():
    assert [pause_after(failures) for failures in (1, 2, 3, 7, 8, 9, 1_000)] == [
        *(0.25, 0.5, 1.0),
        *(16.0, 30.0, 30.0, 30.0),
    ]


async def test_a_failing_step_is_logged_and_tried_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(loops, "_FIRST_PAUSE_S", 0.001)
    stop = asyncio.Event()
    failures: list[Exception] = [RuntimeError("a bug"), Unavailable("away"), Conflict("others")]
    steps = 0

    async def step() -> bool:
        nonlocal steps
        steps += 1
        if failures:
            raise failures.pop(0)
        if steps == 6:
            stop.set()
        return True

    with capture_logs() as logged:
        async with asyncio.timeout(5):
            await run(Loop("drain", step, idle_s=60), stop)
    assert steps == 6
    assert [(line["log_level"], line.get("reason"), line["loop"]) for line in logged] == [
        ("error", None, "drain"),
        ("warning", "away", "drain"),
        ("warning", "others", "drain"),
    ]
    assert [line["again_in_s"] for line in logged] == [0.001, 0.002, 0.004]


async def test_a_loop_that_rests_stops_at_once():
    stop = asyncio.Event()

    async def step() -> bool:
        asyncio.get_running_loop().call_soon(stop.set)
        return False

    async with asyncio.timeout(5):
        await run(Loop("calendar", step, idle_s=60), stop)


class _Desk:
    """Organizations with work, done by parts that are written down."""

    def __init__(self, parts: dict[UUID, int], part: Callable[[UUID], Awaitable[None]]) -> None:
        self.left = parts
        self.done: list[UUID] = []
        self._part = part

    async def waiting(self) -> list[UUID]:
        return [id_ for id_, left in self.left.items() if left]

    async def part(self, id_: UUID) -> int:
        await self._part(id_)
        if not self.left[id_]:
            return 0
        self.left[id_] -= 1
        self.done.append(id_)
        return 1


async def test_one_with_much_to_do_takes_turns_with_the_others():
    much, little, least = (new_id() for _ in range(3))

    async def nothing(_: UUID) -> None:
        await asyncio.sleep(0)

    desk = _Desk({much: 4, little: 2, least: 1}, nothing)
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        work = Organizations(desk.waiting, desk.part, tasks, asyncio.Event(), lanes=1)
        await work.step()
        await work.step()
    assert desk.done == [much, little, least, much, little, much, much]


async def test_a_failing_organization_rests_ever_longer_and_holds_up_no_other():
    bad, good = new_id(), new_id()
    clock = [0.0]

    async def failing(id_: UUID) -> None:
        if id_ == bad:
            raise RuntimeError("a bug")

    desk = _Desk({bad: 1, good: 3}, failing)
    failures = []
    with capture_logs() as logged:
        async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
            work = Organizations(
                *(desk.waiting, desk.part, tasks, asyncio.Event()),
                lanes=2,
                clock=lambda: clock[0],
            )
            for clock[0] in (0, 0.2, 0.3, 0.6, 0.9):
                await work.step()
                await _everything_ran()
                failures.append(len(logged))
    assert desk.done == [good] * 3
    assert failures == [1, 1, 2, 2, 3]
    assert {line["organization"] for line in logged} == {str(bad)}
    assert [line["again_in_s"] for line in logged] == [0.25, 0.5, 1.0]


async def _everything_ran() -> None:
    while len(asyncio.all_tasks()) > 1:  # noqa: ASYNC110 - tasks that end by themselves
        await asyncio.sleep(0)


async def test_nothing_is_begun_once_it_is_to_stop():
    stop = asyncio.Event()

    async def stopping(_: UUID) -> None:
        stop.set()

    first, second = new_id(), new_id()
    desk = _Desk({first: 5, second: 5}, stopping)
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        await Organizations(desk.waiting, desk.part, tasks, stop, lanes=1).step()
    assert desk.done == [first]


async def test_who_is_called_in_the_midst_of_its_work_is_looked_at_once_more():
    one = new_id()
    looked: list[UUID] = []

    async def part(id_: UUID) -> int:
        looked.append(id_)
        if len(looked) == 1:
            work.call(id_)
        return 0

    async def nobody() -> list[UUID]:
        return []

    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        work = Organizations(nobody, part, tasks, asyncio.Event(), lanes=1)
        work.call(one)
        await _everything_ran()
        assert looked == [one, one]
        work.call(one)
    assert looked == [one] * 3


def test_who_waits_for_others_tries_again_soon():
    for error in (Unavailable("away"), Conflict("others")):
        assert [pause_after(failures, error) for failures in (1, 3, 4, 5, 1_000)] == [
            *(0.25, 1.0, 2.0, 2.0, 2.0)
        ]
    assert pause_after(1_000, RuntimeError()) == 30
