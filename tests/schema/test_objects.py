"""What single things look like, and how they hang together."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from tests.company import Company
from tests.schema.conftest import archive, gid

NOBODY = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


async def test_an_objective_shows_what_it_is_and_what_belongs_to_it(data, company: Company) -> None:
    ada = await company.person("Ada")
    team = await company.team("Engines")
    cycle = await company.cycle("2026 Q4", external_id="q4", ends_on=date(2026, 12, 31))
    objective = await company.objective(
        "Compute faster",
        external_id="O-1",
        owner_id=ada,
        team_id=team,
        cycle_id=cycle,
        level="TEAM",
        score=Decimal("0.70"),
        weight=Decimal("1E+2"),
    )
    await company.key_result(objective, "Second", position=2)
    first = await company.key_result(
        objective, "First", position=1, start=Decimal("0.10"), target=100
    )
    await company.initiative("Build it", first)

    answer = await data(
        """query ($id: ID!) { objective(by: {id: $id}) {
             id externalId title level lifecycle score weight commitment archivedAt version
             team { name } owner { name } cycle { externalId endsOn }
             keyResults { totalCount nodes { title start target current objective { title }
               initiatives { nodes { title serves { title } } } } } } }""",
        id=gid("Objective", objective),
    )

    assert answer["objective"] == {
        "id": gid("Objective", objective),
        "externalId": "O-1",
        "title": "Compute faster",
        "level": "TEAM",
        "lifecycle": "ACTIVE",
        "score": "0.7",
        "weight": "100",
        "commitment": None,
        "archivedAt": None,
        "version": 1,
        "team": {"name": "Engines"},
        "owner": {"name": "Ada"},
        "cycle": {"externalId": "q4", "endsOn": "2026-12-31"},
        "keyResults": {
            "totalCount": 2,
            "nodes": [
                {
                    "title": "First",
                    "start": "0.1",
                    "target": "100",
                    "current": None,
                    "objective": {"title": "Compute faster"},
                    "initiatives": {
                        "nodes": [{"title": "Build it", "serves": [{"title": "First"}]}]
                    },
                },
                {
                    "title": "Second",
                    "start": None,
                    "target": None,
                    "current": None,
                    "objective": {"title": "Compute faster"},
                    "initiatives": {"nodes": []},
                },
            ],
        },
    }


async def test_trees_of_teams_cycles_people_and_strategy_go_both_ways(
    data, company: Company
) -> None:
    division = await company.team("Division")
    team = await company.team("Team", parent_id=division)
    boss = await company.person("Boss")
    ada = await company.person("Ada", manager_id=boss)
    await company.member(ada, team)
    year = await company.cycle("2026")
    await company.cycle("2026 Q1", parent_id=year, starts_on=date(2026, 1, 1))
    mission = await company.pillar("Mission", element_kind="MISSION")
    await company.pillar("Pillar", parent_id=mission)

    answer = await data(
        """query ($team: ID!, $ada: ID!, $year: ID!, $mission: ID!) {
             team(by: {id: $team}) { parent { name children { nodes { name } } }
               members { nodes { name } } }
             person(by: {id: $ada}) { manager { name reports { nodes { name } } } }
             cycle(by: {id: $year}) { children { nodes { name parent { name } } } }
             strategyElement(by: {id: $mission}) { kind children { nodes { title kind
               parent { title } } } } }""",
        team=gid("Team", team),
        ada=gid("Person", ada),
        year=gid("Cycle", year),
        mission=gid("StrategyElement", mission),
    )

    assert answer == {
        "team": {
            "parent": {"name": "Division", "children": {"nodes": [{"name": "Team"}]}},
            "members": {"nodes": [{"name": "Ada"}]},
        },
        "person": {"manager": {"name": "Boss", "reports": {"nodes": [{"name": "Ada"}]}}},
        "cycle": {"children": {"nodes": [{"name": "2026 Q1", "parent": {"name": "2026"}}]}},
        "strategyElement": {
            "kind": "MISSION",
            "children": {
                "nodes": [{"title": "Pillar", "kind": "PILLAR", "parent": {"title": "Mission"}}]
            },
        },
    }


async def test_an_alignment_shows_both_ends_and_both_ends_show_it(data, company: Company) -> None:
    parent = await company.objective("Parent")
    child = await company.objective("Child")
    await company.align(child, parent, allocation=Decimal("0.50"), rationale="because")

    answer = await data(
        """query ($child: ID!, $parent: ID!) {
             child: objective(by: {id: $child}) { alignedTo { totalCount nodes {
               kind state allocation rationale isPrimary child { title } parent { title } } } }
             parent: objective(by: {id: $parent}) { alignedTo { totalCount }
               alignedFrom { nodes { child { __typename title } } } } }""",
        child=gid("Objective", child),
        parent=gid("Objective", parent),
    )

    assert answer == {
        "child": {
            "alignedTo": {
                "totalCount": 1,
                "nodes": [
                    {
                        "kind": "CONTRIBUTES",
                        "state": "ACCEPTED",
                        "allocation": "0.5",
                        "rationale": "because",
                        "isPrimary": False,
                        "child": {"title": "Child"},
                        "parent": {"title": "Parent"},
                    }
                ],
            }
        },
        "parent": {
            "alignedTo": {"totalCount": 0},
            "alignedFrom": {"nodes": [{"child": {"__typename": "Objective", "title": "Child"}}]},
        },
    }


async def test_dependencies_and_kpis_are_there_from_either_side(data, company: Company) -> None:
    kpi = await company.kpi("Uptime", unit="%", lower=Decimal("99.90"))
    provider = await company.objective("Provide")
    consumer = await company.objective("Consume")
    await company.key_result(consumer, "Be up", kpi_id=kpi)
    await company.depend(consumer, provider, kind="NEEDS", needed_by=date(2026, 11, 30))

    answer = await data(
        """{ dependencies { nodes { kind state neededBy from { title } to { title } } }
             kpis { nodes { name unit lower keyResults { nodes { title kpi { name } } } } }
             objectives(filter: {title: {eq: "Provide"}}) { nodes { dependents { totalCount }
               dependencies { totalCount } } } }"""
    )

    assert answer == {
        "dependencies": {
            "nodes": [
                {
                    "kind": "NEEDS",
                    "state": "REQUESTED",
                    "neededBy": "2026-11-30",
                    "from": {"title": "Consume"},
                    "to": {"title": "Provide"},
                }
            ]
        },
        "kpis": {
            "nodes": [
                {
                    "name": "Uptime",
                    "unit": "%",
                    "lower": "99.9",
                    "keyResults": {"nodes": [{"title": "Be up", "kpi": {"name": "Uptime"}}]},
                }
            ]
        },
        "objectives": {
            "nodes": [{"dependents": {"totalCount": 1}, "dependencies": {"totalCount": 0}}]
        },
    }


async def test_anything_is_found_by_its_id_and_the_rest_is_null(data, company: Company) -> None:
    objective = await company.objective("Here")
    team = await company.team("Engines")
    ids = [
        gid("Objective", objective),
        gid("Team", team),
        gid("KeyResult", objective),
        gid("Objective", NOBODY),
        gid("Objective", str(objective).upper()),
        gid("Nothing", objective),
        "not base64!",
        str(objective),
        "",
        gid("Objective", objective).rstrip("=") + "====",
    ]

    answer = await data(
        "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }",
        ids=ids,
    )

    assert answer["nodes"] == [
        {"__typename": "Objective", "id": ids[0]},
        {"__typename": "Team", "id": ids[1]},
        *[None] * 8,
    ]


async def test_things_are_found_by_what_their_senders_call_them(data, company: Company) -> None:
    await company.objective("Here", external_id="O-1")
    await company.team("Engines", external_id="T-1")

    answer = await data(
        """{ objective(by: {externalId: "O-1"}) { title }
             keyResult(by: {externalId: "O-1"}) { title }
             team(by: {externalId: "T-1"}) { name }
             nobody: team(by: {externalId: "\\u0000"}) { name } }"""
    )

    assert answer == {
        "objective": {"title": "Here"},
        "keyResult": None,
        "team": {"name": "Engines"},
        "nobody": None,
    }


async def test_a_look_up_takes_exactly_one_name(ask) -> None:
    both = await ask('{ team(by: {id: "x", externalId: "y"}) { name } }')
    none = await ask("{ team(by: {}) { name } }")
    null = await ask("{ team(by: {id: null}) { name } }")

    assert [set(answer.codes) for answer in (both, none, null)] == [{"BAD_USER_INPUT"}] * 3
    assert [answer.data for answer in (both, none, null)] == [None] * 3


async def test_an_archived_thing_is_found_by_id_and_left_out_of_lists(
    data, company: Company
) -> None:
    from_the_past = await company.objective("Old")
    await archive(company, "objective", from_the_past)

    answer = await data(
        "query ($id: ID!) { node(id: $id) { ... on Objective { title archivedAt } }"
        " objectives { totalCount nodes { title } } }",
        id=gid("Objective", from_the_past),
    )

    assert answer == {
        "node": {"title": "Old", "archivedAt": "2026-01-02T03:04:05+00:00"},
        "objectives": {"totalCount": 0, "nodes": []},
    }


async def test_the_viewer_knows_its_organization_and_role(data) -> None:
    answer = await data(
        "{ viewer { role person { name } organization { id name } } organization { id name"
        " timezone settings } }"
    )

    organization = answer["organization"]
    assert organization["timezone"] == "UTC"
    assert organization["settings"] == {}
    assert answer["viewer"] == {
        "role": "ADMIN",
        "person": None,
        "organization": {"id": organization["id"], "name": "Test organization"},
    }
    assert (await data("query ($id: ID!) { node(id: $id) { id } }", id=organization["id"])) == {
        "node": {"id": organization["id"]}
    }
