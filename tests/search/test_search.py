"""What a text finds among the titles and names of an organization, and in which order."""

from uuid import UUID

import pytest
from sqlmodel import col, select

from service.actor import Actor
from service.database import Database
from service.objectives.models import Objective
from service.search.queries import HIGHEST_RANK, found
from service.tables import utc_now
from tests.company import Company

Hit = tuple[str, UUID, int]


@pytest.fixture
def hits(database: Database, actor: Actor):
    """The best first, ties by id."""

    async def search(text: str, asking: Actor = actor) -> list[Hit]:
        statement = found(asking, text)
        columns = statement.selected_columns
        ordered = statement.order_by(columns["rank"].desc(), columns["id"])
        async with database.reading() as session:
            return [tuple(row) for row in await session.execute(ordered)]

    return search


@pytest.fixture
def titles(hits, company: Company):
    """The titles of objectives that a text finds, the best first."""

    async def search(text: str) -> list[str]:
        async with company.database.reading() as session:
            rows = await session.execute(select(col(Objective.id), col(Objective.title)))
        title_by_id = {row[0]: row[1] for row in rows}
        return [title_by_id[id_] for _, id_, _ in await hits(text)]

    return search


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("onboard", "Improve onboarding"),
        ("onboarding improve", "Improve onboarding"),
        ("imp onb", "Improve onboarding"),
        ("IMPROVE", "Improve onboarding"),
        ("ecole", "Ouvrir une École à Zürich"),
        ("zürich école", "Ouvrir une Ecole a Zurich"),
        ("q4", "Close Q4 well"),
        ("mail", "Answer e-mail within a day"),
        ("e-mail", "Answer email or e mail within a day"),
        ("(99.9%)", "Keep uptime at 99.9%"),
        ("здоров", "Здоровье прежде всего"),
        ("客户", "客户成功"),
        ("  onboarding\t", "Improve onboarding"),
        ("new'; --", "Find new markets"),
        ("a:* & !b | c\\", "Plan A: b, c"),
    ],
    ids=str,
)
async def test_a_title_is_found_by_its_words_in_any_order_and_spelling(
    titles, company: Company, text: str, title: str
) -> None:
    await company.objective(title)
    await company.objective("Something else altogether")

    assert await titles(text) == [title]


@pytest.mark.parametrize("text", ["", "   ", "!!!", "%", "_", "🎉", "xyzzy"], ids=str)
async def test_what_no_title_has_finds_nothing(titles, company: Company, text: str) -> None:
    await company.objective("Improve onboarding by 50% 🎉")

    assert await titles(text) == []


async def test_the_title_itself_comes_first_then_beginnings_then_phrases_then_words(
    titles, company: Company
) -> None:
    ranked = [
        "Customer success",
        "Customer success for all",
        "Customer successes for all",
        "More customer success",
        "More customer successes",
        "Success for each customer",
        "Success for each and every customer",
    ]
    for title in reversed(ranked):
        await company.objective(title)

    assert await titles("customer success") == ranked


async def test_the_title_itself_has_the_highest_rank(hits, company: Company) -> None:
    id_ = await company.objective("Customer success")

    assert await hits("CUSTOMER  success!") == [("Objective", id_, HIGHEST_RANK)]


async def test_equal_ranks_are_told_apart_by_id(hits, company: Company) -> None:
    made = [await company.objective("Grow") for _ in range(3)]

    assert [id_ for _, id_, _ in await hits("grow")] == sorted(made)


@pytest.mark.parametrize(
    "text", ["onbording", "onbearding", "improve onbordings", "boarding"], ids=str
)
async def test_a_slip_of_the_pen_is_forgiven(titles, company: Company, text: str) -> None:
    await company.objective("Improve onboarding")
    await company.objective("Reduce churn")

    assert await titles(text) == ["Improve onboarding"]


async def test_what_only_resembles_is_left_out_where_something_has_the_words(
    titles, company: Company
) -> None:
    await company.objective("Improve boarding")
    await company.objective("Improve onboarding")

    assert await titles("boarding") == ["Improve boarding"]
    assert await titles("bording") == ["Improve boarding"]


async def test_every_kind_of_thing_is_found_by_its_title_or_name(hits, company: Company) -> None:
    objective = await company.objective("Alpha objective")
    made = {
        ("StrategyElement", await company.pillar("Alpha pillar")),
        ("Objective", objective),
        ("KeyResult", await company.key_result(objective, "Alpha key result")),
        ("Initiative", await company.initiative("Alpha project")),
        ("Team", await company.team("Alpha team")),
        ("Person", await company.person("Alpha person")),
        ("Cycle", await company.cycle("Alpha cycle")),
        ("Kpi", await company.kpi("Alpha KPI")),
    }

    assert {(type_, id_) for type_, id_, _ in await hits("alpha")} == made


async def test_nothing_archived_and_nothing_of_others_is_found(
    hits, company: Company, stranger: Actor, strange_company: Company
) -> None:
    await company.objective("Improve onboarding", archived_at=utc_now())
    theirs = await strange_company.objective("Improve onboarding")

    assert await hits("onboarding") == []
    assert await hits("onbording") == []
    assert await hits(str(stranger.organization_id)) == []
    assert [id_ for _, id_, _ in await hits("onbording", stranger)] == [theirs]
