"""An organization packed into columns by the database is the one that its records give."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from sqlalchemy import update

from service.actor import Actor
from service.alignment.loading import load_snapshot
from service.alignment.queries import organization_records
from service.alignment.rules import AlignmentKind, AlignmentState
from service.alignment.snapshot import Edges, Snapshot, snapshot_from_records
from service.cycles.rules import CycleState
from service.database import Database
from service.dependencies.rules import DependencyKind, DependencyState
from service.identity.models import Organization
from service.initiatives.rules import InitiativeStatus
from service.interchange.commands import ImportOptions, import_document
from service.interchange.reading import read_documents
from service.objectives.rules import Indicator, Level, Lifecycle, Measures, UnitKind
from service.progress.rules import Commitment, KeyResultSource, MetricType, ReportedStatus
from service.strategy.rules import StrategyKind
from service.tables import new_id, utc_now
from tests.company import Company
from tests.real_data import NAMES, real_file

DAYS = [None, date(2026, 1, 1), date(1999, 12, 31), date(1969, 7, 20), date.max, date.min]
NUMBERS = [None, 0, Decimal("-0.1"), Decimal("1e30"), Decimal("123456789.123456789"), 1]
TITLES = ["Grow", "Größer 🚀", "tab\tand\nline", "a" * 2000, "\x01", " "]
TEXTS = [None, "", "Head of Sales"]


class Chance:
    """Values by chance, the same for a seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - no secret
        self._count = 0

    def one(self, values: Sequence[Any]) -> Any:
        value = self._random.choice(values)
        return getattr(value, "value", value)

    def maybe(self, values: Sequence[Any]) -> Any:
        return self.one([None, *values])

    def external_id(self) -> str | None:
        self._count += 1
        return self.one([None, f"O-{self._count}", f"é\n{self._count}", f"{new_id()}"])

    def archived(self) -> dict[str, Any]:
        return {"archived_at": self.one([None, None, None, utc_now()])}

    def owned(self, people: Sequence[UUID]) -> dict[str, Any]:
        return {"owner_id": self.maybe(people), "owner_role": self.one(TEXTS)}

    def numbers(self, *names: str) -> dict[str, Any]:
        return {name: self.one(NUMBERS) for name in names}

    def days(self, *names: str) -> dict[str, Any]:
        return {name: self.one(DAYS) for name in names}


async def fill(company: Company, chance: Chance) -> None:
    """Every column, set and silent, in rows of every kind."""
    people = [
        await company.person(f"P{row}", active=chance.one([True, False]), **chance.archived())
        for row in range(3)
    ]
    teams = [await company.team(name, **chance.archived()) for name in ("A", "B")]
    teams.append(await company.team("C", parent_id=teams[0], external_id="T-3"))
    cycles = [
        await company.cycle(state=chance.one(list(CycleState)), **chance.days("starts_on"))
        for _ in range(2)
    ]
    pillars: list[UUID] = []
    for _ in range(3):
        kind = chance.one(list(StrategyKind))
        parent = chance.maybe(pillars)
        pillars.append(
            await company.pillar(
                element_kind=kind, parent_id=parent, external_id=chance.external_id()
            )
        )
    objectives = [await objective(company, chance, cycles, teams, people) for _ in range(6)]
    kpis = [await kpi(company, chance) for _ in range(3)]
    key_results = [
        await key_result(company, chance, objectives, people, kpis=kpis) for _ in range(8)
    ]
    await facts(company, chance, key_results)
    await initiatives(company, chance, [*objectives, *key_results], teams, people)
    await edges(company, chance, [*objectives, *key_results], pillars)


async def objective(
    company: Company,
    chance: Chance,
    cycles: Sequence[UUID],
    teams: Sequence[UUID],
    people: Sequence[UUID],
) -> UUID:
    return await company.objective(
        chance.one(TITLES),
        external_id=chance.external_id(),
        level=chance.maybe(list(Level)),
        lifecycle=chance.one(list(Lifecycle)),
        standalone_reason=chance.one(TEXTS),
        cycle_id=chance.maybe(cycles),
        team_id=chance.maybe(teams),
        weight=chance.one([1, 0, Decimal("0.3")]),
        commitment=chance.maybe(list(Commitment)),
        **chance.numbers("score"),
        **chance.owned(people),
        **chance.days("starts_on", "ends_on"),
        **chance.archived(),
    )


