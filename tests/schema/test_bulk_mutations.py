"""Objectives and key results written many at once, by either policy."""

from typing import Any

import pytest

from service.tables import new_id
from tests.company import Company
from tests.schema.conftest import gid
from tests.schema.writer import NOBODY, Writer

SOME = "REJECT_FAILED_ROWS"


def titles(rows: list[dict[str, Any] | None]) -> list[str | None]:
    return [None if row is None else row["title"] for row in rows]


async def test_many_new_objectives_are_answered_in_the_order_of_the_rows(
    writer: Writer, company: Company
) -> None:
    team = await company.team("Crew")
    rows = [{"title": f"O{place}", "teamId": gid("Team", team)} for place in range(30)]

    payload = await writer.write(
        "objectiveBulkCreate",
        {"rows": rows},
        """objectives { title team { name } keyResults { totalCount } }
           query { objectives { totalCount } }""",
    )

    assert payload["objectives"] == [
        {"title": f"O{place}", "team": {"name": "Crew"}, "keyResults": {"totalCount": 0}}
        for place in range(30)
    ]
    assert payload["query"] == {"objectives": {"totalCount": 30}}
    assert [type_ for type_, _ in await writer.told()] == ["objective.created"] * 30


NEW_ROWS = [
    {"title": "Good"},
    {"title": "Of no team", "teamId": gid("Team", NOBODY)},
    {"title": "Good, too"},
    {"title": " "},
    {"title": "Of a strange id", "id": "nonsense"},
]
REFUSED_ROWS = [
    ("NOT_FOUND", ["input", "rows", "1", "teamId"]),
    ("REQUIRED", ["input", "rows", "3", "title"]),
    ("INVALID", ["input", "rows", "4", "id"]),
]


async def test_rows_that_are_refused_do_not_hold_back_the_others_where_so_told(
    writer: Writer,
) -> None:
    payload = await writer.send(
        "objectiveBulkCreate",
        {"rows": NEW_ROWS, "errorPolicy": SOME},
        "objectives { title } query { objectives { nodes { title } } }",
    )

    errors = [(error["code"], error["path"]) for error in payload["userErrors"]]
    assert errors == REFUSED_ROWS
    assert titles(payload["objectives"]) == ["Good", None, "Good, too", None, None]
    written = [node["title"] for node in payload["query"]["objectives"]["nodes"]]
    assert written == ["Good", "Good, too"]
    assert [type_ for type_, _ in await writer.told()] == ["objective.created"] * 2


@pytest.mark.parametrize("policy", [{}, {"errorPolicy": "REJECT_ALL"}], ids=["unsaid", "said"])
async def test_one_refused_row_holds_back_all_where_not_told_otherwise(
    writer: Writer, policy: dict[str, str]
) -> None:
    rows = NEW_ROWS[:4]

    payload = await writer.send(
        "objectiveBulkCreate",
        {"rows": rows, **policy},
        "objectives { title } query { objectives { totalCount } }",
    )

    errors = [(error["code"], error["path"]) for error in payload["userErrors"]]
    assert errors == REFUSED_ROWS[:2]
    assert payload["objectives"] == [None] * 4
    assert payload["query"] == {"objectives": {"totalCount": 0}}
    assert await writer.told() == []


async def test_many_objectives_are_changed_each_by_its_own_row(
    writer: Writer, company: Company
) -> None:
    one, two, three = [await company.objective(title) for title in ("One", "Two", "Three")]
    rows = [
        {"id": gid("Objective", one), "title": "First", "expectedVersion": 1},
        {"id": gid("Objective", two), "title": "Second", "expectedVersion": 9},
        {"id": gid("Objective", three), "description": "more"},
    ]

    payload = await writer.send(
        "objectiveBulkUpdate",
        {"rows": rows, "errorPolicy": SOME},
        "objectives { title description version }",
    )

    errors = [(error["code"], error["path"]) for error in payload["userErrors"]]
    assert errors == [("CONFLICT", ["input", "rows", "1", "expectedVersion"])]
    assert payload["objectives"] == [
        {"title": "First", "description": None, "version": 2},
        None,
        {"title": "Three", "description": "more", "version": 2},
    ]
    assert sorted(await writer.told()) == sorted(("objective.updated", id_) for id_ in (one, three))


