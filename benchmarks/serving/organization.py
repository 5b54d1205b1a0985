"""The organization that every contender serves, filled in by PostgreSQL itself.

All ids are made from a kind and a number, so that questions know them without asking.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

import asyncpg

TREE = 131  # a company objective with all below it: 1 + 5 + 25 + 100
KEY_RESULTS = 4  # per objective
CHECK_INS = 5  # per key result

STRANGERS = 256  # what the kinds of the other organization begin at


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each; key results and check-ins follow from the objectives."""

    trees: int
    objectives: int
    teams: int
    people: int


FULL = Size(trees=152, objectives=20_000, teams=200, people=2_000)
SMOKE = Size(trees=2, objectives=300, teams=3, people=20)
STRANGER = Size(trees=1, objectives=200, teams=2, people=10)


class Kind:
    """The first number of an id."""

    ORGANIZATION = 1
    PERSON = 2
    TEAM = 3
    CYCLE = 4
    STRATEGY_ELEMENT = 5
    OBJECTIVE = 6
    KEY_RESULT = 7
    CHECK_IN = 8
    ALIGNMENT = 9


def id_of(kind: int, number: int) -> UUID:
    """The id of one row, in the form of a UUIDv7; `id_of` in SQL makes the same."""
    return UUID(f"01900000-{kind:04x}-7000-8000-{number:012x}")


ORGANIZATION_ID = id_of(Kind.ORGANIZATION, 0)


def objective_ids(size: Size) -> Iterator[UUID]:
    return (id_of(Kind.OBJECTIVE, number) for number in range(size.objectives))


def team_ids(size: Size) -> Iterator[UUID]:
    return (id_of(Kind.TEAM, number) for number in range(size.teams))


def company_objective_ids(size: Size) -> Iterator[UUID]:
    return (id_of(Kind.OBJECTIVE, TREE * number) for number in range(size.trees))


async def fill(url: str, size: Size) -> None:
    """Two organizations: the one that is asked for, and a small one that must never be seen."""
    text = Path(__file__).with_name("organization.sql").read_text()
    connection = await asyncpg.connect(url)
    try:
        for kinds_from, slug, one in ((0, "served", size), (STRANGERS, "strangers", STRANGER)):
            numbers = {
                "from": kinds_from,
                "slug": slug,
                "tree": TREE,
                "key_results": KEY_RESULTS,
                "check_ins": CHECK_INS,
            }
            await connection.execute(text.format_map(numbers | asdict(one)))
        await connection.execute("VACUUM (ANALYZE)")
    finally:
        await connection.close()
