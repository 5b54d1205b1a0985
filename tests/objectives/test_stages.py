"""Checkpoints and milestones against a real database: complete sets, one fact, one version."""

import asyncio
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from service.actor import Role
from service.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    Limit,
    NotFound,
    ReadOnly,
    Required,
    TooLong,
)
from service.objectives.commands.key_results import (
    KeyResultChange,
    NewKeyResult,
    create_key_results,
    update_key_results,
)
from service.objectives.commands.milestones import MilestoneChange, update_milestone
from service.objectives.commands.stages import NewCheckpoint, NewMilestone, stored_rows
from service.objectives.models import KeyResult, Milestone
from service.progress.rules import KeyResultSource, MetricType
from service.tables import new_id
from tests.company import QUARTER, Company
from tests.writing.desk import NOW, Desk

OCTOBER, NOVEMBER = date(2026, 10, 31), date(2026, 11, 30)


def point(day: date, value: int) -> NewCheckpoint:
    return NewCheckpoint(day=day, value=Decimal(value))


def stage(title: str, **more: Any) -> NewMilestone:
    return NewMilestone(title=title, **more)


@pytest.fixture
async def objective(company: Company) -> UUID:
    return await company.objective(cycle_id=await company.cycle(state="ACTIVE", **QUARTER))


async def sets(desk: Desk, key_result: UUID) -> tuple[list[Any], list[Any]]:
    async with desk.database.reading() as session:
        found = [
            (await stored_rows(session, desk.actor, name, [key_result])).get(key_result, [])
            for name in ("checkpoints", "milestones")
        ]
    return (
        [(row["day"], row["value"]) for row in found[0]],
        [(row["title"], row["weight"], row["due_on"], row["done_on"]) for row in found[1]],
    )


async def milestone_ids(desk: Desk, key_result: UUID) -> list[UUID]:
    async with desk.database.reading() as session:
        found = await stored_rows(session, desk.actor, "milestones", [key_result])
    return [row["id"] for row in found[key_result]]


async def test_a_new_key_result_comes_with_its_sets(desk: Desk, objective: UUID) -> None:
    made = await desk.one(
        create_key_results,
        NewKeyResult(
            objective_id=objective,
            title="KR",
            metric_type=MetricType.MILESTONE,
            checkpoints=[point(NOVEMBER, 6), point(OCTOBER, 2)],
            milestones=[stage("Plan", done_on=OCTOBER), stage("Build", weight=Decimal(3))],
        ),
    )
    assert await sets(desk, made) == (
        [(OCTOBER, 2), (NOVEMBER, 6)],
        [("Plan", 1, None, OCTOBER), ("Build", 3, None, None)],
    )
    row = await desk.row(KeyResult, made)
    assert (row["progress"], row["version"]) == (Decimal("0.25"), 1)
    plan, build = map(str, await milestone_ids(desk, made))
    ((_, _, changes),) = await desk.told()
    assert changes["checkpoints"] == [
        None,
        [{"day": "2026-10-31", "value": "2"}, {"day": "2026-11-30", "value": "6"}],
    ]
    assert changes["milestones"] == [
        None,
        [
            {"id": plan, "title": "Plan", "weight": "1", "done_on": "2026-10-31"},
            {"id": build, "title": "Build", "weight": "3"},
        ],
    ]


async def test_a_set_is_replaced_as_a_whole_and_what_is_not_said_stays(
    desk: Desk, company: Company, objective: UUID
) -> None:
    own_id = await company.key_result(objective, start=0, target=10)
    await company.checkpoint(own_id, OCTOBER, 2)
    await company.milestone(own_id, "Plan", position=1)
    await desk.one(
        update_key_results,
        KeyResultChange(id=own_id, checkpoints=[point(NOVEMBER, 6)], expected_version=1),
    )
    assert await sets(desk, own_id) == ([(NOVEMBER, 6)], [("Plan", 1, None, None)])
    await desk.one(update_key_results, KeyResultChange(id=own_id, checkpoints=[], milestones=[]))
    assert await sets(desk, own_id) == ([], [])
    assert (await desk.row(KeyResult, own_id))["version"] == 3
    facts = [changes for _, _, changes in await desk.told()]
    assert facts[0] == {
        "checkpoints": [
            [{"day": "2026-10-31", "value": "2"}],
            [{"day": "2026-11-30", "value": "6"}],
        ]
    }
    assert sorted((name, after) for name, (_, after) in facts[1].items()) == [
        ("checkpoints", None),
        ("milestones", None),
    ]


