"""`cycleClone`: another cycle to plan, with the goals that go on into it."""

from datetime import date

import pytest

from service.rituals.commands import carrying
from service.tables import new_id
from tests.company import Company
from tests.schema.cloning import COUNTS, NEXT, clone, none_but, quarter
from tests.schema.conftest import archive, gid, statements
from tests.schema.writer import NOBODY, Writer


@pytest.mark.parametrize("state", ["PLANNING", "ACTIVE", "GRADING", "CLOSED"])
async def test_a_cycle_is_cloned_in_whatever_state_with_its_calendar(
    writer: Writer, company: Company, state: str
) -> None:
    year = await company.cycle("2027")
    cycle = await quarter(company, state=state, cadence="QUARTERLY")
    await company.planning_step(
        cycle, starts_on=date(2026, 9, 14), ends_on=date(2026, 9, 20), note="Off-site"
    )
    own_id = new_id()

    given = {"newId": str(own_id), "externalId": "q1", "parentId": gid("Cycle", year)}
    made = await clone(writer, cycle, **given)

    assert made == {
        "id": gid("Cycle", own_id),
        "name": "2027-Q1",
        "state": "PLANNING",
        "cadence": "QUARTERLY",
        "startsOn": "2027-01-01",
        "endsOn": "2027-03-31",
        "version": 1,
        "parent": {"id": gid("Cycle", year)},
        "carriedFrom": {"id": gid("Cycle", cycle)},
        "planning": {
            "nodes": [
                {
                    "audience": "TEAMS",
                    "startsOn": "2026-12-15",
                    "endsOn": "2026-12-21",
                    "note": "Off-site",
                }
            ]
        },
        "objectives": {},
        "counts": none_but(),
    }
    (event,) = await writer.events()
    assert (event.type, event.subject_id) == ("cycle.created", own_id)
    assert event.changes["carried_from_id"] == [None, str(cycle)]


async def test_cadence_may_be_another_or_unsaid(writer: Writer, company: Company) -> None:
    cycle = await quarter(company, cadence="QUARTERLY")

    assert (await clone(writer, cycle, cadence="MONTHLY"))["cadence"] == "MONTHLY"
    assert (await clone(writer, cycle, cadence=None))["cadence"] is None


async def test_an_objective_goes_on_as_a_draft(writer: Writer, company: Company) -> None:
    cycle = await quarter(company)
    team, ada = await company.team(), await company.person()
    goal = await company.objective(
        "Delight",
        cycle_id=cycle,
        team_id=team,
        owner_id=ada,
        owner_role="CTO",
        description="More",
        level="TEAM",
        commitment="COMMITTED",
        weight=2,
        standalone_reason="Alone",
        starts_on=date(2026, 10, 8),
        ends_on=date(2026, 12, 31),
        lifecycle="CLOSED",
        score="0.4",
        score_note="Late",
        close_outcome="PARTIAL",
        external_id="o-1",
    )

    made = await clone(writer, cycle)

    own = made["objectives"]["Delight"]
    own_id = own.pop("id")
    assert own_id != gid("Objective", goal)
    assert own == {
        "title": "Delight",
        "description": "More",
        "level": "TEAM",
        "lifecycle": "DRAFT",
        "commitment": "COMMITTED",
        "weight": "2",
        "startsOn": "2027-01-08",
        "endsOn": "2027-03-31",
        "ownerRole": "CTO",
        "externalId": None,
        "standaloneReason": "Alone",
        "score": None,
        "scoreNote": None,
        "closeOutcome": None,
        "progress": None,
        "version": 1,
        "carriedFrom": {"id": gid("Objective", goal)},
        "team": {"id": gid("Team", team)},
        "owner": {"id": gid("Person", ada)},
        "alignedTo": {"nodes": []},
        "initiatives": {"nodes": []},
        "keyResults": {},
    }
    assert made["counts"] == none_but(objectives=1)
    told = (await writer.events())[-1]
    assert (told.type, gid("Objective", told.subject_id)) == ("objective.created", own_id)
    assert told.changes["carried_from_id"] == [None, str(goal)]
    assert told.changes["lifecycle"] == [None, "DRAFT"]


