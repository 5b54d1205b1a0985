"""Audits of stored organizations: never of older data than the question, and computed once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import pytest

from service.actor import Actor
from service.audit.scope import Scope
from service.auditing import auditor as auditor_module
from service.auditing.auditor import Auditor, AuditRequest
from service.database import Database
from service.events.facts import created
from service.events.record import record
from service.tables import new_id
from tests.company import Company
from tests.conftest import new_organization

REQUEST = AuditRequest(Scope(), date(2026, 11, 22))


@pytest.fixture
async def auditor(database: Database) -> AsyncIterator[Auditor]:
    auditor = Auditor(database)
    yield auditor
    await auditor.close()


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[Actor]:
    """Who had an organization loaded, load by load."""
    return counted(monkeypatch, "load_snapshot")


@pytest.fixture
def audits(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was audited, audit by audit."""
    return counted(monkeypatch, "audit")


def counted(monkeypatch: pytest.MonkeyPatch, name: str) -> list:
    calls, original = [], getattr(auditor_module, name)

    def call(first: object, second: object, **named: object) -> object:
        calls.append(second)
        return original(first, second, **named)

    monkeypatch.setattr(auditor_module, name, call)
    return calls


async def tell(database: Database, actor: Actor) -> None:
    """What every command does: record the fact of its change."""
    async with database.writing(actor.organization_id) as session:
        await record(session, actor, created("objective", new_id(), {"title": "One"}))


async def test_an_organization_is_loaded_once_for_all_who_ask_at_once(
    auditor: Auditor, actor: Actor, company: Company, loads: list[Actor]
) -> None:
    await company.cascade()
    stored = await asyncio.gather(*(auditor.stored(actor) for _ in range(4)))
    again = await auditor.stored(actor)
    assert {id(one) for one in stored} == {id(again)}
    assert loads == [actor]


async def test_a_recorded_fact_is_in_the_very_next_answer(
    auditor: Auditor, database: Database, actor: Actor, company: Company
) -> None:
    before = await auditor.stored(actor)
    await company.objective("New")
    await tell(database, actor)
    after = await auditor.stored(actor)
    assert (len(before.snapshot.nodes), len(after.snapshot.nodes)) == (0, 1)
    assert before.version.precedes(after.version)
    assert (await auditor.report(after, REQUEST)).counts != (
        await auditor.report(before, REQUEST)
    ).counts


async def test_the_same_question_to_the_same_data_is_judged_once(
    auditor: Auditor, actor: Actor, company: Company, audits: list[object]
) -> None:
    await company.cascade()
    cycle_id = str(await company.cycle())
    scoped = AuditRequest(Scope(cycles=(cycle_id,)), REQUEST.as_of)
    later = AuditRequest(Scope(), date(2026, 11, 23))
    stored = await auditor.stored(actor)
    for request in (REQUEST, scoped, later, REQUEST, scoped, later):
        assert await auditor.report(stored, request) is await auditor.report(stored, request)
    assert audits == [REQUEST.as_of, scoped.as_of, later.as_of]


async def test_organizations_do_not_get_each_other_s_answers(
    auditor: Auditor, actor: Actor, stranger: Actor, company: Company
) -> None:
    await company.cascade()
    ours, theirs = await auditor.stored(actor), await auditor.stored(stranger)
    assert (len(ours.snapshot.nodes), len(theirs.snapshot.nodes)) == (6, 0)
    assert not ours.version.precedes(theirs.version)
    assert await auditor.report(ours, REQUEST) is not await auditor.report(theirs, REQUEST)


async def test_no_more_nodes_are_kept_than_there_is_room_for(
    database: Database, loads: list[Actor]
) -> None:
    auditor = Auditor(database, most_nodes=250)
    actors = [await new_organization(database) for _ in range(3)]
    for actor in (*actors, actors[2], actors[0]):
        await auditor.stored(actor)
    await auditor.close()
    assert loads == [*actors, actors[0]]


async def test_a_new_version_takes_the_old_one_s_place(
    database: Database, actor: Actor, stranger: Actor, loads: list[Actor]
) -> None:
    auditor = Auditor(database, most_nodes=250)
    for one in (stranger, actor):
        await auditor.stored(one)
    await tell(database, actor)
    for one in (actor, stranger):
        await auditor.stored(one)
    await auditor.close()
    assert loads == [stranger, actor, actor]
