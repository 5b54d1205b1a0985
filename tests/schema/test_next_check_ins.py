"""When a key result is to be checked in next: by the organization's own days and settings."""

from datetime import UTC, date, datetime

import pytest

from tests.company import QUARTER, Company
from tests.schema.conftest import gid

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
KEY_RESULT = "query ($id: ID!) { keyResult(by: {id: $id}) { nextCheckInOn } }"


@pytest.mark.parametrize(
    ("of_objective", "of_key_result", "day"),
    [
        ({}, {}, "2026-11-08"),
        ({"starts_on": date(2026, 11, 5)}, {}, "2026-11-12"),
        ({"starts_on": date(2026, 10, 5)}, {}, "2026-11-08"),
        ({"starts_on": date(2026, 12, 5)}, {}, "2026-12-12"),
        ({}, {"checked_in_at": datetime(2026, 11, 3, 23, 30, tzinfo=UTC)}, "2026-11-11"),
        ({}, {"status": "MISSED"}, "2026-11-08"),
        ({}, {"status": "ACHIEVED"}, None),
        ({"lifecycle": "DRAFT"}, {}, None),
        ({"lifecycle": "CLOSED"}, {}, None),
        ({"archived_at": NOW}, {}, None),
        ({}, {"archived_at": NOW}, None),
        ({"ends_on": date(2026, 11, 10)}, {}, "2026-11-08"),
        ({"ends_on": date(2026, 11, 9)}, {}, None),
        ({"ends_on": date(2026, 11, 9)}, {"due_on": date(2026, 11, 10)}, "2026-11-08"),
        ({}, {"due_on": date(2026, 11, 9)}, None),
    ],
)
async def test_the_next_check_in_is_a_cadence_after_the_latest_or_the_beginning(
    both, company: Company, of_objective: dict, of_key_result: dict, day: str | None
) -> None:
    """In the organization's time zone, where it is the day after already."""
    await company.settle(timezone="Europe/Berlin")
    created_at = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)
    objective = await company.objective(**of_objective)
    key_result = await company.key_result(objective, created_at=created_at, **of_key_result)

    answer = await both(KEY_RESULT, now=NOW, id=gid("KeyResult", key_result))

    assert answer.data["keyResult"]["nextCheckInOn"] == day


@pytest.mark.parametrize(("state", "day"), [("ACTIVE", "2026-11-08"), ("GRADING", None)])
async def test_a_check_in_is_awaited_while_the_cycle_is_active(
    both, company: Company, state: str, day: str | None
) -> None:
    cycle = await company.cycle(state=state, **QUARTER)
    objective = await company.objective(cycle_id=cycle)
    created_at = datetime(2026, 11, 1, 12, tzinfo=UTC)
    key_result = await company.key_result(objective, created_at=created_at)

    answer = await both(KEY_RESULT, now=NOW, id=gid("KeyResult", key_result))

    assert answer.data["keyResult"]["nextCheckInOn"] == day


@pytest.mark.parametrize(
    ("cadence", "day"),
    [("14", "2026-11-24"), ("2.0", "2026-11-12"), ("0", "2026-11-10"), ("1e20", "9999-12-31")],
)
async def test_the_organization_says_how_often(
    both, company: Company, cadence: str, day: str
) -> None:
    days = f'{{"audit": {{"thresholds": {{"check_in_cadence_days": {cadence}}}}}}}'
    await company.settle(settings=days)
    key_result = await company.key_result(await company.objective(), checked_in_at=NOW)

    answer = await both(KEY_RESULT, now=NOW, id=gid("KeyResult", key_result))

    assert answer.data["keyResult"]["nextCheckInOn"] == day
