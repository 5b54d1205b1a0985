"""Key results in their order, and moved to other objectives."""

import asyncio
from uuid import UUID

import pytest
from sqlmodel import col

from service.actor import Role
from service.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    Limit,
    NotFound,
    ReadOnly,
)
from service.objectives.commands.moving import (
    KeyResultMove,
    KeyResultOrder,
    move_key_result,
    reorder_key_results,
)
from service.objectives.models import KeyResult
from service.objectives.queries import key_results
from service.tables import new_id
from tests.company import Company
from tests.writing.desk import NOW, Desk, statements


async def order_in(desk: Desk, objective: UUID) -> list[tuple[str, int | None]]:
    """The titles and positions of an objective's live key results, as they are listed."""
    async with desk.database.reading() as session:
        rows = await session.scalars(
            key_results(desk.actor)
            .where(col(KeyResult.objective_id) == objective)
            .order_by(col(KeyResult.position).asc().nulls_last(), col(KeyResult.id))
        )
        return [(row.title, row.position) for row in rows]


async def test_a_key_result_moves_between_others(desk: Desk, company: Company) -> None:
    objective = await company.objective()
    a, b, c, d = [await company.key_result(objective, title) for title in "abcd"]
    gone = await company.key_result(objective, "gone", archived_at=NOW)
    await desk.do(move_key_result, KeyResultMove(id=d, objective_id=objective, before_id=b))
    assert await order_in(desk, objective) == [("a", 1), ("d", 2), ("b", 3), ("c", 4)]
    await desk.do(move_key_result, KeyResultMove(id=a, objective_id=objective, after_id=b))
    assert await order_in(desk, objective) == [("d", 1), ("b", 2), ("a", 3), ("c", 4)]
    await desk.do(move_key_result, KeyResultMove(id=d, objective_id=objective))
    assert await order_in(desk, objective) == [("b", 1), ("a", 2), ("c", 3), ("d", 4)]
    assert (await desk.row(KeyResult, gone))["position"] is None
    assert await desk.told(c) == [
        ("key_result.updated", c, {"position": [None, 4]}),
        ("key_result.updated", c, {"position": [4, 3]}),
    ]


async def test_a_key_result_moves_to_another_objective(desk: Desk, company: Company) -> None:
    old, new = await company.objective("Old"), await company.objective("New")
    moved = await company.key_result(old, "moved", position=1)
    await company.key_result(old, "stays", position=2)
    first = await company.key_result(new, "first", position=1)
    await desk.do(
        move_key_result,
        KeyResultMove(id=moved, objective_id=new, before_id=first, expected_version=1),
    )
    assert await order_in(desk, new) == [("moved", 1), ("first", 2)]
    assert await order_in(desk, old) == [("stays", 2)]
    assert await desk.told() == [
        ("key_result.updated", moved, {"objective_id": [str(old), str(new)]}),
        ("key_result.updated", first, {"position": [1, 2]}),
    ]
    assert (await desk.row(KeyResult, moved))["version"] == 2


async def test_what_is_where_it_shall_be_stays_untouched(desk: Desk, company: Company) -> None:
    objective = await company.objective()
    a = await company.key_result(objective, "a", position=1)
    b = await company.key_result(objective, "b", position=2)
    await desk.do(move_key_result, KeyResultMove(id=b, objective_id=objective, after_id=a))
    await desk.do(
        reorder_key_results, KeyResultOrder(objective_id=objective, key_result_ids=[a, b])
    )
    assert await desk.told() == []


async def test_key_results_take_the_order_they_are_named_in_and_others_follow(
    desk: Desk, company: Company
) -> None:
    objective = await company.objective()
    _, b, c, d = [await company.key_result(objective, title, position=9) for title in "abcd"]
    answer = await desk.do(
        reorder_key_results, KeyResultOrder(objective_id=objective, key_result_ids=[d, b])
    )
    assert answer == objective
    assert await order_in(desk, objective) == [("d", 1), ("b", 2), ("a", 3), ("c", 4)]
    assert (await desk.row(KeyResult, c))["version"] == 2


