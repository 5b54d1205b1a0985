"""What measures key results in a document: check-ins and their corrections, and stages."""

from datetime import UTC, datetime

import pytest

from service.interchange.reading import read_documents
from service.interchange.records import records_from_document
from tests.interchange.desk import changed, told
from tests.interchange.documents import MEASURED, problems

JANUARY = datetime(2024, 1, 2, tzinfo=UTC)
EACH_OTHER = (
    "{id: x, key_result: k, at: 2024-05-01, corrects: y},"
    "{id: y, key_result: k, at: 2024-05-01, corrects: x}"
)
THE_SAME = (
    "{key_result: k, at: 2024-05-01, corrects: last},"
    "{key_result: k, at: 2024-05-02, corrects: last}"
)


async def key_result(desk, own_id="k"):
    return next(row for row in (await desk.export())["key_results"] if row["id"] == own_id)


async def test_everything_is_stored_and_a_repetition_changes_nothing(desk):
    first = await desk.bring(MEASURED)
    facts = len(await desk.events())
    again = await desk.bring(MEASURED)
    assert first.problems == again.problems == ()
    assert changed(first)["check_in"] == {"created": 4}
    assert {outcome for counts in changed(again).values() for outcome in counts} == {"unchanged"}
    assert len(await desk.events()) == facts


async def test_an_export_tells_what_was_said(desk):
    await desk.bring(MEASURED)
    document = await desk.export()
    rows = {row["id"]: row for row in document["key_results"]}
    assert [(str(row["day"]), row["value"]) for row in rows["k"]["checkpoints"]] == [
        ("2024-01-31", -1),
        ("2024-02-29", 2.5),
    ]
    assert [
        (row["title"], row.get("weight"), str(row.get("due_on")), str(row.get("done_on")))
        for row in rows["m"]["milestones"]
    ] == [
        ("Plan", None, "None", "2024-01-10"),
        ("No", 2.5, "2024-03-01", "None"),
        ("Plan", None, "None", "None"),
    ]
    assert (rows["n"]["follows"], rows["a"]["follows"]) == ("KPI", "ALIGNED_CHILDREN")
    assert [(row.get("id"), row.get("corrects")) for row in document["check_ins"]] == [
        ("last", "right"),
        (None, None),
        ("wrong", None),
        ("right", "wrong"),
    ]


async def test_what_counts_is_the_latest_that_nothing_corrects(desk):
    await desk.bring(MEASURED)
    row = await key_result(desk)
    # The confidence of `wrong` was corrected by one that does not say any.
    assert (row["current"], row["confidence"], row["status"]) == (4, 3, "AT_RISK")


async def test_a_correction_may_come_later_and_takes_back_what_was_said(desk):
    await desk.bring(MEASURED)
    await desk.bring("check_ins: [{key_result: k, at: 2024-01-03, corrects: last}]")
    assert (await key_result(desk))["current"] == 1
    document = "check_ins: [{id: none, key_result: k, at: 2024-01-01, corrects: %s}]"
    first = next(row for row in await desk.events() if row.changes.get("confidence") == [None, 3])
    assert first.type == "check_in.recorded"
    await desk.bring(document % first.subject_id)
    row = await key_result(desk)
    assert [name for name in ("current", "confidence", "status") if name in row] == []


