"""The order of key results, and their moves, over GraphQL."""

from typing import Any
from uuid import UUID

import pytest

from tests.company import Company
from tests.schema.conftest import gid
from tests.schema.writer import NOBODY, Writer

IN_ORDER = "keyResults { nodes { title position } }"


@pytest.fixture
async def home(company: Company) -> UUID:
    """An objective with the key results A, B and C."""
    return await company.objective("Home")


@pytest.fixture
async def a_b_c(company: Company, home: UUID) -> tuple[UUID, UUID, UUID]:
    a, b, c = [
        await company.key_result(home, title, position=place)
        for place, title in enumerate("ABC", 1)
    ]
    return a, b, c


def order(objective: dict[str, Any]) -> list[tuple[str, int]]:
    return [(node["title"], node["position"]) for node in objective["keyResults"]["nodes"]]


async def test_key_results_are_put_in_order_and_those_left_out_follow(
    writer: Writer, home: UUID, a_b_c
) -> None:
    a, b, c = a_b_c

    payload = await writer.write(
        "keyResultReorder",
        {"objectiveId": gid("Objective", home), "keyResultIds": [gid("KeyResult", c)]},
        f"objective {{ title {IN_ORDER} }} query {{ keyResults {{ totalCount }} }}",
    )

    assert payload["objective"]["title"] == "Home"
    assert order(payload["objective"]) == [("C", 1), ("A", 2), ("B", 3)]
    assert payload["query"] == {"keyResults": {"totalCount": 3}}
    assert sorted(await writer.told()) == sorted(("key_result.updated", id_) for id_ in (a, b, c))


async def test_what_is_no_order_is_refused(writer: Writer, company: Company, home, a_b_c) -> None:
    a, _, _ = a_b_c
    elsewhere = gid("KeyResult", await company.key_result(await company.objective()))
    here, one = gid("Objective", home), gid("KeyResult", a)
    ids = ["input", "keyResultIds"]
    cases = [
        ({"objectiveId": here, "keyResultIds": [one, one]}, "INVALID", ids),
        ({"objectiveId": here, "keyResultIds": [one, elsewhere]}, "NOT_FOUND", [*ids, "1"]),
        ({"objectiveId": here, "keyResultIds": ["nonsense"]}, "NOT_FOUND", [*ids, "0"]),
        ({"objectiveId": here, "keyResultIds": [one] * 101}, "LIMIT", ids),
        ({"objectiveId": one, "keyResultIds": []}, "NOT_FOUND", ["input", "objectiveId"]),
    ]
    for given, code, path in cases:
        assert await writer.refused("keyResultReorder", given) == [(code, path)], given
    assert await writer.told() == []


@pytest.mark.parametrize(
    ("place", "after"),
    [
        ({}, ["B", "C", "A"]),
        ({"beforeId": 2}, ["B", "A", "C"]),
        ({"afterId": 1}, ["B", "A", "C"]),
        ({"afterId": 2}, ["B", "C", "A"]),
        ({"beforeId": None, "afterId": None}, ["B", "C", "A"]),
    ],
    ids=["last", "before", "after", "after the last", "null is last"],
)
async def test_a_key_result_is_moved_within_its_objective(
    writer: Writer, home: UUID, a_b_c, place: dict[str, int | None], after: list[str]
) -> None:
    named = {
        field: None if which is None else gid("KeyResult", a_b_c[which])
        for field, which in place.items()
    }

    payload = await writer.write(
        "keyResultMove",
        {"id": gid("KeyResult", a_b_c[0]), "objectiveId": gid("Objective", home), **named},
        f"keyResult {{ title objective {{ {IN_ORDER} }} }}",
    )

    assert payload["keyResult"]["title"] == "A"
    assert order(payload["keyResult"]["objective"]) == [
        (title, place) for place, title in enumerate(after, 1)
    ]


async def test_a_key_result_is_moved_to_another_objective_with_all_that_it_has(
    writer: Writer, company: Company, home: UUID, a_b_c
) -> None:
    other = await company.objective("Other")
    there = await company.key_result(other, "X", position=1)
    moved, *_ = a_b_c
    await company.check_in(moved, 5)

    payload = await writer.write(
        "keyResultMove",
        {
            "id": gid("KeyResult", moved),
            "expectedVersion": 1,
            "objectiveId": gid("Objective", other),
            "beforeId": gid("KeyResult", there),
        },
        f"keyResult {{ version checkIns {{ totalCount }} objective {{ title {IN_ORDER} }} }}",
    )

    key_result = payload["keyResult"]
    assert (key_result["version"], key_result["checkIns"]) == (2, {"totalCount": 1})
    assert key_result["objective"]["title"] == "Other"
    assert order(key_result["objective"]) == [("A", 1), ("X", 2)]
    events = {event.subject_id: event.changes for event in await writer.events()}
    assert events == {
        moved: {"objective_id": [str(home), str(other)]},
        there: {"position": [1, 2]},
    }


async def test_a_move_that_would_close_a_cycle_is_refused_with_its_nodes(
    writer: Writer, company: Company, a_b_c
) -> None:
    top = await company.objective("Top")
    await company.align(top, a_b_c[0])

    payload = await writer.send(
        "keyResultMove",
        {"id": gid("KeyResult", a_b_c[0]), "objectiveId": gid("Objective", top)},
        "keyResult { id }",
    )

    (error,) = payload["userErrors"]
    assert payload["keyResult"] is None
    assert (error["__typename"], error["code"]) == ("AlignmentCycleError", "ALIGNMENT_CYCLE")
    assert error["path"] == ["input", "objectiveId"]
    assert [node["title"] for node in error["cycle"]] == ["A", "Top"]
    assert await writer.told() == []


async def test_a_place_that_there_is_not_is_refused(
    writer: Writer, company: Company, home: UUID, a_b_c
) -> None:
    a, b, c = (gid("KeyResult", id_) for id_ in a_b_c)
    other = await company.objective("Other")
    there = gid("KeyResult", await company.key_result(other))
    here = {"id": a, "objectiveId": gid("Objective", home)}
    cases = [
        ({**here, "beforeId": b, "afterId": c}, "INVALID", "afterId"),
        ({**here, "beforeId": a}, "INVALID", "beforeId"),
        ({**here, "afterId": there}, "NOT_FOUND", "afterId"),
        ({**here, "beforeId": "nonsense"}, "NOT_FOUND", "beforeId"),
        ({**here, "objectiveId": gid("Objective", NOBODY)}, "NOT_FOUND", "objectiveId"),
        ({**here, "expectedVersion": 2}, "CONFLICT", "expectedVersion"),
        ({**here, "id": gid("KeyResult", NOBODY)}, "NOT_FOUND", "id"),
    ]
    for given, code, field in cases:
        assert await writer.refused("keyResultMove", given) == [(code, ["input", field])], given
    assert await writer.told() == []