async def kpi(company: Company, chance: Chance) -> UUID:
    bounds = chance.numbers("lower", "upper")
    kpi_id = await company.kpi(external_id=chance.external_id(), **bounds, **chance.archived())
    for value in range(chance.one([0, 1, 3])):
        await company.kpi_reading(kpi_id, value)
    return kpi_id


async def facts(company: Company, chance: Chance, key_results: Sequence[UUID]) -> None:
    """Check-ins, some at one moment, some around midnight, some of them corrected."""
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    moments = [noon, noon + timedelta(hours=11, microseconds=1), noon - timedelta(days=400)]
    made = []
    for _ in range(16):
        key_result_id = chance.one(key_results)
        said = {
            "value": chance.one(NUMBERS),
            "confidence": chance.one([None, 0, 7, 10]),
            "status": chance.maybe(list(ReportedStatus)),
        }
        at = chance.one(moments)
        made.append((await company.check_in(key_result_id, occurred_at=at, **said), key_result_id))
    for corrected, key_result_id in {chance.one(made) for _ in range(3)}:
        await company.check_in(key_result_id, occurred_at=noon, corrects_id=corrected)
    for day in (date(2026, 11, 1), date(2026, 12, 1)):
        await company.checkpoint(chance.one(key_results), day)
    for position in (2, 1, 1):
        days = chance.days("due_on", "done_on")
        weight = chance.one([1, 0, Decimal("2.5")])
        await company.milestone(chance.one(key_results), position=position, weight=weight, **days)


async def key_result(
    company: Company,
    chance: Chance,
    objectives: Sequence[UUID],
    people: Sequence[UUID],
    *,
    kpis: Sequence[UUID] = (),
) -> UUID:
    return await company.key_result(
        chance.one(objectives),
        chance.one(TITLES),
        external_id=chance.external_id(),
        metric_type=chance.maybe(list(MetricType)),
        unit=chance.one([None, "%", "EUR"]),
        unit_kind=chance.maybe(list(UnitKind)),
        indicator=chance.maybe(list(Indicator)),
        measures=chance.maybe(list(Measures)),
        kpi_id=chance.maybe(kpis),
        follows=chance.one(list(KeyResultSource)),
        confidence=chance.one([None, 0, 10]),
        reported_status=chance.maybe(list(ReportedStatus)),
        created_at=chance.one([utc_now(), datetime(2026, 1, 1, 2, tzinfo=UTC)]),
        **chance.numbers("start", "target", "lower", "upper", "current", "score"),
        **chance.owned(people),
        **chance.days("due_on"),
        **chance.archived(),
    )


async def initiatives(
    company: Company,
    chance: Chance,
    goals: Sequence[UUID],
    teams: Sequence[UUID],
    people: Sequence[UUID],
) -> None:
    for count in range(4):
        await company.initiative(
            chance.one(TITLES),
            *{chance.one(goals) for _ in range(count)},
            status=chance.maybe(list(InitiativeStatus)),
            team_id=chance.maybe(teams),
            **chance.owned(people),
            **chance.days("starts_on", "ends_on"),
        )


async def edges(
    company: Company, chance: Chance, goals: Sequence[UUID], pillars: Sequence[UUID]
) -> None:
    wanted = {(chance.one(goals), chance.one([*goals, *pillars])) for _ in range(14)}
    for child, parent in sorted(wanted):
        if child != parent:
            await company.align(
                child,
                parent,
                kind=chance.one(list(AlignmentKind)),
                state=chance.one(list(AlignmentState)),
                allocation=chance.one([None, 0, 1, Decimal("0.123")]),
                weight=chance.one([1, 0, Decimal("2.5")]),
                **chance.days("valid_from", "valid_to"),
                **chance.archived(),
            )
            kind, state = chance.one(list(DependencyKind)), chance.one(list(DependencyState))
            if parent in goals:
                days = chance.days("needed_by")
                await company.depend(child, parent, kind=kind, state=state, **days)