async def test_a_move_that_cannot_be_is_refused(
    desk: Desk, company: Company, strange_company: Company
) -> None:
    closed = await company.objective(cycle_id=await company.cycle(state="CLOSED"))
    put_away = await company.objective(archived_at=NOW)
    objective, other = await company.objective(), await company.objective()
    a, b = await company.key_result(objective, "a"), await company.key_result(objective, "b")
    fixed = await company.key_result(closed)
    gone = await company.key_result(objective, archived_at=NOW)
    foreign = await strange_company.objective()
    cases: list[tuple[type[DomainError], tuple[str, ...], KeyResultMove]] = [
        (NotFound, ("id",), KeyResultMove(id=new_id(), objective_id=objective)),
        (NotFound, ("objective_id",), KeyResultMove(id=a, objective_id=new_id())),
        (NotFound, ("objective_id",), KeyResultMove(id=a, objective_id=put_away)),
        (NotFound, ("objective_id",), KeyResultMove(id=a, objective_id=foreign)),
        (NotFound, ("before_id",), KeyResultMove(id=a, objective_id=other, before_id=b)),
        (NotFound, ("after_id",), KeyResultMove(id=a, objective_id=objective, after_id=gone)),
        (ReadOnly, ("objective_id",), KeyResultMove(id=a, objective_id=closed)),
        (ReadOnly, ("id",), KeyResultMove(id=fixed, objective_id=objective)),
        (ReadOnly, ("id",), KeyResultMove(id=gone, objective_id=objective)),
        (
            Conflict,
            ("expected_version",),
            KeyResultMove(id=a, objective_id=other, expected_version=2),
        ),
        (
            Invalid,
            ("after_id",),
            KeyResultMove(id=a, objective_id=objective, before_id=b, after_id=b),
        ),
        (Invalid, ("before_id",), KeyResultMove(id=a, objective_id=objective, before_id=a)),
    ]
    for error, path, move in cases:
        with pytest.raises(error) as refused:
            await desk.do(move_key_result, move)
        assert (type(refused.value), refused.value.path) == (error, path), move
    assert await desk.told() == []


async def test_an_order_that_cannot_be_is_refused(desk: Desk, company: Company) -> None:
    objective, other = await company.objective(), await company.objective()
    closed = await company.objective(cycle_id=await company.cycle(state="CLOSED"))
    a, b = await company.key_result(objective), await company.key_result(other)
    cases: list[tuple[type[DomainError], tuple[str, ...], UUID, list[UUID]]] = [
        (NotFound, ("objective_id",), new_id(), []),
        (ReadOnly, ("objective_id",), closed, []),
        (NotFound, ("key_result_ids", "1"), objective, [a, b]),
        (Invalid, ("key_result_ids",), objective, [a, a]),
        (Limit, ("key_result_ids",), objective, [new_id() for _ in range(101)]),
    ]
    for error, path, objective_id, ids in cases:
        order = KeyResultOrder(objective_id=objective_id, key_result_ids=ids)
        with pytest.raises(error) as refused:
            await desk.do(reorder_key_results, order)
        assert (type(refused.value), refused.value.path) == (error, path), order
    assert await desk.told() == []


async def test_moves_at_once_leave_positions_without_gaps(desk: Desk, company: Company) -> None:
    objective, other = await company.objective(), await company.objective()
    ids = [await company.key_result(other, f"{n}") for n in range(6)]
    await asyncio.gather(
        *(desk.do(move_key_result, KeyResultMove(id=id_, objective_id=objective)) for id_ in ids)
    )
    assert [place for _, place in await order_in(desk, objective)] == [1, 2, 3, 4, 5, 6]


async def test_a_viewer_moves_nothing(desk: Desk, company: Company) -> None:
    objective = await company.objective()
    key_result = await company.key_result(objective)
    viewing = desk.of(Role.VIEWER)
    with pytest.raises(Forbidden):
        await viewing.do(move_key_result, KeyResultMove(id=key_result, objective_id=objective))
    order = KeyResultOrder(objective_id=objective, key_result_ids=[key_result])
    with pytest.raises(Forbidden):
        await viewing.do(reorder_key_results, order)


@pytest.mark.parametrize("count", [2, 40])
async def test_statements_do_not_grow_with_the_siblings(
    desk: Desk, company: Company, count: int
) -> None:
    objective, other = await company.objective(), await company.objective()
    ids = [await company.key_result(objective, f"{n}") for n in range(count)]
    await company.key_result(other)
    with statements() as sent:
        await desk.do(
            reorder_key_results, KeyResultOrder(objective_id=objective, key_result_ids=ids[::-1])
        )
    assert len(sent) == 3, sent
    with statements() as sent:
        await desk.do(move_key_result, KeyResultMove(id=ids[0], objective_id=other))
    assert len(sent) == 7, sent
