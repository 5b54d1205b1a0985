"""What stands above a goal follows it: through diamonds, shares, circles and key results."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest

from service.database import Database
from service.rollup.draining import drain, drain_batch, pending_organizations
from service.transactions import Transaction
from service.turns import Purpose, take_turn
from tests.company import Company
from tests.rollup.numbers import NOW, QUARTER, Numbers, measure


async def test_a_chain_follows_its_leaf(company: Company, numbers: Numbers):
    cycle = await company.cycle(**QUARTER)
    top, middle, leaf = [await company.objective(cycle_id=cycle) for _ in range(3)]
    await company.align(middle, top)
    await company.align(leaf, middle)
    key_result = await company.key_result(leaf, **measure(50))
    await numbers.settle()
    assert await numbers.progress(top, middle, leaf) == ["0.5", "0.5", "0.5"]
    await company.check_in(key_result, 80, occurred_at=NOW)
    await numbers.settle(leaf)
    assert await numbers.progress(top, middle, leaf) == ["0.8", "0.8", "0.8"]
    row = await numbers.objective(top)
    assert (row["progress_as_of"], row["numbers_on"], row["version"]) == (NOW, NOW.date(), 1)
    assert row["expected"] == (await numbers.objective(leaf))["expected"]
    assert await numbers.waiting() == 0


async def test_a_child_counts_once_over_its_parents(company: Company, numbers: Numbers):
    top, left, right, leaf, other = [await company.objective() for _ in range(5)]
    for child, parent in ((left, top), (right, top), (leaf, left), (leaf, right), (other, right)):
        await company.align(child, parent)
    await company.key_result(leaf, **measure(100))
    await company.key_result(other, **measure(0))
    await numbers.settle()
    assert await numbers.progress(leaf, other) == ["1", "0"]
    # A half of the leaf, against all of the other.
    assert await numbers.progress(left, right) == ["1", "0.333333333333"]
    assert await numbers.progress(top) == ["0.666666666667"]


async def test_edges_that_do_not_count_move_nothing(company: Company, numbers: Numbers):
    parent, child = await company.objective(), await company.objective()
    await company.key_result(child, **measure(50))
    other = await company.objective()
    await company.key_result(other, **measure(100))
    await company.align(child, parent)
    for values in (
        {"kind": "SUPPORTS"},
        {"state": "PROPOSED"},
        {"archived_at": NOW},
        {"valid_to": NOW.date().replace(day=14)},
        {"valid_from": NOW.date().replace(day=16)},
    ):
        edge = await company.align(other, parent, **values)
        await numbers.settle()
        assert await numbers.progress(parent) == ["0.5"]
        await numbers.execute("DELETE FROM alignment WHERE id = :id", id=edge)


async def test_key_results_drive_where_there_are_some(company: Company, numbers: Numbers):
    child = await company.objective()
    await company.key_result(child, **measure(100))
    parents = []
    for driver in (None, "KEY_RESULTS", "ALIGNED_CHILDREN", "BOTH"):
        parents.append(await company.objective(progress_driver=driver))
        await company.key_result(parents[-1], **measure(20))
        await company.align(child, parents[-1], allocation=1)
    await numbers.settle()
    assert await numbers.progress(*parents) == ["0.2", "0.2", "1", "0.6"]


async def test_a_key_result_may_follow_its_children(company: Company, numbers: Numbers):
    top, middle, leaf = [await company.objective() for _ in range(3)]
    follower = await company.key_result(middle, follows="ALIGNED_CHILDREN")
    measured = await company.key_result(middle, **measure(10))
    await company.align(leaf, follower)
    await company.align(leaf, measured)
    await company.align(middle, top)
    await company.key_result(leaf, **measure(50))
    await numbers.settle()
    assert (await numbers.key_result(follower))["progress"] == Decimal("0.5")
    assert await numbers.progress(middle, top) == ["0.3", "0.3"]


async def test_what_an_archived_key_result_counted_in_goes_on_without_it(
    company: Company, numbers: Numbers, database: Database
):
    home, parent = await company.objective(), await company.objective()
    child = await company.key_result(home, **measure(50))
    await company.align(child, parent)
    await numbers.settle()
    assert await numbers.progress(parent) == ["0.5"]
    await numbers.execute("UPDATE key_result SET archived_at = now() WHERE id = :id", id=child)
    await numbers.request(home, refresh=False)
    await drain(database, numbers.actor.organization_id, NOW)
    assert await numbers.progress(parent) == [None]


async def test_members_of_a_circle_have_no_progress_and_what_is_above_has_the_rest(
    company: Company, numbers: Numbers
):
    top, first, second, third, sound = [await company.objective() for _ in range(5)]
    for child, parent in ((first, second), (second, third), (third, first), (third, top)):
        await company.align(child, parent)
    await company.align(sound, top)
    await company.align(sound, first)
    await company.key_result(sound, **measure(50))
    await numbers.settle()
    for member in (first, second, third):
        row = await numbers.objective(member)
        assert (row["progress"], row["no_progress_reason"]) == (None, "CYCLE")
    row = await numbers.objective(top)
    assert (row["progress"], row["no_progress_reason"]) == (Decimal("0.5"), None)
    assert row["data_coverage"] == Decimal("0.5")


async def test_a_circle_that_was_broken_is_forgotten(company: Company, numbers: Numbers):
    first, second, leaf = [await company.objective() for _ in range(3)]
    edge = await company.align(first, second)
    await company.align(second, first)
    await company.align(leaf, second)
    await company.key_result(leaf, **measure(50))
    await numbers.settle()
    assert await numbers.progress(first, second) == [None, None]
    await numbers.execute("DELETE FROM alignment WHERE id = :id", id=edge)
    await numbers.settle(first, second)
    assert await numbers.progress(first, second) == ["0.5", "0.5"]
    assert (await numbers.objective(first))["no_progress_reason"] is None


async def test_a_way_round_by_a_key_result_that_is_measured_is_no_circle(
    company: Company, numbers: Numbers
):
    upper, lower = await company.objective(), await company.objective()
    follower = await company.key_result(upper, follows="ALIGNED_CHILDREN")
    measured = await company.key_result(upper, **measure(40))
    await company.align(measured, lower)
    await company.align(lower, follower)
    await numbers.settle()
    assert await numbers.progress(lower, upper) == ["0.4", "0.4"]
    assert (await numbers.objective(upper))["no_progress_reason"] is None


async def test_what_is_the_same_is_not_written(company: Company, numbers: Numbers):
    top, leaf = await company.objective(), await company.objective()
    await company.align(leaf, top)
    await company.key_result(leaf, **measure(50))
    await numbers.settle()
    before = await numbers.rows("SELECT xmin::text AS written, progress_as_of FROM objective")
    await numbers.settle(now=NOW.replace(hour=13))
    after = await numbers.rows("SELECT xmin::text AS written, progress_as_of FROM objective")
    assert after == before


async def test_a_batch_takes_the_same_statements_however_many_it_computes(
    company: Company, numbers: Numbers, database: Database, monkeypatch: pytest.MonkeyPatch
):
    top = await company.objective()
    leaves = [await company.objective() for _ in range(30)]
    for leaf in leaves:
        await company.align(leaf, top)
        await company.key_result(leaf, **measure(50))
    await numbers.settle()
    counts = []
    for size in (1, 30):
        await numbers.request(*leaves[:size], refresh=False)
        with sent(monkeypatch) as statements:
            await drain_batch(database, numbers.actor.organization_id, NOW)
        counts.append(len(statements))
    assert counts == [8, 8]


@contextmanager
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """The statements of transactions meanwhile, but for their beginnings and ends."""
    statements: list[Any] = []
    execute = Transaction.execute

    async def noting(self: Transaction, statement: Any, given: Any = None) -> Any:
        statements.append(statement)
        return await execute(self, statement, given)

    with monkeypatch.context() as patched:
        patched.setattr(Transaction, "execute", noting)
        yield statements


async def test_two_workers_share_the_work_and_none_waits(
    company: Company, numbers: Numbers, database: Database, other_process: Database
):
    organization_id = numbers.actor.organization_id
    tops = [await company.objective() for _ in range(3)]
    for top in tops:
        leaf = await company.objective()
        await company.align(leaf, top)
        await company.key_result(leaf, **measure(50))
    await numbers.request(refresh=True)
    async with database.writing(organization_id) as session:
        assert await take_turn(session, organization_id, Purpose.DRAIN)
        assert await drain_batch(other_process, organization_id, NOW) == 0
    taken = await asyncio.gather(
        *(drain(one, organization_id, NOW) for one in (database, other_process))
    )
    # Each request is attended to twice, to compute a goal and to climb from it; the leaves that
    # were computed ask for themselves, too.
    assert sum(taken) == 6 + 6 + 3
    assert await numbers.progress(*tops) == ["0.5"] * 3


async def test_what_waits_is_seen_over_all_organizations(
    company: Company, strange_company: Company, numbers: Numbers, database: Database
):
    stranger = Numbers(database, strange_company.actor)
    await company.objective()
    await strange_company.objective()
    before = await pending_organizations(database)
    for one in (numbers, stranger):
        assert one.actor.organization_id not in before
        await one.request(refresh=True)
    pending = await pending_organizations(database)
    assert {one.actor.organization_id for one in (numbers, stranger)} <= set(pending)
    await drain(database, numbers.actor.organization_id, NOW)
    assert numbers.actor.organization_id not in await pending_organizations(database)
    assert await stranger.waiting() == 1
