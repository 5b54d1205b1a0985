"""Every operation of `docs/graphql.md`, run against the demo company as a reader would."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from schema.answers import Parameters
from schema.identifiers import parse_id
from service.actor import Actor
from service.auditing.auditor import Auditor
from service.database import Database
from service.tables import utc_now
from tests.clients.guide import GUIDE, Shown, shown
from tests.schema.conftest import ANSWERS, Answer, execute

LOOK_UPS = ("objective", "keyResult", "cycle", "team", "person")
EMPTY_WHERE_ALL_IS_WELL = {"userErrors", "brokenAt"}
SAID = re.compile(r"the (?P<what>id|version) of (?P<whose>\S+)")
EDGE = re.compile(r"the id of (?P<child>\S+) to (?P<parent>\S+)")
CURSOR = re.compile(r"the (?P<which>startCursor|endCursor) of the page before")


class Reader:
    """Someone who works through a section of the guide."""

    def __init__(self, database: Database, actor: Actor) -> None:
        self._database = database
        self._actor = actor
        self._page_info: dict[str, str] = {}

    async def run(self, document: str, variables: dict[str, Any]) -> Answer:
        answer = await self._ask(document, await self._meant(variables))
        for field in (answer.data or {}).values():
            self._page_info = (field or {}).get("pageInfo", {})
        return answer

    async def found(self, external_id: str) -> dict[str, Any]:
        """The id and version of what its sender calls so."""
        fields = [f"{noun}(by: {{externalId: $name}}) {{ id version }}" for noun in LOOK_UPS]
        document = f"query ($name: String!) {{ {' '.join(fields)} }}"
        answer = await self._ask(document, {"name": external_id})
        (one,) = [row for row in answer.data.values() if row]
        return dict(one)

    async def edge(self, child: str, parent: str) -> str:
        """The id of the alignment between two goals."""
        document = """query ($child: ID!, $parent: ID!) { alignments(
          filter: {child: {eq: $child}, parent: {eq: $parent}}) { nodes { id } } }"""
        ids = {"child": (await self.found(child))["id"], "parent": (await self.found(parent))["id"]}
        (one,) = (await self._ask(document, ids)).data["alignments"]["nodes"]
        return str(one["id"])

    async def _ask(self, document: str, variables: dict[str, Any]) -> Answer:
        return await execute(self._database, self._actor, document, variables)

    async def _meant(self, said: Any) -> Any:
        match said:
            case dict():
                return {name: await self._meant(value) for name, value in said.items()}
            case list():
                return [await self._meant(value) for value in said]
            case str() if match := SAID.fullmatch(said):
                return (await self.found(match["whose"]))[match["what"]]
            case str() if match := EDGE.fullmatch(said):
                return await self.edge(match["child"], match["parent"])
            case str() if match := CURSOR.fullmatch(said):
                return self._page_info[match["which"]]
            case _:
                return said


@pytest.fixture
async def reader(database: Database, demo: Actor) -> Reader:
    """An admin who is a person, so that `viewer.person` is somebody."""
    person = parse_id((await Reader(database, demo).found("arjun-mehta"))["id"])
    assert person is not None
    return Reader(database, replace(demo, person_id=person.uuid))


def hollow(value: Any, path: str) -> Iterator[str]:
    """Where an answer has nothing to show: a list without rows, a root field that is null."""
    match value:
        case dict():
            for name in value.keys() - EMPTY_WHERE_ALL_IS_WELL:
                yield from hollow(value[name], f"{path}.{name}")
        case []:
            yield path


def alike(answer: Any, shown: Any) -> bool:
    """Whether it is what the guide shows, where … stands for any text."""
    match shown:
        case dict():
            return answer.keys() == shown.keys() and all(
                alike(answer[name], one) for name, one in shown.items()
            )
        case list():
            return len(answer) == len(shown) and all(map(alike, answer, shown))
        case _:
            return shown in ("…", answer)


@pytest.mark.parametrize("operation", list(shown()), ids=lambda one: one.title)
async def test_what_the_guide_shows_is_answered_so(reader: Reader, operation: Shown) -> None:
    for step in operation.steps:
        answer = await reader.run(operation.document, step.variables)
        assert answer.errors == []
        if step.answer is None:
            assert [path for name, one in answer.data.items() for path in hollow(one, name)] == []
            assert None not in answer.data.values()
        else:
            assert alike(answer.data, step.answer), answer.data


def test_the_guide_has_thirteen_queries_and_eight_mutations() -> None:
    kinds = [operation.document.split()[0] for operation in shown()]
    assert kinds == ["query"] * 13 + ["mutation"] * 8


async def test_an_operation_costs_what_the_guide_says(database: Database, demo: Actor) -> None:
    document = "{ objectives(first: 20) { nodes { id keyResults(first: 5) { nodes { id } } } } }"
    answer = await ANSWERS.answer(Auditor(database), demo, Parameters(document, {}), utc_now())
    points = json.loads(answer.body)["extensions"]["cost"]["requested"]
    assert f"costs {points}\n" in GUIDE.read_text(encoding="utf-8")
