"""Objectives over GraphQL: set, changed, put away, brought back."""

from service.tables import new_id
from tests.company import Company
from tests.schema.conftest import gid
from tests.schema.writer import NOBODY, Writer

EVERYTHING = """objective { id externalId title description level ownerRole position commitment
  lifecycle weight progressDriver startsOn endsOn standaloneReason scoreNote version archivedAt
  cycle { id } team { id } owner { id }
  keyResults(first: 2) { totalCount nodes { title } pageInfo { hasNextPage } } }"""


async def parts(company: Company) -> dict[str, str]:
    """A cycle, a team and a person, by the fields that name them."""
    return {
        "cycleId": gid("Cycle", await company.cycle()),
        "teamId": gid("Team", await company.team()),
        "ownerId": gid("Person", await company.person()),
    }


async def test_a_new_objective_is_answered_with_all_that_it_became(
    writer: Writer, company: Company
) -> None:
    own_id = new_id()
    told = {
        "externalId": "O-1",
        "title": "Delight customers",
        "description": "More",
        "level": "TEAM",
        "ownerRole": "Head of delight",
        "position": 3,
        "commitment": "ASPIRATIONAL",
        "lifecycle": "DRAFT",
        "weight": "2.5",
        "progressDriver": "BOTH",
        "startsOn": "2026-10-01",
        "endsOn": "2026-12-31",
        "standaloneReason": "because",
    }
    named = await parts(company)

    payload = await writer.write(
        "objectiveCreate", {"id": str(own_id), **told, **named}, EVERYTHING
    )

    assert payload["objective"] == {
        **told,
        "id": gid("Objective", own_id),
        "scoreNote": None,
        "version": 1,
        "archivedAt": None,
        "cycle": {"id": named["cycleId"]},
        "team": {"id": named["teamId"]},
        "owner": {"id": named["ownerId"]},
        "keyResults": {"totalCount": 0, "nodes": [], "pageInfo": {"hasNextPage": False}},
    }
    assert await writer.told() == [("objective.created", own_id)]


async def test_a_title_is_all_that_an_objective_needs(writer: Writer) -> None:
    payload = await writer.write(
        "objectiveCreate",
        {"title": "Delight", "level": None},
        "objective { lifecycle weight level team { id } } query { objectives { totalCount } }",
    )

    assert payload == {
        "objective": {"lifecycle": "ACTIVE", "weight": "1", "level": None, "team": None},
        "query": {"objectives": {"totalCount": 1}},
    }


async def test_what_a_change_leaves_out_stays_and_null_clears(
    writer: Writer, company: Company
) -> None:
    team, owner = await company.team(), await company.person()
    objective = await company.objective(
        "Old", description="kept", level="TEAM", team_id=team, owner_id=owner, owner_role="gone"
    )
    for title in ("One", "Two", "Three"):
        await company.key_result(objective, title)

    payload = await writer.write(
        "objectiveUpdate",
        {
            "id": gid("Objective", objective),
            "expectedVersion": 1,
            "title": "New",
            "ownerRole": None,
            "ownerId": None,
        },
        EVERYTHING,
    )

    changed = payload["objective"]
    assert (changed["title"], changed["description"], changed["level"]) == ("New", "kept", "TEAM")
    assert (changed["ownerRole"], changed["owner"]) == (None, None)
    assert changed["team"] == {"id": gid("Team", team)}
    assert changed["version"] == 2
    assert changed["keyResults"] == {
        "totalCount": 3,
        "nodes": [{"title": "One"}, {"title": "Two"}],
        "pageInfo": {"hasNextPage": True},
    }
    (event,) = await writer.events()
    assert (event.type, event.subject_id) == ("objective.updated", objective)
    assert event.changes == {
        "title": ["Old", "New"],
        "owner_role": ["gone", None],
        "owner_id": [str(owner), None],
    }


async def test_a_change_of_nothing_tells_of_nothing(writer: Writer, company: Company) -> None:
    objective = gid("Objective", await company.objective("Same"))

    payload = await writer.write(
        "objectiveUpdate", {"id": objective, "title": "Same"}, "objective { version }"
    )

    assert payload == {"objective": {"version": 1}}
    assert await writer.told() == []


