"""Reviews: written down once, and read with what they are about."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from service.tables import new_id
from tests.company import Company
from tests.schema.conftest import archive, gid
from tests.schema.writer import Writer

SHOWN = """review { id externalId kind heldOn wentWell wentBadly learned carriesOver recognition
  version objective { id } cycle { id } team { id } author { id } }"""
DAYS = (date(2026, 10, 9), date(2026, 10, 16))
WORDS = {
    "wentWell": "The pilots.",
    "wentBadly": "Paper logs stayed.",
    "learned": "Inspectors read on paper.",
    "carriesOver": "The audit trail.",
    "recognition": "Grace, for the weekend.",
}


@pytest.fixture
async def objective(company: Company) -> str:
    return gid("Objective", await company.objective())


async def test_a_review_of_an_objective_is_read_as_it_was_written(
    writer: Writer, company: Company, objective: str
) -> None:
    author, own_id = gid("Person", await company.person()), new_id()
    given = {
        "id": str(own_id),
        "externalId": "r-1",
        "kind": "CLOSING",
        "objectiveId": objective,
        "heldOn": "2026-12-18",
        "authorId": author,
        **WORDS,
    }

    review = (await writer.write("reviewCreate", given, SHOWN))["review"]

    assert review == {
        "id": gid("Review", own_id),
        "externalId": "r-1",
        "kind": "CLOSING",
        "heldOn": "2026-12-18",
        **WORDS,
        "version": 1,
        "objective": {"id": objective},
        "cycle": None,
        "team": None,
        "author": {"id": author},
    }
    (event,) = await writer.events()
    assert (event.type, event.subject_kind, event.subject_id) == (
        "review.recorded",
        "review",
        own_id,
    )
    assert event.changes["learned"] == [None, "Inspectors read on paper."]
    assert event.changes["held_on"] == [None, "2026-12-18"]


async def test_reviews_are_lists_of_what_they_are_about_the_latest_first(
    company: Company, data, objective: str
) -> None:
    cycle, team = await company.cycle(), await company.team()
    old, new = [
        await company.review(cycle_id=cycle, team_id=team, held_on=day, learned=day.isoformat())
        for day in (DAYS[0], DAYS[1])
    ]
    document = """query ($cycle: ID!, $objective: ID!, $team: ID!, $review: ID!) {
      cycle(by: {id: $cycle}) { reviews { nodes { id } } }
      objective(by: {id: $objective}) { reviews { totalCount } }
      reviews(filter: {team: {eq: $team}, learned: {contains: "2026"}}) { nodes { id } }
      review(by: {id: $review}) { team { id } }
      node(id: $review) { ... on Review { learned } } }"""

    found = await data(
        document,
        cycle=gid("Cycle", cycle),
        objective=objective,
        team=gid("Team", team),
        review=gid("Review", old),
    )

    latest_first = {"nodes": [{"id": gid("Review", new)}, {"id": gid("Review", old)}]}
    assert found == {
        "cycle": {"reviews": latest_first},
        "objective": {"reviews": {"totalCount": 0}},
        "reviews": latest_first,
        "review": {"team": {"id": gid("Team", team)}},
        "node": {"learned": DAYS[0].isoformat()},
    }


async def test_the_same_review_again_is_the_one_that_is_there(
    writer: Writer, objective: str
) -> None:
    given = {"externalId": "r-1", "kind": "WEEKLY", "objectiveId": objective, "learned": "Much"}

    answers = await asyncio.gather(
        *(writer.send("reviewCreate", given, "review { id }") for _ in range(8))
    )
    again = await writer.send("reviewCreate", given, "review { id }")
    other = await writer.refused("reviewCreate", {**given, "learned": "Little"})

    assert answers == [again] * 8
    assert other == [("TAKEN", ["input", "externalId"])]
    assert len(await writer.events()) == 1


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"objectiveId": "@objective"}, "REQUIRED", "wentWell"),
        ({"objectiveId": "@objective", "learned": " "}, "REQUIRED", "wentWell"),
        ({"learned": "Much"}, "REQUIRED", "objectiveId"),
        ({"objectiveId": "@objective", "cycleId": "@cycle", "learned": "x"}, "INVALID", "cycleId"),
        ({"objectiveId": "@objective", "teamId": "@team", "learned": "x"}, "INVALID", "teamId"),
        ({"objectiveId": "@cycle", "learned": "x"}, "NOT_FOUND", "objectiveId"),
        ({"objectiveId": "@away", "learned": "x"}, "NOT_FOUND", "objectiveId"),
        ({"cycleId": "@cycle", "teamId": "@cycle", "learned": "x"}, "NOT_FOUND", "teamId"),
        ({"cycleId": "@cycle", "authorId": "@team", "learned": "x"}, "NOT_FOUND", "authorId"),
        ({"cycleId": "@cycle", "learned": "x" * 100_001}, "TOO_LONG", "learned"),
        ({"cycleId": "@cycle", "learned": "x", "id": "mine"}, "INVALID", "id"),
    ],
    ids=lambda value: str(value)[:50],
)
async def test_what_is_no_review_is_refused(
    writer: Writer, company: Company, objective: str, given: dict[str, Any], code: str, field: str
) -> None:
    away = await company.objective("Away")
    await archive(company, "objective", away)
    ids = {
        "@objective": objective,
        "@cycle": gid("Cycle", await company.cycle()),
        "@team": gid("Team", await company.team()),
        "@away": gid("Objective", away),
    }
    named = {name: ids.get(value, value) for name, value in given.items()}

    refused = await writer.refused("reviewCreate", {"kind": "WEEKLY", **named})

    assert refused == [(code, ["input", field])]
    assert await writer.told() == []


async def test_what_is_over_may_be_looked_back_on(writer: Writer, company: Company) -> None:
    closed = await company.cycle(state="CLOSED")
    goal = gid("Objective", await company.objective(cycle_id=closed, lifecycle="CLOSED"))
    said = {"kind": "CLOSING", "recognition": "All of you."}

    for subject in ({"objectiveId": goal}, {"cycleId": gid("Cycle", closed)}):
        assert await writer.refused("reviewCreate", {**said, **subject}) == []


async def test_absent_day_and_author_are_filled_in(
    ask_as, company: Company, actor, objective: str
) -> None:
    person: UUID = await company.person()
    document = f"""mutation ($input: ReviewCreateInput!) {{ reviewCreate(input: $input) {{ {SHOWN}
      userErrors {{ code }} }} }}"""

    given = {"kind": "WEEKLY", "objectiveId": objective, "learned": "Much"}
    answer = await ask_as(replace(actor, person_id=person), document, input=given)

    review = answer.data["reviewCreate"]["review"]
    assert review["author"] == {"id": gid("Person", person)}
    assert review["heldOn"] is not None