async def test_what_is_archived_or_cancelled_stays_behind(writer: Writer, company: Company) -> None:
    cycle = await quarter(company)
    kept = await company.objective("Kept", cycle_id=cycle, lifecycle="DRAFT")
    await company.objective("Cancelled", cycle_id=cycle, lifecycle="CANCELLED")
    await archive(company, "objective", await company.objective("Away", cycle_id=cycle))
    await company.objective("Elsewhere", cycle_id=await company.cycle("Part", parent_id=cycle))
    await company.key_result(kept, "Kept")
    await archive(company, "key_result", await company.key_result(kept, "Away"))

    made = await clone(writer, cycle)

    assert list(made["objectives"]) == ["Kept"]
    assert list(made["objectives"]["Kept"]["keyResults"]) == ["Kept"]


async def test_goals_may_be_chosen(writer: Writer, company: Company) -> None:
    cycle = await quarter(company)
    one, two = [await company.objective(title, cycle_id=cycle) for title in ("One", "Two")]
    gone = await company.objective("Gone", cycle_id=cycle, lifecycle="CANCELLED")
    _, second = [await company.key_result(one, title) for title in ("First", "Second")]
    third = await company.key_result(two, "Third")
    await company.align(two, one)
    await company.align(gone, two)
    await company.align(one, third)

    chosen = [gid("Objective", goal) for goal in (gone, one)]
    made = await clone(writer, cycle, objectiveIds=chosen, keyResultIds=[gid("KeyResult", second)])

    goals = made["objectives"]
    assert list(goals) == ["One", "Gone"]
    assert list(goals["One"]["keyResults"]) == ["Second"]
    # What stays behind of the cycle is outside.
    assert [each["parent"]["id"] for each in goals["Gone"]["alignedTo"]["nodes"]] == [
        gid("Objective", two)
    ]
    assert [each["parent"]["id"] for each in goals["One"]["alignedTo"]["nodes"]] == [
        gid("KeyResult", third)
    ]
    assert made["counts"] == none_but(objectives=2, keyResults=1, alignments=2)


async def test_nothing_may_be_chosen(writer: Writer, company: Company) -> None:
    cycle = await quarter(company)
    await company.key_result(await company.objective(cycle_id=cycle))

    assert (await clone(writer, cycle, objectiveIds=[]))["counts"] == none_but()
    assert (await clone(writer, cycle, keyResultIds=[]))["counts"] == none_but(objectives=1)


async def test_originals_may_be_marked_where_nobody_has_said_how_they_ended(
    writer: Writer, company: Company, data
) -> None:
    cycle = await quarter(company, state="GRADING")
    one = await company.objective("One", cycle_id=cycle)
    said = await company.objective("Said", cycle_id=cycle, close_outcome="ABANDONED")
    left = await company.objective("Left", cycle_id=cycle)

    chosen = [gid("Objective", goal) for goal in (one, said)]
    made = await clone(writer, cycle, objectiveIds=chosen, markCarried=True)

    document = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Objective { closeOutcome } } }"
    found = await data(document, ids=[gid("Objective", goal) for goal in (one, said, left)])
    outcomes = [node["closeOutcome"] for node in found["nodes"]]
    assert outcomes == ["CARRIED_OVER", "ABANDONED", None]
    assert made["counts"] == none_but(objectives=2, marked=1)
    assert made["objectives"]["One"]["closeOutcome"] is None
    told = (await writer.events())[-1]
    assert (told.type, told.subject_id) == ("objective.updated", one)
    assert told.changes == {"close_outcome": [None, "CARRIED_OVER"]}


