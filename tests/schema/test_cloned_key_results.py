"""Key results that go on into another cycle: from where they are, to where, by when."""

from datetime import date

import pytest

from service.actor import Actor
from service.database import Database
from service.tables import utc_now
from tests.company import Company
from tests.rollup.numbers import Numbers
from tests.schema.cloning import clone, confirmed, none_but, only_key_result, quarter
from tests.schema.conftest import gid
from tests.schema.writer import Writer


@pytest.fixture
def numbers(database: Database, actor: Actor) -> Numbers:
    return Numbers(database, actor, utc_now())


async def test_a_key_result_goes_on_from_its_last_value(
    writer: Writer, company: Company, numbers: Numbers
) -> None:
    cycle, kpi = await quarter(company), await company.kpi()
    goal = await company.objective(cycle_id=cycle)
    values = {"unit": "%", "kpi_id": kpi, "weight": 3, "due_on": date(2026, 11, 30)}
    was = await company.key_result(
        goal,
        "Grow",
        metric_type="INCREASE",
        start=10,
        target=100,
        current=60,
        confidence=7,
        reported_status="ON_TRACK",
        score="0.6",
        **values,
    )
    await company.check_in(was, 60, confidence=7, status="ON_TRACK")
    await company.checkpoint(was, date(2026, 11, 1), 40)

    await numbers.settle()
    made = await only_key_result(writer, cycle)

    own_id = made.pop("id")
    assert made == {
        "title": "Grow",
        "description": None,
        "metricType": "INCREASE",
        "start": "60",
        "target": "100",
        "current": None,
        "lower": None,
        "upper": None,
        "unit": "%",
        "weight": "3",
        "dueOn": "2027-03-02",
        "confidence": None,
        "reportedStatus": None,
        "score": None,
        "follows": "CHECK_INS",
        "carriedFrom": {"id": gid("KeyResult", was)},
        "kpi": {"id": gid("Kpi", kpi)},
        "checkIns": {"totalCount": 0},
        "checkpoints": {"nodes": []},
        "milestones": {"nodes": []},
        "alignedTo": {"nodes": []},
        "initiatives": {"nodes": []},
    }
    told = (await writer.events())[-1]
    assert (told.type, gid("KeyResult", told.subject_id)) == ("key_result.created", own_id)
    assert told.changes["start"] == [None, "60"]
    await confirmed(numbers)


async def test_where_the_target_is_reached_there_is_none(writer: Writer, company: Company) -> None:
    cycle = await quarter(company)
    goal = await company.objective(cycle_id=cycle)
    for title, metric, numbers in (
        ("Grow", "INCREASE", (0, 95, 98)),
        ("Cut", "DECREASE", (90, 20, 20)),
        ("On the way", "DECREASE", (90, 20, 21)),
    ):
        start, target, current = numbers
        await company.key_result(
            goal, title, metric_type=metric, start=start, target=target, current=current, unit="%"
        )

    made = await clone(writer, cycle)

    (objective,) = made["objectives"].values()
    renew = "It needs a new target."
    assert {
        title: (one["start"], one["target"], one["description"])
        for title, one in objective["keyResults"].items()
    } == {
        "Grow": (
            "98",
            None,
            f"Carried over from 2026-Q4: it is at 98 %, and its target was 95 %. {renew}",
        ),
        "Cut": (
            "20",
            None,
            f"Carried over from 2026-Q4: it is at 20 %, and its target was 20 %. {renew}",
        ),
        "On the way": ("21", "20", None),
    }
    assert made["counts"] == none_but(objectives=1, keyResults=3, targetsReached=2)


