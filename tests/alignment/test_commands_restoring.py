"""Edges that come back: into the graph, their shares and places as they are now."""

import asyncio
from decimal import Decimal
from uuid import UUID

import pytest

from service.actor import Role
from service.alignment.commands import (
    AlignmentChange,
    NewAlignment,
    archive_alignments,
    create_alignments,
    restore_alignments,
    update_alignments,
)
from service.alignment.models import Alignment
from service.errors import (
    AlignmentCycle,
    DomainError,
    Invalid,
    ReadOnly,
    Taken,
)
from service.writing.batches import ErrorPolicy
from service.writing.given import Seen
from tests.alignment.edges import fan, live, primary
from tests.company import Company
from tests.writing.desk import NOW, Desk

ONLY_FAILED = ErrorPolicy.REJECT_FAILED_ROWS


async def test_an_edge_comes_back_as_it_was(desk: Desk, company: Company) -> None:
    child, (parent,) = await fan(company, 1)
    edge = await company.align(child, parent, is_primary=True)
    await desk.one(archive_alignments, Seen(id=edge))
    await desk.one(restore_alignments, Seen(id=edge, expected_version=2))
    assert await live(desk, edge) == [True]
    assert await primary(desk, edge) == [True]
    assert await desk.told(edge) == [
        ("alignment.archived", edge, {"archived_at": [None, NOW.isoformat()]}),
        ("alignment.restored", edge, {"archived_at": [NOW.isoformat(), None]}),
    ]
    await desk.one(restore_alignments, Seen(id=edge, expected_version=2))
    assert (await desk.row(Alignment, edge))["version"] == 3


async def test_an_edge_that_comes_back_leaves_the_primary_place_to_who_has_it(
    desk: Desk, company: Company
) -> None:
    child, (one, two) = await fan(company, 2)
    gone = await company.align(child, one, is_primary=True, archived_at=NOW)
    stays = await company.align(child, two, is_primary=True)
    await desk.one(restore_alignments, Seen(id=gone))
    assert await primary(desk, gone, stays) == [False, True]


async def test_an_edge_that_no_longer_fits_does_not_come_back(desk: Desk, company: Company) -> None:
    closed = await company.cycle("Old", state="CLOSED")
    child, (one, two, three) = await fan(company, 3)
    dead = await company.objective("Dead", lifecycle="CANCELLED")
    away = await company.objective("Away", archived_at=NOW)
    old = await company.objective("Old", cycle_id=closed)
    await company.align(child, one, allocation=Decimal("0.6"))
    await company.align(three, child)
    cases: list[tuple[type[DomainError], UUID, UUID, Decimal | None]] = [
        (Taken, child, one, None),
        (Invalid, child, two, Decimal("0.5")),
        (AlignmentCycle, child, three, Decimal("0.1")),
        (Invalid, child, dead, Decimal("0.1")),
        (Invalid, child, away, Decimal("0.1")),
        (ReadOnly, old, one, None),
    ]
    for error, from_, to, allocation in cases:
        gone = await company.align(from_, to, allocation=allocation, archived_at=NOW)
        with pytest.raises(error) as refused:
            await desk.one(restore_alignments, Seen(id=gone))
        assert (type(refused.value), refused.value.path) == (error, ("id",))
        assert await live(desk, gone) == [False]
    assert await desk.told() == []


async def test_a_closed_cycle_s_edges_stay_as_they_are(desk: Desk, company: Company) -> None:
    closed = await company.cycle("Old", state="CLOSED")
    edge = await company.align(await company.objective(cycle_id=closed), await company.objective())
    with pytest.raises(ReadOnly):
        await desk.one(archive_alignments, Seen(id=edge))
    assert await live(desk, edge) == [True]


async def test_two_who_restore_half_a_cycle_each_do_not_both_succeed(
    desk: Desk, other_desk: Desk, company: Company
) -> None:
    for _ in range(5):
        one, two = await company.objective("One"), await company.objective("Two")
        halves = [
            await company.align(child, parent, archived_at=NOW)
            for child, parent in ((one, two), (two, one))
        ]
        answers = await asyncio.gather(
            desk.one(restore_alignments, Seen(id=halves[0])),
            other_desk.one(restore_alignments, Seen(id=halves[1])),
            return_exceptions=True,
        )
        assert sorted(type(answer).__name__ for answer in answers) == ["AlignmentCycle", "UUID"]
        assert (await live(desk, *halves)).count(True) == 1


async def test_one_restores_while_another_links_the_other_half(
    desk: Desk, other_desk: Desk, company: Company
) -> None:
    one, two = await company.objective("One"), await company.objective("Two")
    half = await company.align(one, two, archived_at=NOW)
    answers = await asyncio.gather(
        desk.one(restore_alignments, Seen(id=half)),
        other_desk.one(create_alignments, NewAlignment(two, one)),
        return_exceptions=True,
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["AlignmentCycle", "UUID"]


async def test_a_viewer_changes_and_restores_nothing(desk: Desk, company: Company) -> None:
    edge = await company.align(await company.objective(), await company.objective())
    await desk.forbids(
        Role.VIEWER,
        (update_alignments, AlignmentChange(id=edge, rationale="r")),
        (restore_alignments, Seen(id=edge)),
    )
