"""Whatever moves a status, the log tells it, and what it follows from."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from service.actor import Actor
from service.database import Database
from service.events.models import Event
from service.rollup.draining import drain
from service.rollup.turning import turn_organization
from service.tables import utc_now
from tests.company import Company
from tests.numbers.ledger import Ledger
from tests.schema.conftest import gid
from tests.schema.writer import Writer

BEHIND = ["ON_TRACK", "OFF_TRACK"]
HUNDRED = {"metric_type": "INCREASE", "start": Decimal(0), "target": Decimal(100)}


@pytest.fixture
def ledger(database: Database, actor: Actor) -> Ledger:
    return Ledger(database, actor)


@pytest.fixture
async def cycle(company: Company) -> UUID:
    """Half of it is over."""
    half, today = timedelta(days=50), utc_now().date()
    return await company.cycle(starts_on=today - half, ends_on=today + half)


async def goal_at(
    ledger: Ledger, company: Company, cycle: UUID, current: int, **values: Any
) -> tuple[UUID, UUID]:
    """An objective with one key result of which so much in a hundred is reached."""
    goal = await company.objective(cycle_id=cycle, **values)
    key_result = await company.key_result(goal, **HUNDRED, current=Decimal(current))
    await ledger.refresh(goal, now=utc_now())
    return goal, key_result


async def check_in(writer: Writer, key_result: UUID, value: int) -> None:
    given = {"keyResultId": gid("KeyResult", key_result), "value": str(value)}
    await writer.write("checkInCreate", given, "checkIn { id }")


async def statuses(writer: Writer) -> list[Event]:
    return [event for event in await writer.events() if event.type == "status.changed"]


def moves(events: list[Event]) -> list[tuple[UUID, list[str]]]:
    return [(event.subject_id, event.changes["status"]) for event in events]


async def test_a_check_in_that_moves_statuses_is_their_cause(
    writer: Writer, company: Company, ledger: Ledger, cycle: UUID
) -> None:
    goal, key_result = await goal_at(ledger, company, cycle, 60)
    await check_in(writer, key_result, 10)

    recorded, of_key_result, of_goal = await writer.events()
    change = ["ON_TRACK", "OFF_TRACK"]
    assert moves([of_key_result, of_goal]) == [(key_result, change), (goal, change)]
    assert (recorded.type, recorded.cause_id) == ("check_in.recorded", None)
    for told in (of_key_result, of_goal):
        assert (told.type, told.cause_id) == ("status.changed", recorded.id)
        assert told.details == {
            "rule": "FAR_BEHIND",
            "progress": "0.1",
            "expected": "0.5",
            "day": utc_now().date().isoformat(),
            "calendar": False,
        }
        assert (told.actor_token_id, told.actor_person_id) == (None, None)
    assert of_goal.subject_kind == "objective"


async def test_what_moves_no_status_tells_of_none(
    writer: Writer, company: Company, ledger: Ledger, cycle: UUID
) -> None:
    _, key_result = await goal_at(ledger, company, cycle, 60)
    await check_in(writer, key_result, 61)
    assert [event.type for event in await writer.events()] == ["check_in.recorded"]


async def test_of_many_check_ins_each_is_the_cause_of_its_own(
    writer: Writer, company: Company, ledger: Ledger, cycle: UUID
) -> None:
    goals = [await goal_at(ledger, company, cycle, 60) for _ in range(3)]
    rows = [{"keyResultId": gid("KeyResult", one), "value": "10"} for _, one in goals]
    await writer.write("checkInBulkCreate", {"rows": rows}, "checkIns { id }")

    events = await writer.events()
    said = {event.id: event.changes["key_result_id"][1] for event in events[:3]}
    told = {event.subject_id: said.get(event.cause_id) for event in events[3:]}
    assert told == {
        id_: str(key_result) for goal, key_result in goals for id_ in (goal, key_result)
    }


async def test_the_first_status_of_a_goal_is_no_event(writer: Writer, cycle: UUID) -> None:
    payload = await writer.write(
        "objectiveCreate", {"title": "Grow", "cycleId": gid("Cycle", cycle)}, "objective { id }"
    )
    measured = {"metricType": "INCREASE", "start": "0", "target": "100", "current": "60"}
    given = {"objectiveId": payload["objective"]["id"], "title": "More", **measured}
    await writer.write("keyResultCreate", given, "keyResult { id }")

    # The objective had one before, without a number; its key result had none.
    (told,) = await statuses(writer)
    assert (told.subject_kind, told.changes["status"]) == ("objective", ["NO_DATA", "ON_TRACK"])
    assert told.cause_id == (await writer.events())[1].id


async def test_what_stands_above_follows_from_the_same_event(
    writer: Writer,
    company: Company,
    ledger: Ledger,
    cycle: UUID,
    database: Database,
    actor: Actor,
) -> None:
    child, key_result = await goal_at(ledger, company, cycle, 60)
    other, _ = await goal_at(ledger, company, cycle, 60)
    middle = await company.objective("Middle", cycle_id=cycle)
    top = await company.objective("Top", cycle_id=cycle)
    await company.align(child, middle)
    await company.align(middle, top)
    await company.align(other, top)
    await ledger.refresh(middle, now=utc_now())
    await ledger.refresh(top, now=utc_now())
    await drain(database, actor.organization_id, utc_now())
    assert await statuses(writer) == []
    await check_in(writer, key_result, 0)
    recorded = (await writer.events())[0]
    assert moves(await statuses(writer)) == [(key_result, BEHIND), (child, BEHIND)]

    await drain(database, actor.organization_id, utc_now())

    found = (await statuses(writer))[2:]
    assert moves(found) == [(middle, BEHIND), (top, ["ON_TRACK", "AT_RISK"])]
    assert {event.cause_id for event in found} == {recorded.id}
    await ledger.refresh(top, now=utc_now())
    await drain(database, actor.organization_id, utc_now())
    assert len(await statuses(writer)) == 4


async def test_an_alignment_is_the_cause_of_what_it_moves(
    writer: Writer, company: Company, ledger: Ledger, cycle: UUID
) -> None:
    child, _ = await goal_at(ledger, company, cycle, 10)
    parent = await company.objective("Parent", cycle_id=cycle)
    await ledger.refresh(parent, now=utc_now())
    ends = {"childId": gid("Objective", child), "parentId": gid("Objective", parent)}
    await writer.write("alignmentCreate", ends, "alignment { id }")

    made, told = await writer.events()
    assert made.type == "alignment.created"
    assert moves([told]) == [(parent, ["NO_DATA", "OFF_TRACK"])]
    assert told.cause_id == made.id


async def test_the_calendar_is_no_event_and_says_so(
    writer: Writer,
    company: Company,
    ledger: Ledger,
    cycle: UUID,
    database: Database,
    actor: Actor,
) -> None:
    goal, key_result = await goal_at(ledger, company, cycle, 60)
    await turn_organization(database, actor.organization_id, utc_now())
    assert await statuses(writer) == []

    later = utc_now() + timedelta(days=30)
    await turn_organization(database, actor.organization_id, later)

    found = await statuses(writer)
    change = ["ON_TRACK", "AT_RISK"]
    assert moves(found) == [(key_result, change), (goal, change)]
    for told in found:
        assert told.cause_id is None
        assert told.details is not None
        assert (told.details["calendar"], told.details["expected"]) == (True, "0.8")
        assert date.fromisoformat(told.details["day"]) == later.date()
    await turn_organization(database, actor.organization_id, later)
    assert len(await statuses(writer)) == 2


async def test_settings_that_turn_all_numbers_are_the_cause(
    writer: Writer,
    company: Company,
    ledger: Ledger,
    cycle: UUID,
    database: Database,
    actor: Actor,
) -> None:
    goal, key_result = await goal_at(ledger, company, cycle, 45)
    await turn_organization(database, actor.organization_id, utc_now())
    settings = {"progress": {"on_track_gap": 0.01}}
    await writer.write("organizationUpdate", {"settings": settings}, "organization { id }")
    await turn_organization(database, actor.organization_id, utc_now())

    found = await writer.events()
    changed = next(event for event in found if event.type == "organization.updated")
    told = await statuses(writer)
    assert {event.subject_id for event in told} == {goal, key_result}
    assert {event.cause_id for event in told} == {changed.id}