async def test_the_same_sets_change_nothing(desk: Desk, company: Company, objective: UUID) -> None:
    own_id = await company.key_result(objective)
    await company.checkpoint(own_id, OCTOBER, 2)
    stage_id = await company.milestone(own_id, "Plan")
    for milestones in ([stage("Plan")], [stage("Plan", id=stage_id)]):
        await desk.one(
            update_key_results,
            KeyResultChange(id=own_id, checkpoints=[point(OCTOBER, 2)], milestones=milestones),
        )
    assert (await desk.row(KeyResult, own_id))["version"] == 1
    assert await desk.told() == []


async def test_a_milestone_is_the_one_of_its_id_or_of_its_place(
    desk: Desk, company: Company, objective: UUID
) -> None:
    own_id = await company.key_result(objective)
    one, two, three = [
        await company.milestone(own_id, title, position=place)
        for place, title in enumerate("abc", 1)
    ]
    await desk.one(
        update_key_results,
        KeyResultChange(
            id=own_id,
            milestones=[stage("c", id=three), stage("B"), stage("x"), stage("a", id=one)],
        ),
    )
    ids = await milestone_ids(desk, own_id)
    assert [ids[0], ids[1], ids[3]] == [three, two, one]
    assert ids[2] not in (one, two, three)
    assert [row[0] for row in (await sets(desk, own_id))[1]] == ["c", "B", "x", "a"]


async def test_a_curve_bends_what_is_expected_at_once(desk: Desk, objective: UUID) -> None:
    made = await desk.one(
        create_key_results,
        NewKeyResult(objective_id=objective, title="KR", start=Decimal(0), target=Decimal(10)),
    )
    straight = (await desk.row(KeyResult, made))["expected"]
    # NOW is the second of November.
    await desk.one(
        update_key_results,
        KeyResultChange(id=made, checkpoints=[point(date(2026, 11, 2), 1)]),
    )
    assert straight > Decimal("0.3")
    assert (await desk.row(KeyResult, made))["expected"] == Decimal("0.1")


async def test_what_cannot_be_a_set_is_refused(
    desk: Desk, company: Company, objective: UUID
) -> None:
    own_id = await company.key_result(objective)
    other = await company.milestone(await company.key_result(objective))
    own = await company.milestone(own_id)
    days = [point(date.fromordinal(place), 1) for place in range(1, 102)]
    cases: list[tuple[type[DomainError], tuple[str, ...], dict[str, Any]]] = [
        (Required, ("checkpoints",), {"checkpoints": None}),
        (Required, ("milestones",), {"milestones": None}),
        (Limit, ("checkpoints",), {"checkpoints": days}),
        (Limit, ("milestones",), {"milestones": [stage("x")] * 101}),
        (
            Invalid,
            ("checkpoints", "2", "day"),
            {"checkpoints": [point(OCTOBER, 1), point(NOVEMBER, 1), point(OCTOBER, 2)]},
        ),
        (
            Invalid,
            ("checkpoints", "0", "value"),
            {"checkpoints": [NewCheckpoint(day=OCTOBER, value=Decimal("NaN"))]},
        ),
        (Required, ("milestones", "1", "title"), {"milestones": [stage("x"), stage(" ")]}),
        (TooLong, ("milestones", "0", "title"), {"milestones": [stage("x" * 2_001)]}),
        (Invalid, ("milestones", "0", "weight"), {"milestones": [stage("x", weight=Decimal(-1))]}),
        (NotFound, ("milestones", "0", "id"), {"milestones": [stage("x", id=other)]}),
        (
            Invalid,
            ("milestones", "1", "id"),
            {"milestones": [stage("x", id=own), stage("y", id=own)]},
        ),
        (Invalid, ("kpi_id",), {"follows": KeyResultSource.KPI}),
        (Required, ("follows",), {"follows": None}),
    ]
    for error, path, given in cases:
        with pytest.raises(error) as refused:
            await desk.one(update_key_results, KeyResultChange(id=own_id, **given))
        assert (type(refused.value), refused.value.path) == (error, path), given
    with pytest.raises(NotFound):
        await desk.one(
            create_key_results,
            NewKeyResult(objective_id=objective, title="KR", milestones=[stage("x", id=own)]),
        )
    assert await desk.told() == []


