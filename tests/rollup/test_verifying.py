"""What is stored, held against all that was recorded: the check of the way numbers are written."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest

from service.database import Database
from service.rollup.verifying import differences, verify
from tests.company import Company
from tests.rollup.numbers import NOW, QUARTER, Numbers, measure

TODAY = NOW.date()


async def test_numbers_of_every_kind_are_confirmed(
    company: Company, numbers: Numbers, database: Database
):
    cycle = await company.cycle(**QUARTER)
    late = await company.cycle(starts_on=TODAY.replace(day=1), ends_on=TODAY.replace(day=10))
    top = await company.objective(cycle_id=cycle)
    both = await company.objective(cycle_id=cycle, progress_driver="BOTH")
    own = await company.objective(cycle_id=late, ends_on=TODAY)
    for child, parent, values in ((both, top, {"weight": 3}), (own, both, {"allocation": "0.3"})):
        await company.align(child, parent, **values)
    kpi = await company.kpi()
    await company.kpi_reading(kpi, 70)
    plain = await company.key_result(both, **measure(10, weight=2, due_on=TODAY.replace(day=20)))
    await company.key_result(both, **measure(None, follows="KPI", kpi_id=kpi))
    staged = await company.key_result(own, metric_type="MILESTONE")
    await company.milestone(staged, weight=2, done_on=TODAY.replace(day=2))
    await company.milestone(staged, weight=1, due_on=TODAY.replace(day=5))
    curved = await company.key_result(own, **measure(40, metric_type="INCREASE"))
    await company.checkpoint(curved, TODAY.replace(day=12), 30)
    await company.key_result(own, metric_type="MAINTAIN_RANGE", lower=1, upper=3, current=3)
    await company.key_result(own, metric_type="BINARY", current=0, reported_status="OFF_TRACK")
    await company.key_result(own)
    first = await company.check_in(plain, 30, occurred_at=NOW - timedelta(days=20), confidence=4)
    await company.check_in(plain, 90, occurred_at=NOW - timedelta(days=15), corrects_id=first)
    await company.check_in(plain, 20, occurred_at=NOW - timedelta(days=30), status="AT_RISK")
    await numbers.settle()
    found = await verify(database, numbers.actor.organization_id, NOW)
    assert found.differences == []
    assert (found.objectives, found.key_results, found.pending) == (3, 7, 0)
    row = await numbers.key_result(plain)
    assert (row["current"], row["confidence"], row["reported_status"]) == (90, None, "AT_RISK")


async def test_a_number_that_was_tampered_with_is_found(
    company: Company, numbers: Numbers, database: Database
):
    top = await company.objective(external_id="o-1")
    key_result = await company.key_result(top, **measure(50))
    await numbers.settle()
    await numbers.execute("UPDATE objective SET progress = 0.75")
    await numbers.execute("UPDATE key_result SET status = 'ON_TRACK'")
    found = await differences(database, numbers.actor.organization_id, NOW)
    assert [(one.kind, one.id, one.key, one.field, one.stored) for one in found] == [
        ("objective", top, "o-1", "progress", Decimal("0.75")),
        ("key_result", key_result, None, "status", "ON_TRACK"),
    ]
    assert [one.recomputed for one in found] == [Decimal("0.5"), "NO_DATA"]


async def test_what_is_still_to_be_computed_and_all_above_is_no_difference(
    company: Company, numbers: Numbers, database: Database
):
    top, leaf, other = [await company.objective() for _ in range(3)]
    await company.align(leaf, top)
    key_result = await company.key_result(leaf, **measure(50))
    await numbers.settle()
    await numbers.execute("UPDATE key_result SET current = 80")
    await numbers.execute("UPDATE objective SET stale = true WHERE id = :id", id=other)
    organization_id = numbers.actor.organization_id
    found = await verify(database, organization_id, NOW)
    assert {one.id for one in found.differences} == {top, leaf, key_result, other}
    await numbers.request(leaf, refresh=True)
    found = await verify(database, organization_id, NOW)
    assert ({one.id for one in found.differences}, found.pending) == ({other}, 2)


@pytest.mark.parametrize("seed", [1, 2])
async def test_any_company_is_confirmed_after_any_changes(
    company: Company, numbers: Numbers, database: Database, seed: int
):
    """Graphs by chance, with circles; each change is followed by what it asked for."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    cycle = await company.cycle(**QUARTER)
    drivers = (None, "KEY_RESULTS", "ALIGNED_CHILDREN", "BOTH", "BOTH")
    objectives = [
        await company.objective(cycle_id=cycle, progress_driver=chance.choice(drivers))
        for _ in range(8)
    ]
    key_results = []
    for _ in range(8):
        follows = chance.choice(("CHECK_INS", "ALIGNED_CHILDREN"))
        home = chance.choice(objectives)
        key_results.append(
            await company.key_result(home, **measure(chance.randint(-10, 120), follows=follows))
        )
    await numbers.settle()
    nodes, pairs = [*objectives, *key_results], set()
    for _ in range(30):
        child, parent = chance.sample(nodes, 2)
        if (child, parent) in pairs:
            continue
        pairs.add((child, parent))
        weight = chance.choice((0, 1, "2.5"))
        await company.align(child, parent, weight=weight)
        await numbers.settle()
        assert await differences(database, numbers.actor.organization_id, NOW) == []
    reasons = {(await numbers.objective(one))["no_progress_reason"] for one in objectives}
    assert "CYCLE" in reasons
    for key_result in key_results:
        await company.check_in(key_result, chance.randint(0, 100), occurred_at=NOW)
        home = (await numbers.key_result(key_result))["objective_id"]
        await numbers.settle(home)
        assert await differences(database, numbers.actor.organization_id, NOW) == []
