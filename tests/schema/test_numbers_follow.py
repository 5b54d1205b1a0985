"""Numbers follow what is written: those of its own goals at once, those above by the worker."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from service.actor import Actor
from service.database import Database
from tests.company import Company
from tests.numbers.ledger import Ledger
from tests.schema.conftest import gid
from tests.schema.writer import Writer

TENTHS = {"metric_type": "INCREASE", "start": Decimal(0), "target": Decimal(10)}


@pytest.fixture
def ledger(database: Database, actor: Actor) -> Ledger:
    return Ledger(database, actor)


async def goal_at(ledger: Ledger, company: Company, *tenths: int) -> tuple[UUID, list[UUID]]:
    """An objective, and key results that have come so many tenths of their way."""
    goal = await company.objective()
    key_results = [await company.key_result(goal, **TENTHS, current=Decimal(n)) for n in tenths]
    await ledger.refresh(goal)
    return goal, key_results


async def progress(ledger: Ledger, *goals: UUID) -> list[Decimal | None]:
    return [(await ledger.objective(goal, "progress"))[0] for goal in goals]


async def asked(ledger: Ledger, since: int) -> set[tuple[UUID, bool]]:
    return set((await ledger.requests())[since:])


async def test_an_answer_has_the_numbers_of_its_own_write(
    writer: Writer, company: Company, ledger: Ledger
) -> None:
    _, (key_result, _) = await goal_at(ledger, company, 0, 1)
    numbers = "progress status { effective } objective { progress dataCoverage }"

    payload = await writer.write(
        "keyResultUpdate",
        {"id": gid("KeyResult", key_result), "current": "5"},
        f"keyResult {{ version {numbers} }}",
    )

    assert payload["keyResult"] == {
        "version": 2,
        "progress": "0.5",
        "status": {"effective": "NO_DATA"},
        "objective": {"progress": "0.3", "dataCoverage": "1"},
    }
    ((_, told),) = [(event.type, event.changes) for event in await writer.events()]
    assert told == {"current": ["0", "5"]}


async def test_key_results_come_go_and_move(
    writer: Writer, company: Company, ledger: Ledger
) -> None:
    goal, (key_result,) = await goal_at(ledger, company, 2)
    other, _ = await goal_at(ledger, company, 8)
    own = {"id": gid("KeyResult", key_result)}
    more = {"title": "T", "start": "0", "target": "10", "current": "4", "metricType": "INCREASE"}
    steps: list[tuple[str, dict[str, Any], list[str | None]]] = [
        ("Create", {**more, "objectiveId": gid("Objective", goal)}, ["0.3", "0.8"]),
        ("Archive", own, ["0.4", "0.8"]),
        ("Restore", own, ["0.3", "0.8"]),
        ("Move", {**own, "objectiveId": gid("Objective", other)}, ["0.4", "0.5"]),
        ("Update", {**own, "weight": "0"}, ["0.4", "0.8"]),
    ]
    for verb, given, expected in steps:
        await writer.write(f"keyResult{verb}", given, "keyResult { id }")
        assert await progress(ledger, goal, other) == [Decimal(n) for n in expected], verb


async def test_what_a_check_in_says_is_not_set_by_hand(
    writer: Writer, company: Company, ledger: Ledger
) -> None:
    goal, (key_result,) = await goal_at(ledger, company, 1)
    said = await company.check_in(key_result, 3, confidence=4, status="AT_RISK")
    await ledger.refresh(goal)
    own = {"id": gid("KeyResult", key_result)}
    for field, value in (("current", "5"), ("confidence", 9), ("reportedStatus", "ON_TRACK")):
        given = {**own, "title": "New", field: value}
        assert await writer.refused("keyResultUpdate", given) == [("READ_ONLY", ["input", field])]
    assert await writer.refused("keyResultUpdate", {**own, "current": None}) != []
    assert await writer.refused("keyResultUpdate", {**own, "current": "3", "target": "6"}) == []
    assert await ledger.key_result(key_result, "title", "progress") == ("KR", Decimal("0.5"))
    corrected = {"keyResultId": own["id"], "correctsId": gid("CheckIn", said), "confidence": 4}
    await writer.write("checkInCreate", corrected, "checkIn { id }")
    assert await ledger.key_result(key_result, "current", "progress") == (None, None)
    assert await writer.refused("keyResultUpdate", {**own, "current": "6"}) == []
    assert await ledger.key_result(key_result, "progress") == (Decimal(1),)


async def test_what_a_kpi_tells_is_not_set_by_hand(
    writer: Writer, company: Company, ledger: Ledger
) -> None:
    goal, kpi = await company.objective(), await company.kpi()
    key_result = await company.key_result(goal, **TENTHS, kpi_id=kpi, follows="KPI")
    own = {"id": gid("KeyResult", key_result)}
    assert await writer.refused("keyResultUpdate", {**own, "current": "1"}) == []
    await company.kpi_reading(kpi, 7)
    assert await writer.refused("keyResultUpdate", {**own, "current": "2"}) == [
        ("READ_ONLY", ["input", "current"])
    ]
    given = {**own, "current": "2", "follows": "CHECK_INS"}
    assert await writer.refused("keyResultUpdate", given) == []
    assert await ledger.key_result(key_result, "progress") == (Decimal("0.2"),)
    assert await writer.refused("keyResultUpdate", {**own, "follows": "KPI"}) == []
    assert await ledger.key_result(key_result, "progress") == (Decimal("0.7"),)


async def test_one_refused_row_of_many_keeps_none_of_the_others_numbers(
    writer: Writer, company: Company, ledger: Ledger
) -> None:
    goal, (free, said) = await goal_at(ledger, company, 1, 1)
    await company.check_in(said, 3)
    rows = [{"id": gid("KeyResult", id_), "current": "9"} for id_ in (free, said)]
    given = {"rows": rows, "errorPolicy": "REJECT_FAILED_ROWS"}
    assert await writer.refused("keyResultBulkUpdate", given) == [
        ("READ_ONLY", ["input", "rows", "1", "current"])
    ]
    assert await ledger.key_result(free, "progress") == (Decimal("0.9"),)
    assert await progress(ledger, goal) == [Decimal("0.6")]


async def test_dates_and_drivers_of_an_objective(
    writer: Writer, company: Company, ledger: Ledger
) -> None:
    goal, (key_result,) = await goal_at(ledger, company, 4)
    own = {"id": gid("Objective", goal)}
    given = {**own, "startsOn": "2020-01-01", "endsOn": "2020-12-31"}
    await writer.write("objectiveUpdate", given, "objective { id }")
    assert await ledger.key_result(key_result, "expected", "status") == (1, "MISSED")
    assert await ledger.objective(goal, "expected", "status") == (1, "MISSED")
    given = {**own, "progressDriver": "ALIGNED_CHILDREN"}
    await writer.write("objectiveUpdate", given, "objective { id }")
    assert await ledger.objective(goal, "progress", "no_progress_reason") == (None, "NO_DRIVERS")


async def test_a_title_asks_for_nothing(writer: Writer, company: Company, ledger: Ledger) -> None:
    goal, (key_result,) = await goal_at(ledger, company, 4)
    already = len(await ledger.requests())
    await ledger.change("objective", goal, numbers_on=None)
    await writer.write(
        "objectiveUpdate", {"id": gid("Objective", goal), "title": "New"}, "objective { id }"
    )
    given = {"id": gid("KeyResult", key_result), "title": "New", "scoreNote": "Well"}
    await writer.write("keyResultUpdate", given, "keyResult { id }")
    assert await ledger.objective(goal, "numbers_on") == (None,)
    assert await asked(ledger, already) == set()


async def test_a_new_objective_has_numbers_of_its_day(writer: Writer) -> None:
    numbers = "progress status { effective rule } noProgressReason"
    payload = await writer.write("objectiveCreate", {"title": "T"}, f"objective {{ {numbers} }}")
    assert payload["objective"] == {
        "progress": None,
        "status": {"effective": "NO_DATA", "rule": "NO_VALUE"},
        "noProgressReason": "NO_DRIVERS",
    }


async def test_edges_move_all_that_their_children_contribute_to(
    writer: Writer, company: Company, ledger: Ledger
) -> None:
    child, _ = await goal_at(ledger, company, 10)
    weak, _ = await goal_at(ledger, company, 0)
    first, second, parent_of_key_result = [await company.objective() for _ in range(3)]
    for parent in (first, second):
        await company.align(weak, parent, allocation=Decimal("0.5"))
    await company.align(child, first)
    await ledger.refresh(first, second)
    following = await company.key_result(parent_of_key_result, follows="ALIGNED_CHILDREN")
    parents = (first, second, parent_of_key_result)
    two, half, third = Decimal(2) / 3, Decimal("0.5"), Decimal("0.4")
    assert await progress(ledger, *parents) == [rounded(two), Decimal(0), None]

    async def write(verb: str, given: dict[str, Any]) -> str:
        answer = await writer.write(f"alignment{verb}", given, "alignment { id }")
        return answer["alignment"]["id"]

    given = {"childId": gid("Objective", child)}
    edge = await write("Create", {**given, "parentId": gid("Objective", second)})
    assert await progress(ledger, *parents) == [half, half, None]
    to_key_result = await write("Create", {**given, "parentId": gid("KeyResult", following)})
    assert await progress(ledger, *parents) == [rounded(third), rounded(third), 1]
    await write("Update", {"id": to_key_result, "kind": "SUPPORTS"})
    assert await progress(ledger, *parents) == [half, half, None]
    await write("Update", {"id": edge, "weight": "3"})
    assert await progress(ledger, *parents) == [half, Decimal("0.75"), None]
    await write("Archive", {"id": edge})
    assert await progress(ledger, *parents) == [rounded(two), Decimal(0), None]
    await write("Restore", {"id": edge})
    assert await progress(ledger, *parents) == [half, Decimal("0.75"), None]


def rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("1e-12")).normalize()


@pytest.mark.parametrize("leaving", ["archive", "cancel"])
async def test_who_leaves_or_returns_moves_what_is_above_and_beside(
    writer: Writer, company: Company, ledger: Ledger, leaving: str
) -> None:
    child, _ = await goal_at(ledger, company, 10)
    parent, beside = await company.objective(), await company.objective()
    above = await company.objective()
    measuring = await company.key_result(beside, follows="ALIGNED_CHILDREN")
    for end in (parent, measuring):
        await company.align(child, end)
    await company.align(parent, above)
    own = {"id": gid("Objective", parent)}
    there = [("Archive", own), ("Restore", own)]
    if leaving == "cancel":
        there = [("Update", {**own, "lifecycle": stage}) for stage in ("CANCELLED", "ACTIVE")]
    for verb, given in there:
        already = len(await ledger.requests())
        await writer.write(f"objective{verb}", given, "objective { id }")
        found = await asked(ledger, already)
        assert {(parent, False), (beside, True)} <= found, verb
        assert {goal for goal, _ in found} == {parent, beside}, verb


async def test_an_archived_key_result_or_pillar_leaves_its_share_to_others(
    writer: Writer, company: Company, ledger: Ledger
) -> None:
    child, other = await company.objective(), await company.objective()
    home = await company.objective()
    key_result, pillar = await company.key_result(home), await company.pillar()
    for parent in (other, key_result, pillar):
        await company.align(child, parent)
    already = len(await ledger.requests())
    await writer.write("keyResultArchive", {"id": gid("KeyResult", key_result)}, "keyResult { id }")
    assert await asked(ledger, already) == {(home, False), (other, True)}
    already = len(await ledger.requests())
    given = {"id": gid("StrategyElement", pillar)}
    await writer.write("strategyElementArchive", given, "strategyElement { id }")
    assert await asked(ledger, already) == {(other, True), (home, True)}


async def test_dates_of_a_cycle_ask_for_its_objectives_and_its_name_does_not(
    writer: Writer, company: Company, ledger: Ledger
) -> None:
    cycle = await company.cycle()
    inside = [await company.objective(cycle_id=cycle) for _ in range(2)]
    await company.objective()
    own = {"id": gid("Cycle", cycle)}
    await writer.write("cycleUpdate", {**own, "name": "Q4"}, "cycle { id }")
    assert await ledger.requests() == []
    await writer.write("cycleUpdate", {**own, "endsOn": "2030-01-01"}, "cycle { id }")
    assert await ledger.requests() == [(goal, True) for goal in inside]


@pytest.mark.parametrize(
    ("given", "turns"),
    [
        ({"name": "Acme"}, False),
        ({"settings": {"cycle_policy": "REPORT"}}, False),
        ({"timezone": "Europe/Berlin"}, True),
        ({"settings": {"progress": {"on_track_gap": 0.05}}}, True),
        ({"settings": {"audit": {"thresholds": {"check_in_cadence_days": 14}}}}, True),
    ],
)
async def test_the_day_and_the_lines_of_an_organization_turn_all_its_numbers(
    writer: Writer, ledger: Ledger, given: dict[str, Any], *, turns: bool
) -> None:
    await ledger.set_clock(date(2026, 1, 1))
    await writer.write("organizationUpdate", given, "organization { id }")
    assert await ledger.clock() == (None if turns else date(2026, 1, 1))
