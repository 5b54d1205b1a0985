"""A storm over one organization: mutations over HTTP, and the proof of what they left behind."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import text

from service.actor import Actor
from service.database import Database
from service.identity.rules import day_in
from service.rollup.draining import drain, pending_organizations
from service.rollup.turning import turn_organization
from service.rollup.verifying import differences
from tests.http.callers import Caller
from tests.reckoning.numbers import Numbers, reckoned
from tests.reckoning.stored import stored_world
from tests.schema.writer import document_of
from tests.storm.known import Known, Row
from tests.storm.mutations import CATALOGUE, Maker, organization_update
from tests.storm.serving import Coast
from tests.storm.values import Chance

# What creates, for the others to find something.
_CREATING = [maker for maker in CATALOGUE if "create" in maker.__name__]
CREATIONS = _CREATING * 3
# Mutations between two looks at all numbers.
ROUND = 250
# Whatever is our own fault, and no rule of the domain.
FAULTS = {"INTERNAL", "FORBIDDEN"}
TINY = Fraction(1, 10**11)
# Of somebody who waited too long for another; whoever is told so asks again.
OTHERS = "others are writing"


class Storm:
    """Mutations by chance, from as many callers as there are."""

    def __init__(self, shore: Coast, actor: Actor, caller: Caller, now: datetime) -> None:
        self.shore = shore
        self.actor = actor
        self.caller = caller
        self.now = now
        self.known = Known()
        self.answers: Counter[str] = Counter()

    def maker(self, seed: int) -> Maker:
        return Random(seed).choices(list(CATALOGUE), list(CATALOGUE.values()))[0]  # noqa: S311

    async def blow(self, maker: Maker, seed: int) -> None:
        """One mutation; where it came too soon, none."""
        made = maker(Chance(f"{maker.__name__} {seed}", self.now), self.known)
        if made is None:
            return
        mutation, given = made
        response = await self.caller.post(document_of(mutation), {"input": given})
        body = response.json()
        assert response.status_code == 200, (mutation, given, body)
        assert "errors" not in body, (mutation, given, body)
        errors = body["data"][mutation]["userErrors"]
        for error in errors:
            assert error["code"] not in FAULTS, (mutation, given, error)
            waited = OTHERS in error["message"]
            self.answers["waited in vain" if waited else error["code"]] += 1
        self.answers["mutations"] += 1
        self.answers[mutation] += not errors
        self.learn(mutation, given, [error["path"] for error in errors])

    async def rage(self, seed: int, mutations: int, callers: int) -> None:
        """So many mutations by so many callers at once; what creates comes first.

        Every now and then all stand still, and what came of it is looked at.
        """
        seeds = count(seed * 1_000_000_000)
        for maker in CREATIONS:
            await self.blow(maker, next(seeds))
        while (done := self.answers["mutations"]) < mutations:
            await self.redraw(next(seeds))
            until = min(mutations, done + ROUND)
            await asyncio.gather(*(self.call(seeds, until) for _ in range(callers)))

    async def call(self, seeds: Iterator[int], until: int) -> None:
        while self.answers["mutations"] < until:
            number = next(seeds)
            await self.blow(self.maker(number), number)

    async def redraw(self, seed: int) -> None:
        """Look at all numbers, and then have them turned, which would mend what was wrong."""
        database = self.shore.database
        await drain(database, self.actor.organization_id, self.now)
        await prove(database, self.actor, self.now)
        await self.blow(organization_update, seed)
        await settle(database, self.actor, self.now)

    def learn(self, mutation: str, given: Row, refused: list[list[str]]) -> None:
        """Know what is there now, unless it was refused."""
        noun, create, _ = mutation.partition("Bulk") if "Bulk" in mutation else (mutation, "", "")
        if not mutation.endswith("Create"):
            return
        type_name = noun.removesuffix("Create")
        type_name = f"{type_name[0].upper()}{type_name[1:]}"
        rows = given["rows"] if create else [given]
        all_refused = bool(refused) and (not create or given["errorPolicy"] == "REJECT_ALL")
        places = {path[2] for path in refused if len(path) > 2}
        for place, row in enumerate(rows):
            if all_refused or str(place) in places:
                continue
            if type_name == "CheckIn":
                self.known.sent.append(row)
            self.known.add(type_name, row["id"])


async def settle(database: Database, actor: Actor, now: datetime) -> None:
    """What workers do, until there is nothing left of it."""
    await drain(database, actor.organization_id, now)
    await turn_organization(database, actor.organization_id, now)
    await drain(database, actor.organization_id, now)


async def drained(database: Database, actor: Actor) -> None:
    """Wait until workers have emptied the organization's queue."""
    while actor.organization_id in await pending_organizations(database):  # noqa: ASYNC110 - of others
        await asyncio.sleep(0.1)


async def deadlocks(database: Database) -> int:
    """How many PostgreSQL has broken in this database."""
    async with database.reading() as session:
        await session.execute(text("SELECT pg_stat_force_next_flush()"))
        return await session.scalar(
            text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        )


async def prove(database: Database, actor: Actor, now: datetime) -> int:
    """Nothing differs, by the service's own verification and by ours; how many were compared."""
    found = list(await differences(database, actor.organization_id, now))
    assert not found, found
    world = await stored_world(database, actor.organization_id)
    told = reckoned(world, day_in(world.timezone, now))
    seen = await stored_numbers(database, actor)
    wrong = {
        (id_, name): f"stored {seen[id_][name]}, reckoned {value}"
        for id_, one in told.items()
        for name, value in columns(one).items()
        if not _is_same(seen[id_][name], value)
    }
    assert not wrong, wrong
    return len(told)


def _is_same(stored: object, reckoned: object) -> bool:
    """Equal; ratios to eleven places: a third is no decimal, and may tip a half at the twelfth."""
    if isinstance(stored, Fraction) and isinstance(reckoned, Fraction):
        return abs(stored - reckoned) <= TINY
    return stored == reckoned


def columns(one: Numbers) -> dict[str, Any]:
    common = {
        "progress": one.progress,
        "expected": one.expected,
        "status": one.status,
        "status_rule": one.rule,
        "stale": one.stale,
    }
    if one.derived is None:
        return {**common, "data_coverage": one.coverage, "no_progress_reason": one.reason}
    return {
        **common,
        "progress_raw": one.raw,
        "derived_status": one.derived,
        "current": one.value,
        "confidence": one.confidence,
        "reported_status": one.reported,
        "checked_in_at": one.checked_in_at,
    }


_NUMBERS = {
    "objective": "progress, expected, status, status_rule, stale, data_coverage,"
    " no_progress_reason",
    "key_result": "progress, expected, status, status_rule, stale, progress_raw, derived_status,"
    " current, confidence, reported_status, checked_in_at",
}
_RATIOS = ("progress", "expected", "data_coverage", "progress_raw", "current")


async def stored_numbers(database: Database, actor: Actor) -> dict[UUID, dict[str, Any]]:
    """The derived columns of all objectives and key results."""
    found: dict[UUID, dict[str, Any]] = {}
    async with database.reading() as session:
        for table, names in _NUMBERS.items():
            statement = text(f"SELECT id, {names} FROM {table} WHERE organization_id = :id")
            for row in await session.execute(statement, {"id": actor.organization_id}):
                numbers = row._asdict()
                found[numbers.pop("id")] = {
                    name: Fraction(one) if name in _RATIOS and one is not None else one
                    for name, one in numbers.items()
                }
    return found
