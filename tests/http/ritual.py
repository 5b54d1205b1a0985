"""The end of a quarter, by everybody at once: a cycle in grading, and what people do to it.

Two servers answer, each with its own connections and locks, so that nothing but the database keeps
them apart.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx

from schema.identifiers import global_id
from service.tables import new_id
from tests.company import QUARTER, Company

GOALS = 5
ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Deed:
    """One request and what came of it.

    Attributes:
        mark: what is the request's alone, and in the log where it was done.
        codes: why it was refused; nothing where it was done.
    """

    mutation: str
    mark: str
    codes: tuple[str, ...]


@dataclass(slots=True)
class Quarter:
    """A cycle with goals in a ring of proposals, and one goal outside that is part of it, too."""

    company: Company
    cycle: UUID
    objectives: list[UUID]
    key_results: list[UUID]
    outside: UUID
    proposals: list[UUID]
    servers: list[httpx.AsyncClient]
    deeds: list[Deed] = field(default_factory=list)
    done: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def send(self, mutation: str, mark: object, given: dict[str, Any]) -> tuple[str, ...]:
        """The refusals; whichever server has its turn answers."""
        type_ = f"{mutation[0].upper()}{mutation[1:]}Input!"
        document = f"""mutation ($input: {type_}) {{
          answer: {mutation}(input: $input) {{ userErrors {{ code }} }} }}"""
        server = self.servers[len(self.deeds) % len(self.servers)]
        body = {"query": document, "variables": {"input": given}}
        answer = (await server.post("/graphql", json=body)).json()
        assert "errors" not in answer, answer
        codes = tuple(error["code"] for error in answer["data"]["answer"]["userErrors"])
        self.deeds.append(Deed(mutation, str(mark), codes))
        async with self.done:
            self.done.notify_all()
        return codes

    async def grade(self, objective: int, number: int, version: int | None) -> tuple[str, ...]:
        """Score a goal and its key result by a number that no other request has."""
        score = f"0.{number:04}".rstrip("0")
        given: dict[str, Any] = {
            "id": global_id("Objective", self.objectives[objective]),
            "score": score,
            "keyResults": [
                {"id": global_id("KeyResult", self.key_results[objective]), "score": score}
            ],
        }
        if version is not None:
            given["expectedVersion"] = version
        return await self.send("objectiveScore", score, given)

    async def check_in(self, key_result: int, value: int) -> tuple[str, ...]:
        own_id = new_id()
        given = {
            "id": str(own_id),
            "keyResultId": global_id("KeyResult", self.key_results[key_result]),
            "value": str(value),
        }
        return await self.send("checkInCreate", own_id, given)

    async def decide(self, mutation: str, proposal: UUID) -> tuple[str, ...]:
        return await self.send(mutation, proposal, {"id": global_id("Alignment", proposal)})

    async def close(self) -> tuple[str, ...]:
        given = {"id": global_id("Cycle", self.cycle), "missingScores": "LEAVE"}
        return await self.send("cycleClose", self.cycle, given)

    async def clone(self) -> tuple[str, ...]:
        """Make a cycle of it, whichever goals and alignments it has by then."""
        own_id = new_id()
        given = {"id": global_id("Cycle", self.cycle), "newId": str(own_id), "name": "Next"}
        return await self.send("cycleClone", own_id, given)

    def succeeded(self, mutation: str) -> Counter[str]:
        """How often each mark was done."""
        return Counter(one.mark for one in self.deeds if one.mutation == mutation and not one.codes)


async def planted(company: Company, servers: list[httpx.AsyncClient]) -> Quarter:
    """The cycle, with proposals around the ring in both directions, over key results, too."""
    cycle = await company.cycle(state="GRADING", **QUARTER)
    goals = [await company.objective(f"O{n}", cycle_id=cycle) for n in range(GOALS)]
    results = [
        await company.key_result(one, metric_type="INCREASE", start=0, target=100) for one in goals
    ]
    outside = await company.objective("Outside")
    proposals = []
    for place, child in enumerate(goals):
        after = (place + 1) % GOALS
        for one, parent in (
            (child, results[after] if place % 2 else goals[after]),
            (goals[after], child),
            (results[place], outside),
            (outside, child),
        ):
            proposals.append(await company.align(one, parent, state="PROPOSED"))
    return Quarter(company, cycle, goals, results, outside, proposals, servers)


async def everybody(quarter: Quarter, seed: int) -> None:
    """Three people grade, three check in, three decide, one clones twice, two close, by a seed."""
    chance = random.Random(seed)  # noqa: S311 - a test's
    numbers = iter(chance.sample(range(1, 10_000), 200))
    people: list[Callable[[], Awaitable[None]]] = []

    def plan(deeds: list[Callable[[], Awaitable[tuple[str, ...]]]]) -> None:
        async def person() -> None:
            for deed in deeds:
                await deed()

        people.append(person)

    for _ in range(3):
        plan([_grading(quarter, chance, next(numbers)) for _ in range(ROUNDS)])
        plan([_checking(quarter, chance) for _ in range(ROUNDS)])
        plan(_decisions(quarter, chance))
    plan([quarter.clone] * 2)
    # Of ninety-eight requests, and the close.
    after = chance.randrange(90)
    people += [lambda: _closing(quarter, after)] * 2
    chance.shuffle(people)
    await asyncio.gather(*(person() for person in people))


def _grading(
    quarter: Quarter, chance: random.Random, number: int
) -> Callable[[], Awaitable[tuple[str, ...]]]:
    goal, version = chance.randrange(GOALS), chance.choice([None, None, 1, 2, 3])
    return lambda: quarter.grade(goal, number, version)


def _checking(quarter: Quarter, chance: random.Random) -> Callable[[], Awaitable[tuple[str, ...]]]:
    goal, value = chance.randrange(GOALS), chance.randrange(120)
    return lambda: quarter.check_in(goal, value)


def _decisions(
    quarter: Quarter, chance: random.Random
) -> list[Callable[[], Awaitable[tuple[str, ...]]]]:
    """All proposals, in an order of one's own: others decide about the same."""

    def decision(proposal: UUID) -> Callable[[], Awaitable[tuple[str, ...]]]:
        mutation = "alignmentDecline" if chance.random() < 0.1 else "alignmentAccept"
        return lambda: quarter.decide(mutation, proposal)

    proposals = list(quarter.proposals)
    chance.shuffle(proposals)
    return [decision(one) for one in proposals]


async def _closing(quarter: Quarter, after: int) -> None:
    """Close it once so much has been done, as often as others are in the way."""
    async with quarter.done:
        await quarter.done.wait_for(lambda: len(quarter.deeds) >= after)
    while await quarter.close() == ("CONFLICT",):
        pass