async def test_of_stages_those_to_come_go_on(
    writer: Writer, company: Company, numbers: Numbers
) -> None:
    cycle = await quarter(company)
    goal = await company.objective(cycle_id=cycle)
    half = await company.key_result(goal, "Half", metric_type="MILESTONE")
    done = await company.key_result(goal, "Done", metric_type="MILESTONE")
    day = date(2026, 11, 1)
    await company.milestone(half, "First", position=1, done_on=day)
    await company.milestone(half, "Second", position=2, due_on=date(2026, 12, 30), weight=2)
    await company.milestone(done, "All", done_on=day)

    await numbers.settle()
    made = await clone(writer, cycle)

    (objective,) = made["objectives"].values()
    key_results = objective["keyResults"]
    second = {"title": "Second", "weight": "2", "dueOn": "2027-03-31", "doneOn": None}
    assert key_results["Half"]["milestones"] == {"nodes": [second]}
    assert key_results["Done"]["milestones"] == {"nodes": []}
    assert key_results["Done"]["description"] == (
        "Carried over from 2026-Q4: all of its stages are done. It needs a new target."
    )
    assert made["counts"]["targetsReached"] == 1
    told = [event for event in await writer.events() if event.type == "key_result.created"]
    assert [event.changes.get("milestones") for event in told] == [
        [None, [{"id": told[0].changes["milestones"][1][0]["id"], "title": "Second",
                 "weight": "2", "due_on": "2027-03-31"}]],
        None,
    ]  # fmt: skip
    await confirmed(numbers)


async def test_without_values_all_begins_as_it_once_did(
    writer: Writer, company: Company, numbers: Numbers
) -> None:
    cycle = await quarter(company)
    goal = await company.objective(cycle_id=cycle)
    own = await company.key_result(goal, metric_type="INCREASE", start=10, target=100, current=150)
    await company.checkpoint(own, date(2026, 11, 1), 40)
    await company.checkpoint(own, date(2026, 12, 30), 80)
    await company.checkpoint(own, date(2026, 12, 31), 90)
    await company.milestone(own, "First", done_on=date(2026, 11, 1))

    await numbers.settle()
    made = await only_key_result(writer, cycle, carryValues=False)

    assert (made["start"], made["target"], made["current"]) == ("10", "100", None)
    # Two of a longer quarter's last days meet on the shorter one's last: the later counts.
    assert made["checkpoints"]["nodes"] == [
        {"day": "2027-02-01", "value": "40"},
        {"day": "2027-03-31", "value": "90"},
    ]
    assert [one["doneOn"] for one in made["milestones"]["nodes"]] == [None]
    await confirmed(numbers)


async def test_dates_that_cannot_be_told_are_left_to_the_cycle(
    writer: Writer, company: Company
) -> None:
    cycle = await company.cycle("Backlog", state="ACTIVE")
    goal = await company.objective(cycle_id=cycle, ends_on=date(2026, 12, 31))
    own = await company.key_result(goal, target=1, due_on=date(2026, 12, 1))
    await company.checkpoint(own, date(2026, 11, 1), 1)
    await company.planning_step(cycle)

    made = await clone(writer, cycle)

    (objective,) = made["objectives"].values()
    (key_result,) = objective["keyResults"].values()
    assert (objective["endsOn"], key_result["dueOn"]) == (None, None)
    assert (key_result["checkpoints"]["nodes"], made["planning"]["nodes"]) == ([], [])


async def test_clones_are_found_by_what_they_continue(
    writer: Writer, company: Company, data
) -> None:
    cycle = await quarter(company)
    own = await company.key_result(await company.objective(cycle_id=cycle))
    made = await only_key_result(writer, cycle)

    document = """query ($id: ID!) { keyResults(filter: {carriedFrom: {eq: $id}}) { nodes {
      id carriedFrom { id carriedFrom { id } } } } }"""
    found = (await data(document, id=gid("KeyResult", own)))["keyResults"]["nodes"]

    origin = {"id": gid("KeyResult", own), "carriedFrom": None}
    assert found == [{"id": made["id"], "carriedFrom": origin}]


async def test_a_key_result_that_follows_its_kpi_goes_on_to(
    writer: Writer, company: Company, data, numbers: Numbers
) -> None:
    cycle, kpi = await quarter(company), await company.kpi()
    await company.kpi_reading(kpi, 70)
    goal = await company.objective(cycle_id=cycle)
    await company.key_result(
        goal, metric_type="INCREASE", start=0, target=100, current=70, follows="KPI", kpi_id=kpi
    )

    await numbers.settle()
    made = await only_key_result(writer, cycle)

    await confirmed(numbers)
    document = "query ($id: ID!) { keyResult(by: {id: $id}) { start current progress } }"
    found = (await data(document, id=made["id"]))["keyResult"]
    assert found == {"start": "70", "current": "70", "progress": "0"}
