"""The company strategy over GraphQL: stated, changed, put away, brought back."""

from service.tables import new_id
from tests.company import Company
from tests.schema.conftest import gid
from tests.schema.writer import NOBODY, Writer

EVERYTHING = """strategyElement { id externalId title kind description horizon version archivedAt
  parent { title } children(first: 1) { totalCount nodes { title } } }"""


async def test_a_new_element_is_answered_with_all_that_it_became(
    writer: Writer, company: Company
) -> None:
    own_id, mission = new_id(), await company.pillar("Mission", element_kind="MISSION")
    told = {
        "externalId": "S-1",
        "title": "Delight",
        "kind": "PILLAR",
        "description": "More",
        "horizon": "2030",
    }

    payload = await writer.write(
        "strategyElementCreate",
        {"id": str(own_id), "parentId": gid("StrategyElement", mission), **told},
        EVERYTHING,
    )

    assert payload["strategyElement"] == {
        **told,
        "id": gid("StrategyElement", own_id),
        "version": 1,
        "archivedAt": None,
        "parent": {"title": "Mission"},
        "children": {"totalCount": 0, "nodes": []},
    }
    assert await writer.told() == [("strategy_element.created", own_id)]


async def test_what_a_change_leaves_out_stays_and_null_clears(
    writer: Writer, company: Company
) -> None:
    top = await company.pillar("Top")
    element = await company.pillar("Old", parent_id=top, horizon="2030", description="kept")
    for title in ("Below", "Below, too"):
        await company.pillar(title, parent_id=element)

    payload = await writer.write(
        "strategyElementUpdate",
        {
            "id": gid("StrategyElement", element),
            "expectedVersion": 1,
            "kind": "VALUE",
            "horizon": None,
            "parentId": None,
        },
        EVERYTHING,
    )

    assert payload["strategyElement"] == {
        "id": gid("StrategyElement", element),
        "externalId": None,
        "title": "Old",
        "kind": "VALUE",
        "description": "kept",
        "horizon": None,
        "version": 2,
        "archivedAt": None,
        "parent": None,
        "children": {"totalCount": 2, "nodes": [{"title": "Below"}]},
    }
    assert await writer.told() == [("strategy_element.updated", element)]


async def test_a_parent_that_stands_below_is_refused_with_the_nodes(
    writer: Writer, company: Company
) -> None:
    top = await company.pillar("Top")
    middle = await company.pillar("Middle", parent_id=top)
    low = await company.pillar("Low", parent_id=middle)
    given = {"id": gid("StrategyElement", top)}

    payload = await writer.send(
        "strategyElementUpdate", {**given, "parentId": gid("StrategyElement", low)}
    )
    itself = await writer.refused("strategyElementUpdate", {**given, "parentId": given["id"]})

    (error,) = payload["userErrors"]
    assert (error["__typename"], error["code"]) == ("AlignmentCycleError", "ALIGNMENT_CYCLE")
    assert error["path"] == ["input", "parentId"]
    assert [node["title"] for node in error["cycle"]] == ["Top", "Low", "Middle"]
    assert itself == [("SELF_LINK", ["input", "parentId"])]
    assert await writer.told() == []


async def test_what_an_element_cannot_be_is_refused_where_it_was_said(
    writer: Writer, company: Company
) -> None:
    objective = await company.objective(external_id="O-1")
    element = gid("StrategyElement", await company.pillar())
    new = {"title": "T", "kind": "PILLAR"}
    cases = [
        ("strategyElementCreate", {**new, "title": ""}, "REQUIRED", "title"),
        ("strategyElementCreate", {**new, "horizon": "x" * 2_001}, "TOO_LONG", "horizon"),
        ("strategyElementCreate", {**new, "id": str(objective)}, "TAKEN", "id"),
        ("strategyElementCreate", {**new, "externalId": "O-1"}, "TAKEN", "externalId"),
        (
            "strategyElementCreate",
            {**new, "parentId": gid("StrategyElement", NOBODY)},
            "NOT_FOUND",
            "parentId",
        ),
        (
            "strategyElementCreate",
            {**new, "parentId": gid("Objective", objective)},
            "NOT_FOUND",
            "parentId",
        ),
        ("strategyElementUpdate", {"id": element, "title": None}, "REQUIRED", "title"),
        ("strategyElementUpdate", {"id": element, "kind": None}, "REQUIRED", "kind"),
    ]
    for mutation, given, code, field in cases:
        assert await writer.refused(mutation, given) == [(code, ["input", field])], given
    assert await writer.told() == []


async def test_what_is_aligned_to_an_archived_element_loses_its_line_of_sight_until_it_is_back(
    writer: Writer, company: Company
) -> None:
    element = await company.pillar()
    objective = await company.objective("Sighted")
    await company.align(objective, element)
    given = {"id": gid("StrategyElement", element)}
    seen = """strategyElement { version } query {
      strategyElements { totalCount } objectives { nodes { title lineOfSight { reach } } } }"""

    archived = await writer.write("strategyElementArchive", {**given, "expectedVersion": 1}, seen)
    restored = await writer.write("strategyElementRestore", {**given, "expectedVersion": 2}, seen)

    assert archived == {
        "strategyElement": {"version": 2},
        "query": {
            "strategyElements": {"totalCount": 0},
            "objectives": {"nodes": [{"title": "Sighted", "lineOfSight": {"reach": "NONE"}}]},
        },
    }
    assert restored == {
        "strategyElement": {"version": 3},
        "query": {
            "strategyElements": {"totalCount": 1},
            "objectives": {"nodes": [{"title": "Sighted", "lineOfSight": {"reach": "FULL"}}]},
        },
    }
    assert await writer.told() == [
        ("strategy_element.archived", element),
        ("strategy_element.restored", element),
    ]
