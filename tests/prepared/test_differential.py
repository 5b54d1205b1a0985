"""Whatever is asked, both finishes give the same answer, and row-level security changes nothing."""

import json
import os
from asyncio import Lock
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schema.answers import Parameters
from schema.prepared.requests import Request
from schema.root import answers
from service.actor import Actor
from service.auditing.auditor import Auditor
from service.database import Database
from service.statements import Statements
from tests.prepared.generating import Known, operations
from tests.prepared.knowing import known_of
from tests.prepared.rendering import Value
from tests.prepared.varied import fill

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
# As many others as one likes, by hand: EXAMPLES=5000.
BY_HAND = os.environ.get("EXAMPLES")


@dataclass(frozen=True, slots=True)
class Two:
    """A filled organization beside another, and what there is to ask for."""

    database: Database
    auditor: Auditor
    actor: Actor
    known: Known
    guarded: asyncpg.Connection

    async def ask(self, document: str, variables: dict[str, Any]) -> dict[str, Any]:
        parameters = Parameters(document, variables)
        answer = await ANSWERS.answer(self.auditor, self.actor, parameters, NOW)
        body: dict[str, Any] = json.loads(answer.body, parse_float=number)
        return body


def number(text: str) -> float:
    """JSON has one kind of number: 1.0 is 1."""
    value = float(text)
    return int(value) if value.is_integer() else value


ANSWERS = answers()


@pytest.fixture
async def two(
    database: Database,
    database_url: str,
    actor: Actor,
    stranger: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Two]:
    await fill(database, actor, seed=1)
    await fill(database, stranger, seed=2)
    settings_ = {
        "role": "sightline_tenant",
        "app.organization_id": str(actor.organization_id),
        "timezone": "UTC",
        "jit": "off",
    }
    guarded = await asyncpg.connect(database_url, server_settings=settings_)
    auditor = Auditor(database)

    async def data(document: str, **variables: Any) -> Any:
        answer = await ANSWERS.answer(auditor, actor, Parameters(document, variables), NOW)
        body = json.loads(answer.body)
        assert "errors" not in body
        return body["data"]

    known = await known_of(database, data, actor, stranger)
    unguarded, turns = Statements.json, Lock()

    async def both(statements: Statements, sql: str, arguments: Any) -> bytes:
        """Under row-level security, too."""
        value = await unguarded(statements, sql, arguments)
        async with turns:
            assert (await guarded.fetchval(sql, *arguments)).encode() == value
        return value

    monkeypatch.setattr(Statements, "json", both)
    yield Two(database, auditor, actor, known, guarded)
    await guarded.close()


@contextmanager
def completed_by_rows() -> Iterator[None]:
    """No statement is the whole answer."""
    whole = Request.whole
    Request.whole = lambda _: None  # type: ignore[method-assign]
    try:
        yield
    finally:
        Request.whole = whole  # type: ignore[method-assign]


def as_it_says(value: Value) -> bool:
    return value.is_variable


def never(_: Value) -> bool:
    return False


@settings(
    max_examples=int(BY_HAND or 40),
    derandomize=BY_HAND is None,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
async def test_both_finishes_answer_alike_whatever_is_asked(two: Two, data: st.DataObject) -> None:
    operation = data.draw(operations(two.known))
    document, variables = operation.rendered(as_it_says)

    answer = await two.ask(document, variables)
    with completed_by_rows():
        completed = await two.ask(document, variables)
    literal = await two.ask(*operation.rendered(never))

    assert json.dumps(answer) == json.dumps(completed)
    assert json.dumps(answer.get("data")) == json.dumps(literal.get("data"))
    assert "INTERNAL" not in {one["extensions"]["code"] for one in answer.get("errors", ())}
