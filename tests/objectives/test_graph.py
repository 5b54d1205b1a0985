"""What archiving takes along, and which changes of the graph are refused."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest

from service.alignment.analysis import analyze
from service.alignment.queries import organization_records
from service.alignment.snapshot import snapshot_from_records
from service.errors import AlignmentCycle, Invalid
from service.identity.models import Organization
from service.objectives.commands.archiving import archive_objectives, restore_objectives
from service.objectives.commands.key_result_archiving import (
    archive_key_results,
    restore_key_results,
)
from service.objectives.commands.key_results import NewKeyResult, create_key_results
from service.objectives.commands.moving import KeyResultMove, move_key_result
from service.objectives.commands.objectives import ObjectiveChange, update_objectives
from service.objectives.models import KeyResult, Objective
from service.objectives.rules import Lifecycle
from service.writing.batches import ErrorPolicy, Rejected
from service.writing.given import Seen
from tests.company import Company
from tests.writing.desk import NOW, Desk

EARLIER = NOW - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ring:
    """Objective A is aligned to a key result of B; a key result of A would align B to A."""

    a: UUID
    b: UUID
    kr_a: UUID
    kr_b: UUID


@pytest.fixture
async def ring(company: Company) -> Ring:
    a, b = await company.objective("A"), await company.objective("B")
    kr_a, kr_b = await company.key_result(a, "a"), await company.key_result(b, "b")
    await company.align(a, kr_b)
    await company.align(b, kr_a)
    return Ring(a, b, kr_a, kr_b)


async def archived(desk: Desk, *key_results: UUID) -> list[bool]:
    rows = [await desk.row(KeyResult, id_) for id_ in key_results]
    return [row["archived_at"] is not None for row in rows]


async def report_cycles(desk: Desk) -> None:
    async with desk.database.writing(desk.actor.organization_id) as session:
        organization = await session.get(Organization, desk.actor.organization_id)
        assert organization is not None
        organization.settings = {"cycle_policy": "REPORT"}


async def test_an_objective_takes_its_key_results_along_and_brings_them_back(
    desk: Desk, company: Company
) -> None:
    objective, other = await company.objective(), await company.objective()
    live = [await company.key_result(objective, f"KR {n}") for n in range(2)]
    gone = await company.key_result(objective, "Gone before", archived_at=EARLIER)
    stranger = await company.key_result(other, "Another's")
    await desk.one(archive_objectives, Seen(id=objective, expected_version=1))
    assert await archived(desk, *live, gone, stranger) == [True, True, True, False]
    assert [(type_, subject) for type_, subject, _ in await desk.told()] == [
        ("objective.archived", objective),
        ("key_result.archived", live[0]),
        ("key_result.archived", live[1]),
    ]
    await desk.one(restore_objectives, Seen(id=objective, expected_version=2))
    assert await archived(desk, *live, gone, stranger) == [False, False, True, False]
    row = await desk.row(KeyResult, live[0])
    assert (row["version"], row["updated_at"]) == (3, NOW)
    assert [(type_, subject) for type_, subject, _ in (await desk.told())[3:]] == [
        ("objective.restored", objective),
        ("key_result.restored", live[0]),
        ("key_result.restored", live[1]),
    ]


async def test_archiving_twice_is_told_once(desk: Desk, company: Company) -> None:
    objective = await company.objective()
    await company.key_result(objective)
    for _ in range(2):
        await desk.one(archive_objectives, Seen(id=objective, expected_version=1))
    assert len(await desk.told()) == 2


async def test_a_key_result_comes_back_to_a_live_objective_alone(
    desk: Desk, company: Company
) -> None:
    objective = await company.objective(archived_at=NOW)
    key_result = await company.key_result(objective, archived_at=NOW)
    with pytest.raises(Invalid) as refused:
        await desk.one(restore_key_results, Seen(id=key_result))
    assert refused.value.message == "its objective is archived: restore that first"
    await desk.one(restore_objectives, Seen(id=objective))
    await desk.one(archive_key_results, Seen(id=key_result))
    await desk.one(restore_key_results, Seen(id=key_result))
    assert await archived(desk, key_result) == [False]


async def test_a_key_result_made_meanwhile_does_not_outlive_its_objective(
    desk: Desk, company: Company
) -> None:
    objective = await company.objective()
    news = [NewKeyResult(objective_id=objective, title=f"KR {n}") for n in range(6)]
    answers = await asyncio.gather(
        *(desk.free(create_key_results, new) for new in news[:3]),
        desk.free(archive_objectives, Seen(id=objective)),
        *(desk.free(create_key_results, new) for new in news[3:]),
        return_exceptions=True,
    )
    made = [answer for answer in answers if isinstance(answer, UUID) and answer != objective]
    assert await archived(desk, *made) == [True] * len(made)


@pytest.mark.parametrize("part", ["a", "kr_a"])
async def test_what_would_close_a_cycle_stays_archived(
    desk: Desk, company: Company, part: str
) -> None:
    a, b = await company.objective("A"), await company.objective("B")
    kr_a, kr_b = await company.key_result(a, "a"), await company.key_result(b, "b")
    archive, restore, chosen = {
        "a": (archive_objectives, restore_objectives, a),
        "kr_a": (archive_key_results, restore_key_results, kr_a),
    }[part]
    await company.align(a, kr_b)
    await desk.one(archive, Seen(id=chosen))
    await company.align(b, kr_a)
    with pytest.raises(AlignmentCycle) as refused:
        await desk.one(restore, Seen(id=chosen))
    assert set(refused.value.cycle) == {a, b, kr_a, kr_b}
    assert refused.value.cycle[0] == chosen
    assert refused.value.path == ("id",)
    assert await archived(desk, kr_a) == [True]


async def test_what_is_cancelled_closes_no_cycle_until_it_is_not(desk: Desk, ring: Ring) -> None:
    async with desk.database.writing(desk.actor.organization_id) as session:
        row = await session.get(Objective, (desk.actor.organization_id, ring.a))
        assert row is not None
        row.lifecycle = "CANCELLED"
    with pytest.raises(AlignmentCycle) as refused:
        await desk.one(update_objectives, ObjectiveChange(id=ring.a, lifecycle=Lifecycle.ACTIVE))
    assert refused.value.cycle == (ring.a, ring.kr_b, ring.b, ring.kr_a)
    assert refused.value.path == ("lifecycle",)
    assert refused.value.message == "this would close a cycle: “A” → “b” → “B” → “a” → “A”"
    await report_cycles(desk)
    await desk.one(update_objectives, ObjectiveChange(id=ring.a, lifecycle=Lifecycle.ACTIVE))


async def test_of_a_batch_only_what_closes_a_cycle_is_refused(
    desk: Desk, company: Company, ring: Ring
) -> None:
    other = await company.objective("Other")
    ids = (ring.a, ring.b, other)
    async with desk.database.writing(desk.actor.organization_id) as session:
        for id_ in ids:
            row = await session.get(Objective, (desk.actor.organization_id, id_))
            assert row is not None
            row.archived_at = NOW
    rows = [Seen(id=id_) for id_ in ids]
    with pytest.raises(Rejected):
        await desk.many(restore_objectives, rows)
    outcome = await desk.many(restore_objectives, rows, ErrorPolicy.REJECT_FAILED_ROWS)
    assert outcome.ids == (None, None, other)
    assert [(one.path, one.error.code) for one in outcome.errors] == [
        (("0", "id"), "ALIGNMENT_CYCLE"),
        (("1", "id"), "ALIGNMENT_CYCLE"),
    ]


async def test_a_move_that_would_close_a_cycle_is_refused(desk: Desk, company: Company) -> None:
    a, b, c = [await company.objective(title) for title in "ABC"]
    key_result = await company.key_result(c, "kr")
    await company.align(a, key_result)
    await company.align(b, a)
    with pytest.raises(AlignmentCycle) as refused:
        await desk.do(move_key_result, KeyResultMove(id=key_result, objective_id=b))
    assert (refused.value.cycle, refused.value.path) == ((key_result, b, a), ("objective_id",))
    assert (await desk.row(KeyResult, key_result))["objective_id"] == c
    await report_cycles(desk)
    await desk.do(move_key_result, KeyResultMove(id=key_result, objective_id=b))
    assert (await desk.row(KeyResult, key_result))["objective_id"] == b


async def test_a_move_and_a_restore_cannot_each_close_half_a_cycle(
    desk: Desk, company: Company
) -> None:
    a, b, c = [await company.objective(title) for title in "ABC"]
    key_result = await company.key_result(c, "kr")
    await company.align(a, key_result)
    await company.align(b, a)
    await desk.one(archive_objectives, Seen(id=a))
    answers = await asyncio.gather(
        desk.do(move_key_result, KeyResultMove(id=key_result, objective_id=b)),
        desk.one(restore_objectives, Seen(id=a)),
        return_exceptions=True,
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["AlignmentCycle", "UUID"]


async def test_no_order_of_changes_leaves_a_cycle_behind(desk: Desk, company: Company) -> None:
    chance = Random(7)  # noqa: S311  # the same order each time
    objectives = [await company.objective(f"O{n}") for n in range(6)]
    key_results = [await company.key_result(objective) for objective in objectives]
    nodes = [*objectives, *key_results]
    for child, parent in [(0, 7), (1, 8), (2, 9), (3, 4), (5, 6), (10, 11)]:
        await company.align(nodes[child], nodes[parent])
    outcomes = []
    for _ in range(60):
        objective, key_result = chance.choice(objectives), chance.choice(key_results)
        moved = (move_key_result, KeyResultMove(id=key_result, objective_id=objective))
        command, given = chance.choice(
            [
                moved,
                moved,
                moved,
                (archive_objectives, Seen(id=objective)),
                (restore_objectives, Seen(id=objective)),
                (restore_objectives, Seen(id=objective)),
                (archive_key_results, Seen(id=key_result)),
                (restore_key_results, Seen(id=key_result)),
            ]
        )
        run = desk.do if command is move_key_result else desk.one
        outcomes += await asyncio.gather(run(command, given), return_exceptions=True)
        async with desk.database.reading() as session:
            records = await organization_records(session, desk.actor)
        assert analyze(snapshot_from_records(records), NOW.date()).components == ()
    assert {type(outcome) for outcome in outcomes} >= {UUID, AlignmentCycle}
