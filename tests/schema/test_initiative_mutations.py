"""Initiatives over GraphQL: recorded, changed, put away, brought back."""

from service.tables import new_id
from tests.company import Company
from tests.schema.conftest import gid
from tests.schema.writer import NOBODY, Writer

EVERYTHING = """initiative { id externalId title description ownerRole status startsOn endsOn link
  version archivedAt owner { name } team { name } serves { __typename title
    ... on Objective { initiatives { nodes { title } } }
    ... on KeyResult { initiatives { nodes { title } } } } }"""


async def test_a_new_initiative_is_answered_with_all_that_it_became(
    writer: Writer, company: Company
) -> None:
    own_id, objective = new_id(), await company.objective("Goal")
    key_result = await company.key_result(objective, "KR")
    told = {
        "externalId": "I-1",
        "title": "Build it",
        "description": "More",
        "ownerRole": "Head of building",
        "status": "IN_PROGRESS",
        "startsOn": "2026-10-01",
        "endsOn": "2026-10-31",
        "link": "https://example.com/1",
    }

    payload = await writer.write(
        "initiativeCreate",
        {
            "id": str(own_id),
            **told,
            "ownerId": gid("Person", await company.person()),
            "teamId": gid("Team", await company.team()),
            "serves": [gid("KeyResult", key_result), gid("Objective", objective)],
        },
        EVERYTHING,
    )

    initiatives = {"nodes": [{"title": "Build it"}]}
    assert payload["initiative"] == {
        **told,
        "id": gid("Initiative", own_id),
        "version": 1,
        "archivedAt": None,
        "owner": {"name": "Ada"},
        "team": {"name": "Team"},
        "serves": [
            {"__typename": "KeyResult", "title": "KR", "initiatives": initiatives},
            {"__typename": "Objective", "title": "Goal", "initiatives": initiatives},
        ],
    }
    assert await writer.told() == [("initiative.created", own_id)]


async def test_what_a_change_leaves_out_stays_and_what_it_serves_is_the_whole_new_list(
    writer: Writer, company: Company
) -> None:
    one, two = [await company.objective(title) for title in ("One", "Two")]
    initiative = await company.initiative("Old", one, status="DONE", link="gone")
    id_ = gid("Initiative", initiative)
    seen = "initiative { title status link version serves { title } }"

    named = await writer.write(
        "initiativeUpdate",
        {"id": id_, "link": None, "serves": [gid("Objective", two), gid("Objective", one)]},
        seen,
    )
    stays = await writer.write("initiativeUpdate", {"id": id_, "title": "New"}, seen)
    none = await writer.write("initiativeUpdate", {"id": id_, "serves": []}, seen)

    both = [{"title": "Two"}, {"title": "One"}]
    old = {"title": "Old", "status": "DONE", "link": None}
    assert named["initiative"] == {**old, "version": 2, "serves": both}
    assert stays["initiative"] == {**old, "title": "New", "version": 3, "serves": both}
    assert none["initiative"] == {**old, "title": "New", "version": 4, "serves": []}
    assert await writer.told() == [("initiative.updated", initiative)] * 3


async def test_what_an_initiative_cannot_be_is_refused_where_it_was_said(
    writer: Writer, company: Company
) -> None:
    objective = await company.objective(external_id="O-1")
    goal, pillar = gid("Objective", objective), gid("StrategyElement", await company.pillar())
    initiative = gid("Initiative", await company.initiative())
    nobody = gid("KeyResult", NOBODY)
    new = {"title": "T"}
    cases = [
        ("initiativeCreate", {"title": ""}, "REQUIRED", ["title"]),
        ("initiativeCreate", {**new, "link": "x" * 2_001}, "TOO_LONG", ["link"]),
        ("initiativeCreate", {**new, "id": str(objective)}, "TAKEN", ["id"]),
        ("initiativeCreate", {**new, "externalId": "O-1"}, "TAKEN", ["externalId"]),
        ("initiativeCreate", {**new, "teamId": "nonsense"}, "NOT_FOUND", ["teamId"]),
        ("initiativeCreate", {**new, "serves": [goal, nobody]}, "NOT_FOUND", ["serves", "1"]),
        ("initiativeCreate", {**new, "serves": ["nonsense"]}, "NOT_FOUND", ["serves", "0"]),
        ("initiativeCreate", {**new, "serves": [goal, pillar]}, "INVALID", ["serves", "1"]),
        ("initiativeCreate", {**new, "serves": [goal] * 101}, "LIMIT", ["serves"]),
        ("initiativeUpdate", {"id": initiative, "serves": None}, "REQUIRED", ["serves"]),
        ("initiativeUpdate", {"id": initiative, "title": None}, "REQUIRED", ["title"]),
        (
            "initiativeUpdate",
            {"id": initiative, "startsOn": "2026-02-02", "endsOn": "2026-02-01"},
            "INVALID",
            ["endsOn"],
        ),
    ]
    for mutation, given, code, path in cases:
        assert await writer.refused(mutation, given) == [(code, ["input", *path])], given
    assert await writer.told() == []


async def test_an_archived_initiative_is_out_of_what_it_serves_until_it_is_back(
    writer: Writer, company: Company
) -> None:
    initiative = await company.initiative("Build it", await company.objective("Goal"))
    given = {"id": gid("Initiative", initiative)}
    seen = """initiative { version serves { title } }
      query { objectives { nodes { initiatives { totalCount } } } }"""

    archived = await writer.write("initiativeArchive", {**given, "expectedVersion": 1}, seen)
    restored = await writer.write("initiativeRestore", {**given, "expectedVersion": 2}, seen)

    assert archived == {
        "initiative": {"version": 2, "serves": [{"title": "Goal"}]},
        "query": {"objectives": {"nodes": [{"initiatives": {"totalCount": 0}}]}},
    }
    assert restored == {
        "initiative": {"version": 3, "serves": [{"title": "Goal"}]},
        "query": {"objectives": {"nodes": [{"initiatives": {"totalCount": 1}}]}},
    }
    assert await writer.told() == [
        ("initiative.archived", initiative),
        ("initiative.restored", initiative),
    ]
