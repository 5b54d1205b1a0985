"""Changing edges: what a child gives away, and which one leads."""

import asyncio
from datetime import date
from decimal import Decimal

import pytest

from service.alignment.commands import (
    AlignmentChange,
    update_alignments,
)
from service.alignment.models import Alignment
from service.alignment.rules import AlignmentKind
from service.errors import (
    Conflict,
    DomainError,
    Invalid,
    NotFound,
    ReadOnly,
    Required,
    TooLong,
)
from service.tables import new_id
from service.writing.batches import ErrorPolicy
from tests.alignment.edges import fan, primary
from tests.company import QUARTER, Company
from tests.writing.desk import NOW, Desk

ONLY_FAILED = ErrorPolicy.REJECT_FAILED_ROWS


def valid_in_the_quarter() -> dict[str, date]:
    return {"valid_from": QUARTER["starts_on"], "valid_to": QUARTER["ends_on"]}


async def test_only_what_is_said_changes_and_null_clears(desk: Desk, company: Company) -> None:
    child, (parent,) = await fan(company, 1)
    edge = await company.align(child, parent, rationale="why", allocation=Decimal("0.5"))
    change = AlignmentChange(
        id=edge,
        kind=AlignmentKind.SUPPORTS,
        weight=Decimal("2.50"),
        allocation=None,
        valid_to=date(2026, 12, 31),
        expected_version=1,
    )
    assert await desk.one(update_alignments, change) == edge
    assert await desk.told(edge) == [
        (
            "alignment.updated",
            edge,
            {
                "kind": ["CONTRIBUTES", "SUPPORTS"],
                "weight": ["1", "2.5"],
                "allocation": ["0.5", None],
                "valid_to": [None, "2026-12-31"],
            },
        )
    ]
    row = await desk.row(Alignment, edge)
    assert (row["rationale"], row["version"], row["updated_at"]) == ("why", 2, NOW)


async def test_a_change_that_cannot_be_is_refused(
    desk: Desk, company: Company, strange_company: Company
) -> None:
    closed = await company.cycle("Old", state="CLOSED")
    child, (one, two, three) = await fan(company, 3)
    edge = await company.align(child, one, allocation=Decimal("0.7"), **valid_in_the_quarter())
    await company.align(child, two, allocation=Decimal("0.3"))
    gone = await company.align(child, three, archived_at=NOW)
    old = await company.align(await company.objective(cycle_id=closed), one)
    foreign = await strange_company.align(
        await strange_company.objective(), await strange_company.objective()
    )
    cases: list[tuple[type[DomainError], tuple[str, ...], AlignmentChange]] = [
        (Required, ("kind",), AlignmentChange(id=edge, kind=None)),
        (Required, ("weight",), AlignmentChange(id=edge, weight=None)),
        (Required, ("is_primary",), AlignmentChange(id=edge, is_primary=None)),
        (Invalid, ("weight",), AlignmentChange(id=edge, weight=Decimal(-1))),
        (Invalid, ("allocation",), AlignmentChange(id=edge, allocation=Decimal("0.71"))),
        (Invalid, ("allocation",), AlignmentChange(id=edge, allocation=Decimal("1.01"))),
        (Invalid, ("allocation",), AlignmentChange(id=edge, allocation=Decimal("NaN"))),
        (Invalid, ("valid_to",), AlignmentChange(id=edge, valid_to=date(2026, 9, 30))),
        (TooLong, ("rationale",), AlignmentChange(id=edge, rationale="r" * 10_001)),
        (Conflict, ("expected_version",), AlignmentChange(id=edge, expected_version=9)),
        (ReadOnly, ("id",), AlignmentChange(id=gone, rationale="r")),
        (ReadOnly, ("id",), AlignmentChange(id=old, rationale="r")),
        (NotFound, ("id",), AlignmentChange(id=foreign, rationale="r")),
        (NotFound, ("id",), AlignmentChange(id=new_id(), rationale="r")),
    ]
    for error, path, change in cases:
        with pytest.raises(error) as refused:
            await desk.one(update_alignments, change)
        assert (type(refused.value), refused.value.path) == (error, path)
    assert await desk.told() == []


async def test_what_only_supports_takes_nothing_of_its_child(desk: Desk, company: Company) -> None:
    child, (one, two) = await fan(company, 2)
    await company.align(child, one, allocation=Decimal("0.7"))
    edge = await company.align(child, two, kind="SUPPORTS", allocation=Decimal("0.7"))
    with pytest.raises(Invalid):
        await desk.one(update_alignments, AlignmentChange(id=edge, kind=AlignmentKind.CONTRIBUTES))
    await desk.one(update_alignments, AlignmentChange(id=edge, allocation=Decimal("0.9")))


async def test_the_primary_place_changes_hands(desk: Desk, company: Company) -> None:
    child, (one, two) = await fan(company, 2)
    first = await company.align(child, one, is_primary=True)
    second = await company.align(child, two)
    await desk.one(update_alignments, AlignmentChange(id=second, is_primary=True))
    assert await primary(desk, first, second) == [False, True]
    assert await desk.told() == [
        ("alignment.updated", first, {"is_primary": [True, False]}),
        ("alignment.updated", second, {"is_primary": [False, True]}),
    ]
    await desk.one(update_alignments, AlignmentChange(id=second, is_primary=False))
    assert await primary(desk, first, second) == [False, False]


async def test_of_fifty_changes_to_one_version_one_wins(
    desk: Desk, other_desk: Desk, company: Company
) -> None:
    edge = await company.align(await company.objective(), await company.objective())
    changes = [AlignmentChange(id=edge, rationale=f"{n}", expected_version=1) for n in range(50)]
    answers = await asyncio.gather(
        *(
            place.one(update_alignments, change)
            for place, change in zip((desk, other_desk) * 25, changes, strict=True)
        ),
        return_exceptions=True,
    )
    assert [isinstance(answer, Conflict) for answer in answers].count(True) == 49
    assert (await desk.row(Alignment, edge))["version"] == 2
