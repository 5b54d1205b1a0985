"""Check-ins against a real database: each is there once, and the latest in time counts."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from service.actor import Role
from service.check_ins.commands import NewCheckIn, record_check_ins
from service.check_ins.models import CheckIn
from service.errors import Conflict, DomainError, Invalid, NotFound, ReadOnly, Required, Taken
from service.objectives.models import KeyResult
from service.progress.rules import ReportedStatus
from service.tables import new_id
from service.writing.batches import ErrorPolicy, Rejected
from tests.company import QUARTER, Company
from tests.writing.desk import NOW, Desk

MONDAY = datetime(2026, 10, 5, 9, tzinfo=UTC)
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)


@pytest.fixture
async def key_result(company: Company) -> UUID:
    """From 0 to 10 over the quarter."""
    cycle = await company.cycle(state="ACTIVE", **QUARTER)
    objective = await company.objective(cycle_id=cycle)
    return await company.key_result(objective, metric_type="INCREASE", start=0, target=10)


async def said(desk: Desk, key_result: UUID) -> tuple[Any, ...]:
    row = await desk.row(KeyResult, key_result)
    return row["current"], row["confidence"], row["reported_status"]


def new(key_result: UUID, value: int | None = None, **more: Any) -> NewCheckIn:
    return NewCheckIn(
        key_result_id=key_result, value=None if value is None else Decimal(value), **more
    )


async def record(desk: Desk, *args: Any, **more: Any) -> UUID:
    return await desk.one(record_check_ins, new(*args, **more))


async def test_a_check_in_is_stored_told_and_counted(
    desk: Desk, company: Company, key_result: UUID
) -> None:
    ada, own_id = await company.person("Ada"), new_id()
    made = await desk.one(
        record_check_ins,
        NewCheckIn(
            id=own_id,
            external_id="C-1",
            key_result_id=key_result,
            value=Decimal("2.50"),
            confidence=7,
            status=ReportedStatus.AT_RISK,
            note="Slow",
            wins="One",
            blockers="None",
            occurred_at=MONDAY,
            author_id=ada,
        ),
    )
    assert made == own_id
    assert await desk.row(CheckIn, own_id) == {
        "organization_id": desk.actor.organization_id,
        "id": own_id,
        "external_system": "",
        "external_id": "C-1",
        "key_result_id": key_result,
        "occurred_at": MONDAY,
        "value": Decimal("2.5"),
        "confidence": 7,
        "status": "AT_RISK",
        "note": "Slow",
        "wins": "One",
        "blockers": "None",
        "author_id": ada,
        "corrects_id": None,
        "created_at": NOW,
        "created_by": None,
    }
    row = await desk.row(KeyResult, key_result)
    assert (row["current"], row["confidence"], row["reported_status"]) == (
        Decimal("2.5"),
        7,
        "AT_RISK",
    )
    assert (row["progress"], row["checked_in_at"]) == (Decimal("0.25"), MONDAY)
    assert (row["version"], row["updated_by"]) == (1, None)
    assert await desk.told() == [
        (
            "check_in.recorded",
            own_id,
            {
                "key_result_id": [None, str(key_result)],
                "external_id": [None, "C-1"],
                "occurred_at": [None, MONDAY.isoformat()],
                "value": [None, "2.5"],
                "confidence": [None, 7],
                "status": [None, "AT_RISK"],
                "note": [None, "Slow"],
                "wins": [None, "One"],
                "blockers": [None, "None"],
                "author_id": [None, str(ada)],
            },
        )
    ]


async def test_a_late_one_finds_its_place_in_time(desk: Desk, key_result: UUID) -> None:
    await record(desk, key_result, 3, occurred_at=TUESDAY)
    await record(desk, key_result, 1, confidence=4, occurred_at=MONDAY)
    assert await said(desk, key_result) == (3, 4, None)
    await record(desk, key_result, note="no number", occurred_at=WEDNESDAY)
    assert await said(desk, key_result) == (3, 4, None)
    assert (await desk.row(KeyResult, key_result))["checked_in_at"] == WEDNESDAY


async def test_without_a_moment_and_an_author_it_is_now_and_the_tokens_person(
    desk: Desk, company: Company, key_result: UUID
) -> None:
    ada = await company.person("Ada")
    mine = Desk(desk.database, desk.actor.__class__(**{**vars_of(desk.actor), "person_id": ada}))
    row = await desk.row(CheckIn, await record(mine, key_result, 1))
    assert (row["occurred_at"], row["author_id"], row["created_by"]) == (NOW, ada, ada)


def vars_of(actor: Any) -> dict[str, Any]:
    return {name: getattr(actor, name) for name in actor.__dataclass_fields__}


async def test_a_correction_takes_the_place_of_what_it_corrects(
    desk: Desk, key_result: UUID
) -> None:
    await record(desk, key_result, 2, occurred_at=MONDAY)
    wrong = await record(desk, key_result, 80, confidence=9, occurred_at=TUESDAY)
    right = await record(desk, key_result, 8, corrects_id=wrong)
    assert (await desk.row(CheckIn, right))["occurred_at"] == TUESDAY
    assert (await desk.row(CheckIn, wrong))["value"] == 80
    assert await said(desk, key_result) == (8, None, None)
    nothing = await record(desk, key_result, corrects_id=right)
    assert await said(desk, key_result) == (2, None, None)
    again = await record(desk, key_result, 5, corrects_id=nothing, occurred_at=WEDNESDAY)
    assert await said(desk, key_result) == (5, None, None)
    assert (await desk.row(CheckIn, again))["occurred_at"] == WEDNESDAY


async def test_what_is_taken_back_was_never_said(desk: Desk, key_result: UUID) -> None:
    only = await record(desk, key_result, 4, confidence=3, status=ReportedStatus.ON_TRACK)
    await record(desk, key_result, corrects_id=only)
    assert await said(desk, key_result) == (None, None, None)
    row = await desk.row(KeyResult, key_result)
    assert (row["progress"], row["status"]) == (None, "NO_DATA")


@pytest.mark.parametrize("name", ["id", "external_id"])
async def test_what_comes_twice_is_there_once(desk: Desk, key_result: UUID, name: str) -> None:
    key: dict[str, Any] = {name: new_id() if name == "id" else "C-1"}
    first = await record(desk, key_result, 3, note="So", **key)
    for more in ({}, {"occurred_at": NOW}):
        assert await record(desk, key_result, 3, note="So", **key, **more) == first
    for more in ({"note": "Else"}, {"note": "So", "occurred_at": MONDAY}, {"confidence": 3}):
        with pytest.raises(Taken) as refused:
            await record(desk, key_result, 3, **{**key, **more})
        assert refused.value.path == (name,)
    assert [type_ for type_, _, _ in await desk.told()] == ["check_in.recorded"]


async def test_what_is_there_already_is_told_though_the_cycle_is_closed_by_now(
    desk: Desk, company: Company
) -> None:
    closed = await company.objective(cycle_id=await company.cycle(state="CLOSED"))
    key_result = await company.key_result(closed)
    known = await company.check_in(key_result, 3, occurred_at=MONDAY)
    assert await record(desk, key_result, 3, id=known) == known
    with pytest.raises(ReadOnly):
        await record(desk, key_result, 3)


async def test_a_repeated_correction_is_that_correction(desk: Desk, key_result: UUID) -> None:
    wrong, own_id = await record(desk, key_result, 1), new_id()
    for _ in range(2):
        assert await record(desk, key_result, 2, id=own_id, corrects_id=wrong) == own_id
    with pytest.raises(Conflict) as refused:
        await record(desk, key_result, 2, corrects_id=wrong)
    assert refused.value.path == ("corrects_id",)


async def test_what_cannot_be_recorded_is_refused(
    desk: Desk, company: Company, strange_company: Company, key_result: UUID
) -> None:
    theirs = await strange_company.key_result(await strange_company.objective())
    other = await company.check_in(await company.key_result(await company.objective()), 1)
    gone, cancelled = (
        await company.objective(archived_at=NOW),
        await company.objective(lifecycle="CANCELLED"),
    )
    put_away = await company.key_result(await company.objective(), archived_at=NOW)
    cases: list[tuple[type[DomainError], str, NewCheckIn]] = [
        (Required, "value", new(key_result)),
        (Required, "external_id", new(key_result, 1, external_id="")),
        (Invalid, "occurred_at", new(key_result, 1, occurred_at=NOW + timedelta(minutes=6))),
        (NotFound, "key_result_id", new(new_id(), 1)),
        (NotFound, "key_result_id", new(theirs, 1)),
        (NotFound, "author_id", new(key_result, 1, author_id=new_id())),
        (
            NotFound,
            "author_id",
            new(key_result, 1, author_id=await company.person(archived_at=NOW)),
        ),
        (NotFound, "corrects_id", new(key_result, 1, corrects_id=new_id())),
        (
            NotFound,
            "corrects_id",
            new(key_result, 1, corrects_id=await strange_company.check_in(theirs)),
        ),
        (Invalid, "corrects_id", new(key_result, 1, corrects_id=other)),
        (Taken, "id", new(key_result, 1, id=other)),
        (ReadOnly, "key_result_id", new(put_away, 1)),
        (ReadOnly, "key_result_id", new(await company.key_result(gone), 1)),
        (ReadOnly, "key_result_id", new(await company.key_result(cancelled), 1)),
    ]
    for error, path, given in cases:
        with pytest.raises(error) as refused:
            await desk.one(record_check_ins, given)
        assert (type(refused.value), refused.value.path) == (error, (path,)), given
    assert await desk.told() == []


async def test_of_many_the_others_are_recorded_or_none(desk: Desk, key_result: UUID) -> None:
    rows = [new(key_result, 1, external_id="a"), new(key_result), new(key_result, 3)]
    with pytest.raises(Rejected):
        await desk.many(record_check_ins, rows)
    assert await desk.told() == []
    outcome = await desk.many(record_check_ins, rows, ErrorPolicy.REJECT_FAILED_ROWS)
    again = await desk.many(
        record_check_ins, [new(key_result, 4), *rows[:1]], ErrorPolicy.REJECT_FAILED_ROWS
    )
    assert [error.index for error in outcome.errors] == [1]
    assert again.ids[1] == outcome.ids[0]
    assert (await said(desk, key_result))[0] == 4
    assert len(await desk.told()) == 3


async def test_as_many_statements_for_many_as_for_one(
    desk: Desk, company: Company, key_result: UUID
) -> None:
    other = await company.key_result(await company.objective())
    many = [new(at, value) for value in range(15) for at in (key_result, other)]
    named = [new(key_result, 1, external_id=f"C-{place}") for place in range(30)]
    await desk.takes(
        (5, record_check_ins, [new(key_result, 1)]),
        (5, record_check_ins, many),
        (6, record_check_ins, named),
        (3, record_check_ins, named),
    )


async def test_a_viewer_records_nothing(desk: Desk, key_result: UUID) -> None:
    await desk.forbids(Role.VIEWER, (record_check_ins, new(key_result, 1)))
