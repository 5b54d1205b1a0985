"""Grading over GraphQL: scores, what they come to, and who may still write them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from service.progress.rules import Commitment
from service.progress.scoring import band, is_success
from tests.company import QUARTER, Company
from tests.schema.conftest import archive, gid, statements
from tests.schema.writer import NOBODY, Writer

SCORE = "score scoreNote suggestedScore scoreBand isSuccess version"
SCORED = f"""objective {{ {SCORE} closeOutcome
  keyResults(orderBy: [{{field: ID, direction: ASC}}]) {{ nodes {{ {SCORE} }} }} }}"""
THIRD = Decimal("0.333333333333")


async def goal(
    company: Company, state: str | None = "GRADING", size: int = 2, **values: Any
) -> tuple[str, list[str]]:
    """An objective a third of its way, with key results as far."""
    cycle = await company.cycle(state=state, **QUARTER) if state else None
    fields = {"progress": THIRD, "commitment": "COMMITTED", **values}
    objective = await company.objective(cycle_id=cycle, **fields)
    rows = [await company.key_result(objective, progress=THIRD) for _ in range(size)]
    return gid("Objective", objective), [gid("KeyResult", row) for row in rows]


async def test_what_is_left_out_is_suggested_and_what_is_said_is_kept(
    writer: Writer, company: Company
) -> None:
    objective, (first, second) = await goal(company)
    given = {
        "id": objective,
        "expectedVersion": 1,
        "note": "Half of it is in use.",
        "outcome": "PARTIAL",
        "keyResults": [{"id": second, "score": "1", "note": "By hand"}, {"id": first}],
    }

    answer = await writer.write("objectiveScore", given, SCORED)

    suggested = {"suggestedScore": "0.333333", "version": 2}
    low = {"score": "0.333333", "scoreBand": "RED", "isSuccess": False, **suggested}
    high = {"score": "1", "scoreBand": "GREEN", "isSuccess": True, **suggested}
    assert answer["objective"] == {
        **low,
        "scoreNote": "Half of it is in use.",
        "closeOutcome": "PARTIAL",
        "keyResults": {"nodes": [{**low, "scoreNote": None}, {**high, "scoreNote": "By hand"}]},
    }


async def test_each_row_that_changes_is_told_of_with_its_changes(
    writer: Writer, company: Company
) -> None:
    objective, (first, second) = await goal(company)
    given = {"id": objective, "score": "0.7", "keyResults": [{"id": first}, {"id": second}]}

    await writer.write("objectiveScore", {**given, "outcome": "ACHIEVED"}, "objective { id }")
    told = await writer.events()
    await writer.write("objectiveScore", given, "objective { id }")

    assert [one.type for one in told] == [
        "objective.updated",
        "key_result.updated",
        "key_result.updated",
    ]
    assert told[0].changes == {"score": [None, "0.7"], "close_outcome": [None, "ACHIEVED"]}
    assert told[1].changes == {"score": [None, "0.333333"]}
    assert await writer.told() == [(one.type, one.subject_id) for one in told]


async def test_a_score_that_is_there_stays_where_none_is_said(
    writer: Writer, company: Company
) -> None:
    objective, _ = await goal(company, score=Decimal("1.5"), score_note="Old")

    answer = await writer.write("objectiveScore", {"id": objective, "note": None}, SCORED)

    found = answer["objective"]
    assert (found["score"], found["scoreNote"], found["isSuccess"]) == ("1.5", None, True)


@pytest.mark.parametrize("state", ["ACTIVE", "GRADING", None])
async def test_a_goal_is_scored_in_an_open_cycle_or_in_none(
    writer: Writer, company: Company, state: str | None
) -> None:
    objective, _ = await goal(company, state)
    answer = await writer.write("objectiveScore", {"id": objective, "score": "0"}, SCORED)
    assert answer["objective"]["score"] == "0"


async def test_in_a_planned_cycle_it_is_too_early(writer: Writer, company: Company) -> None:
    objective, _ = await goal(company, "PLANNING")
    assert await writer.refused("objectiveScore", {"id": objective, "score": "1"}) == [
        ("INVALID", ["input", "id"])
    ]


async def test_in_a_closed_cycle_notes_alone_are_written(writer: Writer, company: Company) -> None:
    objective, (first, second) = await goal(company, "CLOSED")
    noted = {"id": objective, "note": "Why", "keyResults": [{"id": first, "note": "So"}]}

    answer = await writer.write("objectiveScore", noted, SCORED)
    refusals = [
        await writer.refused("objectiveScore", {"id": objective, **more})
        for more in (
            {"score": "1"},
            {"outcome": "MISSED"},
            {"note": "Else", "keyResults": [{"id": second, "score": "1"}]},
        )
    ]

    found = answer["objective"]
    assert (found["score"], found["scoreNote"]) == (None, "Why")
    assert [one["scoreNote"] for one in found["keyResults"]["nodes"]] == ["So", None]
    assert refusals == [
        [("READ_ONLY", ["input", "id"])],
        [("READ_ONLY", ["input", "id"])],
        [("READ_ONLY", ["input", "keyResults", "0", "id"])],
    ]
    assert len(await writer.events()) == 2


@pytest.mark.parametrize(
    ("said", "code", "path"),
    [
        ({"score": "1.01"}, "INVALID", ["score"]),
        ({"score": "-0.1"}, "INVALID", ["score"]),
        ({"note": "x" * 100_001}, "TOO_LONG", ["note"]),
        ({"expectedVersion": 9}, "CONFLICT", ["expectedVersion"]),
        ({"id": gid("Objective", NOBODY)}, "NOT_FOUND", ["id"]),
    ],
)
async def test_what_cannot_be_a_score_is_refused(
    writer: Writer, company: Company, said: dict[str, Any], code: str, path: list[str]
) -> None:
    objective, _ = await goal(company)
    refused = await writer.refused("objectiveScore", {"id": objective, **said})
    assert refused == [(code, ["input", *path])]


async def test_what_cannot_be_scored_with_it_is_refused_by_its_place(
    writer: Writer, company: Company
) -> None:
    objective, (first, second) = await goal(company)
    _, (foreign, _) = await goal(company)
    own_id, _, archived, *_ = company.ids
    bare = gid("KeyResult", await company.key_result(own_id))
    await archive(company, "key_result", archived)

    refusals = {
        name: await writer.refused(
            "objectiveScore", {"id": objective, "keyResults": [{"id": first}, said]}
        )
        for name, said in {
            "twice": {"id": first, "score": "1"},
            "of another": {"id": foreign},
            "nobody": {"id": gid("KeyResult", NOBODY)},
            "archived": {"id": second},
            "without progress": {"id": bare},
            "too high": {"id": foreign, "score": "2"},
        }.items()
    }

    place = ["input", "keyResults", "1"]
    assert refusals == {
        "twice": [("INVALID", [*place, "id"])],
        "of another": [("NOT_FOUND", [*place, "id"])],
        "nobody": [("NOT_FOUND", [*place, "id"])],
        "archived": [("READ_ONLY", [*place, "id"])],
        "without progress": [("REQUIRED", [*place, "score"])],
        "too high": [("INVALID", [*place, "score"])],
    }
    assert await writer.events() == []


async def test_what_is_cancelled_or_has_no_progress_is_not_scored(
    writer: Writer, company: Company
) -> None:
    cancelled, _ = await goal(company, lifecycle="CANCELLED")
    bare, _ = await goal(company, progress=None)

    assert await writer.refused("objectiveScore", {"id": cancelled, "score": "1"}) == [
        ("READ_ONLY", ["input", "id"])
    ]
    assert await writer.refused("objectiveScore", {"id": bare}) == [
        ("REQUIRED", ["input", "score"])
    ]


@pytest.mark.parametrize("size", [3, 30])
async def test_many_scores_take_as_many_statements_as_few(
    writer: Writer, company: Company, size: int
) -> None:
    objective, ids = await goal(company, size=size)
    given = {"id": objective, "keyResults": [{"id": one} for one in ids]}

    with statements() as seen:
        await writer.write("objectiveScore", given, SCORED)

    assert len(seen) == 5


SCORES = [None, "-3", "0.34", "0.35", "0.5999", "0.6", "0.649", "0.65", "0.999", "1", "15"]


@pytest.mark.parametrize("commitment", [None, *Commitment])
async def test_what_scores_come_to_is_as_the_domain_has_it(
    data, company: Company, commitment: Commitment | None
) -> None:
    objective = await company.objective(commitment=commitment)
    for score in SCORES:
        await company.key_result(objective, score=score and Decimal(score))
        await company.objective(commitment=commitment, score=score and Decimal(score))

    fields = "nodes { score scoreBand isSuccess }"
    found = await data(f"{{ objectives(first: 50) {{ {fields} }} keyResults {{ {fields} }} }}")

    numbers = [score and Decimal(score) for score in SCORES]
    expected = [
        (None if one is None else band(one), is_success(commitment, one, has_learning=False))
        for one in numbers
    ]
    told = {
        noun: [(row["scoreBand"], row["isSuccess"]) for row in found[noun]["nodes"]]
        for noun in ("objectives", "keyResults")
    }
    assert told == {"objectives": [expected[0], *expected], "keyResults": expected}


@pytest.mark.parametrize(
    ("note", "review", "success"),
    [
        (None, {}, False),
        (" ", {"learned": " "}, False),
        ("So it is", {}, True),
        (None, {"learned": "Why they stay"}, True),
        (None, {"learned": "Why", "archived_at": datetime(2026, 1, 2, tzinfo=UTC)}, False),
        (None, {"went_well": "All"}, False),
    ],
)
async def test_a_learning_goal_succeeds_by_what_is_written_down(
    data, company: Company, note: str | None, review: dict[str, Any], success: object
) -> None:
    objective = await company.objective(commitment="LEARNING", score_note=note)
    await company.key_result(objective, score_note=note)
    await company.review(objective_id=objective, **review)

    found = await data("{ objectives { nodes { isSuccess keyResults { nodes { isSuccess } } } } }")

    assert found["objectives"]["nodes"] == [
        {"isSuccess": success, "keyResults": {"nodes": [{"isSuccess": success}]}}
    ]
