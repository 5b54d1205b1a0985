"""Numbers brought up to date from what people said, in whatever order it came."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from service.numbers.refreshing import refresh
from tests.company import Company, events_of
from tests.numbers.ledger import NOW, Ledger, october
from tests.writing.desk import statements

PERCENT = {"metric_type": "INCREASE", "start": Decimal(0), "target": Decimal(100)}


@pytest.fixture
async def quarter(company: Company) -> UUID:
    return await company.cycle(starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 31))


@pytest.fixture
async def goal(company: Company, quarter: UUID) -> UUID:
    return await company.objective(cycle_id=quarter)


async def test_the_latest_check_in_counts_and_not_the_last_to_come(
    ledger: Ledger, company: Company, goal: UUID
) -> None:
    key_result = await company.key_result(goal, **PERCENT)
    await company.check_in(key_result, 60, occurred_at=october(20))
    await company.check_in(key_result, 10, occurred_at=october(5))
    await ledger.refresh(goal)
    assert await ledger.key_result(key_result, "current", "progress", "checked_in_at") == (
        60,
        Decimal("0.6"),
        october(20),
    )
    assert await ledger.objective(goal, "progress", "data_coverage", "status") == (
        Decimal("0.6"),
        1,
        "ON_TRACK",
    )


async def test_of_one_moment_the_later_id_counts(
    ledger: Ledger, company: Company, goal: UUID
) -> None:
    key_result = await company.key_result(goal, **PERCENT)
    for value in (30, 40):
        await company.check_in(key_result, value, occurred_at=october(20))
    await ledger.refresh(goal)
    assert await ledger.key_result(key_result, "current") == (40,)


async def test_each_word_is_of_the_latest_check_in_that_says_it(
    ledger: Ledger, company: Company, goal: UUID
) -> None:
    key_result = await company.key_result(goal, **PERCENT, confidence=1)
    await company.check_in(key_result, 90, occurred_at=october(1), confidence=7)
    await company.check_in(key_result, None, occurred_at=october(2), status="OFF_TRACK")
    await company.check_in(key_result, None, occurred_at=october(3), note="on leave")
    await ledger.refresh(goal)
    assert await ledger.key_result(
        key_result, "current", "confidence", "reported_status", "checked_in_at"
    ) == (90, 7, "OFF_TRACK", october(3))
    assert await ledger.key_result(key_result, "derived_status", "status", "status_rule") == (
        "ON_TRACK",
        "OFF_TRACK",
        "REPORTED_WORSE",
    )


async def test_a_correction_counts_in_place_of_what_it_corrects(
    ledger: Ledger, company: Company, goal: UUID
) -> None:
    key_result = await company.key_result(goal, **PERCENT)
    await company.check_in(key_result, 20, occurred_at=october(5))
    wrong = await company.check_in(key_result, 80, occurred_at=october(10))
    corrected = await company.check_in(key_result, 30, occurred_at=october(10), corrects_id=wrong)
    await ledger.refresh(goal)
    assert await ledger.key_result(key_result, "current") == (30,)
    await company.check_in(key_result, None, occurred_at=october(10), corrects_id=corrected)
    await ledger.refresh(goal)
    assert await ledger.key_result(key_result, "current", "checked_in_at") == (20, october(10))


async def test_a_value_that_was_taken_back_is_no_value(
    ledger: Ledger, company: Company, goal: UUID
) -> None:
    key_result = await company.key_result(goal, **PERCENT, confidence=3)
    wrong = await company.check_in(key_result, 80, occurred_at=october(10))
    await ledger.refresh(goal)
    await company.check_in(key_result, None, occurred_at=october(10), corrects_id=wrong, note="no")
    await ledger.refresh_corrected(goal, {key_result: ["current"]})
    assert await ledger.key_result(key_result, "current", "progress", "status", "confidence") == (
        None,
        None,
        "NO_DATA",
        3,
    )
    assert await ledger.objective(goal, "progress", "no_progress_reason", "data_coverage") == (
        None,
        "NO_DATA",
        0,
    )


async def test_without_check_ins_what_was_set_stands(
    ledger: Ledger, company: Company, goal: UUID
) -> None:
    key_result = await company.key_result(
        goal, **PERCENT, current=Decimal(45), confidence=5, reported_status="AT_RISK"
    )
    await ledger.refresh(goal)
    assert await ledger.key_result(
        key_result, "current", "confidence", "reported_status", "progress", "status"
    ) == (45, 5, "AT_RISK", Decimal("0.45"), "AT_RISK")


async def test_a_key_result_that_follows_its_kpi_has_its_latest_reading(
    ledger: Ledger, company: Company, goal: UUID
) -> None:
    kpi, silent = await company.kpi(), await company.kpi("Silent")
    following = await company.key_result(goal, **PERCENT, kpi_id=kpi, follows="KPI")
    naming = await company.key_result(goal, **PERCENT, kpi_id=kpi, current=Decimal(1))
    alone = await company.key_result(
        goal, **PERCENT, kpi_id=silent, follows="KPI", current=Decimal(2)
    )
    await company.check_in(following, 99, occurred_at=october(30))
    for value in (10, 70):
        await company.kpi_reading(kpi, value)
    await ledger.refresh(goal)
    assert await ledger.key_result(following, "current", "progress") == (70, Decimal("0.7"))
    assert await ledger.key_result(naming, "current") == (1,)
    assert await ledger.key_result(alone, "current") == (2,)


async def test_expectation_follows_the_checkpoints(
    ledger: Ledger, company: Company, goal: UUID
) -> None:
    values = {"metric_type": "DECREASE", "start": Decimal(100), "target": Decimal(0)}
    key_result = await company.key_result(goal, **values, current=Decimal(80))
    await company.checkpoint(key_result, date(2026, 11, 16), 90)
    await company.checkpoint(key_result, date(2026, 12, 1), 50)
    await ledger.refresh(goal)
    assert await ledger.key_result(key_result, "progress", "expected", "status") == (
        Decimal("0.2"),
        Decimal("0.1"),
        "ON_TRACK",
    )


async def test_stages_count_from_the_day_they_are_done(
    ledger: Ledger, company: Company, goal: UUID
) -> None:
    key_result = await company.key_result(goal, metric_type="MILESTONE")
    done, later = date(2026, 11, 1), date(2026, 11, 17)
    await company.milestone(key_result, weight=Decimal(1), due_on=done, done_on=done)
    await company.milestone(key_result, weight=Decimal(3), due_on=later, done_on=later)
    await ledger.refresh(goal)
    assert await ledger.key_result(key_result, "progress", "expected") == (
        Decimal("0.25"),
        Decimal("0.25"),
    )


async def test_key_results_weigh_and_archived_ones_do_not_count(
    ledger: Ledger, company: Company, goal: UUID
) -> None:
    for weight, current in ((3, 100), (1, 0), (1, None)):
        await company.key_result(goal, **PERCENT, weight=Decimal(weight), current=current)
    await company.key_result(goal, **PERCENT, weight=Decimal(9), current=0, archived_at=NOW)
    await ledger.refresh(goal)
    assert await ledger.objective(goal, "progress", "data_coverage") == (
        Decimal("0.75"),
        Decimal("0.8"),
    )


@pytest.mark.parametrize(
    ("timezone", "on", "status"),
    [
        ("UTC", date(2026, 12, 31), "OFF_TRACK"),
        ("Pacific/Kiritimati", date(2027, 1, 1), "MISSED"),
        ("Pacific/Pago_Pago", date(2026, 12, 31), "OFF_TRACK"),
    ],
)
async def test_the_day_is_that_of_the_organization(
    ledger: Ledger, company: Company, goal: UUID, timezone: str, on: date, status: str
) -> None:
    await ledger.change("organization", ledger.actor.organization_id, timezone=timezone)
    key_result = await company.key_result(goal, **PERCENT, current=Decimal(50))
    await ledger.refresh(goal, now=datetime(2026, 12, 31, 12, tzinfo=UTC))
    assert await ledger.objective(goal, "numbers_on", "status") == (on, status)
    assert await ledger.key_result(key_result, "status") == (status,)


async def test_what_is_not_checked_in_is_stale_while_its_goal_runs(
    ledger: Ledger, company: Company, goal: UUID, quarter: UUID
) -> None:
    draft = await company.objective(cycle_id=quarter, lifecycle="DRAFT")
    since = {"created_at": october(1)}
    silent, fresh, waiting = [
        await company.key_result(home, **PERCENT, **since) for home in (goal, goal, draft)
    ]
    await company.check_in(fresh, 5, occurred_at=datetime(2026, 11, 6, 9, tzinfo=UTC))
    await ledger.refresh(goal, draft)
    assert await ledger.key_result(silent, "stale") == (True,)
    assert await ledger.key_result(fresh, "stale") == (False,)
    assert await ledger.key_result(waiting, "stale") == (False,)
    assert await ledger.objective(goal, "stale") == (True,)
    assert await ledger.objective(draft, "stale") == (False,)


async def test_settings_move_the_lines_and_unreadable_ones_do_not(
    ledger: Ledger, company: Company, goal: UUID
) -> None:
    await company.key_result(goal, **PERCENT, current=Decimal(42))
    for settings, status in (
        ('{"progress": {"on_track_gap": 0.05}}', "AT_RISK"),
        ('{"progress": {"on_track_gap": "wide"}}', "ON_TRACK"),
    ):
        await ledger.change("organization", ledger.actor.organization_id, settings=settings)
        await ledger.refresh(goal)
        assert await ledger.objective(goal, "status") == (status,)


async def test_what_is_so_already_is_not_written_again(
    ledger: Ledger, company: Company, goal: UUID
) -> None:
    key_result = await company.key_result(goal, **PERCENT, current=Decimal(50))
    before = await ledger.key_result(key_result, "version", "updated_at")
    await ledger.refresh(goal)
    once = [
        await ledger.key_result(key_result, "xmin::text"),
        await ledger.objective(goal, "xmin::text"),
    ]
    await ledger.refresh_lightly(goal)
    assert once == [
        await ledger.key_result(key_result, "xmin::text"),
        await ledger.objective(goal, "xmin::text"),
    ]
    assert await ledger.key_result(key_result, "version", "updated_at") == before
    assert await ledger.requests() == [(goal, False)]
    assert await events_of(ledger.database, ledger.actor) == []


async def test_both_kinds_of_transactions_compute_the_same(
    ledger: Ledger, company: Company, quarter: UUID
) -> None:
    async def numbers(refreshing: Any) -> tuple[Any, ...]:
        goal = await company.objective(cycle_id=quarter)
        key_result = await company.key_result(goal, **PERCENT, reported_status="OFF_TRACK")
        await company.check_in(key_result, 33, occurred_at=october(9), confidence=4)
        await refreshing(goal)
        columns = ("progress", "expected", "status", "status_rule", "stale")
        return (
            *await ledger.key_result(key_result, *columns, "current", "confidence"),
            *await ledger.objective(goal, *columns, "data_coverage", "progress_as_of"),
        )

    assert await numbers(ledger.refresh) == await numbers(ledger.refresh_lightly)


async def test_an_archived_goal_keeps_its_numbers(
    ledger: Ledger, company: Company, goal: UUID
) -> None:
    await company.key_result(goal, **PERCENT, current=Decimal(50))
    await ledger.refresh(goal)
    await ledger.change("objective", goal, archived_at=NOW)
    await ledger.refresh(goal, now=datetime(2027, 3, 1, tzinfo=UTC))
    assert await ledger.objective(goal, "progress", "numbers_on") == (
        Decimal("0.5"),
        date(2026, 11, 16),
    )


async def test_who_comes_late_over_midnight_asks_for_the_new_day(
    ledger: Ledger, company: Company, goal: UUID
) -> None:
    key_result = await company.key_result(goal, **PERCENT)
    await ledger.refresh(goal, now=datetime(2026, 11, 17, 0, 5, tzinfo=UTC))
    await company.check_in(key_result, 10, occurred_at=october(9))
    asked = await ledger.requests()
    await ledger.refresh(goal, now=datetime(2026, 11, 16, 23, 59, tzinfo=UTC))
    assert (await ledger.requests())[len(asked) :] == [(goal, True)]


async def test_a_member_of_a_cycle_has_no_progress_until_the_graph_is_looked_at(
    ledger: Ledger, company: Company, goal: UUID
) -> None:
    key_result = await company.key_result(goal, **PERCENT, current=Decimal(50))
    await ledger.change("objective", goal, no_progress_reason="CYCLE")
    await ledger.refresh(goal)
    assert await ledger.objective(goal, "progress", "no_progress_reason", "status") == (
        None,
        "CYCLE",
        "NO_DATA",
    )
    assert await ledger.key_result(key_result, "progress") == (Decimal("0.5"),)
    assert await ledger.requests() == [(goal, False)]


@pytest.mark.parametrize("count", [1, 40])
async def test_three_statements_whatever_the_count(
    ledger: Ledger, company: Company, quarter: UUID, count: int
) -> None:
    goals = [await company.objective(cycle_id=quarter) for _ in range(count)]
    for goal in goals:
        await company.key_result(goal, **PERCENT, current=Decimal(50))
    for expected in (3, 2):
        with statements() as sent:
            await ledger.refresh(*goals)
        assert len(sent) == expected


async def test_other_organizations_stay_as_they_are(
    ledger: Ledger, strange_company: Company
) -> None:
    foreign = await strange_company.objective()
    await strange_company.key_result(foreign, **PERCENT, current=Decimal(50))
    async with ledger.database.writing(ledger.actor.organization_id) as session:
        await refresh(session, ledger.actor, [foreign], NOW)
    strangers = Ledger(ledger.database, strange_company.actor)
    assert await strangers.objective(foreign, "progress", "numbers_on") == (None, None)