async def test_what_an_objective_cannot_be_is_refused_where_it_was_said(
    writer: Writer, company: Company
) -> None:
    objective = await company.objective("Old", external_id="O-1", starts_on=None)
    done = await company.objective("Done", lifecycle="CLOSED")
    old, over = gid("Objective", objective), gid("Objective", done)
    team = gid("Team", await company.team())
    cases = [
        ("objectiveCreate", {"title": " "}, "REQUIRED", "title"),
        ("objectiveCreate", {"title": "x" * 2_001}, "TOO_LONG", "title"),
        ("objectiveCreate", {"title": "T", "description": "a\0b"}, "INVALID", "description"),
        ("objectiveCreate", {"title": "T", "weight": "-1"}, "INVALID", "weight"),
        ("objectiveCreate", {"title": "T", "id": "nonsense"}, "INVALID", "id"),
        ("objectiveCreate", {"title": "T", "id": str(objective)}, "TAKEN", "id"),
        ("objectiveCreate", {"title": "T", "externalId": "O-1"}, "TAKEN", "externalId"),
        ("objectiveCreate", {"title": "T", "externalId": ""}, "REQUIRED", "externalId"),
        ("objectiveCreate", {"title": "T", "teamId": gid("Team", NOBODY)}, "NOT_FOUND", "teamId"),
        ("objectiveCreate", {"title": "T", "ownerId": team}, "NOT_FOUND", "ownerId"),
        ("objectiveCreate", {"title": "T", "cycleId": "nonsense"}, "NOT_FOUND", "cycleId"),
        (
            "objectiveCreate",
            {"title": "T", "startsOn": "2026-02-02", "endsOn": "2026-02-01"},
            "INVALID",
            "endsOn",
        ),
        ("objectiveUpdate", {"id": old, "title": None}, "REQUIRED", "title"),
        ("objectiveUpdate", {"id": old, "weight": None}, "REQUIRED", "weight"),
        ("objectiveUpdate", {"id": old, "lifecycle": None}, "REQUIRED", "lifecycle"),
        ("objectiveUpdate", {"id": over, "lifecycle": "DRAFT"}, "INVALID", "lifecycle"),
    ]
    for mutation, given, code, field in cases:
        assert await writer.refused(mutation, given) == [(code, ["input", field])], given
    assert await writer.told() == []


async def test_in_a_closed_cycle_only_the_note_is_written(writer: Writer, company: Company) -> None:
    cycle = await company.cycle("Over", state="CLOSED")
    objective = gid("Objective", await company.objective("Late", cycle_id=cycle))
    read_only = [("READ_ONLY", ["input", "id"])]

    assert await writer.refused("objectiveUpdate", {"id": objective, "title": "T"}) == read_only
    assert await writer.refused("objectiveArchive", {"id": objective}) == read_only
    assert await writer.refused(
        "objectiveCreate", {"title": "T", "cycleId": gid("Cycle", cycle)}
    ) == [("READ_ONLY", ["input", "cycleId"])]
    payload = await writer.write(
        "objectiveUpdate",
        {"id": objective, "scoreNote": "learned"},
        "objective { title scoreNote cycle { state } }",
    )
    assert payload == {
        "objective": {"title": "Late", "scoreNote": "learned", "cycle": {"state": "CLOSED"}}
    }


async def test_an_objective_goes_and_comes_with_the_key_results_that_it_had(
    writer: Writer, company: Company
) -> None:
    objective = await company.objective("Whole")
    first, second = [await company.key_result(objective, title) for title in ("One", "Two")]
    gone = await company.key_result(objective, "Gone before")
    await writer.write("keyResultArchive", {"id": gid("KeyResult", gone)}, "__typename")
    id_ = gid("Objective", objective)
    lists = "query { objectives { totalCount } keyResults { nodes { title } } }"
    own = "objective { version archivedAt keyResults { nodes { title } } }"

    archived = await writer.write("objectiveArchive", {"id": id_, "expectedVersion": 1}, own)
    left = await writer.write("objectiveArchive", {"id": id_}, lists)
    restored = await writer.write("objectiveRestore", {"id": id_, "expectedVersion": 2}, own)

    assert archived["objective"]["archivedAt"] is not None
    assert left == {"query": {"objectives": {"totalCount": 0}, "keyResults": {"nodes": []}}}
    assert restored == {
        "objective": {
            "version": 3,
            "archivedAt": None,
            "keyResults": {"nodes": [{"title": "One"}, {"title": "Two"}]},
        }
    }
    assert await writer.told() == [
        ("key_result.archived", gone),
        ("objective.archived", objective),
        ("key_result.archived", first),
        ("key_result.archived", second),
        ("objective.restored", objective),
        ("key_result.restored", first),
        ("key_result.restored", second),
    ]


