"""What front ends ask of lists beyond a noun's own columns: cascades, trees, what is archived."""

from datetime import UTC, datetime

import pytest

from tests.company import Company
from tests.schema.conftest import archive, gid, statements

CASCADE = """query ($id: ID!) { objective(by: {id: $id}) { title
  children { totalCount nodes { title children { nodes { title parents { nodes { title } } } } } }
  parents { nodes { title } } } }"""


def titles(connection: dict) -> list[str]:
    return [node["title"] for node in connection["nodes"]]


@pytest.fixture
async def top(company: Company) -> str:
    """Top ← (Second, First ← Leaf); not accepted, archived and indirect ones beside these."""
    top = await company.objective("Top")
    second = await company.objective("Second", position=2)
    first = await company.objective("First", position=1)
    leaf = await company.objective("Leaf")
    for child, parent in ((second, top), (first, top), (leaf, first), (leaf, second)):
        await company.align(child, parent)
    await company.align(await company.objective("Proposed"), top, state="PROPOSED")
    gone = await company.align(await company.objective("Unlinked"), top)
    await archive(company, "alignment", gone)
    old = await company.objective("Old")
    await company.align(old, top)
    await archive(company, "objective", old)
    key_result = await company.key_result(top)
    await company.align(await company.objective("Serves a key result"), key_result)
    await company.align(await company.key_result(leaf), top)
    await company.align(top, await company.pillar())
    return gid("Objective", top)


async def test_a_cascade_is_one_simple_query(data, top: str) -> None:
    with statements() as seen:
        answer = await data(CASCADE, id=top)

    assert len(seen) == 1
    both = {"nodes": [{"title": "First"}, {"title": "Second"}]}
    leaf = {"nodes": [{"title": "Leaf", "parents": both}]}
    assert answer["objective"] == {
        "title": "Top",
        "children": {
            "totalCount": 2,
            "nodes": [
                {"title": "First", "children": leaf},
                {"title": "Second", "children": leaf},
            ],
        },
        "parents": {"nodes": []},
    }


async def test_the_children_of_an_objective_are_paged_and_filtered(data, top: str) -> None:
    query = """query ($id: ID!, $after: String) { objective(by: {id: $id}) {
      page: children(first: 1, after: $after) { nodes { title } pageInfo { endCursor hasNextPage } }
      last: children(orderBy: {field: TITLE, direction: DESC}, first: 1) { nodes { title } }
      some: children(filter: {title: {startsWith: "F"}}) { nodes { title } } } }"""

    one = (await data(query, id=top))["objective"]
    two = (await data(query, id=top, after=one["page"]["pageInfo"]["endCursor"]))["objective"]

    assert [titles(one["page"]), titles(two["page"])] == [["First"], ["Second"]]
    assert two["page"]["pageInfo"]["hasNextPage"] is False
    assert [titles(one["last"]), titles(one["some"])] == [["Second"], ["First"]]


GOALS = """query ($o: ObjectiveFilter, $k: KeyResultFilter) {
  objectives(filter: $o) { totalCount nodes { title } }
  keyResults(filter: $k) { totalCount nodes { title } } }"""


@pytest.fixture
async def tree(company: Company) -> dict[str, str]:
    """Department > Team > Squad and 2026 > Q1, an objective with a key result in each."""
    ids: dict[str, str] = {}
    above: dict[str, object] = {"team": None, "cycle": None}
    for noun, name in (
        ("team", "Department"),
        ("team", "Team"),
        ("team", "Squad"),
        ("cycle", "2026"),
        ("cycle", "Q1"),
    ):
        above[noun] = await getattr(company, noun)(name, parent_id=above[noun])
        ids[name] = gid(noun.title(), above[noun])
        objective = await company.objective(name, **{f"{noun}_id": above[noun]})
        await company.key_result(objective, name)
    await company.key_result(await company.objective("Nobody's"), "Nobody's")
    return ids


