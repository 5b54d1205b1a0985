"""Whose turn it is to check in: of a person, a team or everybody, the longest overdue first."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.actor import Actor
from tests.company import QUARTER, Company
from tests.schema.conftest import gid, statements

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
LONG_AGO = datetime(2026, 10, 1, 12, tzinfo=UTC)
DUE = """query ($person: ID, $team: ID, $on: Date, $first: Int, $after: String) {
  dueCheckIns(personId: $person, teamId: $team, on: $on, first: $first, after: $after) {
    totalCount nodes { title nextCheckInOn } edges { cursor }
    pageInfo { hasNextPage endCursor } } }"""


@pytest.fixture
def due(both) -> Any:
    """The titles that are due, in order; the same in both finishes."""

    async def ask(*, now: datetime = NOW, by: Actor | None = None, **given: Any) -> str:
        answer = await both(DUE, now=now, by=by, **given)
        assert answer.errors == []
        found = answer.data["dueCheckIns"]
        assert found["totalCount"] == len(found["nodes"])
        return "".join(node["title"] for node in found["nodes"])

    return ask


async def goal(company: Company, title: str, days: int | None, **values: Any) -> UUID:
    """A key result that was checked in so many days ago, or never, of an objective of its own."""
    of_objective = values.pop("objective", {})
    objective = await company.objective(f"Home of {title}", **of_objective)
    checked_in_at = None if days is None else NOW - timedelta(days=days)
    values.setdefault("created_at", LONG_AGO)
    return await company.key_result(objective, title, checked_in_at=checked_in_at, **values)


async def test_the_longest_overdue_come_first_and_ties_by_age(due, company: Company) -> None:
    for title, days in (("a", 8), ("b", 20), ("c", 6), ("d", 8), ("e", None), ("f", 7)):
        await goal(company, title, days)

    assert await due() == "ebadf"


async def test_a_key_result_is_due_from_the_day_of_its_next_check_in(due, company: Company) -> None:
    await goal(company, "a", 0)

    assert [await due(on=on) for on in ("2026-11-16", "2026-11-17", "2027-11-17")] == ["", "a", "a"]


@pytest.mark.parametrize(
    "values",
    [
        {"objective": {"lifecycle": "DRAFT"}},
        {"objective": {"lifecycle": "CLOSED"}},
        {"objective": {"lifecycle": "CANCELLED"}},
        {"objective": {"archived_at": NOW}},
        {"objective": {"starts_on": date(2026, 11, 11)}},
        {"objective": {"ends_on": date(2026, 11, 9)}},
        {"due_on": date(2026, 11, 9)},
        {"archived_at": NOW},
        {"status": "ACHIEVED"},
    ],
    ids=str,
)
async def test_nobody_is_asked_about_what_is_not_being_worked_on(
    due, company: Company, values: dict
) -> None:
    await goal(company, "never", 30, **values)
    await goal(company, "a", 30, objective={"ends_on": date(2026, 11, 10)})

    assert await due() == "a"


async def test_only_an_active_cycle_is_asked_about(due, company: Company) -> None:
    for title, state in (("a", "PLANNING"), ("b", "ACTIVE"), ("c", "GRADING"), ("d", "CLOSED")):
        cycle = await company.cycle(state=state, **QUARTER)
        await goal(company, title, 30, objective={"cycle_id": cycle})
    over = await company.cycle(ends_on=date(2026, 11, 9))
    await goal(company, "e", 30, objective={"cycle_id": over})
    await goal(company, "f", 30, objective={"cycle_id": over, "ends_on": date(2026, 11, 10)})

    assert await due() == "bf"


async def test_the_owner_is_asked_else_the_owner_of_the_objective(due, company: Company) -> None:
    ada, grace = await company.person("Ada"), await company.person("Grace")
    await goal(company, "a", 30, owner_id=ada)
    await goal(company, "b", 30, objective={"owner_id": ada})
    await goal(company, "c", 30, owner_id=grace, objective={"owner_id": ada})
    await goal(company, "d", 30)

    assert await due(person=gid("Person", ada)) == "ab"
    assert await due(person=gid("Person", grace)) == "c"


async def test_a_team_is_asked_with_its_parts_and_a_person_in_it(due, company: Company) -> None:
    ada = await company.person("Ada")
    whole = await company.team("Engineering")
    part = await company.team("Engines", parent_id=whole)
    await goal(company, "a", 30, objective={"team_id": whole})
    await goal(company, "b", 30, objective={"team_id": part}, owner_id=ada)
    await goal(company, "c", 30, objective={"team_id": await company.team("Other")}, owner_id=ada)

    assert await due(team=gid("Team", whole)) == "ab"
    assert await due(team=gid("Team", part)) == "b"
    assert await due(team=gid("Team", whole), person=gid("Person", ada)) == "b"


async def test_who_is_somebody_is_asked_for_themselves_and_nobody_for_all(
    due, company: Company, actor: Actor
) -> None:
    ada = await company.person("Ada")
    team = await company.team()
    await goal(company, "a", 30, owner_id=ada)
    await goal(company, "b", 30, objective={"team_id": team})

    assert await due() == "ab"
    somebody = replace(actor, person_id=ada)
    assert await due(by=somebody) == "a"
    assert await due(by=somebody, team=gid("Team", team)) == "b"
    assert await due(by=somebody, person=None, team=None, on=None) == "a"


async def test_days_are_those_of_the_organization(due, company: Company) -> None:
    """Checked in at half past eleven at night in London, which is the next day in Berlin."""
    night = datetime(2026, 11, 3, 23, 30, tzinfo=UTC)
    await company.key_result(
        await company.objective(), "a", checked_in_at=night, created_at=LONG_AGO
    )

    assert await due(on="2026-11-10") == "a"
    await company.settle(timezone="Europe/Berlin")
    assert [await due(on=on) for on in ("2026-11-10", "2026-11-11")] == ["", "a"]
    evening = datetime(2026, 11, 10, 23, 30, tzinfo=UTC)
    assert await due(now=evening) == "a"


async def test_the_organization_says_how_often(due, company: Company) -> None:
    await goal(company, "a", 8)
    await company.settle(settings='{"audit": {"thresholds": {"check_in_cadence_days": 9}}}')

    assert [await due(on=on) for on in ("2026-11-10", "2026-11-11")] == ["", "a"]


async def test_a_long_list_is_read_page_by_page(both, company: Company) -> None:
    home = await company.objective("Home")
    for number in range(7):
        moment = NOW - timedelta(days=30 + number // 2)
        await company.key_result(home, str(number), checked_in_at=moment)

    titles, after = "", None
    while True:
        page = (await both(DUE, now=NOW, first=2, after=after)).data["dueCheckIns"]
        titles += "".join(node["title"] for node in page["nodes"])
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]

    assert titles == "6452301"


@pytest.mark.parametrize("argument", ["person", "team"])
async def test_who_is_not_there_is_not_found_and_what_is_asked_beside_it_is_answered(
    both, company: Company, others: Company, argument: str
) -> None:
    of = {"person": company.person, "team": company.team}[argument]
    foreign = {"person": others.person, "team": others.team}[argument]
    noun = argument.title()
    archived = gid(noun, await of(archived_at=NOW))
    theirs = gid(noun, await foreign())
    wrong = gid("Objective", await company.objective("Home"))
    document = f"""query ($id: ID) {{
      dueCheckIns({argument}Id: $id) {{ nodes {{ id }} }}
      objectives {{ nodes {{ title }} }} }}"""

    for id_ in (archived, theirs, wrong, "nonsense"):
        answer = await both(document, id=id_)

        assert answer.codes == ["NOT_FOUND"]
        assert answer.errors[0]["message"] == (f"{argument}Id names no {noun} of this organization")
        assert answer.errors[0]["path"] == ["dueCheckIns"]
        assert answer.data == {"dueCheckIns": None, "objectives": {"nodes": [{"title": "Home"}]}}


async def test_nothing_of_another_organization_is_due(
    due, company: Company, others: Company
) -> None:
    await goal(others, "theirs", 30)
    await goal(company, "a", 30)

    assert await due() == "a"


@pytest.mark.parametrize("count", [3, 100])
async def test_it_takes_one_statement(data, company: Company, count: int) -> None:
    home = await company.objective()
    team = await company.team()
    for _ in range(count):
        await company.key_result(home, checked_in_at=LONG_AGO)

    with statements() as seen:
        await data(DUE, first=100)
        await data(DUE, team=gid("Team", team))

    assert len(seen) == 2