async def test_an_objective_whose_edges_would_close_a_cycle_stays_away(
    writer: Writer, company: Company
) -> None:
    top, middle, low = [await company.objective(title) for title in ("Top", "Middle", "Low")]
    await company.align(low, middle)
    await company.align(middle, top)
    await writer.write("objectiveArchive", {"id": gid("Objective", middle)}, "__typename")
    await company.align(top, low)

    payload = await writer.send(
        "objectiveRestore", {"id": gid("Objective", middle)}, "objective { id }"
    )

    (error,) = payload["userErrors"]
    assert payload["objective"] is None
    assert (error["__typename"], error["code"]) == ("AlignmentCycleError", "ALIGNMENT_CYCLE")
    assert error["path"] == ["input", "id"]
    assert [node["title"] for node in error["cycle"]] == ["Middle", "Top", "Low"]


async def test_an_objective_that_is_cancelled_no_more_may_not_close_a_cycle(
    writer: Writer, company: Company
) -> None:
    top = await company.objective("Top", lifecycle="CANCELLED")
    low = await company.objective("Low")
    await company.align(low, top)
    await company.align(top, low)

    payload = await writer.send(
        "objectiveUpdate", {"id": gid("Objective", top), "lifecycle": "ACTIVE"}
    )

    (error,) = payload["userErrors"]
    assert error["path"] == ["input", "lifecycle"]
    assert [node["title"] for node in error["cycle"]] == ["Top", "Low"]


async def test_what_only_python_can_tell_is_read_back_without_writing_twice(
    writer: Writer, company: Company
) -> None:
    pillar = await company.pillar()

    payload = await writer.write(
        "objectiveCreate",
        {"title": "Sighted"},
        """objective { title lineOfSight { reach } alignedTo { totalCount } }
           query { objectives { nodes { title lineOfSight { reach } } } }""",
    )
    ((_, created),) = await writer.told()
    linked = await writer.write(
        "alignmentCreate",
        {"childId": gid("Objective", created), "parentId": gid("StrategyElement", pillar)},
        "alignment { child { title lineOfSight { reach distance } } }",
    )

    unseen = {"title": "Sighted", "lineOfSight": {"reach": "NONE"}}
    assert payload == {
        "objective": {**unseen, "alignedTo": {"totalCount": 0}},
        "query": {"objectives": {"nodes": [unseen]}},
    }
    assert linked["alignment"] == {
        "child": {"title": "Sighted", "lineOfSight": {"reach": "FULL", "distance": 1}}
    }


async def test_of_two_mutations_of_one_operation_the_refused_one_undoes_none(
    writer: Writer, company: Company
) -> None:
    document = """mutation ($id: ID!) {
      one: objectiveUpdate(input: {id: $id, title: "First", expectedVersion: 1}) {
        objective { title version } userErrors { code path } }
      two: objectiveUpdate(input: {id: $id, title: "Second", expectedVersion: 1}) {
        objective { title version } userErrors { code path } query { objectives { totalCount } } }
    }"""
    objective = await company.objective("Old")

    answer = await writer.ask(document, id=gid("Objective", objective))

    assert answer.errors == []
    assert answer.data == {
        "one": {"objective": {"title": "First", "version": 2}, "userErrors": []},
        "two": {
            "objective": None,
            "userErrors": [{"code": "CONFLICT", "path": ["input", "expectedVersion"]}],
            "query": {"objectives": {"totalCount": 1}},
        },
    }
    assert await writer.told() == [("objective.updated", objective)]
