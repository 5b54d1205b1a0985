"""Requests between teams, as a front end makes and answers them."""

from tests.company import Company
from tests.schema.conftest import gid
from tests.schema.writer import Writer

LINK = """dependency { state providerTeam { name } riskOwner { name } requestedBy { name }
  decidedBy { name } decidedAt neededBy }"""
FOUND = """query ($filter: DependencyFilter, $by: [DependencyOrder!]) {
  dependencies(filter: $filter, orderBy: $by) { nodes { note } } }"""


async def test_a_request_names_who_provides_and_who_watches_and_is_answered(
    writer: Writer,
) -> None:
    company = writer.company
    one, two = await company.objective("One"), await company.objective("Two")
    team, ada = await company.team("Platform"), await company.person("Ada")
    asked = {"fromId": gid("Objective", one), "toId": gid("Objective", two)}
    named = {"providerTeamId": gid("Team", team), "riskOwnerId": gid("Person", ada)}

    payload = await writer.write(
        "dependencyCreate",
        {**asked, **named, "neededBy": "2026-12-01"},
        f"dependency {{ id }} {LINK}",
    )
    edge = payload["dependency"].pop("id")
    assert payload["dependency"] == {
        "state": "REQUESTED",
        "providerTeam": {"name": "Platform"},
        "riskOwner": {"name": "Ada"},
        "requestedBy": None,
        "decidedBy": None,
        "decidedAt": None,
        "neededBy": "2026-12-01",
    }
    given = {"id": edge, "state": "RESOLVED"}
    assert await writer.refused("dependencyUpdate", given) == [("INVALID", ["input", "state"])]
    change = {"id": edge, "state": "CONFIRMED", "riskOwnerId": None}
    payload = await writer.write("dependencyUpdate", change, LINK)
    assert payload["dependency"]["decidedAt"] is not None
    assert (payload["dependency"]["state"], payload["dependency"]["riskOwner"]) == (
        "CONFIRMED",
        None,
    )


async def test_dependencies_are_found_by_who_provides_watches_and_answered(
    data, company: Company
) -> None:
    one, team = await company.objective(), await company.team()
    ada, bob = await company.person("Ada"), await company.person("Bob")
    for note, values in (
        ("team", {"provider_team_id": team}),
        ("watched", {"risk_owner_id": ada}),
        ("answered", {"decided_by_id": bob}),
    ):
        await company.depend(one, await company.objective(), note=note, **values)

    for filter_, expected in (
        ({"providerTeam": {"eq": gid("Team", team)}}, "team"),
        ({"riskOwner": {"in": [gid("Person", ada)]}}, "watched"),
        ({"decidedBy": {"eq": gid("Person", bob)}}, "answered"),
    ):
        found = await data(FOUND, filter=filter_)
        assert [node["note"] for node in found["dependencies"]["nodes"]] == [expected]
