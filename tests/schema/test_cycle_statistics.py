"""How far a cycle is, by the count of its goals."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from service.tables import utc_now
from tests.company import Company
from tests.schema.conftest import archive, gid, statements

COUNTS = "objectives aligned checkedIn graded keyResults keyResultsCheckedIn keyResultsGraded"
DOCUMENT = f"""query ($id: ID!, $team: ID) {{ cycle(by: {{id: $id}}) {{ statistics(teamId: $team) {{
  total {{ {COUNTS} }}
  byTeam {{ team {{ name }} counts {{ {COUNTS} }} }}
  byLevel {{ level counts {{ {COUNTS} }} }} }} }} }}"""


def counts(*numbers: int) -> dict[str, int]:
    return dict(zip(COUNTS.split(), numbers, strict=True))


async def checked_in(company: Company, objective: UUID, days_ago: int, **values: object) -> UUID:
    """A key result that was checked in so long ago, as the numbers have it."""
    own_id = await company.key_result(objective, **values)
    async with company.database.writing(company.actor.organization_id) as session:
        await session.execute(
            text("UPDATE key_result SET checked_in_at = :at WHERE id = :id"),
            {"at": utc_now() - timedelta(days=days_ago), "id": own_id},
        )
    return own_id


@pytest.fixture
async def year(company: Company) -> UUID:
    """A year with a quarter in it; goals of two teams, and of none."""
    year = await company.cycle("2026")
    quarter = await company.cycle("Q4", parent_id=year)
    top = await company.team("Top")
    part = await company.team("Part", parent_id=top)
    pillar, old = (
        await company.pillar(),
        await company.objective("Cancelled", lifecycle="CANCELLED"),
    )
    first = await company.objective(cycle_id=year, level="COMPANY", score="0.7")
    second = await company.objective("Two", cycle_id=quarter, level="TEAM", team_id=top)
    third = await company.objective("Three", cycle_id=quarter, team_id=part, lifecycle="DRAFT")
    await company.align(first, pillar)
    await company.align(second, first, state="PROPOSED")
    await company.align(second, old)
    await company.align(third, pillar, valid_to=date(2020, 1, 1))
    await company.align(third, second)
    await checked_in(company, second, 6)
    await checked_in(company, second, 8, score="0.5")
    await checked_in(company, third, 8)
    away = await company.objective("Away", cycle_id=quarter, team_id=top, score=1)
    await archive(company, "objective", away)
    await archive(company, "key_result", await checked_in(company, third, 1, score=1))
    await company.objective("Given up", cycle_id=quarter, lifecycle="CANCELLED")
    return year


async def test_a_cycle_counts_its_goals_and_those_of_its_parts(data, year: UUID) -> None:
    found = (await data(DOCUMENT, id=gid("Cycle", year)))["cycle"]["statistics"]

    assert found == {
        "total": counts(3, 2, 1, 1, 3, 1, 1),
        "byTeam": [
            {"team": {"name": "Top"}, "counts": counts(1, 0, 1, 0, 2, 1, 1)},
            {"team": {"name": "Part"}, "counts": counts(1, 1, 0, 0, 1, 0, 0)},
            {"team": None, "counts": counts(1, 1, 0, 1, 0, 0, 0)},
        ],
        "byLevel": [
            {"level": "COMPANY", "counts": counts(1, 1, 0, 1, 0, 0, 0)},
            {"level": "TEAM", "counts": counts(1, 0, 1, 0, 2, 1, 1)},
            {"level": None, "counts": counts(1, 1, 0, 0, 1, 0, 0)},
        ],
    }


async def test_a_team_counts_its_goals_and_those_of_its_parts(data, year: UUID) -> None:
    teams = (await data("{ teams { nodes { id name } } }"))["teams"]["nodes"]
    id_by_name = {team["name"]: team["id"] for team in teams}

    totals = [
        (await data(DOCUMENT, id=gid("Cycle", year), team=id_by_name[name]))["cycle"]["statistics"]
        for name in ("Top", "Part")
    ]

    assert [one["total"] for one in totals] == [
        counts(2, 1, 1, 0, 3, 1, 1),
        counts(1, 1, 0, 0, 1, 0, 0),
    ]


async def test_the_cadence_is_the_organization_s_own(data, company: Company, year: UUID) -> None:
    await company.settle(settings='{"audit": {"thresholds": {"check_in_cadence_days": 14}}}')

    found = (await data(DOCUMENT, id=gid("Cycle", year)))["cycle"]["statistics"]["total"]

    assert (found["checkedIn"], found["keyResultsCheckedIn"]) == (2, 3)


async def test_a_cycle_without_goals_counts_none(data, company: Company) -> None:
    found = (await data(DOCUMENT, id=gid("Cycle", await company.cycle())))["cycle"]["statistics"]

    assert found == {"total": counts(*[0] * 7), "byTeam": [], "byLevel": []}


async def test_a_team_that_is_not_there_is_an_error_beside_the_rest(
    ask, company: Company, others: Company
) -> None:
    cycle, strange = gid("Cycle", await company.cycle()), gid("Team", await others.team())

    answer = await ask(DOCUMENT, id=cycle, team=strange)

    assert answer.data == {"cycle": {"statistics": None}}
    assert answer.codes == ["NOT_FOUND"]


async def test_many_cycles_are_counted_in_as_many_statements_as_one(data, company: Company) -> None:
    document = "query { cycles { nodes { statistics { total { objectives } } } } }"
    sent = []
    for size in (1, 9):
        for _ in range(size):
            await company.objective(cycle_id=await company.cycle())
        with statements() as seen:
            found = await data(document)
        sent.append(len(seen))
        assert {one["statistics"]["total"]["objectives"] for one in found["cycles"]["nodes"]} == {1}
    assert sent[0] == sent[1]