async def test_check_ins_made_here_are_corrected_by_their_uuid(desk, company):
    own = await company.key_result(await company.objective())
    wrong = await company.check_in(own, 1, occurred_at=JANUARY)
    await company.check_in(own, 2, occurred_at=JANUARY, corrects_id=wrong)
    rows = (await desk.export())["check_ins"]
    assert [(row.get("id"), row.get("corrects")) for row in rows] == [
        (str(wrong), None),
        (rows[1].get("id"), str(wrong)),
    ]


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("{key_result: k, at: 2024-05-01, corrects: nobody}", "NOT_FOUND"),
        ("{key_result: m, at: 2024-05-01, corrects: last}", "INVALID"),
        ("{key_result: k, at: 2024-05-01, corrects: wrong}", "CONFLICT"),
        ("{id: x, key_result: k, at: 2024-05-01, corrects: x}", "SELF_LINK"),
        (EACH_OTHER, "LOOP"),
        (THE_SAME, "TAKEN"),
        ("{id: last, key_result: k, at: 2024-01-03, value: 4}", None),
        ("{id: last, key_result: k, at: 2024-01-03, value: 4, corrects: wrong}", "CONFLICT"),
        ("{id: wrong, key_result: k, at: 2024-01-02, value: 50, corrects: null}", None),
        ("{id: wrong, key_result: m, at: 2024-01-02, value: 50, confidence: 9}", "CONFLICT"),
    ],
)
async def test_a_correction_that_cannot_be_is_refused(desk, rows, problem):
    await desk.bring(MEASURED)
    before = len(await desk.events())
    result = await desk.bring(f"check_ins: [{rows}]")
    assert [found.code.value for found in result.problems] == ([problem] if problem else [])
    assert len(await desk.events()) == before


async def test_what_corrects_a_refused_one_is_refused_with_it(desk):
    await desk.bring(MEASURED)
    result = await desk.bring(
        "check_ins:\n"
        "- {id: x, key_result: k, at: 2024-05-01, corrects: nobody}\n"
        "- {id: z, key_result: k, at: 2024-05-01, corrects: y}\n"
        "- {id: y, key_result: k, at: 2024-05-01, corrects: x}\n"
        "- {id: fine, key_result: k, at: 2024-05-01, value: 7}",
        partial=True,
    )
    assert [(row, code) for _, row, _, code, _ in told(result)] == [
        (1, "NOT_FOUND"),
        (3, "DEPENDS_ON_REFUSED"),
        (2, "DEPENDS_ON_REFUSED"),
    ]
    assert changed(result)["check_in"] == {"created": 1, "refused": 3}
    assert (await key_result(desk))["current"] == 7


async def test_sets_that_are_absent_stay_and_empty_ones_are_cleared(desk):
    await desk.bring(MEASURED)
    head = "objectives: [{id: o, title: Top}]\nkey_results:\n- "
    await desk.bring(f"{head}{{id: k, objective: o, title: Grow}}")
    assert len((await key_result(desk))["checkpoints"]) == 2
    await desk.bring(
        f"{head}{{id: k, objective: o, title: Grow, checkpoints: []}}\n"
        "- {id: m, objective: o, title: Build, milestones: [{title: Plan, weight: 3}]}"
    )
    assert "checkpoints" not in await key_result(desk)
    assert (await key_result(desk, "m"))["milestones"] == [{"title": "Plan", "weight": 3}]
    cleared, replaced = (await desk.events())[-2:]
    assert (cleared.type, cleared.changes["checkpoints"][1]) == ("key_result.updated", None)
    before, after = replaced.changes["milestones"]
    assert [row["title"] for row in before] == ["Plan", "No", "Plan"]
    assert after == [{"id": before[0]["id"], "title": "Plan", "weight": "3"}]


def test_what_cannot_be_read_is_told_with_its_place(write):
    path = write(
        "format: sightline/1\n"
        "objectives: [{id: o, title: O}]\n"
        "key_results:\n"
        "- {id: k, objective: o, title: K, checkpoints: [{day: 2024-01-01, value: x},"
        " {value: 1}, {day: 2024-01-01, value: 1}, {day: 2024-01-01, value: 2}]}\n"
        "- {id: l, objective: o, title: K, milestones: [{weight: -1, title: A}, {weight: 1}]}\n"
    )
    assert [(row, field, code) for _, row, field, code, _ in problems(path)] == [
        (1, "checkpoints[1].value", "INVALID"),
        (1, "checkpoints[2].day", "REQUIRED"),
        (1, "checkpoints[2].day", "TAKEN"),
        (2, "milestones[1].weight", "INVALID"),
        (2, "milestones[2].title", "REQUIRED"),
    ]


def test_a_file_is_audited_by_what_nothing_corrects(write):
    document = read_documents([write(f"format: sightline/1\n{MEASURED}")]).document
    records = records_from_document(document, JANUARY.date())
    assert [record.value for record in records.check_ins] == [4, 1]