async def test_many_objectives_go_and_come_with_their_key_results(
    writer: Writer, company: Company
) -> None:
    ids = [await company.objective(title) for title in ("One", "Two")]
    for id_ in ids:
        await company.key_result(id_, "KR")
    rows = [{"id": gid("Objective", id_)} for id_ in ids]
    seen = "objectives { title keyResults { totalCount } } query { keyResults { totalCount } }"

    archived = await writer.write("objectiveBulkArchive", {"rows": rows}, seen)
    restored = await writer.write("objectiveBulkRestore", {"rows": rows}, seen)

    assert archived["query"] == {"keyResults": {"totalCount": 0}}
    assert restored == {
        "objectives": [
            {"title": title, "keyResults": {"totalCount": 1}} for title in ("One", "Two")
        ],
        "query": {"keyResults": {"totalCount": 2}},
    }
    types = [type_ for type_, _ in await writer.told()]
    assert {type_: types.count(type_) for type_ in types} == {
        "objective.archived": 2,
        "key_result.archived": 2,
        "objective.restored": 2,
        "key_result.restored": 2,
    }


async def test_many_key_results_are_added_changed_put_away_and_brought_back(
    writer: Writer, company: Company
) -> None:
    objective = await company.objective("Home")
    home, ids = gid("Objective", objective), [new_id() for _ in range(3)]
    keys = [{"id": gid("KeyResult", id_)} for id_ in ids]
    seen = "keyResults { title objective { keyResults { totalCount } } }"

    added = await writer.write(
        "keyResultBulkCreate",
        {
            "rows": [
                {"id": str(id_), "objectiveId": home, "title": title}
                for id_, title in zip(ids, "ABC", strict=True)
            ]
        },
        seen,
    )
    changed = await writer.write(
        "keyResultBulkUpdate", {"rows": [{**key, "title": "Z"} for key in keys]}, seen
    )
    archived = await writer.write("keyResultBulkArchive", {"rows": keys[1:]}, seen)
    restored = await writer.write("keyResultBulkRestore", {"rows": keys[:2]}, seen)

    def those(names: str, left: int) -> dict[str, Any]:
        inside = {"keyResults": {"totalCount": left}}
        return {"keyResults": [{"title": name, "objective": inside} for name in names]}

    assert (added, changed) == (those("ABC", 3), those("ZZZ", 3))
    assert (archived, restored) == (those("ZZ", 1), those("ZZ", 2))
    assert [type_ for type_, _ in await writer.told()] == [
        *["key_result.created"] * 3,
        *["key_result.updated"] * 3,
        *["key_result.archived"] * 2,
        "key_result.restored",
    ]


async def test_key_results_that_cannot_be_are_refused_by_their_rows(
    writer: Writer, company: Company
) -> None:
    objective = gid("Objective", await company.objective())
    rows = [
        {"objectiveId": objective, "title": "Good"},
        {"objectiveId": gid("Objective", NOBODY), "title": "Homeless"},
        {"objectiveId": objective, "title": "Good", "externalId": "K-1"},
        {"objectiveId": objective, "title": "Twice", "externalId": "K-1"},
    ]

    payload = await writer.send(
        "keyResultBulkCreate", {"rows": rows, "errorPolicy": SOME}, "keyResults { title }"
    )

    errors = [(error["code"], error["path"]) for error in payload["userErrors"]]
    assert errors == [
        ("NOT_FOUND", ["input", "rows", "1", "objectiveId"]),
        ("INVALID", ["input", "rows", "3", "externalId"]),
    ]
    assert titles(payload["keyResults"]) == ["Good", None, "Good", None]


async def test_a_row_named_twice_is_refused(writer: Writer, company: Company) -> None:
    row = {"id": gid("Objective", await company.objective()), "title": "T"}

    assert await writer.refused("objectiveBulkUpdate", {"rows": [row, row]}) == [
        ("INVALID", ["input", "rows", "1", "id"])
    ]


async def test_no_rows_are_no_error_and_more_than_a_hundred_are_too_many(
    writer: Writer,
) -> None:
    none = await writer.write("objectiveBulkCreate", {"rows": []}, "objectives { id }")
    rows = [{"title": f"O{place}"} for place in range(100)]

    assert none == {"objectives": []}
    for policy in ("REJECT_ALL", "REJECT_FAILED_ROWS"):
        for last in ({"title": "O100"}, {"title": "O100", "id": "nonsense"}):
            given = {"rows": [*rows, last], "errorPolicy": policy}
            assert await writer.refused("objectiveBulkCreate", given) == [
                ("LIMIT", ["input", "rows"])
            ]
    assert await writer.told() == []
