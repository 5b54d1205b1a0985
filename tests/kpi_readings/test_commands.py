"""Readings of KPIs against a real database, and the key results that follow them."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from service.actor import Role
from service.errors import DomainError, Invalid, NotFound, Taken
from service.kpi_readings.commands import NewKpiReading, create_kpi_readings
from service.kpis.models import KpiReading
from service.objectives.models import KeyResult, Objective
from service.tables import new_id
from service.writing.batches import ErrorPolicy
from tests.company import QUARTER, Company
from tests.writing.desk import NOW, Desk

OCTOBER = datetime(2026, 10, 1, tzinfo=UTC)


def reading(kpi: UUID, value: int = 1, **more: Any) -> NewKpiReading:
    return NewKpiReading(kpi_id=kpi, value=Decimal(value), **more)


async def follower(company: Company, kpi: UUID, **more: Any) -> tuple[UUID, UUID]:
    """An objective whose one key result follows the KPI from 0 to 100, and that."""
    cycle = await company.cycle(state="ACTIVE", **QUARTER)
    objective = await company.objective(cycle_id=cycle)
    return objective, await company.key_result(
        objective, metric_type="INCREASE", start=0, target=100, kpi_id=kpi, follows="KPI", **more
    )


async def test_a_reading_is_stored_once(desk: Desk, company: Company) -> None:
    kpi = await company.kpi()
    given = NewKpiReading(kpi_id=kpi, value=Decimal("99.90"), at=OCTOBER)
    made = {await desk.one(create_kpi_readings, given) for _ in range(2)}
    assert len(made) == 1
    own_id = made.pop()
    with pytest.raises(Taken) as refused:
        await desk.one(create_kpi_readings, replace(given, value=Decimal(98)))
    assert refused.value.path == ("at",)
    with pytest.raises(Taken) as refused:
        await desk.one(create_kpi_readings, replace(given, id=own_id, at=NOW))
    assert refused.value.path == ("id",)
    row = await desk.row(KpiReading, own_id)
    assert (row["at"], row["value"]) == (OCTOBER, Decimal("99.9"))
    assert await desk.told() == [
        (
            "kpi_reading.created",
            own_id,
            {
                "kpi_id": [None, str(kpi)],
                "at": [None, OCTOBER.isoformat()],
                "value": [None, "99.9"],
            },
        )
    ]


async def test_what_cannot_be_read_is_refused(
    desk: Desk, company: Company, strange_company: Company
) -> None:
    kpi, put_away = await company.kpi(), await company.kpi(archived_at=NOW)
    foreign = await strange_company.kpi()
    cases: list[tuple[type[DomainError], str, NewKpiReading]] = [
        (NotFound, "kpi_id", reading(put_away)),
        (NotFound, "kpi_id", reading(foreign)),
        (Invalid, "value", replace(reading(kpi), value=Decimal("inf"))),
    ]
    for error, path, given in cases:
        with pytest.raises(error) as refused:
            await desk.one(create_kpi_readings, given)
        assert refused.value.path == (path,)
    assert await desk.told() == []


async def test_the_key_results_that_follow_have_the_latest_reading(
    desk: Desk, company: Company
) -> None:
    kpi = await company.kpi()
    objective, key_result = await follower(company, kpi)
    beside = await company.key_result(objective, kpi_id=kpi, start=0, target=100, weight=0)
    await desk.one(create_kpi_readings, reading(kpi, 40, at=OCTOBER + timedelta(days=1)))
    await desk.one(create_kpi_readings, reading(kpi, 90, at=OCTOBER))
    row = await desk.row(KeyResult, key_result)
    assert (row["current"], row["progress"], row["version"]) == (40, Decimal("0.4"), 1)
    assert (await desk.row(KeyResult, beside))["current"] is None
    assert (await desk.row(Objective, objective))["progress"] == Decimal("0.4")
    assert [type_ for type_, _, _ in await desk.told()] == ["kpi_reading.created"] * 2


async def test_of_many_the_others_are_recorded(desk: Desk, company: Company) -> None:
    kpi = await company.kpi()
    _, key_result = await follower(company, kpi)
    rows = [reading(kpi, 1, at=OCTOBER), reading(new_id()), reading(kpi, 3)]
    outcome = await desk.many(create_kpi_readings, rows, ErrorPolicy.REJECT_FAILED_ROWS)
    assert [error.path for error in outcome.errors] == [("1", "kpi_id")]
    assert (await desk.row(KeyResult, key_result))["current"] == 3


async def test_many_readings_at_once_lose_nothing(desk: Desk, company: Company) -> None:
    kpis = [await company.kpi(f"K{place}") for place in range(3)]
    goals = [await follower(company, kpi) for kpi in kpis for _ in range(2)]

    async def record(place: int) -> None:
        at = OCTOBER + timedelta(minutes=place)
        rows = [reading(kpi, place, at=at) for kpi in (kpis if place % 2 else kpis[::-1])]
        async with desk.database.writing(desk.actor.organization_id) as session:
            await create_kpi_readings(session, desk.actor, rows, None, NOW)

    await asyncio.gather(*(record(place) for place in range(20)))
    for _, key_result in goals:
        assert (await desk.row(KeyResult, key_result))["current"] == 19


async def test_as_many_statements_for_many_as_for_one(desk: Desk, company: Company) -> None:
    kpi, followed = await company.kpi(), await company.kpi()
    await follower(company, followed)
    for own, expected in ((kpi, 3), (followed, 7)):
        many = [reading(own, 1, at=OCTOBER + timedelta(days=day)) for day in range(30)]
        await desk.takes(
            (expected, create_kpi_readings, [reading(own, 2)]),
            (expected - (own is followed), create_kpi_readings, many),
        )


async def test_a_viewer_records_nothing(desk: Desk, company: Company) -> None:
    await desk.forbids(Role.VIEWER, (create_kpi_readings, reading(await company.kpi())))
