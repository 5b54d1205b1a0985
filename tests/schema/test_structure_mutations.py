"""Teams, people, memberships, cycles and dependencies, written."""

from dataclasses import replace
from typing import Any

import pytest

from service.actor import Role
from service.tables import new_id
from tests.company import Company
from tests.schema.conftest import archive, gid, statements

SHOWN = {
    "team": "id externalId name kind version archivedAt parent { id }",
    "person": "id externalId name email active version archivedAt manager { id }",
    "membership": "id role version archivedAt person { id } team { id }",
    "cycle": "id externalId name cadence startsOn endsOn state version archivedAt parent { id }",
    "dependency": "id externalId kind state neededBy note version archivedAt from { id } to { id }",
}


def document(noun: str, verb: str) -> str:
    name = f"{noun[0].upper()}{noun[1:]}{verb}Input"
    return f"""mutation ($input: {name}!) {{ payload: {noun}{verb}(input: $input) {{
      {noun} {{ {SHOWN[noun]} }} userErrors {{ code message path }} }} }}"""


@pytest.fixture
def write(data):
    """Carries out one mutation: its object, and what was refused as (code, path) pairs."""

    async def run(noun: str, verb: str, **given: Any) -> tuple[Any, list[tuple[str, list[str]]]]:
        payload = (await data(document(noun, verb), input=given))["payload"]
        errors = [(error["code"], error["path"]) for error in payload["userErrors"]]
        return payload[noun], errors

    return run


async def test_a_new_team_is_answered_with_what_it_became(write, company: Company) -> None:
    parent, own_id = gid("Team", await company.team()), str(new_id())

    team, errors = await write(
        "team", "Create", id=own_id, externalId="x", name="New", kind="DIVISION", parentId=parent
    )

    assert errors == []
    assert team == {
        "id": gid("Team", own_id),
        "externalId": "x",
        "name": "New",
        "kind": "DIVISION",
        "version": 1,
        "archivedAt": None,
        "parent": {"id": parent},
    }


async def test_what_an_update_leaves_out_stays_and_null_clears(write, company: Company) -> None:
    manager = await company.person("Grace")
    person = gid("Person", await company.person("Ada", email="a@b.c", manager_id=manager))

    renamed, _ = await write("person", "Update", id=person, name="Ada L", expectedVersion=1)
    cleared, _ = await write("person", "Update", id=person, email=None, managerId=None)

    assert (renamed["name"], renamed["email"]) == ("Ada L", "a@b.c")
    assert (renamed["manager"], renamed["version"]) == ({"id": gid("Person", manager)}, 2)
    assert (cleared["name"], cleared["email"], cleared["manager"]) == ("Ada L", None, None)


async def test_an_update_that_says_nothing_changes_nothing(write, company: Company) -> None:
    team, errors = await write("team", "Update", id=gid("Team", await company.team()))

    assert (team["version"], errors) == (1, [])


@pytest.fixture
async def ids(company: Company) -> dict[str, str]:
    """One of each noun that may be archived."""
    goal, other = await company.objective("Goal"), await company.objective("Other")
    return {
        "team": gid("Team", await company.team()),
        "person": gid("Person", await company.person()),
        "membership": gid(
            "Membership", await company.member(await company.person(), await company.team())
        ),
        "cycle": gid("Cycle", await company.cycle()),
        "dependency": gid("Dependency", await company.depend(goal, other)),
    }


@pytest.mark.parametrize("noun", SHOWN)
async def test_what_was_archived_is_out_of_lists_and_may_come_back(write, ids, noun: str) -> None:
    archived, _ = await write(noun, "Archive", id=ids[noun], expectedVersion=1)
    again, errors = await write(noun, "Archive", id=ids[noun])

    assert archived["archivedAt"] is not None
    assert (archived["version"], again, errors) == (2, archived, [])
    if noun != "membership":
        back, _ = await write(noun, "Restore", id=ids[noun], expectedVersion=2)
        assert (back["archivedAt"], back["version"]) == (None, 3)


@pytest.mark.parametrize(
    ("noun", "field"),
    [
        ("team", "name"),
        ("person", "name"),
        ("person", "active"),
        ("membership", "role"),
        ("cycle", "name"),
        ("dependency", "state"),
    ],
)
async def test_what_cannot_be_cleared_is_required(write, ids, noun: str, field: str) -> None:
    refused = await write(noun, "Update", id=ids[noun], **{field: None})

    assert refused == (None, [("REQUIRED", ["input", field])])


@pytest.mark.parametrize("noun", SHOWN)
async def test_a_stale_version_and_a_strange_id_are_refused(write, ids, noun: str) -> None:
    for verb in ("Update", "Archive"):
        stale = await write(noun, verb, id=ids[noun], expectedVersion=7)
        unknown = await write(noun, verb, id=gid("Objective", new_id()))

        assert stale == (None, [("CONFLICT", ["input", "expectedVersion"])])
        assert unknown == (None, [("NOT_FOUND", ["input", "id"])])