async def test_a_milestone_is_ticked_off_alone(
    desk: Desk, company: Company, objective: UUID
) -> None:
    own_id = await company.key_result(objective, metric_type="MILESTONE")
    plan, build = [
        await company.milestone(own_id, title, position=place, due_on=NOVEMBER)
        for place, title in enumerate(("Plan", "Build"))
    ]
    done = MilestoneChange(id=build, done_on=OCTOBER, due_on=None)
    for _ in range(2):
        assert await desk.do(update_milestone, done) == build
    row = await desk.row(Milestone, build)
    assert (row["title"], row["position"], row["due_on"], row["done_on"]) == (
        "Build",
        1,
        None,
        OCTOBER,
    )
    key_result = await desk.row(KeyResult, own_id)
    assert (key_result["progress"], key_result["version"]) == (Decimal("0.5"), 2)
    before = [
        {"id": str(plan), "title": "Plan", "weight": "1", "due_on": "2026-11-30"},
        {"id": str(build), "title": "Build", "weight": "1", "due_on": "2026-11-30"},
    ]
    after = {"id": str(build), "title": "Build", "weight": "1", "done_on": "2026-10-31"}
    assert await desk.told() == [
        ("key_result.updated", own_id, {"milestones": [before, [before[0], after]]})
    ]


async def test_a_milestone_that_cannot_change_is_refused(
    desk: Desk, company: Company, strange_company: Company, objective: UUID
) -> None:
    own_id = await company.milestone(await company.key_result(objective))
    closed = await company.objective(cycle_id=await company.cycle(state="CLOSED"))
    over = await company.milestone(await company.key_result(closed))
    gone = await company.milestone(await company.key_result(objective, archived_at=NOW))
    foreign = await strange_company.milestone(
        await strange_company.key_result(await strange_company.objective())
    )
    cases: list[tuple[type[DomainError], str, MilestoneChange]] = [
        (NotFound, "id", MilestoneChange(id=new_id(), done_on=OCTOBER)),
        (NotFound, "id", MilestoneChange(id=foreign, done_on=OCTOBER)),
        (ReadOnly, "id", MilestoneChange(id=over, done_on=OCTOBER)),
        (ReadOnly, "id", MilestoneChange(id=gone, done_on=OCTOBER)),
        (Required, "title", MilestoneChange(id=own_id, title=None)),
        (Required, "weight", MilestoneChange(id=own_id, weight=None)),
        (Conflict, "expected_version", MilestoneChange(id=own_id, expected_version=2)),
    ]
    for error, path, given in cases:
        with pytest.raises(error) as refused:
            await desk.do(update_milestone, given)
        assert (type(refused.value), refused.value.path) == (error, (path,)), given
    with pytest.raises(Forbidden):
        await desk.of(Role.VIEWER).do(update_milestone, MilestoneChange(id=own_id))
    assert await desk.told() == []


async def test_milestones_ticked_off_at_once_are_all_done(
    desk: Desk, company: Company, objective: UUID
) -> None:
    own_id = await company.key_result(objective, metric_type="MILESTONE")
    ids = [await company.milestone(own_id, f"S{place}", position=place) for place in range(12)]

    async def tick(stage_id: UUID) -> None:
        async with desk.database.writing(desk.actor.organization_id) as session:
            change = MilestoneChange(id=stage_id, done_on=OCTOBER)
            await update_milestone(session, desk.actor, change, NOW)

    await asyncio.gather(*map(tick, ids))
    assert {done for *_, done in (await sets(desk, own_id))[1]} == {OCTOBER}
    row = await desk.row(KeyResult, own_id)
    assert (row["progress"], row["version"]) == (1, 13)


async def test_who_begins_to_follow_a_kpi_has_its_latest_reading(
    desk: Desk, company: Company, objective: UUID
) -> None:
    kpi = await company.kpi()
    await company.kpi_reading(kpi, 7)
    own_id = await company.key_result(objective, start=0, target=10)
    await desk.one(
        update_key_results, KeyResultChange(id=own_id, follows=KeyResultSource.KPI, kpi_id=kpi)
    )
    assert (await desk.row(KeyResult, own_id))["current"] == 7
    with pytest.raises(Invalid):
        await desk.one(update_key_results, KeyResultChange(id=own_id, kpi_id=None))
