"""The programs of `examples/`, as their README says: generated, checked by their types, and run."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import orjson
import pytest

from service.actor import Actor
from tests.clients.generated import cloned, done, python_client
from tests.conformance.programs import NODE, PACKAGES, PROJECT, ROOT, Ran, run
from tests.serving import Served

ONE_PAGE = 10
PERCENT = 100

Example = Callable[..., Awaitable[Ran]]


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return python_client("python", tmp_path_factory.mktemp("python"))


@pytest.fixture(scope="module")
def typescript(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = cloned("typescript", tmp_path_factory.mktemp("typescript"))
    (folder / "node_modules").symlink_to(PACKAGES)
    done(NODE, PACKAGES / "gql.tada" / "bin" / "cli.js", "generate-output", folder=folder)
    done(NODE, PACKAGES / "typescript" / "bin" / "tsc", folder=folder)
    return folder


@pytest.fixture
def actor(demo: Actor) -> Actor:
    """What is served is the demo company."""
    return demo


@pytest.fixture(params=["python", "typescript"])
def example(request: pytest.FixtureRequest, served: Served) -> Example:
    """Runs a command of one of the two programs."""
    folder: Path = request.getfixturevalue(request.param)
    program = {"python": (sys.executable, "okrs.py"), "typescript": (NODE, "okrs.ts")}

    async def run_it(*arguments: str) -> Ran:
        environment = {"SIGHTLINE_URL": served.graphql, "SIGHTLINE_TOKEN": served.token}
        return await run(
            *program[request.param], *arguments, folder=folder, environment=environment
        )

    return run_it


async def test_a_teams_objectives_are_listed_with_where_their_numbers_stand(
    example: Example,
) -> None:
    ran = await example("objectives", "insights")
    lines = ran.result.splitlines()
    measured = [line.split()[0] for line in lines if line.startswith(" ")]
    assert lines[0] == "Improve the dashboards"
    # How far they have come by today is the demo's to tell.
    assert measured[:2] == ["?", "?"]
    assert [share[-1:] for share in measured[2:]] == ["%"] * 5
    assert all(0 <= int(share[:-1]) <= PERCENT for share in measured[2:])


async def test_a_key_result_is_checked_in(example: Example) -> None:
    ran = await example("check-in", "sensors-battery-1", "30.5")
    assert ran.result.endswith(": 30.5 of 26 µA\n"), ran.messages


async def test_what_is_not_there_is_said(example: Example) -> None:
    ran = await example("check-in", "nothing", "30.5")
    assert ran.status == 1
    assert "there is no key result nothing" in ran.messages


async def test_findings_come_page_by_page(example: Example) -> None:
    ran = await example("findings", "ERROR")
    lines = ran.result.splitlines()
    rules = [line.split()[0] for line in lines]
    assert rules == sorted(rules)
    assert len(rules) > ONE_PAGE
    assert (
        "ALN008  Its parent co-america is cancelled."
        "  Find the first distributor overseas, so that pilots have local hands"
    ) in lines


def test_typescript_brings_the_versions_that_are_tested() -> None:
    tested = orjson.loads((PROJECT / "package.json").read_bytes())["dependencies"]
    brought = orjson.loads((ROOT / "examples" / "typescript" / "package.json").read_bytes())
    versions = {**brought["dependencies"], **brought["devDependencies"]}
    assert {name: tested.get(name) for name in versions} == versions
