"""A whole quarter, as `examples/quarter` plays it: every number right after every step."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from service.actor import Actor
from service.app import create_app
from service.database import Database
from service.rollup.verifying import verify
from service.settings import Settings
from service.tables import utc_now
from tests.clients.demo import demo_organization
from tests.clients.generated import python_client
from tests.clients.losing import LosingAnswers
from tests.clients.playing import Books, playing, rolling_up
from tests.clients.quarter_figures import FIGURES
from tests.serving import SECRET_KEY, Served, admin_token, listening

# What must be shown, by step; lines may break elsewhere.
SHOWN = {
    "Whoever has the goal above accepts or declines.": """
        Nobody may close a circle. This one would have been, each goal below the next:
        Take our deliveries off the plane, so that a sensor saves more than its way costs
        Routes that I have planned by rail from 0 to 20
        Know the railways as well as the roads, so that no van is taken out of habit
        """,
    "The quarter is over: it is to be graded.": "5 of its objectives have no score",
    "What is closed cannot be written any more, but for notes.": """
        A check-in: the cycle is closed: only notes can be written.
        Another title: the cycle is closed: only notes can be written.
        An offer: the child's cycle is closed: only notes can be written.
        Another score: the cycle is closed: only notes can be written.
        Arjun's note on his score is taken.
        """,
    # As a person would count: committed are supply, 0.8, and routes, 1.
    "The story of the quarter, of one team, and of one goal.": """
        one of two committed, two of two aspirational and one of one learning. How they ended: four
        achieved and one partly achieved.
        """,
}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return python_client("quarter", tmp_path_factory.mktemp("quarter"))


@pytest.fixture
async def actor(database_url: str, tmp_path: Path) -> Actor:
    """The demo company, before anybody has played."""
    return await demo_organization(database_url, tmp_path)


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
async def losing(database_url: str, tmp_path: Path) -> LosingAnswers:
    settings = Settings(database_url=database_url, secret_key=SECRET_KEY, data_dir=tmp_path)
    return LosingAnswers(create_app(settings), every=10)


@pytest.fixture
async def served(losing: LosingAnswers, database: Database, actor: Actor) -> AsyncIterator[Served]:
    """Each tenth answer is lost: what is sent again must not be done again."""
    token = await admin_token(database, actor)
    async with listening(losing) as address:
        yield Served(address, token)


async def test_a_quarter_is_played_from_plan_to_close(
    program: Path, served: Served, losing: LosingAnswers, database: Database, actor: Actor
) -> None:
    books = Books(database, actor)
    looked_at = []
    async with rolling_up(database, actor), playing(program, served) as play:
        async for step in play.steps():
            found = await verify(database, actor.organization_id, utc_now())
            assert (step.name, found.differences) == (step.name, [])
            assert words(SHOWN.get(step.name, "")) in words(step.said)
            if step.name in FIGURES:
                wanted = FIGURES[step.name]
                assert (step.name, await books.figures(wanted)) == (step.name, wanted)
                looked_at.append(step.name)
        assert await play.ended() == (0, "")
    assert looked_at == list(FIGURES)
    assert losing.lost > len(FIGURES)
