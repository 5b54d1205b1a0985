"""Numbers that come from the goals below: a child counts once over all that it contributes to."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from tests.company import Company
from tests.numbers.ledger import NOW, Ledger

DAYS_AGO, AHEAD = date(2026, 11, 1), date(2026, 12, 1)


@pytest.fixture
async def parent(company: Company) -> UUID:
    return await company.objective("Parent")


async def child_at(ledger: Ledger, company: Company, progress: str | None, **values: Any) -> UUID:
    """An objective that has come so far."""
    child = await company.objective("Child", **values)
    share = None if progress is None else Decimal(progress)
    await ledger.change("objective", child, progress=share, expected=share)
    return child


async def test_a_child_counts_by_weight_and_allocation(
    ledger: Ledger, company: Company, parent: UUID
) -> None:
    whole = await child_at(ledger, company, "1")
    part = await child_at(ledger, company, "0.5")
    silent = await child_at(ledger, company, None)
    await company.align(whole, parent, weight=Decimal(3), allocation=Decimal("0.5"))
    await company.align(part, parent, weight=Decimal(2), allocation=Decimal("0.25"))
    await company.align(silent, parent)
    await ledger.refresh(parent)
    assert await ledger.objective(parent, "progress", "expected", "data_coverage") == (
        Decimal("0.875"),
        Decimal("0.875"),
        Decimal("0.666666666667"),
    )


async def test_a_child_without_allocation_is_shared_out_equally(
    ledger: Ledger, company: Company, parent: UUID
) -> None:
    shared, own = await child_at(ledger, company, "1"), await child_at(ledger, company, "0")
    await company.align(own, parent)
    # Strategy counts as one of three; what is cancelled, archived, over or no contribution do not.
    cancelled = await company.objective(lifecycle="CANCELLED")
    other, gone = await company.objective(), await company.objective(archived_at=NOW)
    for above, values in (
        (parent, {}),
        (await company.pillar(), {}),
        (await company.key_result(other), {}),
        (cancelled, {}),
        (gone, {}),
        (await company.objective(), {"valid_to": DAYS_AGO}),
        (await company.objective(), {"valid_from": AHEAD}),
        (await company.objective(), {"kind": "SUPPORTS"}),
        (await company.objective(), {"state": "PROPOSED"}),
        (await company.objective(), {"archived_at": NOW}),
    ):
        await company.align(shared, above, **values)
    await ledger.refresh(parent)
    assert await ledger.objective(parent, "progress") == (Decimal("0.25"),)


async def test_what_is_no_live_contribution_of_the_day_does_not_count(
    ledger: Ledger, company: Company, parent: UUID
) -> None:
    counted = await child_at(ledger, company, "0.5")
    await company.align(counted, parent)
    for values, edge in (
        ({"lifecycle": "CANCELLED"}, {}),
        ({"archived_at": NOW}, {}),
        ({}, {"valid_to": DAYS_AGO}),
        ({}, {"valid_from": AHEAD}),
        ({}, {"kind": "SUPPORTS"}),
        ({}, {"state": "PROPOSED"}),
        ({}, {"state": "DECLINED"}),
        ({}, {"archived_at": NOW}),
    ):
        await company.align(await child_at(ledger, company, "1", **values), parent, **edge)
    await ledger.refresh(parent)
    assert await ledger.objective(parent, "progress", "data_coverage") == (Decimal("0.5"), 1)


async def test_a_key_result_of_another_goal_contributes_while_both_live(
    ledger: Ledger, company: Company, parent: UUID
) -> None:
    cancelled = await company.objective(lifecycle="CANCELLED")
    for home, values in (
        (await company.objective(), {}),
        (cancelled, {}),
        (await company.objective(), {"archived_at": NOW}),
    ):
        key_result = await company.key_result(home, **values)
        await ledger.change("key_result", key_result, progress=Decimal("0.3"))
        await company.align(key_result, parent)
    await ledger.refresh(parent)
    assert await ledger.objective(parent, "progress", "data_coverage") == (Decimal("0.3"), 1)


@pytest.mark.parametrize(
    ("driver", "progress", "reason"),
    [
        (None, "0.2", None),
        ("KEY_RESULTS", "0.2", None),
        ("ALIGNED_CHILDREN", "0.8", None),
        ("BOTH", "0.5", None),
    ],
)
async def test_the_driver_says_what_moves_an_objective(
    ledger: Ledger,
    company: Company,
    driver: str | None,
    progress: str,
    reason: str | None,
) -> None:
    parent = await company.objective(progress_driver=driver)
    await company.key_result(parent, start=Decimal(0), target=Decimal(5), current=Decimal(1))
    await company.align(await child_at(ledger, company, "0.8"), parent)
    await ledger.refresh(parent)
    assert await ledger.objective(parent, "progress", "no_progress_reason") == (
        Decimal(progress),
        reason,
    )


async def test_why_there_is_no_progress(ledger: Ledger, company: Company) -> None:
    nothing = await company.objective()
    silent, weightless = await company.objective(), await company.objective()
    await company.align(await child_at(ledger, company, None), silent)
    await company.align(await child_at(ledger, company, "1"), weightless, weight=Decimal(0))
    await ledger.refresh(nothing, silent, weightless)
    columns = ("progress", "no_progress_reason", "status", "status_rule")
    assert [await ledger.objective(one, *columns) for one in (nothing, silent, weightless)] == [
        (None, reason, "NO_DATA", "NO_VALUE") for reason in ("NO_DRIVERS", "NO_DATA", "ZERO_WEIGHT")
    ]


async def test_a_key_result_may_follow_the_children_aligned_to_it(
    ledger: Ledger, company: Company, parent: UUID
) -> None:
    following = await company.key_result(parent, follows="ALIGNED_CHILDREN", current=Decimal(7))
    measured = await company.key_result(parent)
    for progress in ("0.25", "0.75"):
        child = await child_at(ledger, company, progress)
        await company.align(child, following, allocation=Decimal("0.5"))
        await company.align(child, measured, allocation=Decimal("0.5"))
    await ledger.refresh(parent)
    columns = ("progress_raw", "progress", "current")
    assert await ledger.key_result(following, *columns) == (Decimal("0.5"), Decimal("0.5"), 7)
    assert await ledger.key_result(measured, *columns) == (None, None, None)
    assert await ledger.objective(parent, "progress", "data_coverage") == (
        Decimal("0.5"),
        Decimal("0.5"),
    )


async def test_a_cancelled_goal_still_has_the_numbers_of_its_children(
    ledger: Ledger, company: Company
) -> None:
    cancelled = await company.objective(lifecycle="CANCELLED")
    await company.align(await child_at(ledger, company, "0.4"), cancelled)
    await ledger.refresh(cancelled)
    assert await ledger.objective(cancelled, "progress") == (Decimal("0.4"),)


async def test_what_stands_above_is_asked_to_follow_a_key_result_alone(
    ledger: Ledger, company: Company, parent: UUID
) -> None:
    """An objective that its children drive stays as it is; what its key result serves does not."""
    await ledger.change("objective", parent, progress_driver="ALIGNED_CHILDREN")
    await company.key_result(parent, start=Decimal(0), target=Decimal(1), current=Decimal(1))
    await ledger.refresh(parent)
    assert await ledger.objective(parent, "progress") == (None,)
    assert await ledger.requests() == [(parent, False)]