async def both_ways(database: Database, actor: Actor) -> tuple[Snapshot, Snapshot]:
    async with database.reading() as session:
        loaded = await load_snapshot(session, actor)
        return loaded, snapshot_from_records(await organization_records(session, actor))


def assert_equal(loaded: Snapshot, made: Snapshot) -> None:
    for part in fields(Snapshot):
        if part.name not in ("nodes", "edges", "facts"):
            assert _plain(getattr(loaded, part.name)) == getattr(made, part.name), part.name
    assert_same_columns(loaded.nodes, made.nodes, range(len(made.nodes)))
    assert loaded.facts.kpis == made.facts.kpis
    for name in ("check_ins", "readings", "checkpoints", "stages"):
        theirs = getattr(made.facts, name)
        assert_same_columns(getattr(loaded.facts, name), theirs, range(len(theirs)))
    assert_same_columns(loaded.edges, made.edges, _by_ends(made.edges))


def assert_same_columns(loaded: Any, made: Any, order: Sequence[int]) -> None:
    for column in fields(made):
        ours, theirs = getattr(loaded, column.name), getattr(made, column.name)
        if isinstance(theirs, list):
            assert list(ours) == theirs, column.name
        else:
            assert ours.dtype == theirs.dtype, column.name
            assert np.array_equal(ours, theirs[list(order)], equal_nan=_has_nan(ours)), column.name


def _plain(value: Any) -> Any:
    return dict(value) if hasattr(value, "keys") else value


def _has_nan(column: np.ndarray) -> bool:
    return column.dtype.kind in "fM"


def _by_ends(edges: Edges) -> list[int]:
    """Alignments by child and parent; the structure stays where it was."""
    alignments = np.flatnonzero(edges.origin == 2)
    ends = (edges.parent[alignments], edges.child[alignments])
    return [*np.lexsort(ends).tolist(), *range(len(alignments), len(edges))]


@pytest.mark.parametrize("seed", range(6))
async def test_generated_organizations_load_as_their_records_read(
    seed: int, database: Database, actor: Actor, company: Company
) -> None:
    async with database.writing(actor.organization_id) as session:
        zone = ("UTC", "America/New_York", "Pacific/Auckland")[seed % 3]
        await session.execute(update(Organization).values(timezone=zone))
    await fill(company, Chance(seed))
    assert_equal(*await both_ways(database, actor))


@pytest.mark.parametrize("name", NAMES)
async def test_real_organizations_load_as_their_records_read(
    name: str, database: Database, actor: Actor
) -> None:
    file = real_file(name)
    async with database.writing(actor.organization_id) as session:
        await import_document(session, actor, read_documents([file]), ImportOptions())
    assert_equal(*await both_ways(database, actor))


async def test_an_empty_organization_loads_and_nothing_of_another_one_comes_along(
    database: Database, actor: Actor, strange_company: Company
) -> None:
    await fill(strange_company, Chance(0))
    loaded, made = await both_ways(database, actor)
    assert (len(loaded.nodes), len(loaded.edges), loaded.people) == (0, 0, [])
    assert_equal(loaded, made)


async def test_seqs_far_apart_are_found_as_well(
    database: Database, actor: Actor, company: Company, strange_company: Company
) -> None:
    first = await company.objective("First")
    for _ in range(40):
        await strange_company.objective("Between")
    await company.key_result(first, "Last")
    loaded, made = await both_ways(database, actor)
    assert loaded.nodes.home.tolist() == [-1, 0]
    assert_equal(loaded, made)


async def test_a_node_is_found_by_its_id_alone(
    database: Database, actor: Actor, company: Company
) -> None:
    ids = [str(await company.objective(f"Objective {row}")) for row in range(5)]
    async with database.reading() as session:
        loaded = await load_snapshot(session, actor)
    assert [loaded.row_by_id[id_] for id_ in ids] == [0, 1, 2, 3, 4]
    unknown = [str(new_id()), str(UUID(int=0)), ids[0].upper(), "", "O-1"]
    assert [name for name in unknown if name in loaded.row_by_id] == []
    assert (loaded.nodes.id[-1], list(loaded.nodes.title[1:3])) == (
        ids[4],
        ["Objective 1", "Objective 2"],
    )
    with pytest.raises(IndexError):
        loaded.nodes.title[5]
