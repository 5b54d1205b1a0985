"""Planning calendars and reviews in documents."""

import pytest

from tests.interchange.desk import changed, told
from tests.interchange.documents import RITUALS

CHANGED = (None, "CONFLICT")


async def test_reviews_and_calendars_are_told_as_they_came(desk):
    result = await desk.bring(RITUALS)

    assert result.problems == ()
    assert changed(result)["review"] == {"created": 4}
    events = await desk.events()
    reviews = [event for event in events if event.subject_kind == "review"]
    assert {event.type for event in reviews} == {"review.recorded"}
    assert reviews[0].changes["learned"] == [None, "On paper."]
    (planned,) = [event for event in events if "planning" in event.changes]
    assert planned.type == "cycle.created"
    assert [step["audience"] for step in planned.changes["planning"][1]] == ["COMPANY", "TEAMS"]


async def test_the_same_again_is_known_and_a_calendar_is_replaced_as_a_whole(desk):
    await desk.bring(RITUALS)

    again = await desk.bring(RITUALS)
    fewer = await desk.bring("""
        cycles: [{id: now, name: Q4,
          planning: [{audience: teams, start: 2026-09-14, end: 2026-09-25}]}]
    """)

    assert changed(again)["review"] == {"unchanged": 4}
    assert "updated" not in changed(again)["cycle"]
    assert changed(fewer)["cycle"] == {"updated": 1}
    (cycle,) = [one for one in (await desk.export())["cycles"] if one["id"] == "now"]
    assert [step["audience"] for step in cycle["planning"]] == ["TEAMS"]


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        ("{id: closing, kind: closing, objective: o, held_on: 2026-12-18, learned: x}", *CHANGED),
        ("{kind: weekly, cycle: now, held_on: 2026-10-09, went_badly: More}", *CHANGED),
        ("{kind: weekly, held_on: 2026-10-10, learned: x}", "objective", "REQUIRED"),
        ("{kind: weekly, cycle: now, held_on: 2026-10-10}", "went_well", "REQUIRED"),
        (
            "{kind: weekly, objective: o, cycle: now, held_on: 2026-10-10, learned: x}",
            "cycle",
            "INVALID",
        ),
        (
            "{kind: weekly, objective: o, team: t, held_on: 2026-10-10, learned: x}",
            "team",
            "INVALID",
        ),
        ("{kind: weekly, objective: k, held_on: 2026-10-10, learned: x}", "objective", "NOT_FOUND"),
        ("{kind: daily, objective: o, held_on: 2026-10-10, learned: x}", "kind", "INVALID"),
        ("{kind: weekly, objective: o, learned: x}", "held_on", "REQUIRED"),
    ],
)
async def test_what_is_no_review_is_refused(desk, row, field, code):
    await desk.bring(RITUALS)
    before = len(await desk.events())

    result = await desk.bring(f"reviews: [{row}]")

    ((_, _, found_field, found_code, _),) = told(result)
    assert (found_field, found_code) == (field, code)
    assert len(await desk.events()) == before


async def test_two_rows_cannot_be_one_review(desk):
    result = await desk.bring("""
        cycles: [{id: now, name: Q4}]
        reviews:
          - {kind: weekly, cycle: now, held_on: 2026-10-09, learned: One}
          - {kind: weekly, cycle: now, held_on: 2026-10-09, learned: Two}
    """)

    ((_, row, field, code, _),) = told(result)
    assert (row, field, code) == (2, "held_on", "TAKEN")


async def test_an_export_of_one_cycle_has_its_reviews_alone(desk, company):
    await desk.bring(RITUALS)
    cycles = {row["id"]: row for row in (await desk.export())["cycles"]}
    other = await company.cycle("Other")
    await company.review(cycle_id=other, learned="Elsewhere")

    document = await desk.export((other,))

    assert cycles.keys() == {"before", "now"}
    assert [row["learned"] for row in document["reviews"]] == ["Elsewhere"]