async def test_what_cannot_be_cloned_is_refused_and_leaves_nothing(
    writer: Writer, company: Company, others: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    cycle = await quarter(company, external_id="q4")
    planned = await quarter(company, state="PLANNING")
    goal, elsewhere = await company.objective(cycle_id=cycle), await company.objective()
    gone = await company.objective("Gone", cycle_id=cycle)
    await archive(company, "objective", gone)
    away = await company.cycle("Away")
    await archive(company, "cycle", away)
    own, strange = await company.key_result(goal), await company.key_result(elsewhere)
    theirs = await others.cycle(state="CLOSED")
    monkeypatch.setattr(carrying, "LARGEST_CLONE", 2)
    three = [gid("Objective", new_id()) for _ in range(3)]
    refusals = [
        ({"id": gid("Cycle", NOBODY)}, "NOT_FOUND", "id"),
        ({"id": gid("Cycle", theirs)}, "NOT_FOUND", "id"),
        ({"id": gid("Objective", goal)}, "NOT_FOUND", "id"),
        ({"parentId": gid("Cycle", NOBODY)}, "NOT_FOUND", "parentId"),
        ({"parentId": gid("Cycle", away)}, "NOT_FOUND", "parentId"),
        ({"parentId": gid("Cycle", cycle)}, "READ_ONLY", "parentId"),
        ({"objectiveIds": [gid("Objective", elsewhere)]}, "NOT_FOUND", "objectiveIds.0"),
        ({"objectiveIds": [gid("Objective", gone)]}, "NOT_FOUND", "objectiveIds.0"),
        ({"keyResultIds": [gid("KeyResult", one) for one in (own, strange)]}, "NOT_FOUND",
         "keyResultIds.1"),
        ({"objectiveIds": [], "keyResultIds": [gid("KeyResult", own)]}, "INVALID",
         "keyResultIds.0"),
        ({"objectiveIds": [gid("Objective", goal)] * 2}, "INVALID", "objectiveIds.1"),
        ({"objectiveIds": three}, "LIMIT", "objectiveIds"),
        ({"endsOn": "2026-12-31"}, "INVALID", "endsOn"),
        ({"name": " "}, "REQUIRED", "name"),
        ({"name": "x" * 2_001}, "TOO_LONG", "name"),
        ({"newId": str(cycle)}, "TAKEN", "newId"),
        ({"newId": "q1"}, "INVALID", "newId"),
        ({"externalId": "q4"}, "TAKEN", "externalId"),
        ({"markCarried": True}, "READ_ONLY", "markCarried"),
        ({"id": gid("Cycle", planned), "markCarried": True}, "INVALID", "markCarried"),
    ]  # fmt: skip

    for given, code, path in refusals:
        refused = await writer.refused("cycleClone", {"id": gid("Cycle", cycle), **NEXT, **given})
        assert refused == [(code, ["input", *path.split(".")])], given
    await company.key_result(goal)
    refused = await writer.refused("cycleClone", {"id": gid("Cycle", cycle), **NEXT})
    assert refused == [("LIMIT", ["input", "id"])]
    assert await writer.told() == []
    assert (await writer.send("cycleClone", {"id": gid("Cycle", NOBODY), **NEXT}, COUNTS))[
        "counts"
    ] is None


async def test_it_takes_as_many_statements_for_thirty_goals_as_for_three(
    writer: Writer, company: Company
) -> None:
    counts = []
    for size in (3, 30):
        cycle, pillar = await quarter(company, state="GRADING"), await company.pillar()
        for _ in range(size):
            goal = await company.objective(cycle_id=cycle)
            own = await company.key_result(goal, metric_type="MILESTONE")
            await company.milestone(own)
            await company.checkpoint(own, date(2026, 11, 1))
            await company.align(goal, pillar)
            await company.initiative("Project", own, goal)
        given = {"id": gid("Cycle", cycle), **NEXT, "markCarried": True}
        with statements() as sent:
            made = await writer.write("cycleClone", given, COUNTS)
        assert made["counts"] == none_but(
            objectives=size, keyResults=size, alignments=size, initiatives=size, marked=size
        )
        counts.append(len(sent))
    assert counts[0] == counts[1]
