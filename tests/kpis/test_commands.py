"""KPIs against a real database: what is refused leaves nothing behind."""

import asyncio
from decimal import Decimal

import pytest

from service.actor import Role
from service.errors import (
    Conflict,
    DomainError,
    Invalid,
    NotFound,
    ReadOnly,
    Required,
    Taken,
    TooLong,
)
from service.kpis.commands import (
    KpiChange,
    NewKpi,
    archive_kpis,
    create_kpis,
    restore_kpis,
    update_kpis,
)
from service.kpis.models import Kpi
from service.tables import new_id
from service.writing.given import Seen
from tests.company import Company
from tests.writing.desk import NOW, Desk, statements


async def test_a_kpi_is_stored_and_told_with_every_value(desk: Desk) -> None:
    own_id = new_id()
    made = await desk.one(
        create_kpis,
        NewKpi(id=own_id, external_id="K-1", name="Uptime", unit="%", lower=Decimal("99.50")),
    )
    assert made == own_id
    row = await desk.row(Kpi, own_id)
    assert (row["name"], row["unit"], row["lower"], row["upper"], row["external_id"]) == (
        "Uptime",
        "%",
        Decimal("99.5"),
        None,
        "K-1",
    )
    assert (row["version"], row["created_at"], row["updated_at"]) == (1, NOW, NOW)
    assert await desk.told() == [
        (
            "kpi.created",
            own_id,
            {
                "name": [None, "Uptime"],
                "unit": [None, "%"],
                "lower": [None, "99.5"],
                "external_id": [None, "K-1"],
            },
        )
    ]


async def test_only_what_is_said_changes_and_null_clears(desk: Desk, company: Company) -> None:
    kpi = await company.kpi("Uptime", unit="%", lower=Decimal(90))
    await desk.one(update_kpis, KpiChange(id=kpi, unit=None, upper=Decimal(100)))
    row = await desk.row(Kpi, kpi)
    assert (row["name"], row["unit"], row["lower"], row["upper"]) == ("Uptime", None, 90, 100)
    assert (row["version"], row["updated_at"]) == (2, NOW)
    assert await desk.told() == [
        ("kpi.updated", kpi, {"unit": ["%", None], "upper": [None, "100"]})
    ]


async def test_nothing_is_written_where_nothing_changes(desk: Desk, company: Company) -> None:
    kpi = await company.kpi("Uptime", lower=Decimal("1.50"))
    await desk.one(
        update_kpis, KpiChange(id=kpi, name="Uptime", lower=Decimal("1.5"), expected_version=1)
    )
    assert (await desk.row(Kpi, kpi))["version"] == 1
    assert await desk.told() == []


async def test_what_a_kpi_cannot_be_is_refused(
    desk: Desk, company: Company, strange_company: Company
) -> None:
    kpi, put_away = await company.kpi(external_id="K-1"), await company.kpi(archived_at=NOW)
    foreign = await strange_company.kpi()
    low = await company.kpi("Low", lower=Decimal(5))
    cases: list[tuple[type[DomainError], str, object, object]] = [
        (Required, "name", create_kpis, NewKpi(name=" ")),
        (TooLong, "name", create_kpis, NewKpi(name="x" * 2_001)),
        (Invalid, "name", create_kpis, NewKpi(name="a\0b")),
        (Invalid, "name", create_kpis, NewKpi(name="\ud800")),
        (Invalid, "lower", create_kpis, NewKpi(name="K", lower=Decimal("NaN"), upper=Decimal(1))),
        (Invalid, "lower", create_kpis, NewKpi(name="K", lower=Decimal("1e30"))),
        (Invalid, "upper", create_kpis, NewKpi(name="K", lower=Decimal(2), upper=Decimal(1))),
        (Taken, "id", create_kpis, NewKpi(name="K", id=kpi)),
        (Taken, "external_id", create_kpis, NewKpi(name="K", external_id="K-1")),
        (Required, "external_id", create_kpis, NewKpi(name="K", external_id="")),
        (NotFound, "id", update_kpis, KpiChange(id=new_id(), name="K")),
        (NotFound, "id", update_kpis, KpiChange(id=foreign, name="K")),
        (Required, "name", update_kpis, KpiChange(id=kpi, name=None)),
        (Invalid, "upper", update_kpis, KpiChange(id=low, upper=Decimal(4))),
        (ReadOnly, "id", update_kpis, KpiChange(id=put_away, name="K")),
        (Conflict, "expected_version", update_kpis, KpiChange(id=kpi, expected_version=2)),
        (Conflict, "expected_version", archive_kpis, Seen(id=kpi, expected_version=7)),
        (NotFound, "id", archive_kpis, Seen(id=foreign)),
        (NotFound, "id", restore_kpis, Seen(id=new_id())),
    ]
    for error, path, command, given in cases:
        with pytest.raises(error) as refused:
            await desk.one(command, given)
        assert (type(refused.value), refused.value.path) == (error, (path,)), given
    assert await desk.told() == []


async def test_an_id_of_another_organization_is_free(desk: Desk, strange_company: Company) -> None:
    foreign = await strange_company.kpi("Theirs")
    await desk.one(create_kpis, NewKpi(id=foreign, name="Ours"))
    assert (await desk.row(Kpi, foreign))["name"] == "Ours"


async def test_archiving_and_restoring_are_told_once_each(desk: Desk, company: Company) -> None:
    kpi = await company.kpi()
    for _ in range(2):
        await desk.one(archive_kpis, Seen(id=kpi, expected_version=1))
    assert ((await desk.row(Kpi, kpi))["archived_at"]) == NOW
    for _ in range(2):
        await desk.one(restore_kpis, Seen(id=kpi, expected_version=2))
    row = await desk.row(Kpi, kpi)
    assert (row["archived_at"], row["version"]) == (None, 3)
    moment = NOW.isoformat()
    assert await desk.told() == [
        ("kpi.archived", kpi, {"archived_at": [None, moment]}),
        ("kpi.restored", kpi, {"archived_at": [moment, None]}),
    ]


async def test_of_two_changes_of_one_version_one_wins(desk: Desk, company: Company) -> None:
    kpi = await company.kpi("Zero")
    answers = await asyncio.gather(
        *(
            desk.one(update_kpis, KpiChange(id=kpi, expected_version=1, name=f"Name {n}"))
            for n in range(4)
        ),
        return_exceptions=True,
    )
    lost = [answer for answer in answers if isinstance(answer, Conflict)]
    assert [error.message for error in lost] == ["the kpi is at version 2, not 1"] * 3
    assert (await desk.row(Kpi, kpi))["version"] == 2


async def test_a_viewer_changes_nothing(desk: Desk, company: Company) -> None:
    kpi = await company.kpi()
    await desk.forbids(
        Role.VIEWER,
        (create_kpis, NewKpi(name="K")),
        (update_kpis, KpiChange(id=kpi, name="K")),
        (archive_kpis, Seen(id=kpi)),
        (restore_kpis, Seen(id=kpi)),
    )


async def test_every_command_takes_few_statements(desk: Desk, company: Company) -> None:
    kpi = await company.kpi()
    for expected, command, given in (
        (2, create_kpis, NewKpi(name="K")),
        (2, update_kpis, KpiChange(id=kpi, name="K", unit="%")),
        (2, archive_kpis, Seen(id=kpi)),
        (2, restore_kpis, Seen(id=kpi)),
    ):
        with statements() as sent:
            await desk.one(command, given)
        assert len(sent) == expected, sent
