"""Bottlenecks over GraphQL."""

import pytest

from tests.company import Company
from tests.schema.conftest import gid

BOTTLENECKS = """query ($cycle: ID, $teams: [ID!], $first: Int) {
  bottlenecks(cycleId: $cycle, teamIds: $teams, first: $first) {
    keyResultCount ranking { node { id title } keyResultCount share } } }"""


def ranking(answer) -> list[tuple[str, int, str]]:
    return [
        (one["node"]["title"], one["keyResultCount"], one["share"])
        for one in answer["bottlenecks"]["ranking"]
    ]


async def test_the_worst_come_first_with_their_share(data, company: Company) -> None:
    *_, individual, _ = await company.cascade()
    pillar = await company.pillar("Grow")
    other = await company.objective("Other", level="COMPANY")
    await company.align(other, pillar)
    await company.key_result(other)
    await company.key_result(individual)

    answer = await data(BOTTLENECKS, first=2)

    assert answer["bottlenecks"]["keyResultCount"] == 3
    assert [one[1:] for one in ranking(answer)] == [(2, "0.666667")] * 2
    assert len(ranking(await data(BOTTLENECKS))) == 5
    assert ranking(await data(BOTTLENECKS))[-1] == ("Other", 1, "0.333333")
    assert ranking(await data(BOTTLENECKS, first=0)) == []


async def test_the_scope_chooses_the_key_results_not_the_nodes(data, company: Company) -> None:
    team = await company.team("Engines")
    part = await company.team("Pistons", parent_id=team)
    year = await company.cycle("2026")
    quarter = await company.cycle("2026 Q4", parent_id=year)
    pillar = await company.pillar()
    above = await company.objective("Above", level="COMPANY")
    await company.align(above, pillar)
    inside = await company.objective("Inside", team_id=part, cycle_id=quarter)
    await company.align(inside, above)
    await company.key_result(inside)
    await company.key_result(above)

    for scope in ({"cycle": gid("Cycle", year)}, {"teams": [gid("Team", team)]}):
        answer = await data(BOTTLENECKS, **scope)
        assert answer["bottlenecks"]["keyResultCount"] == 1
        assert sorted(ranking(answer)) == [("Above", 1, "1"), ("Inside", 1, "1")]
    assert (await data(BOTTLENECKS))["bottlenecks"]["keyResultCount"] == 2


@pytest.mark.usefixtures("company")
async def test_an_organization_without_lines_of_sight_has_none(data) -> None:
    assert (await data(BOTTLENECKS))["bottlenecks"] == {"keyResultCount": 0, "ranking": []}


@pytest.mark.parametrize("first", [-1, 101])
async def test_an_unusable_number_is_refused(ask, first: int) -> None:
    answer = await ask(BOTTLENECKS, first=first)
    assert (answer.data, answer.codes) == ({"bottlenecks": None}, ["BAD_USER_INPUT"])


async def test_an_unknown_scope_is_not_found_and_its_siblings_survive(ask) -> None:
    answer = await ask(
        '{ bottlenecks(cycleId: "nonsense") { keyResultCount } organization { name } }'
    )
    assert answer.data["bottlenecks"] is None
    assert answer.data["organization"]["name"]
    assert answer.codes == ["NOT_FOUND"]
