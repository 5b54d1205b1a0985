"""What clones are aligned to, what serves them, and what the audit says of them."""

from datetime import date

import pytest

from schema.identifiers import uuid_of
from service.actor import Actor
from service.database import Database
from service.tables import utc_now
from tests.company import Company
from tests.rollup.numbers import Numbers
from tests.schema.cloning import clone, confirmed, none_but, quarter
from tests.schema.conftest import archive, gid
from tests.schema.writer import NOBODY, Writer


@pytest.fixture
def numbers(database: Database, actor: Actor) -> Numbers:
    return Numbers(database, actor, utc_now())


async def test_alignments_lead_to_clones_and_to_what_stays_outside(
    writer: Writer, company: Company, numbers: Numbers
) -> None:
    cycle, pillar = await quarter(company), await company.pillar()
    yearly = await company.objective("Yearly")
    top = await company.objective("Top", cycle_id=cycle)
    low = await company.objective("Low", cycle_id=cycle)
    top_kr, low_kr = [await company.key_result(one) for one in (top, low)]
    other = await company.objective("Next to it", cycle_id=await company.cycle("Other"))
    shares = {"weight": 2, "allocation": "0.5", "rationale": "Why", "is_primary": True}
    await company.align(top, pillar, kind="SUPPORTS", **shares)
    await company.align(top, yearly, allocation="0.5", valid_to=date(2027, 6, 30))
    for child, parent in ((low, top_kr), (low_kr, top), (other, low)):
        await company.align(child, parent)
    await numbers.settle()

    made = await clone(writer, cycle)

    goals = made["objectives"]
    (new_top_kr,) = goals["Top"]["keyResults"].values()
    (new_low_kr,) = goals["Low"]["keyResults"].values()
    edges = {one["parent"]["id"]: one for one in goals["Top"]["alignedTo"]["nodes"]}
    to_pillar = edges.pop(gid("StrategyElement", pillar))
    assert edges.keys() == {gid("Objective", yearly)}
    assert to_pillar.pop("decidedAt") is not None
    assert to_pillar == {
        "kind": "SUPPORTS",
        "state": "ACCEPTED",
        "isPrimary": True,
        "weight": "2",
        "allocation": "0.5",
        "rationale": "Why",
        "validTo": None,
        "parent": {"id": gid("StrategyElement", pillar)},
    }
    assert [one["parent"]["id"] for one in goals["Low"]["alignedTo"]["nodes"]] == [new_top_kr["id"]]
    assert new_low_kr["alignedTo"]["nodes"] == [{"parent": {"id": goals["Top"]["id"]}}]
    assert made["counts"] == none_but(objectives=2, keyResults=2, alignments=4)
    told = [event for event in await writer.events() if event.type == "alignment.created"]
    assert len(told) == 4
    await confirmed(numbers)


async def test_alignments_that_are_over_stay_behind(writer: Writer, company: Company) -> None:
    cycle, away = await quarter(company), await company.pillar("Away")
    goal, yearly = await company.objective(cycle_id=cycle), await company.objective("Yearly")
    dead = await company.objective("Dead", lifecycle="CANCELLED")
    asked, left = await company.objective("Asked"), await company.objective("Left")
    ended = {"valid_to": date(2026, 11, 1)}
    for parent, values in ((dead, {}), (away, {}), (asked, {"state": "PROPOSED"}), (yearly, ended)):
        await company.align(goal, parent, **values)
    await archive(company, "strategy_element", away)
    await archive(company, "alignment", await company.align(goal, left))

    assert (await clone(writer, cycle))["counts"] == none_but(objectives=1)


async def test_projects_that_go_on_serve_the_clones_too(writer: Writer, company: Company) -> None:
    cycle = await quarter(company)
    goal = await company.objective(cycle_id=cycle)
    own, other = await company.key_result(goal), await company.objective("Other")
    going = await company.initiative("Going", own, other, goal, status="IN_PROGRESS")
    silent = await company.initiative("Silent", goal)
    for status in ("DONE", "DROPPED"):
        await company.initiative(status, goal, status=status)
    await archive(company, "initiative", await company.initiative("Away", goal))

    made = await clone(writer, cycle)

    (objective,) = made["objectives"].values()
    (key_result,) = objective["keyResults"].values()
    assert objective["initiatives"]["nodes"] == [
        {"id": gid("Initiative", one)} for one in (going, silent)
    ]
    assert key_result["initiatives"]["nodes"] == [{"id": gid("Initiative", going)}]
    assert made["counts"]["initiatives"] == 2
    told = {event.subject_id: event for event in await writer.events()}
    assert told[going].type == "initiative.updated"
    before, after = told[going].changes["serves"]
    assert set(before) == {str(one) for one in (own, other, goal)}
    clones = {(objective["id"], key_result["id"])}
    assert after[:3] == before
    clones = {("Objective", objective["id"]), ("KeyResult", key_result["id"])}
    assert set(after[3:]) == {str(uuid_of(own, (type_name,))) for type_name, own in clones}


async def test_a_circle_that_is_only_reported_is_cloned_as_it_is(
    writer: Writer, company: Company, data
) -> None:
    await company.settle(settings='{"cycle_policy": "REPORT"}')
    cycle = await quarter(company)
    one, two = [await company.objective(title, cycle_id=cycle) for title in ("One", "Two")]
    await company.align(one, await company.key_result(two))
    await company.align(two, one)

    made = await clone(writer, cycle)

    assert made["counts"] == none_but(objectives=2, keyResults=1, alignments=2)
    document = """{ alignmentAudit { findings(rules: ["ALN001"]) { nodes { subject { id }
      related { id } } } } }"""
    circles = (await data(document))["alignmentAudit"]["findings"]["nodes"]
    assert len(circles) == 2
    members = [
        {each["id"] for each in (circle["subject"], *circle["related"])} for circle in circles
    ]
    assert any({goal["id"] for goal in made["objectives"].values()} <= one for one in members)


async def test_what_is_carried_again_and_again_is_told_by_the_audit(
    writer: Writer, company: Company, data
) -> None:
    cycle = await quarter(company)
    first = await company.objective("Again", cycle_id=cycle)
    for _ in range(3):
        made = await clone(writer, cycle)
        cycle = uuid_of(made["id"], ("Cycle",)) or NOBODY

    document = """{ alignmentAudit { findings(rules: ["SCR006"]) { nodes {
      subject { id } related { id } evidence } } } }"""
    (finding,) = (await data(document))["alignmentAudit"]["findings"]["nodes"]
    assert finding["subject"] == {"id": made["objectives"]["Again"]["id"]}
    assert finding["related"] == [{"id": gid("Objective", first)}]
    assert finding["evidence"]["times"] == 3


async def test_numbers_of_goals_above_follow_what_their_new_children_share(
    writer: Writer, company: Company, numbers: Numbers
) -> None:
    cycle = await quarter(company, state="ACTIVE")
    above = await company.objective("Above")
    goal = await company.objective(cycle_id=cycle)
    await company.key_result(goal, metric_type="INCREASE", start=0, target=10, current=5)
    await company.align(goal, above)
    await numbers.settle()

    await clone(writer, cycle)

    await confirmed(numbers)