@pytest.mark.parametrize(
    ("field", "condition", "found"),
    [
        ("teamTree", {"eq": "Department"}, ["Department", "Team", "Squad"]),
        ("teamTree", {"eq": "Team"}, ["Team", "Squad"]),
        ("teamTree", {"in": ["Squad", "Department"]}, ["Department", "Team", "Squad"]),
        ("teamTree", {"in": []}, []),
        ("teamTree", {"eq": "2026"}, []),
        ("teamTree", {}, ["Department", "Team", "Squad", "2026", "Q1", "Nobody's"]),
        ("cycleTree", {"eq": "2026"}, ["2026", "Q1"]),
        ("cycleTree", {"in": ["Q1", "nonsense"]}, ["Q1"]),
        ("team", {"eq": "Team"}, ["Team"]),
        ("team", {"notIn": ["Team", "Squad"]}, ["Department", "2026", "Q1", "Nobody's"]),
        ("cycle", {"in": ["2026", "Q1"]}, ["2026", "Q1"]),
        ("cycle", {"isNull": True}, ["Department", "Team", "Squad", "Nobody's"]),
        ("cycle", {"ne": "Q1"}, ["Department", "Team", "Squad", "2026", "Nobody's"]),
    ],
    ids=str,
)
async def test_goals_are_found_by_team_and_cycle_and_what_lies_below_these(
    data, tree: dict[str, str], field: str, condition: dict, found: list[str]
) -> None:
    def by_id(value: object) -> object:
        if isinstance(value, list):
            return [tree.get(name, name) for name in value]
        return tree.get(value, value) if isinstance(value, str) else value

    given = {field: {name: by_id(value) for name, value in condition.items()}}
    answer = await data(GOALS, o=given, k=given)
    rest = await data(GOALS, o={"not": given}, k={"not": given})

    for name in ("objectives", "keyResults"):
        assert titles(answer[name]) == found
        assert answer[name]["totalCount"] == len(found)
        assert {*titles(rest[name])} == {*tree, "Nobody's"} - {*found}


async def test_trees_end_where_an_organization_does(
    ask_as, company: Company, others: Company
) -> None:
    theirs = await others.team("Theirs")
    await others.key_result(await others.objective("Theirs", team_id=theirs))
    given = {"teamTree": {"eq": gid("Team", theirs)}}

    strangers = await ask_as(company.actor, GOALS, o=given, k=given)
    own = await ask_as(others.actor, GOALS, o=given, k=given)

    assert [one["totalCount"] for one in strangers.data.values()] == [0, 0]
    assert [one["totalCount"] for one in own.data.values()] == [1, 1]


LISTS = """query ($all: Boolean, $filter: ObjectiveFilter) {
  objectives(includeArchived: $all, filter: $filter) {
    totalCount nodes { title archivedAt team { name } } } }"""
IN_PYTHON = "{ objectives(includeArchived: true) { nodes { title lineOfSight { reach } } } }"


async def test_root_lists_hold_what_is_archived_on_demand(data, company: Company) -> None:
    await company.objective("Here")
    await archive(company, "objective", await company.objective("Gone"))

    async def listed(**given: object) -> list[str]:
        return titles((await data(LISTS, **given))["objectives"])

    day = datetime(2026, 1, 2, tzinfo=UTC).isoformat()
    assert await listed() == ["Here"]
    assert await listed(all=None) == ["Here"]
    assert await listed(all=False) == ["Here"]
    assert await listed(all=True) == ["Here", "Gone"]
    assert await listed(all=True, filter={"archivedAt": {"isNull": False}}) == ["Gone"]
    assert await listed(all=True, filter={"archivedAt": {"lt": day}}) == []
    assert await listed(filter={"archivedAt": {"isNull": False}}) == []
    assert titles((await data(IN_PYTHON))["objectives"]) == ["Here", "Gone"]


async def test_check_ins_come_the_latest_first_unless_asked_otherwise(
    data, company: Company
) -> None:
    key_result = await company.key_result(await company.objective())
    for day in (2, 3, 1):
        await company.check_in(key_result, day, occurred_at=datetime(2026, 1, day, tzinfo=UTC))

    answer = await data(
        """{ checkIns { nodes { value } } first: checkIns(first: 1) { pageInfo { endCursor } }
          recorded: checkIns(orderBy: {field: ID}) { nodes { value } } }"""
    )
    rest = await data(
        "query ($after: String) { checkIns(after: $after) { nodes { value } } }",
        after=answer["first"]["pageInfo"]["endCursor"],
    )

    assert [node["value"] for node in answer["checkIns"]["nodes"]] == ["3", "2", "1"]
    assert [node["value"] for node in answer["recorded"]["nodes"]] == ["2", "3", "1"]
    assert [node["value"] for node in rest["checkIns"]["nodes"]] == ["2", "1"]
