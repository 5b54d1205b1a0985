"""Commands as a caller runs them: one transaction each, counted, and what they leave behind."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, event
from sqlmodel import SQLModel, select

from service.actor import Actor, Role
from service.alignment.writing import graph_writing
from service.database import Database
from service.errors import Forbidden
from service.writing.batches import ErrorPolicy, Outcome, Policy
from service.writing.recordset import table_of
from tests.company import events_of

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)

Command = Callable[..., Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where an actor's commands run."""

    database: Database
    actor: Actor

    def of(self, role: Role) -> "Desk":
        """The desk of somebody with another role."""
        return replace(self, actor=replace(self.actor, role=role))

    async def many(
        self, command: Command, given: Sequence[Any], policy: Policy = ErrorPolicy.REJECT_ALL
    ) -> Outcome:
        """The command in a transaction of its own, which holds the graph."""
        async with graph_writing(self.database, self.actor) as session:
            return await command(session, self.actor, given, policy, NOW)

    async def one(self, command: Command, given: Any) -> UUID:
        """The same for one row, whose refusal is raised."""
        return (await self.many(command, [given], None)).only()

    async def do(self, command: Callable[..., Awaitable[UUID]], given: Any) -> UUID:
        """The same for a command that knows no batches."""
        async with graph_writing(self.database, self.actor) as session:
            return await command(session, self.actor, given, NOW)

    async def free(self, command: Command, given: Any) -> UUID:
        """The same in a transaction that does not hold the graph."""
        async with self.database.writing(self.actor.organization_id) as session:
            return (await command(session, self.actor, [given], None, NOW)).only()

    async def forbids(self, role: Role, *attempts: tuple[Command, Any]) -> None:
        """The role may run none of the commands, and none of them leaves anything behind."""
        for command, given in attempts:
            with pytest.raises(Forbidden):
                await self.of(role).one(command, given)
        assert await self.told() == []

    async def takes(self, *steps: tuple[int, Command, Sequence[Any]]) -> None:
        """Each of the commands takes exactly so many statements."""
        for expected, command, given in steps:
            with statements() as sent:
                await self.many(command, given)
            assert len(sent) == expected, sent

    async def row(self, model: type[SQLModel], id_: UUID) -> dict[str, Any]:
        """A row, archived or not."""
        table = table_of(model)
        async with self.database.reading() as session:
            found = await session.execute(
                select(table).where(
                    table.c.organization_id == self.actor.organization_id, table.c.id == id_
                )
            )
            return found.one()._asdict()

    async def told(self, *subjects: UUID) -> list[tuple[str, UUID, dict[str, Any]]]:
        """Type, subject and changes of the events, in order; of some subjects alone."""
        return [
            (fact.type, fact.subject_id, fact.changes)
            for fact in await events_of(self.database, self.actor)
            if not subjects or fact.subject_id in subjects
        ]


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements sent meanwhile, but for those that a transaction begins with."""
    sent: list[str] = []

    def note(*arguments: Any) -> None:
        if "set_config" not in arguments[2] and "pg_advisory" not in arguments[2]:
            sent.append(arguments[2])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)