@pytest.mark.parametrize(
    ("noun", "given", "code", "field"),
    [
        ("team", {"name": ""}, "REQUIRED", "name"),
        ("team", {"name": "x" * 2_001}, "TOO_LONG", "name"),
        ("team", {"name": "a", "parentId": "nonsense"}, "NOT_FOUND", "parentId"),
        ("team", {"name": "a", "id": "nonsense"}, "INVALID", "id"),
        ("team", {"name": "a", "externalId": "taken"}, "TAKEN", "externalId"),
        ("person", {"name": "a", "email": "x" * 321}, "TOO_LONG", "email"),
        ("person", {"name": "a", "managerId": "nonsense"}, "NOT_FOUND", "managerId"),
        (
            "cycle",
            {"name": "a", "startsOn": "2026-02-01", "endsOn": "2026-01-31"},
            "INVALID",
            "endsOn",
        ),
        ("cycle", {"name": "a", "state": "CLOSED"}, "INVALID", "state"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_what_cannot_be_is_refused(
    write, company: Company, noun: str, given: dict, code: str, field: str
) -> None:
    await company.team("Taken", external_id="taken")

    assert await write(noun, "Create", **given) == (None, [(code, ["input", field])])


async def test_a_tree_stays_one(write, company: Company) -> None:
    top = await company.team("Top")
    below = await company.team("Below", parent_id=top)

    into_itself = await write("team", "Update", id=gid("Team", top), parentId=gid("Team", top))
    below_itself = await write("team", "Update", id=gid("Team", top), parentId=gid("Team", below))
    from_above = await write("team", "Archive", id=gid("Team", top))

    assert into_itself == (None, [("SELF_LINK", ["input", "parentId"])])
    assert below_itself == (None, [("INVALID", ["input", "parentId"])])
    assert from_above == (None, [("INVALID", ["input", "id"])])


async def test_nobody_belongs_to_a_team_twice(write, company: Company) -> None:
    given = {
        "personId": gid("Person", await company.person()),
        "teamId": gid("Team", await company.team()),
    }

    member, _ = await write("membership", "Create", **given)
    again = await write("membership", "Create", **given)
    lead, _ = await write("membership", "Update", id=member["id"], role="LEAD")

    assert member["role"] == "MEMBER"
    assert again == (None, [("TAKEN", ["input", "personId"])])
    assert (lead["role"], lead["person"]) == ("LEAD", {"id": given["personId"]})


async def test_a_closed_cycle_is_read_only(write, company: Company) -> None:
    cycle = gid("Cycle", await company.cycle("Over", state="CLOSED"))

    assert await write("cycle", "Update", id=cycle, name="New") == (
        None,
        [("READ_ONLY", ["input", "id"])],
    )


async def test_a_goal_depends_on_another_goal_alone(write, company: Company) -> None:
    goal, pillar = await company.objective(), await company.pillar()
    first, second = gid("Objective", goal), gid("KeyResult", await company.key_result(goal))

    made, _ = await write("dependency", "Create", fromId=first, toId=second, note="please")
    twice = await write("dependency", "Create", fromId=first, toId=second)
    onto_itself = await write("dependency", "Create", fromId=first, toId=first)
    onto_strategy = await write(
        "dependency", "Create", fromId=first, toId=gid("StrategyElement", pillar)
    )

    assert (made["kind"], made["state"], made["note"]) == ("NEEDS", "REQUESTED", "please")
    assert (made["from"], made["to"]) == ({"id": first}, {"id": second})
    assert twice == (None, [("TAKEN", ["input", "toId"])])
    assert onto_itself == (None, [("SELF_LINK", ["input", "toId"])])
    assert onto_strategy == (None, [("NOT_FOUND", ["input", "toId"])])


async def test_many_teams_are_made_but_those_that_cannot_be(data, company: Company) -> None:
    await company.team("Taken", external_id="taken")
    rows = [{"name": "One"}, {"name": ""}, {"name": "Two", "externalId": "taken"}, {"name": "Four"}]

    answer = await data(
        """mutation ($rows: [TeamCreateInput!]!) {
             teamBulkCreate(input: {rows: $rows, errorPolicy: REJECT_FAILED_ROWS}) {
               teams { name } userErrors { code path } query { teams { totalCount } } } }""",
        rows=rows,
    )

    assert answer["teamBulkCreate"] == {
        "teams": [{"name": "One"}, None, None, {"name": "Four"}],
        "userErrors": [
            {"code": "REQUIRED", "path": ["input", "rows", "1", "name"]},
            {"code": "TAKEN", "path": ["input", "rows", "2", "externalId"]},
        ],
        "query": {"teams": {"totalCount": 3}},
    }


async def test_of_many_people_nobody_is_recorded_where_one_is_refused(
    data, company: Company
) -> None:
    archived = await company.person("Gone")
    await archive(company, "person", archived)

    answer = await data(
        """mutation ($rows: [PersonCreateInput!]!) { personBulkCreate(input: {rows: $rows}) {
             people { name } userErrors { code path } query { people { totalCount } } } }""",
        rows=[{"name": "Ada"}, {"name": "Grace", "managerId": gid("Person", archived)}],
    )

    assert answer["personBulkCreate"] == {
        "people": [None, None],
        "userErrors": [{"code": "NOT_FOUND", "path": ["input", "rows", "1", "managerId"]}],
        "query": {"people": {"totalCount": 0}},
    }


async def test_many_rows_take_as_many_statements_as_few(data, company: Company) -> None:
    parent, counts = gid("Team", await company.team()), []

    for count in (3, 30):
        rows = [{"name": f"{count}.{place}", "parentId": parent} for place in range(count)]
        with statements() as seen:
            await data(
                """mutation ($rows: [TeamCreateInput!]!) { teamBulkCreate(input: {rows: $rows}) {
                     teams { id name parent { name } } userErrors { code } } }""",
                rows=rows,
            )
        counts.append(len(seen))

    assert counts == [counts[0]] * 2


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER])
async def test_structure_is_an_admins(ask_as, company: Company, role: Role) -> None:
    actor = replace(company.actor, role=role)

    answer = await ask_as(actor, document("team", "Create"), input={"name": "New"})

    (error,) = answer.data["payload"]["userErrors"]
    assert (error["code"], error["path"]) == ("FORBIDDEN", ["input"])
