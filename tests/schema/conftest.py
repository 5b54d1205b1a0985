"""GraphQL as callers meet it: documents in, JSON out, against a real database."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import Engine, event, text

from schema.answers import Parameters
from schema.identifiers import global_id
from schema.prepared.requests import Request
from schema.root import answers
from service.actor import Actor
from service.auditing.auditor import Auditor
from service.database import Database
from service.one_write import OneWrite
from service.statements import Statements
from service.tables import utc_now
from service.transactions import Found, Transaction
from tests.company import Company
from tests.schema.writer import Writer


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `data` and `errors` as JSON would have them."""

    data: Any
    errors: list[dict[str, Any]]

    @property
    def codes(self) -> list[str]:
        return [error["extensions"]["code"] for error in self.errors]


Ask = Callable[..., Awaitable[Answer]]


ANSWERS = answers()


async def execute(
    database: Database,
    actor: Actor,
    document: str,
    variables: dict[str, Any],
    now: datetime | None = None,
) -> Answer:
    parameters = Parameters(document, variables)
    answer = await ANSWERS.answer(Auditor(database), actor, parameters, now or utc_now())
    body = orjson.loads(answer.body)
    return Answer(body.get("data"), body.get("errors", []))


@pytest.fixture
def ask(database: Database, actor: Actor) -> Ask:
    """Runs a document as an admin of the test's organization."""

    async def run(document: str, **variables: Any) -> Answer:
        return await execute(database, actor, document, variables)

    return run


@pytest.fixture
def data(ask: Ask) -> Callable[..., Awaitable[Any]]:
    """The same where nothing may go wrong: the data alone."""

    async def run(document: str, **variables: Any) -> Any:
        answer = await ask(document, **variables)
        assert answer.errors == []
        return answer.data

    return run


@pytest.fixture
def both(database: Database, actor: Actor, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Asks by one statement and by rows that graphql-core completes: they answer alike."""

    async def run(
        document: str, *, now: datetime | None = None, by: Actor | None = None, **variables: Any
    ) -> Answer:
        given = (database, by or actor, document, variables, now)
        answer = await execute(*given)
        with monkeypatch.context() as patched:
            patched.setattr(Request, "whole", lambda _: None)
            assert await execute(*given) == answer
        return answer

    return run


@pytest.fixture
def ask_as(database: Database) -> Ask:
    """Runs a document as anybody, or nobody."""

    async def run(actor: Actor | None, document: str, **variables: Any) -> Answer:
        return await execute(database, actor, document, variables)

    return run


@pytest.fixture
def company(database: Database, actor: Actor) -> Company:
    return Company(database, actor)


@pytest.fixture
def writer(ask: Ask, company: Company) -> Writer:
    """Sends mutations as an admin of the test's organization."""
    return Writer(ask, company)


async def archive(company: Company, table: str, row_id: UUID) -> None:
    """Archive a row behind the back of every command."""
    async with company.database.writing(company.actor.organization_id) as session:
        await session.execute(
            text(f"UPDATE {table} SET archived_at = '2026-01-02T03:04:05Z' WHERE id = :id"),
            {"id": row_id},
        )


@pytest.fixture
def others(database: Database, stranger: Actor) -> Company:
    """Another organization."""
    return Company(database, stranger)


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that any connection runs meanwhile."""
    seen: list[str] = []

    def note(*given: Any) -> None:
        _, _, statement, *_ = given
        seen.append(statement)

    lone = Statements.json

    async def note_lone(self: Statements, sql: str, arguments: Any) -> bytes:
        seen.append(sql)
        return await lone(self, sql, arguments)

    light = Transaction.execute

    async def note_light(self: Transaction, statement: Any, given: Any = None) -> Found:
        seen.append(str(statement))
        return await light(self, statement, given)

    once = OneWrite.run  # what is held back runs at the end, too

    async def note_once(self: OneWrite, statement: Any, given: Any) -> Found:
        seen.append(str(statement))
        return await once(self, statement, given)

    event.listen(Engine, "before_cursor_execute", note)
    OneWrite.run = note_once
    Statements.json = note_lone
    Transaction.execute = note_light
    try:
        yield seen
    finally:
        Statements.json = lone
        Transaction.execute = light
        OneWrite.run = once
        event.remove(Engine, "before_cursor_execute", note)


def gid(type_name: str, key: object) -> str:
    return global_id(type_name, key)
