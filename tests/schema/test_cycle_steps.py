"""A cycle from stage to stage, as a front end sees it, and the facts that it leaves."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.company import QUARTER, Company
from tests.schema.conftest import archive, gid, statements
from tests.schema.writer import Writer

STATE = "cycle { state version }"
ENDED = """{ lifecycle score closeOutcome version
  keyResults(orderBy: [{field: ID, direction: ASC}]) { nodes { score } } }"""


@pytest.fixture
def ended(data):
    """What an objective has when its cycle is over."""

    async def look(objective: UUID) -> dict[str, Any]:
        document = f"query ($id: ID!) {{ objective(by: {{id: $id}}) {ENDED} }}"
        found = (await data(document, id=gid("Objective", objective)))["objective"]
        scores = [one["score"] for one in found.pop("keyResults")["nodes"]]
        return {**found, "key_results": scores}

    return look


async def graded(company: Company, *scores: str | None, **values: Any) -> tuple[UUID, list[UUID]]:
    """A cycle in grading, with objectives of these scores."""
    cycle = await company.cycle(state="GRADING", **QUARTER)
    return cycle, [
        await company.objective(cycle_id=cycle, score=score, **values) for score in scores
    ]


async def test_a_cycle_goes_from_planning_to_closed_and_back(
    writer: Writer, company: Company
) -> None:
    own_id = await company.cycle(state="PLANNING")
    cycle = {"id": gid("Cycle", own_id)}

    states = [
        (await writer.write(mutation, {**cycle, **more}, STATE))["cycle"]
        for mutation, more in (
            ("cycleActivate", {"expectedVersion": 1}),
            ("cycleGrade", {}),
            ("cycleClose", {"expectedVersion": 3}),
            ("cycleReopen", {"reason": "A score was wrong."}),
            ("cycleClose", {}),
        )
    ]

    assert [(one["state"], one["version"]) for one in states] == [
        ("ACTIVE", 2),
        ("GRADING", 3),
        ("CLOSED", 4),
        ("GRADING", 5),
        ("CLOSED", 6),
    ]
    told = [(event.type, event.subject_id, event.changes) for event in await writer.events()]
    assert told == [
        ("cycle.activated", own_id, {"state": ["PLANNING", "ACTIVE"]}),
        ("cycle.grading", own_id, {"state": ["ACTIVE", "GRADING"]}),
        ("cycle.closed", own_id, {"state": ["GRADING", "CLOSED"]}),
        (
            "cycle.reopened",
            own_id,
            {"state": ["CLOSED", "GRADING"], "reason": [None, "A score was wrong."]},
        ),
        ("cycle.closed", own_id, {"state": ["GRADING", "CLOSED"]}),
    ]


@pytest.mark.parametrize("mutation", ["cycleActivate", "cycleGrade", "cycleClose", "cycleReopen"])
@pytest.mark.parametrize("state", ["PLANNING", "ACTIVE", "GRADING", "CLOSED"])
async def test_a_step_out_of_turn_is_refused(
    writer: Writer, company: Company, mutation: str, state: str
) -> None:
    right = {"cycleActivate": "PLANNING", "cycleGrade": "ACTIVE", "cycleClose": "GRADING"}
    given = {"id": gid("Cycle", await company.cycle(state=state))}
    if mutation == "cycleReopen":
        given["reason"] = "Why not"

    refused = await writer.refused(mutation, given)

    assert refused == (
        [] if right.get(mutation, "CLOSED") == state else [("INVALID", ["input", "id"])]
    )


async def test_what_is_not_there_stale_or_archived_takes_no_step(
    writer: Writer, company: Company
) -> None:
    cycle = await company.cycle(state="ACTIVE")
    away = await company.cycle("Away", state="ACTIVE")
    await archive(company, "cycle", away)
    given = [
        ({"id": gid("Objective", cycle)}, "NOT_FOUND", "id"),
        ({"id": gid("Cycle", cycle), "expectedVersion": 2}, "CONFLICT", "expectedVersion"),
        ({"id": gid("Cycle", away)}, "READ_ONLY", "id"),
    ]

    for one, code, field in given:
        assert await writer.refused("cycleGrade", one) == [(code, ["input", field])]
    closed = {"id": gid("Cycle", await company.cycle("Over", state="CLOSED")), "reason": " "}
    assert await writer.refused("cycleReopen", closed) == [("REQUIRED", ["input", "reason"])]
    assert await writer.told() == []


async def test_drafts_are_published_with_their_cycle(
    writer: Writer, company: Company, ended
) -> None:
    cycle = await company.cycle(state="PLANNING")
    drafts = [await company.objective(cycle_id=cycle, lifecycle="DRAFT") for _ in range(2)]
    others = [
        await company.objective(cycle_id=cycle, lifecycle="CANCELLED"),
        await company.objective("Elsewhere", lifecycle="DRAFT"),
        await company.objective("Away", cycle_id=cycle, lifecycle="DRAFT"),
    ]
    await archive(company, "objective", others[-1])

    await writer.write("cycleActivate", {"id": gid("Cycle", cycle)}, STATE)

    assert [(await ended(one))["lifecycle"] for one in drafts] == ["ACTIVE", "ACTIVE"]
    assert [(await ended(one))["version"] for one in others] == [1, 1, 1]
    assert await writer.told() == [
        ("cycle.activated", cycle),
        *(("objective.updated", one) for one in drafts),
    ]


async def test_drafts_stay_drafts_where_that_is_wanted(
    writer: Writer, company: Company, ended
) -> None:
    cycle = await company.cycle(state="PLANNING")
    draft = await company.objective(cycle_id=cycle, lifecycle="DRAFT")

    given = {"id": gid("Cycle", cycle), "publishDrafts": False}
    await writer.write("cycleActivate", given, STATE)

    assert (await ended(draft))["lifecycle"] == "DRAFT"
    assert await writer.told() == [("cycle.activated", cycle)]


async def test_objectives_are_closed_with_their_cycle_each_with_its_outcome(
    writer: Writer, company: Company, ended
) -> None:
    cycle, (good, fair, bad) = await graded(company, "0.9", "0.5", "0.1")
    given = await company.objective(cycle_id=cycle, score=1, close_outcome="CARRIED_OVER")
    early = await company.objective(cycle_id=cycle, score="0.8", lifecycle="CLOSED")
    stretch = await company.objective(cycle_id=cycle, score="0.6", commitment="ASPIRATIONAL")
    learned = await company.objective(cycle_id=cycle, score=0, commitment="LEARNING")
    await company.review(objective_id=learned, learned="Inspectors read on paper.")

    await writer.write("cycleClose", {"id": gid("Cycle", cycle)}, STATE)

    goals = (good, fair, bad, given, early, stretch, learned)
    found = [await ended(one) for one in goals]
    assert [one["lifecycle"] for one in found] == ["CLOSED"] * 7
    assert [one["closeOutcome"] for one in found] == [
        "ACHIEVED",
        "PARTIAL",
        "MISSED",
        "CARRIED_OVER",
        "ACHIEVED",
        "ACHIEVED",
        "ACHIEVED",
    ]
    assert (await writer.events())[1].changes == {
        "lifecycle": ["ACTIVE", "CLOSED"],
        "close_outcome": [None, "ACHIEVED"],
    }


async def test_a_cycle_with_ungraded_objectives_stays_open(
    writer: Writer, company: Company, ended
) -> None:
    cycle, (goal, *_) = await graded(company, "0.9", None, None)
    for lifecycle in ("DRAFT", "CANCELLED"):
        await company.objective(cycle_id=cycle, lifecycle=lifecycle)

    payload = await writer.send("cycleClose", {"id": gid("Cycle", cycle)})

    (error,) = payload["userErrors"]
    assert (error["code"], error["path"]) == ("INVALID", ["input", "missingScores"])
    assert error["message"].startswith("2 of its objectives have no score")
    assert (await ended(goal))["lifecycle"] == "ACTIVE"
    assert await writer.told() == []


async def test_missing_scores_are_what_progress_suggests(
    writer: Writer, company: Company, ended
) -> None:
    cycle, (goal, silent) = await graded(company, None, None)
    for progress, score in (("0.5", None), ("0.25", "1"), (None, None)):
        await company.key_result(goal, progress=progress, progress_raw=progress, score=score)
    await progress_of(company, goal, "0.375")

    given = {"id": gid("Cycle", cycle), "missingScores": "SUGGESTED"}
    await writer.write("cycleClose", given, STATE)

    assert await ended(goal) == {
        "lifecycle": "CLOSED",
        "score": "0.375",
        "closeOutcome": "PARTIAL",
        "version": 2,
        "key_results": ["0.5", "1", None],
    }
    found = await ended(silent)
    assert (found["lifecycle"], found["score"], found["closeOutcome"]) == ("CLOSED", None, None)


async def progress_of(company: Company, objective: UUID, progress: str) -> None:
    """Progress as if it had been computed."""
    async with company.database.writing(company.actor.organization_id) as session:
        await session.execute(
            text("UPDATE objective SET progress = CAST(:progress AS numeric) WHERE id = :id"),
            {"progress": progress, "id": objective},
        )


async def test_missing_scores_may_stay_missing(writer: Writer, company: Company, ended) -> None:
    cycle, (goal,) = await graded(company, None)
    await company.key_result(goal, progress="0.5")

    given = {"id": gid("Cycle", cycle), "missingScores": "LEAVE"}
    await writer.write("cycleClose", given, STATE)

    found = await ended(goal)
    assert (found["lifecycle"], found["score"], found["closeOutcome"]) == ("CLOSED", None, None)
    assert found["key_results"] == [None]


async def test_a_year_is_closed_after_its_quarters_and_opened_before_them(
    writer: Writer, company: Company
) -> None:
    year = await company.cycle("2026", state="GRADING")
    quarter = await company.cycle("Q4", state="GRADING", parent_id=year)
    away = await company.cycle("Away", state="ACTIVE", parent_id=year)
    await archive(company, "cycle", away)
    of_year, of_quarter = {"id": gid("Cycle", year)}, {"id": gid("Cycle", quarter)}
    why = {"reason": "Why not"}

    refused = [("INVALID", ["input", "id"])]
    assert await writer.refused("cycleClose", of_year) == refused
    assert await writer.refused("cycleClose", of_quarter) == []
    assert await writer.refused("cycleClose", of_year) == []
    assert await writer.refused("cycleReopen", {**of_quarter, **why}) == refused
    assert await writer.refused("cycleReopen", {**of_year, **why}) == []
    assert await writer.refused("cycleReopen", {**of_quarter, **why}) == []


async def test_a_step_takes_as_many_statements_for_thirty_objectives_as_for_three(
    writer: Writer, company: Company
) -> None:
    counts = []
    for size in (3, 30):
        cycle, goals = await graded(company, *["0.5"] * size)
        for goal in goals:
            await company.key_result(goal)
        with statements() as sent:
            assert await writer.refused("cycleClose", {"id": gid("Cycle", cycle)}) == []
        counts.append(len(sent))
    assert counts[0] == counts[1]
