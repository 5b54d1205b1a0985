"""How many statements a mutation takes: as many for thirty rows as for three."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from service.tables import new_id
from tests.company import Company
from tests.schema.conftest import gid, statements
from tests.schema.writer import Writer

OBJECTIVE = """{ title team { name } keyResults(first: 5) { totalCount nodes {
  title checkIns { nodes { value } } } } }"""
KEY_RESULT = "{ title objective { title keyResults { nodes { title } } } }"


async def count(writer: Writer, mutation: str, given: dict[str, Any], selection: str) -> int:
    with statements() as seen:
        await writer.write(mutation, given, selection)
    return len(seen)


async def objective_with(company: Company, key_results: int) -> tuple[UUID, list[UUID]]:
    objective = await company.objective()
    return objective, [
        await company.key_result(objective, f"KR {place}", position=place)
        for place in range(1, key_results + 1)
    ]


@pytest.mark.parametrize("size", [3, 30])
async def test_one_objective_with_its_key_results(
    writer: Writer, company: Company, size: int
) -> None:
    objective, _ = await objective_with(company, size)
    given = {"id": gid("Objective", objective)}
    selection = f"objective {OBJECTIVE}"

    numbers = {
        "objectiveUpdate": await count(
            writer, "objectiveUpdate", {**given, "title": "New"}, selection
        ),
        "objectiveArchive": await count(writer, "objectiveArchive", given, selection),
        "objectiveRestore": await count(writer, "objectiveRestore", given, selection),
        "objectiveCreate": await count(writer, "objectiveCreate", {"title": "T"}, selection),
    }

    assert numbers == {
        "objectiveUpdate": 3,
        "objectiveArchive": 7,
        "objectiveRestore": 11,
        "objectiveCreate": 7,
    }


@pytest.mark.parametrize("size", [3, 30])
async def test_one_key_result_among_others(writer: Writer, company: Company, size: int) -> None:
    objective, key_results = await objective_with(company, size)
    other, _ = await objective_with(company, size)
    home, there = gid("Objective", objective), gid("Objective", other)
    ids = [gid("KeyResult", one) for one in key_results]
    selection = f"keyResult {KEY_RESULT}"
    given = {"id": ids[0]}

    numbers = {
        "keyResultCreate": await count(
            writer, "keyResultCreate", {"title": "T", "objectiveId": home}, selection
        ),
        "keyResultUpdate": await count(
            writer, "keyResultUpdate", {**given, "current": "1"}, selection
        ),
        "keyResultReorder": await count(
            writer,
            "keyResultReorder",
            {"objectiveId": home, "keyResultIds": ids[::-1]},
            f"objective {OBJECTIVE}",
        ),
        "keyResultMove": await count(
            writer, "keyResultMove", {**given, "objectiveId": there}, selection
        ),
        "keyResultArchive": await count(writer, "keyResultArchive", given, selection),
        "keyResultRestore": await count(writer, "keyResultRestore", given, selection),
    }

    assert numbers == {
        "keyResultCreate": 8,
        "keyResultUpdate": 5,
        "keyResultReorder": 5,
        "keyResultMove": 10,
        "keyResultArchive": 7,
        "keyResultRestore": 10,
    }


@pytest.mark.parametrize("size", [3, 30])
async def test_many_objectives(writer: Writer, company: Company, size: int) -> None:
    ids = [new_id() for _ in range(size)]
    team = gid("Team", await company.team())
    numbers = await bulk_numbers(
        writer,
        "objective",
        [{"id": str(id_), "title": "T", "teamId": team} for id_ in ids],
        [gid("Objective", id_) for id_ in ids],
        f"objectives {OBJECTIVE}",
    )

    assert numbers == {"Create": 8, "Update": 3, "Archive": 6, "Restore": 9}


@pytest.mark.parametrize("size", [3, 30])
async def test_many_key_results(writer: Writer, company: Company, size: int) -> None:
    ids = [new_id() for _ in range(size)]
    homes = [gid("Objective", await company.objective()) for _ in range(size)]
    numbers = await bulk_numbers(
        writer,
        "keyResult",
        [
            {"id": str(id_), "title": "T", "objectiveId": home}
            for id_, home in zip(ids, homes, strict=True)
        ],
        [gid("KeyResult", id_) for id_ in ids],
        f"keyResults {KEY_RESULT}",
    )

    assert numbers == {"Create": 8, "Update": 3, "Archive": 8, "Restore": 11}


async def bulk_numbers(
    writer: Writer,
    noun: str,
    news: Sequence[dict[str, Any]],
    ids: Sequence[str],
    selection: str,
) -> dict[str, int]:
    keys = [{"id": id_} for id_ in ids]
    rows = {
        "Create": news,
        "Update": [{**key, "title": "New"} for key in keys],
        "Archive": keys,
        "Restore": keys,
    }
    return {
        verb: await count(writer, f"{noun}Bulk{verb}", {"rows": given}, selection)
        for verb, given in rows.items()
    }


@pytest.mark.parametrize("size", [3, 30])
async def test_strategy_initiatives_and_kpis(writer: Writer, company: Company, size: int) -> None:
    pillar = await company.pillar()
    goals = [await company.objective(f"O {place}") for place in range(size)]
    for goal in goals:
        await company.pillar("Below", parent_id=pillar)
        await company.align(goal, pillar)
    kpi = await company.kpi()
    for value in range(size):
        await company.kpi_reading(kpi, value)
    serves = [gid("Objective", goal) for goal in goals]
    initiative = {"id": gid("Initiative", await company.initiative("I", *goals))}
    element, number = {"id": gid("StrategyElement", pillar)}, {"id": gid("Kpi", kpi)}
    own = {
        "strategyElement": "strategyElement { title children { nodes { title } } }",
        "initiative": "initiative { title serves { title } }",
        "kpi": "kpi { name readings { nodes { value } } }",
        "kpiReading": "kpiReading { value kpi { name readings { totalCount } } }",
    }
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("strategyElement", "Create", {"title": "T", "kind": "PILLAR", "parentId": element["id"]}),
        ("strategyElement", "Update", {**element, "title": "New"}),
        ("strategyElement", "Archive", element),
        ("strategyElement", "Restore", element),
        ("initiative", "Create", {"title": "T", "serves": serves}),
        ("initiative", "Update", {**initiative, "title": "New", "serves": serves[::-1]}),
        ("initiative", "Archive", initiative),
        ("initiative", "Restore", initiative),
        ("kpi", "Create", {"name": "N"}),
        ("kpi", "Update", {**number, "name": "New"}),
        ("kpi", "Archive", number),
        ("kpi", "Restore", number),
        ("kpiReading", "Create", {"kpiId": number["id"], "value": "1"}),
    ]

    numbers = {
        f"{noun}{verb}": await count(writer, f"{noun}{verb}", given, own[noun])
        for noun, verb, given in steps
    }

    assert numbers == {
        "strategyElementCreate": 6,
        "strategyElementUpdate": 4,
        "strategyElementArchive": 5,
        "strategyElementRestore": 5,
        "initiativeCreate": 7,
        # Of these two in vain, before it was clear that it is more than one write.
        "initiativeUpdate": 9,
        "initiativeArchive": 4,
        "initiativeRestore": 4,
        "kpiCreate": 4,
        "kpiUpdate": 3,
        "kpiArchive": 4,
        "kpiRestore": 4,
        "kpiReadingCreate": 4,
    }
