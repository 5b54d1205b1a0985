"""Lines of sight and the graph that they run through."""

import pytest

from tests.company import Company
from tests.schema.conftest import archive, gid

LINE = """query ($id: ID!, $max: Int) { lineOfSight(fromId: $id, maxPaths: $max) {
  subject { title } reach alignmentClass distance pathCount
  paths { length nodes { title } } brokenAt { reason node { title } } } }"""

GRAPH = """query ($cycle: ID, $teams: [ID!], $limit: Int) {
  alignmentGraph(cycleId: $cycle, teamIds: $teams, limit: $limit) { truncated
    nodes { id title } edges { fromId toId kind state } } }"""


async def test_a_line_of_sight_runs_from_a_key_result_up_to_the_strategy(
    data, company: Company
) -> None:
    chain = await company.cascade()

    answer = await data(LINE, id=gid("KeyResult", chain[-1]))

    assert answer["lineOfSight"] == {
        "subject": {"title": "Reach 100"},
        "reach": "FULL",
        "alignmentClass": "ALIGNED",
        "distance": 5,
        "pathCount": "1",
        "paths": [
            {
                "length": 5,
                "nodes": [
                    {"title": title}
                    for title in (
                        "Reach 100",
                        "Individual objective",
                        "Team objective",
                        "Department objective",
                        "Company objective",
                        "Delight customers",
                    )
                ],
            }
        ],
        "brokenAt": [],
    }


async def test_a_broken_line_of_sight_says_where_and_why(data, company: Company) -> None:
    parent = await company.objective("Cancelled", lifecycle="CANCELLED")
    child = await company.objective("Child")
    await company.align(child, parent)
    key_result = await company.key_result(child, "Measure")

    answer = await data(LINE, id=gid("KeyResult", key_result))

    assert answer["lineOfSight"] == {
        "subject": {"title": "Measure"},
        "reach": "NONE",
        "alignmentClass": "UNALIGNED",
        "distance": None,
        "pathCount": "0",
        "paths": [],
        "brokenAt": [{"reason": "PARENT_CANCELLED", "node": {"title": "Child"}}],
    }


async def test_the_line_of_sight_of_a_node_is_the_same_as_a_field_and_as_a_root(
    data, company: Company
) -> None:
    *_, id_ = await company.cascade()
    fields = "{ reach distance pathCount }"

    field = await data(
        f"query ($id: ID!) {{ node(id: $id) {{ ... on Alignable {{ lineOfSight {fields} }} }} }}",
        id=gid("KeyResult", id_),
    )
    root = await data(
        f"query ($id: ID!) {{ lineOfSight(fromId: $id) {fields} }}", id=gid("KeyResult", id_)
    )

    assert field["node"]["lineOfSight"] == root["lineOfSight"]


async def test_no_more_paths_are_listed_than_asked_for(data, company: Company) -> None:
    top = await company.pillar()
    child = await company.objective("Child")
    for number in range(5):
        middle = await company.objective(f"Way {number}")
        await company.align(child, middle)
        await company.align(middle, top)

    async def listed(most: int | None) -> tuple[str, int]:
        line = (await data(LINE, id=gid("Objective", child), max=most))["lineOfSight"]
        return line["pathCount"], len(line["paths"])

    assert [await listed(most) for most in (None, 0, 4, 100)] == [
        ("5", 3),
        ("5", 0),
        ("5", 4),
        ("5", 5),
    ]


@pytest.mark.parametrize("most", [-1, 101])
async def test_an_impossible_number_of_paths_is_refused_and_siblings_survive(
    ask, company: Company, most: int
) -> None:
    objective = await company.objective()

    answer = await ask(
        "query ($id: ID!, $max: Int) { lineOfSight(fromId: $id, maxPaths: $max) { reach }"
        " organization { name } }",
        id=gid("Objective", objective),
        max=most,
    )

    assert answer.data == {"lineOfSight": None, "organization": {"name": "Test organization"}}
    assert answer.codes == ["BAD_USER_INPUT"]


async def test_what_is_no_node_has_no_line_of_sight(ask, company: Company) -> None:
    team = await company.team()

    answer = await ask(LINE, id=gid("Team", team))

    assert answer.data == {"lineOfSight": None}
    assert answer.codes == ["NOT_FOUND"]


async def test_the_graph_holds_every_live_node_and_every_edge_between_them(
    data, company: Company
) -> None:
    mission = await company.pillar("Mission", element_kind="MISSION")
    pillar = await company.pillar("Pillar", parent_id=mission)
    objective = await company.objective("Objective")
    proposed = await company.objective("Proposed")
    gone = await company.objective("Gone")
    key_result = await company.key_result(objective, "KR")
    initiative = await company.initiative("Project", key_result)
    await company.align(objective, pillar)
    await company.align(proposed, objective, state="PROPOSED", kind="SUPPORTS")
    await company.align(objective, gone)
    await archive(company, "objective", gone)

    graph = (await data(GRAPH))["alignmentGraph"]

    assert [node["title"] for node in graph["nodes"]] == [
        *("Mission", "Pillar", "Objective", "Proposed", "KR", "Project"),
    ]
    assert graph["truncated"] is False
    edges = {tuple(edge.values()) for edge in graph["edges"]}
    assert edges == {
        (gid("StrategyElement", pillar), gid("StrategyElement", mission), "STRATEGY", "ACCEPTED"),
        (gid("Objective", objective), gid("StrategyElement", pillar), "CONTRIBUTES", "ACCEPTED"),
        (gid("Objective", proposed), gid("Objective", objective), "SUPPORTS", "PROPOSED"),
        (gid("KeyResult", key_result), gid("Objective", objective), "CONTAINMENT", "ACCEPTED"),
        (gid("Initiative", initiative), gid("KeyResult", key_result), "SERVES", "ACCEPTED"),
    }


async def test_the_graph_of_a_scope_holds_what_is_in_it_and_above_it(
    data, company: Company
) -> None:
    year = await company.cycle("2026")
    quarter = await company.cycle("2026 Q1", parent_id=year)
    division = await company.team("Division")
    team = await company.team("Team", parent_id=division)
    top = await company.objective("Top", level="COMPANY")
    inside = await company.objective("Inside", cycle_id=quarter, team_id=team)
    await company.key_result(inside, "KR")
    await company.align(inside, top)
    await company.objective("Outside")
    scopes = [
        {"cycle": gid("Cycle", year)},
        {"teams": [gid("Team", division)]},
        {"cycle": gid("Cycle", quarter), "teams": [gid("Team", team)]},
    ]

    for scope in scopes:
        nodes = (await data(GRAPH, **scope))["alignmentGraph"]["nodes"]
        assert [node["title"] for node in nodes] == ["Top", "Inside", "KR"]


async def test_a_graph_beyond_its_limit_says_so(data, company: Company) -> None:
    objective = await company.objective("Objective")
    await company.key_result(objective, "KR")

    cut = (await data(GRAPH, limit=1))["alignmentGraph"]
    whole = (await data(GRAPH, limit=2))["alignmentGraph"]

    assert (len(cut["nodes"]), cut["edges"], cut["truncated"]) == (1, [], True)
    assert (len(whole["nodes"]), len(whole["edges"]), whole["truncated"]) == (2, 1, False)


@pytest.mark.parametrize("limit", [-1, 10_001])
async def test_an_impossible_limit_is_refused(ask, limit: int) -> None:
    answer = await ask(
        "query ($limit: Int) { alignmentGraph(limit: $limit) { truncated } }", limit=limit
    )

    assert (answer.data, answer.codes) == ({"alignmentGraph": None}, ["BAD_USER_INPUT"])
