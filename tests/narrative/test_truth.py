"""No number in a story is invented: each is stored, or counted."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from service.actor import Actor
from service.alignment.analysis import analyze
from service.alignment.loading import load_snapshot
from service.database import Database
from service.demo.calendar import demo_document
from service.interchange.commands import ImportOptions, import_document
from service.interchange.reading import read_documents
from service.narrative.cycle_stories import told_of
from service.narrative.facts import CycleFacts, Goal
from service.narrative.goal_stories import goal_story
from service.narrative.queries import cycles_called, goals_called
from service.narrative.stories import Quote, Story, Title
from service.narrative.words import numbers_in
from tests.real_data import NAMES, real_file

TODAY = date(2026, 11, 22)
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_WORD = re.compile(rf"\b({'|'.join(_WORDS)})\b", re.IGNORECASE)


def stored(fact: object) -> Iterator[object]:
    """All values below a fact."""
    if is_dataclass(fact):
        for one in fields(fact):
            yield from stored(getattr(fact, one.name))
    elif isinstance(fact, Sequence) and not isinstance(fact, str):
        for item in fact:
            yield from stored(item)
    elif fact is not None and not isinstance(fact, bool | Enum | UUID):
        yield fact


def numbers_of(fact: object) -> set[Decimal]:
    """The numbers that a story may say: of values, and of ratios as percentages of some places."""
    found: set[Decimal] = set()
    for value in stored(fact):
        match value:
            case Decimal():
                found.add(abs(value))
                hundredths = abs(value) * 100
                for places in range(5):
                    found.add(hundredths.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
            case int():
                found.add(Decimal(value))
            case date():
                found |= {Decimal(value.day), Decimal(value.year)}
    return found


def counts_of(facts: CycleFacts) -> set[Decimal]:
    """What can be counted of a cycle: up to all of its goals, and of what belongs to them."""
    key_results = sum(len(goal.key_results) for goal in facts.goals)
    reviews = len(facts.reviews) + sum(len(goal.reviews) for goal in facts.goals)
    days = (
        {(facts.as_of - facts.starts_on).days + 1, (facts.ends_on - facts.starts_on).days + 1}
        if facts.starts_on and facts.ends_on
        else set()
    )
    return {Decimal(one) for one in {*range(max(key_results, reviews, 10) + 1), *days}}


def said_by_us(story: Story) -> str:
    """What is neither a title nor a name nor a quotation: but for amounts, which are names."""
    return " ".join(
        part if isinstance(part, str) else part.text
        for paragraph in story.paragraphs
        for sentence in paragraph.sentences
        for part in sentence
        if not isinstance(part, Title | Quote)
    )


def names_of(fact: Goal | CycleFacts) -> set[Decimal]:
    """Numbers in the names that people gave: of cycles, teams, owners, units."""
    return {
        number for value in stored(fact) if isinstance(value, str) for number in numbers_in(value)
    }


def check_goal(goal: Goal) -> None:
    known = numbers_of(goal) | names_of(goal)
    counts = range(max(len(goal.key_results), len(goal.parents), len(goal.decisions)) + 1)
    counts_and_stages = {Decimal(one) for one in counts}
    told = said_by_us(goal_story(goal))
    assert numbers_in(told) <= known | counts_and_stages
    stages = {one.measure.stages for one in goal.key_results} | {
        one.measure.stages_done for one in goal.key_results
    }
    assert {_WORDS.index(word.lower()) + 1 for word in _WORD.findall(told)} <= {
        *counts,
        *stages,
        *range(2),
    }


def check_cycle(facts: CycleFacts) -> None:
    told = said_by_us(told_of(facts))
    assert numbers_in(told) <= numbers_of(facts) | names_of(facts) | counts_of(facts)


@pytest.fixture
async def imported(database: Database, actor: Actor, path: Path) -> Actor:
    async with database.writing(actor.organization_id) as session:
        result = await import_document(session, actor, read_documents([path]), ImportOptions())
    assert not result.refused
    return actor


@pytest.fixture(params=["demo", *NAMES])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param != "demo":
        return real_file(request.param)
    written = tmp_path / "demo.yaml"
    written.write_bytes(demo_document(TODAY))
    return written


async def ids_of(database: Database, actor: Actor, table: str) -> list[UUID]:
    async with database.reading() as session:
        found = await session.scalars(
            text(f"SELECT id FROM {table} WHERE organization_id = :organization ORDER BY id"),
            {"organization": actor.organization_id},
        )
        return list(found)


async def test_every_number_of_a_cycle_s_story_is_stored_or_counted(
    database: Database, imported: Actor
) -> None:
    cycles = await ids_of(database, imported, "cycle")
    teams = await ids_of(database, imported, "team")

    async with database.reading() as session:
        analysis = analyze(await load_snapshot(session, imported), TODAY)
        for place, cycle in enumerate(cycles):
            for chosen in ([], [teams[place % len(teams)]], teams[:2]):
                found = await cycles_called(session, imported, [cycle], chosen, analysis)
                check_cycle(found[cycle])
    assert cycles


async def test_every_number_of_an_objective_s_story_is_stored_or_counted(
    database: Database, imported: Actor
) -> None:
    ids = await ids_of(database, imported, "objective")
    async with database.reading() as session:
        goals = await goals_called(session, imported, ids, TODAY)

    assert len(goals) == len(ids)
    for goal in goals.values():
        check_goal(goal)
