"""An organization for real clients to read and change, and what they are told of it."""

import asyncio
from dataclasses import dataclass

import orjson
import pytest

from schema.identifiers import global_id
from service.actor import Actor
from tests.clients.demo import demo_organization
from tests.company import Company
from tests.serving import Served, served

__all__ = ["served"]


@dataclass(frozen=True, slots=True)
class Goals:
    """Global ids: `child` serves `parent`; neither is among the five objectives of teams."""

    child: str
    parent: str
    key_result: str
    team_goals: tuple[str, ...]


@pytest.fixture
async def goals(company: Company) -> Goals:
    parent = await company.objective("Parent", level="COMPANY")
    child = await company.objective("Child", level="DEPARTMENT")
    await company.align(child, parent)
    key_result = await company.key_result(child, "Reach 9.5", start=1, target="9.5", current=4)
    team_goals = [await company.objective(title, level="TEAM") for title in "ABCDE"]
    return Goals(
        global_id("Objective", child),
        global_id("Objective", parent),
        global_id("KeyResult", key_result),
        tuple(global_id("Objective", one) for one in team_goals),
    )


@pytest.fixture
def told(served: Served, goals: Goals) -> str:
    """What a program is told: where the service is, and what it may ask about."""
    return orjson.dumps(
        {
            "url": served.graphql,
            "token": served.token,
            "child": goals.child,
            "parent": goals.parent,
            "keyResult": goals.key_result,
            "teamGoals": goals.team_goals,
        }
    ).decode()


@pytest.fixture(scope="session")
def demo(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Actor:
    """An admin of the demo company, which the tests of one worker share."""
    return asyncio.run(demo_organization(database_url, tmp_path_factory.mktemp("demo")))
