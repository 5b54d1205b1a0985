"""Two writers at once, one of a child and one of what it counts in: no number is left behind."""

import asyncio
from collections.abc import Awaitable
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from service.alignment.commands import NewAlignment, create_alignments
from service.check_ins.commands import NewCheckIn, record_check_ins
from service.database import Database
from service.objectives.commands.key_results import KeyResultChange, update_key_results
from service.objectives.commands.objectives import ObjectiveChange, update_objectives
from service.progress.rules import ProgressDriver
from tests.company import Company
from tests.numbers.ledger import NOW, Ledger
from tests.writing.desk import Desk

TENTHS = {"start": Decimal(0), "target": Decimal(10)}
_WAITING = text("""
SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN (
    SELECT pid FROM pg_stat_activity WHERE datname = current_database())
""")


async def begun(database: Database, writing: Awaitable[Any]) -> asyncio.Task[Any]:
    """The writer, once it waits for another."""
    task = asyncio.ensure_future(writing)
    while not task.done():
        async with database.reading() as session:
            if await session.scalar(_WAITING):
                break
    return task


async def test_who_draws_an_edge_waits_for_who_moves_the_child(
    desk: Desk, company: Company, ledger: Ledger, other_process: Database
) -> None:
    child, parent = await company.objective(), await company.objective()
    key_result = await company.key_result(child, **TENTHS, current=Decimal(1))
    await ledger.refresh(child, parent)
    check_in = [NewCheckIn(key_result_id=key_result, value=Decimal(7))]
    async with other_process.writing(desk.actor.organization_id) as session:
        await record_check_ins(session, desk.actor, check_in, None, NOW)
        drawing = await begun(
            desk.database, desk.one(create_alignments, NewAlignment(child, parent))
        )
        assert not drawing.done()
    await drawing
    assert await ledger.objective(parent, "progress") == (Decimal("0.7"),)


async def test_who_comes_to_follow_children_is_looked_at_again(
    desk: Desk, company: Company, ledger: Ledger
) -> None:
    child, parent, other = [await company.objective() for _ in range(3)]
    following = await company.key_result(other, **TENTHS)
    for end in (parent, following):
        await company.align(child, end)
    await company.key_result(parent, **TENTHS, current=Decimal(1))
    await ledger.refresh(parent, other)
    already = len(await ledger.requests())
    change = ObjectiveChange(id=parent, progress_driver=ProgressDriver.ALIGNED_CHILDREN)
    await desk.one(update_objectives, change)
    await desk.one(update_key_results, KeyResultChange(id=following, follows="ALIGNED_CHILDREN"))
    await desk.one(update_key_results, KeyResultChange(id=following, target=Decimal(9)))
    assert (await ledger.requests())[already:] == [(parent, True), (other, True)]


async def test_a_title_written_meanwhile_stays_beside_the_numbers(
    desk: Desk, company: Company, ledger: Ledger, other_process: Database
) -> None:
    goal = await company.objective()
    key_result = await company.key_result(goal, **TENTHS, current=Decimal(4))
    async with other_process.writing(desk.actor.organization_id) as session:
        change = KeyResultChange(id=key_result, title="New")
        await update_key_results(session, desk.actor, [change], None, NOW)
        refreshing = await begun(desk.database, ledger.refresh(goal))
        assert not refreshing.done()
    await refreshing
    columns = ("title", "version", "progress")
    assert await ledger.key_result(key_result, *columns) == ("New", 2, Decimal("0.4"))
