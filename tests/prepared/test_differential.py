"""Whatever is asked, both finishes give the same answer, and row-level security changes nothing."""

import json
import os
from asyncio import Lock, Runner
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, note, settings

from schema.answers import Parameters
from schema.prepared.requests import Request
from schema.root import answers
from service.actor import Actor
from service.auditing.auditor import Auditor
from service.database import Database
from service.statements import Statements
from tests.conftest import new_organization
from tests.prepared.generating import Known, operations
from tests.prepared.knowing import known_of
from tests.prepared.rendering import Operation, Value
from tests.prepared.varied import fill

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
ANSWERS = answers()
# As many others as one likes, by hand: EXAMPLES=5000.
BY_HAND = os.environ.get("EXAMPLES")

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A filled organization, as its admin asks it."""

    auditor: Auditor
    actor: Actor
    known: Known
    guarded: asyncpg.Connection

    async def ask(self, document: str, variables: dict[str, Any]) -> Body:
        parameters = Parameters(document, variables)
        answer = await ANSWERS.answer(self.auditor, self.actor, parameters, NOW)
        body: Body = json.loads(answer.body, parse_float=number)
        return body

    async def data(self, document: str, **variables: Any) -> Any:
        body = await self.ask(document, variables)
        assert "errors" not in body
        return body["data"]


def number(text: str) -> float:
    """JSON has one kind of number: 1.0 is 1."""
    value = float(text)
    return int(value) if value.is_integer() else value


@asynccontextmanager
async def guarded(database_url: str, actor: Actor) -> AsyncIterator[asyncpg.Connection]:
    """A connection that row-level security keeps to one organization."""
    given_ = {
        "role": "sightline_tenant",
        "app.organization_id": str(actor.organization_id),
        "timezone": "UTC",
        "jit": "off",
    }
    connection = await asyncpg.connect(database_url, server_settings=given_)
    yield connection
    await connection.close()


@contextmanager
def compared_with(
    connection: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Every statement must give the same bytes by this connection."""
    alone, turns = Statements.json, Lock()

    async def both(statements: Statements, sql: str, arguments: Any) -> bytes:
        value = await alone(statements, sql, arguments)
        async with turns:
            assert (await connection.fetchval(sql, *arguments)).encode() == value
        return value

    with monkeypatch.context() as patched:
        patched.setattr(Statements, "json", both)
        yield


@contextmanager
def completed_by_rows(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No statement is the whole answer."""
    with monkeypatch.context() as patched:
        patched.setattr(Request, "whole", lambda _: None)
        yield


def as_it_says(value: Value) -> bool:
    return value.is_variable


def never(_: Value) -> bool:
    return False


async def check(asked: Asked, operation: Operation, monkeypatch: pytest.MonkeyPatch) -> None:
    document, variables = operation.rendered(as_it_says)
    note(f"{document}\n{variables}")

    answer = await asked.ask(document, variables)
    with completed_by_rows(monkeypatch):
        completed = await asked.ask(document, variables)
    literal = await asked.ask(*operation.rendered(never))

    assert json.dumps(answer) == json.dumps(completed)
    assert json.dumps(answer.get("data")) == json.dumps(literal.get("data"))
    assert "INTERNAL" not in {one["extensions"]["code"] for one in answer.get("errors", ())}


@asynccontextmanager
async def filled(database_url: str) -> AsyncIterator[Asked]:
    """An organization in which there is everything, beside another."""
    database = Database(database_url, pool_size=5)
    await database.open()
    actor, stranger = [await new_organization(database) for _ in range(2)]
    await fill(database, actor, seed=1)
    await fill(database, stranger, seed=2)
    async with guarded(database_url, actor) as connection:
        asked = Asked(Auditor(database), actor, Known([], {}, {}, {}), connection)
        known = await known_of(database, asked.data, actor, stranger)
        yield replace(asked, known=known)
    await database.close()


def test_both_finishes_answer_alike_whatever_is_asked(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One loop for all examples: hypothesis runs them one after the other.
    with Runner() as runner:
        stack = AsyncExitStack()
        asked = runner.run(stack.enter_async_context(filled(database_url)))

        @settings(
            max_examples=int(BY_HAND or 40),
            derandomize=BY_HAND is None,
            deadline=None,
            database=None,
            suppress_health_check=[HealthCheck.too_slow],
        )
        @given(operation=operations(asked.known))
        def alike(operation: Operation) -> None:
            runner.run(check(asked, operation, monkeypatch))

        try:
            with compared_with(asked.guarded, monkeypatch):
                alike()
        finally:
            runner.run(stack.aclose())
