"""At an organization's midnight its numbers become those of the new day."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from service.database import Database
from service.numbers.refreshing import refresh
from service.numbers.requesting import request_turning
from service.rollup import turning
from service.rollup.draining import drain
from service.rollup.turning import organizations_behind, turn_calendar, turn_organization
from service.rollup.verifying import differences
from service.turns import Purpose, take_turn
from tests.company import Company
from tests.rollup.numbers import NOW, QUARTER, Numbers, measure

TODAY = NOW.date()
TOMORROW = NOW + timedelta(days=1)


async def test_expectations_move_with_the_day_and_what_is_above_follows(
    company: Company, numbers: Numbers, database: Database
):
    cycle = await company.cycle(starts_on=date(2026, 11, 10), ends_on=date(2026, 11, 20))
    top, leaf = await company.objective(cycle_id=cycle), await company.objective(cycle_id=cycle)
    await company.align(leaf, top)
    key_result = await company.key_result(leaf, **measure(50))
    await _settled(numbers, database)
    assert await _standing(numbers, top) == (Decimal("0.5"), "ON_TRACK", TODAY)
    for days, expected, status in (
        (2, "0.7", "AT_RISK"),
        (3, "0.8", "OFF_TRACK"),
        (6, "1", "MISSED"),
    ):
        later = NOW + timedelta(days=days)
        await _turned(numbers, database, later)
        for one in (top, leaf):
            assert await _standing(numbers, one) == (Decimal(expected), status, later.date())
        assert (await numbers.key_result(key_result))["status"] == status
        assert await differences(database, numbers.actor.organization_id, later) == []


async def test_it_is_the_organizations_own_midnight(
    company: Company, numbers: Numbers, database: Database
):
    organization_id = numbers.actor.organization_id
    await company.objective()
    # Ten hours behind UTC.
    await numbers.execute(
        "UPDATE organization SET timezone = 'Pacific/Honolulu' WHERE id = :organization"
    )
    evening = datetime(2026, 11, 16, 9, 59, tzinfo=UTC)
    assert organization_id in await organizations_behind(database, evening)
    assert await turn_organization(database, organization_id, evening) == 1
    assert organization_id not in await organizations_behind(database, evening)
    assert await turn_organization(database, organization_id, evening) == 0
    midnight = evening + timedelta(minutes=1)
    assert organization_id in await organizations_behind(database, midnight)
    await turn_calendar(database, midnight)
    assert [row["numbers_on"] for row in await numbers.rows("SELECT * FROM objective")] == [
        date(2026, 11, 16)
    ]


async def test_what_was_over_is_left_alone(company: Company, numbers: Numbers, database: Database):
    over = await company.cycle(starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30))
    past = await company.objective(cycle_id=over)
    late = await company.objective(cycle_id=over)
    open_ended = await company.objective()
    running = await company.objective(cycle_id=await company.cycle(**QUARTER))
    for objective in (past, open_ended, running):
        await company.key_result(objective, **measure(50))
    await company.key_result(late, **measure(50, due_on=date(2026, 12, 1)))
    await _settled(numbers, database)
    assert await _turned(numbers, database, TOMORROW) == 3
    days = {one: (await numbers.objective(one))["numbers_on"] for one in (past, late, running)}
    assert days == {past: TODAY, late: TOMORROW.date(), running: TOMORROW.date()}
    assert await differences(database, numbers.actor.organization_id, TOMORROW) == []


async def test_a_stage_that_is_done_later_counts_from_its_day(
    company: Company, numbers: Numbers, database: Database
):
    over = await company.cycle(starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30))
    objective = await company.objective(cycle_id=over)
    staged = await company.key_result(objective, metric_type="MILESTONE")
    await company.milestone(staged, done_on=TOMORROW.date())
    await _settled(numbers, database)
    assert await numbers.progress(objective) == ["0"]
    await _turned(numbers, database, TOMORROW)
    assert await numbers.progress(objective) == ["1"]


async def test_an_edge_that_ends_moves_all_that_its_child_is_shared_out_among(
    company: Company, numbers: Numbers, database: Database
):
    over = await company.cycle(starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30))
    left, right, child, other = [await company.objective(cycle_id=over) for _ in range(4)]
    await company.align(child, left, valid_to=TODAY)
    await company.align(child, right)
    await company.align(other, right)
    await company.key_result(child, **measure(100))
    await company.key_result(other, **measure(0))
    await _settled(numbers, database)
    assert await numbers.progress(left, right) == ["1", "0.333333333333"]
    await _turned(numbers, database, TOMORROW)
    assert await numbers.progress(left, right) == [None, "0.5"]
    assert await differences(database, numbers.actor.organization_id, TOMORROW) == []


async def test_a_clock_that_is_set_back_turns_everything_again(
    company: Company, numbers: Numbers, database: Database
):
    organization_id = numbers.actor.organization_id
    cycle = await company.cycle(**QUARTER)
    objective = await company.objective(cycle_id=cycle)
    await company.key_result(objective, **measure(30))
    await _settled(numbers, database)
    assert (await numbers.objective(objective))["status"] == "AT_RISK"
    await numbers.execute(
        'UPDATE organization SET settings = \'{"progress": {"at_risk_gap": 0.15}}\''
        " WHERE id = :organization"
    )
    async with database.writing(organization_id) as session:
        await request_turning(session, numbers.actor)
    assert await differences(database, organization_id, NOW) == []
    assert await _turned(numbers, database, NOW) == 1
    assert (await numbers.objective(objective))["status"] == "OFF_TRACK"


async def test_a_clock_that_is_set_back_meanwhile_stays_so(
    company: Company, numbers: Numbers, database: Database, monkeypatch: pytest.MonkeyPatch
):
    organization_id = numbers.actor.organization_id
    await company.objective()
    await _settled(numbers, database)

    async def setting_back(*arguments):
        await refresh(*arguments)
        async with database.writing(organization_id) as session:
            await request_turning(session, numbers.actor)

    with monkeypatch.context() as patched:
        patched.setattr(turning, "refresh", setting_back)
        await turn_organization(database, organization_id, TOMORROW)
    assert organization_id in await organizations_behind(database, TOMORROW)
    assert await _turned(numbers, database, TOMORROW) == 1
    assert organization_id not in await organizations_behind(database, TOMORROW)


async def test_a_turn_that_was_broken_off_is_taken_up_again(
    company: Company, numbers: Numbers, database: Database, monkeypatch: pytest.MonkeyPatch
):
    organization_id = numbers.actor.organization_id
    cycle = await company.cycle(**QUARTER)
    for _ in range(5):
        await company.objective(cycle_id=cycle)
    await _settled(numbers, database)
    monkeypatch.setattr(turning, "_TURNED_AT_ONCE", 2)
    batches = 0

    async def failing(*arguments):
        nonlocal batches
        batches += 1
        if batches == 3:
            raise RuntimeError("the third one")
        await refresh(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(turning, "refresh", failing)
        with pytest.raises(RuntimeError, match="the third one"):
            await turn_organization(database, organization_id, TOMORROW)
    assert await _turned(numbers, database, TOMORROW) == 1


async def test_one_worker_turns_an_organization_at_a_time(
    company: Company, numbers: Numbers, database: Database, other_process: Database
):
    organization_id = numbers.actor.organization_id
    await company.objective()
    async with other_process.writing(organization_id) as session:
        assert await take_turn(session, organization_id, Purpose.CALENDAR)
        assert await turn_organization(database, organization_id, NOW) == 0
    assert await turn_organization(database, organization_id, NOW) == 1


async def _settled(numbers: Numbers, database: Database) -> None:
    await numbers.settle()
    await turn_organization(database, numbers.actor.organization_id, NOW)


async def _turned(numbers: Numbers, database: Database, now: datetime) -> int:
    """How many objectives were looked at; what is above them has followed."""
    turned = await turn_organization(database, numbers.actor.organization_id, now)
    await drain(database, numbers.actor.organization_id, now)
    return turned


async def _standing(numbers: Numbers, objective) -> tuple[Decimal, str, date]:
    row = await numbers.objective(objective)
    return row["expected"], row["status"], row["numbers_on"]
