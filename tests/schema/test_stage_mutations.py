"""Checkpoints and milestones over GraphQL."""

from uuid import UUID

import pytest

from tests.company import QUARTER, Company
from tests.schema.conftest import gid
from tests.schema.writer import NOBODY, Writer

SETS = """follows checkpoints { nodes { day value } }
  milestones { nodes { id title weight dueOn doneOn position } }"""


@pytest.fixture
async def objective(company: Company) -> UUID:
    return await company.objective(cycle_id=await company.cycle(state="ACTIVE", **QUARTER))


def milestones(answer: dict, *names: str) -> list[list[object]]:
    return [[one[name] for name in names] for one in answer["milestones"]["nodes"]]


async def test_sets_come_with_a_key_result_and_change_as_a_whole(
    writer: Writer, objective: UUID
) -> None:
    made = await writer.write(
        "keyResultCreate",
        {
            "title": "KR",
            "objectiveId": gid("Objective", objective),
            "metricType": "MILESTONE",
            "follows": "ALIGNED_CHILDREN",
            "checkpoints": [
                {"day": "2026-11-30", "value": "6.50"},
                {"day": "2026-10-31", "value": "2"},
            ],
            "milestones": [
                {"title": "Plan", "doneOn": "2026-10-02"},
                {"title": "Build", "weight": "3", "dueOn": "2026-12-01"},
            ],
        },
        f"keyResult {{ id {SETS} }}",
    )
    first = made["keyResult"]
    assert first["follows"] == "ALIGNED_CHILDREN"
    assert first["checkpoints"]["nodes"] == [
        {"day": "2026-10-31", "value": "2"},
        {"day": "2026-11-30", "value": "6.5"},
    ]
    assert milestones(first, "title", "weight", "dueOn", "doneOn", "position") == [
        ["Plan", "1", None, "2026-10-02", 1],
        ["Build", "3", "2026-12-01", None, 2],
    ]

    build = first["milestones"]["nodes"][1]["id"]
    changed = await writer.write(
        "keyResultUpdate",
        {
            "id": first["id"],
            "follows": "CHECK_INS",
            "milestones": [{"id": build, "title": "Build"}, {"title": "Ship"}],
        },
        f"keyResult {{ {SETS} }}",
    )
    second = changed["keyResult"]
    assert second["checkpoints"] == first["checkpoints"]
    assert milestones(second, "title", "weight") == [["Build", "1"], ["Ship", "1"]]
    assert second["milestones"]["nodes"][0]["id"] == build

    cleared = await writer.write(
        "keyResultBulkUpdate",
        {"rows": [{"id": first["id"], "checkpoints": [], "milestones": []}]},
        f"keyResults {{ {SETS} }}",
    )
    assert cleared["keyResults"] == [
        {"follows": "CHECK_INS", "checkpoints": {"nodes": []}, "milestones": {"nodes": []}}
    ]


async def test_a_milestone_is_ticked_off_and_its_key_result_follows(
    writer: Writer, company: Company, objective: UUID
) -> None:
    key_result = await company.key_result(objective, metric_type="MILESTONE")
    own_id = await company.milestone(key_result, "Plan", position=1)
    await company.milestone(key_result, "Build", position=2)

    payload = await writer.write(
        "milestoneUpdate",
        {"id": gid("Milestone", own_id), "expectedVersion": 1, "doneOn": "2026-10-02"},
        "milestone { title doneOn keyResult { version progress objective { progress } } }",
    )

    assert payload["milestone"] == {
        "title": "Plan",
        "doneOn": "2026-10-02",
        "keyResult": {"version": 2, "progress": "0.5", "objective": {"progress": "0.5"}},
    }
    assert await writer.told() == [("key_result.updated", key_result)]


async def test_what_cannot_be_is_refused_where_it_was_said(
    writer: Writer, company: Company, objective: UUID
) -> None:
    own_id = gid("KeyResult", await company.key_result(objective))
    other = gid("Milestone", await company.milestone(await company.key_result(objective)))
    point = {"day": "2026-11-30", "value": "6"}
    cases = [
        ({"checkpoints": None}, "REQUIRED", ["checkpoints"]),
        ({"milestones": None}, "REQUIRED", ["milestones"]),
        ({"checkpoints": [point, point]}, "INVALID", ["checkpoints", "1", "day"]),
        ({"checkpoints": [{**point, "value": "1e30"}]}, "INVALID", ["checkpoints", "0", "value"]),
        ({"milestones": [{"title": ""}]}, "REQUIRED", ["milestones", "0", "title"]),
        ({"milestones": [{"title": "x"}] * 101}, "LIMIT", ["milestones"]),
        ({"milestones": [{"id": other, "title": "x"}]}, "NOT_FOUND", ["milestones", "0", "id"]),
        ({"milestones": [{"id": own_id, "title": "x"}]}, "NOT_FOUND", ["milestones", "0", "id"]),
        ({"follows": "KPI"}, "INVALID", ["kpiId"]),
        ({"follows": None}, "REQUIRED", ["follows"]),
    ]
    for given, code, path in cases:
        refused = await writer.refused("keyResultUpdate", {"id": own_id, **given})
        assert refused == [(code, ["input", *path])], given
    assert await writer.refused(
        "milestoneUpdate", {"id": gid("Milestone", NOBODY), "title": "x"}
    ) == [("NOT_FOUND", ["input", "id"])]
    assert await writer.told() == []
