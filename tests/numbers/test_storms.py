"""Writers of the same goals at once: they take turns, and none waits for one that waits for it."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from decimal import Decimal
from typing import Any
from uuid import UUID

from service.alignment.commands import NewAlignment, archive_alignments, create_alignments
from service.alignment.writing import graph_writing
from service.check_ins.commands import NewCheckIn, record_check_ins
from service.database import Database, Session
from service.errors import DomainError
from service.objectives.commands.archiving import archive_objectives, restore_objectives
from service.objectives.commands.key_result_archiving import (
    archive_key_results,
    restore_key_results,
)
from service.objectives.commands.key_results import (
    KeyResultChange,
    NewKeyResult,
    create_key_results,
    update_key_results,
)
from service.objectives.commands.moving import KeyResultMove, move_key_result
from service.objectives.commands.objectives import ObjectiveChange, update_objectives
from service.objectives.rules import Lifecycle
from service.rollup.draining import drain
from service.writing.batches import ErrorPolicy
from service.writing.given import Seen
from tests.company import QUARTER, Company
from tests.numbers.ledger import NOW, Ledger

_WRITERS, _WRITES = 10, 30
_SOME = ErrorPolicy.REJECT_FAILED_ROWS

Write = Callable[[Session], Awaitable[Any]]


class Storm:
    """Draws writes of a few goals at random, the same for the same seed."""

    def __init__(self, ledger: Ledger, goals: list[UUID], key_results: list[UUID], seed: int):
        self._actor = ledger.actor
        self._goals = goals
        self._key_results = key_results
        self._chance = random.Random(seed)  # noqa: S311  # what is drawn is no secret

    def draw(self) -> tuple[str, Write]:
        """How its transaction is opened, and the write."""
        often = [self._values, self._check_ins]
        seldom = [self._titles, self._move, self._archive_some, self._archive_goal]
        kind = self._chance.choice([*often, *often, *seldom, self._create, self._edges])
        return kind()

    def _some(self, ids: list[UUID]) -> list[UUID]:
        return self._chance.sample(ids, 3)

    def _batch(self, command: Any, rows: list[Any]) -> Write:
        return lambda session: command(session, self._actor, rows, _SOME, NOW)

    def _values(self) -> tuple[str, Write]:
        value = Decimal(self._chance.randrange(100))
        rows = [KeyResultChange(id=id_, target=value) for id_ in self._some(self._key_results)]
        return "light", self._batch(update_key_results, rows)

    def _titles(self) -> tuple[str, Write]:
        rows = [KeyResultChange(id=id_, title="New") for id_ in self._some(self._key_results)]
        return "light", self._batch(update_key_results, rows)

    def _check_ins(self) -> tuple[str, Write]:
        value = Decimal(self._chance.randrange(100))
        rows = [NewCheckIn(key_result_id=id_, value=value) for id_ in self._some(self._key_results)]
        return "light", self._batch(record_check_ins, rows)

    def _move(self) -> tuple[str, Write]:
        move = KeyResultMove(
            id=self._chance.choice(self._key_results), objective_id=self._chance.choice(self._goals)
        )
        return "graph", lambda session: move_key_result(session, self._actor, move, NOW)

    def _archive_some(self) -> tuple[str, Write]:
        command = self._chance.choice([archive_key_results, restore_key_results])
        rows = [Seen(id=id_) for id_ in self._some(self._key_results)]
        return "graph" if command is restore_key_results else "plain", self._batch(command, rows)

    def _archive_goal(self) -> tuple[str, Write]:
        goal = self._chance.choice(self._goals)
        change = ObjectiveChange(id=goal, lifecycle=Lifecycle.CANCELLED)
        revived = ObjectiveChange(id=goal, lifecycle=Lifecycle.ACTIVE)
        return self._chance.choice(
            [
                ("plain", self._batch(archive_objectives, [Seen(id=goal)])),
                ("graph", self._batch(restore_objectives, [Seen(id=goal)])),
                ("graph", self._batch(restore_objectives, [Seen(id=goal)])),
                ("light", self._batch(update_objectives, [change])),
                ("graph", self._batch(update_objectives, [revived])),
            ]
        )

    def _create(self) -> tuple[str, Write]:
        rows = [NewKeyResult(objective_id=id_, title="K") for id_ in self._some(self._goals)]
        return "plain", self._batch(create_key_results, rows)

    def _edges(self) -> tuple[str, Write]:
        child, parent, _ = self._some(self._goals)

        async def draw_or_take_away(session: Session) -> None:
            rows = [NewAlignment(child, parent)]
            made = await create_alignments(session, self._actor, rows, _SOME, NOW)
            seen = [Seen(id=id_) for id_ in made.ids if id_ is not None]
            if seen and self._chance.random() < 0.5:
                await archive_alignments(session, self._actor, seen, _SOME, NOW)

        return "graph", draw_or_take_away


async def test_no_writer_waits_for_one_that_waits_for_it(
    ledger: Ledger, company: Company, other_process: Database
) -> None:
    goals, key_results = await several_goals(company)
    refusals: list[str] = []

    async def write_on(number: int) -> None:
        storm = Storm(ledger, goals, key_results, number)
        database = (ledger.database, other_process)[number % 2]
        for _ in range(_WRITES):
            opened, write = storm.draw()
            try:
                async with transaction(database, ledger, opened) as session:
                    await write(session)
            except DomainError as refusal:
                refusals.append(refusal.message)

    async with asyncio.TaskGroup() as writers:
        for number in range(_WRITERS):
            writers.create_task(write_on(number))

    assert [refusal for refusal in refusals if "deadlock" in refusal] == []
    assert len(refusals) < _WRITERS * _WRITES / 2, refusals
    await drain(ledger.database, ledger.actor.organization_id, NOW)
    before = [await ledger.objective(goal, "xmin::text") for goal in goals]
    await ledger.refresh(*goals)
    assert [await ledger.objective(goal, "xmin::text") for goal in goals] == before


async def several_goals(company: Company) -> tuple[list[UUID], list[UUID]]:
    quarter = await company.cycle(**QUARTER)
    goals = [await company.objective(cycle_id=quarter) for _ in range(4)]
    numbers = {"start": Decimal(0), "target": Decimal(10), "current": Decimal(1)}
    key_results = [await company.key_result(goal, **numbers) for goal in goals for _ in range(3)]
    return goals, key_results


def transaction(
    database: Database, ledger: Ledger, opened: str
) -> AbstractAsyncContextManager[Session]:
    """As a mutation opens it."""
    if opened == "graph":
        return graph_writing(database, ledger.actor)
    if opened == "light":
        return database.writing_lightly(ledger.actor.organization_id)
    return database.writing(ledger.actor.organization_id)
