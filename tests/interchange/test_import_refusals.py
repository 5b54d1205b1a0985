"""All or nothing; and with `partial`, everything that can stand."""

from textwrap import dedent

import pytest

from tests.interchange.desk import changed, told

GOOD = "teams: [{id: good, name: Good}]\n"
REFUSED = [
    ("objectives: [{id: a, title: A, team: nobody}]", "NOT_FOUND"),
    ("objectives: [{id: good, title: A}]", "TAKEN"),
    ("objectives: [{id: a, title: A, parents: [a]}]", "SELF_LINK"),
    ("people: [{id: a, name: A, manager: b}, {id: b, name: B, manager: a}]", "LOOP"),
    ("cycles: [{id: a, name: A, start: 2021-04-31}]", "INVALID"),
    ("objectives: [{id: a, title: A, score: many}]", "INVALID"),
    ("objectives: [{id: a, title: A, score: .nan}]", "INVALID"),
    ("objectives: [{id: a, title: A, score: .inf}]", "INVALID"),
    ('objectives: [{id: a, title: "\\0"}]', "INVALID"),
    ("objectives: [{id: a, title: A, level: boss}]", "INVALID"),
    (f"objectives: [{{id: a, title: {'x' * 2_001}}}]", "TOO_LONG"),
    ("objectives: [{id: a}]", "REQUIRED"),
    ("objectives: [{id: a, id: b, title: A}]", "DUPLICATE_KEY"),
    ("objectives: {}", "INVALID"),
    (
        """
        objectives: [{id: a, title: A}]
        key_results: [{id: k, objective: a, title: K}]
        alignments: [{child: a, parent: k}]""",
        "ALIGNMENT_CYCLE",
    ),
]


@pytest.mark.parametrize(("text", "code"), REFUSED)
async def test_one_refused_row_keeps_everything_out(desk, text, code):
    result = await desk.bring(GOOD + dedent(text))
    assert [found[3] for found in told(result)] == [code]
    assert result.refused
    assert not result.written
    assert {outcome for counts in changed(result).values() for outcome in counts} <= {"refused"}
    assert await desk.events() == []


@pytest.mark.parametrize(("text", "code"), REFUSED)
async def test_partial_brings_in_the_rest(desk, text, code):
    result = await desk.bring(GOOD + dedent(text), partial=True)
    assert told(result)[0][3] == code
    assert result.refused
    assert result.written
    assert result.counts["team"]["created"] == 1


async def test_partial_refuses_the_rows_that_need_refused_ones(desk):
    text = """
    cycles: [{id: q, name: Q, start: never}]
    objectives: [{id: a, title: A, cycle: q}, {id: b, title: B, parents: [a]}, {id: c, title: C}]
    key_results: [{id: k, objective: b, title: K}, {id: m, objective: c, title: M}]
    alignments: [{child: c, parent: k}]
    """
    result = await desk.bring(text, partial=True)
    assert [found[:4] for found in told(result)] == [
        ("cycles", 1, "start", "INVALID"),
        ("objectives", 1, "cycle", "DEPENDS_ON_REFUSED"),
        ("objectives", 2, "parents[1]", "DEPENDS_ON_REFUSED"),
        ("key_results", 1, "objective", "DEPENDS_ON_REFUSED"),
        ("alignments", 1, "parent", "DEPENDS_ON_REFUSED"),
    ]
    assert changed(result) == {
        "cycle": {"refused": 1},
        "objective": {"created": 1, "refused": 2},
        "key_result": {"created": 1, "refused": 1},
        "alignment": {"refused": 1},
    }


async def test_a_stored_row_may_be_named_although_its_change_is_refused(desk):
    await desk.bring("cycles: [{id: q, name: Q}]")
    text = "cycles: [{id: q, name: Q, start: never}]\nobjectives: [{id: a, title: A, cycle: q}]"
    result = await desk.bring(text, partial=True)
    assert changed(result) == {"cycle": {"refused": 1}, "objective": {"created": 1}}


async def test_partial_leaves_out_the_edges_that_close_cycles(desk):
    text = """
    objectives: [{id: a, title: A}, {id: b, title: B}, {id: c, title: C}]
    alignments:
      - {child: a, parent: b}
      - {child: b, parent: a}
      - {child: b, parent: c}
      - {child: c, parent: a}
    """
    result = await desk.bring(text, partial=True)
    assert changed(result) == {
        "objective": {"created": 3},
        "alignment": {"created": 2, "refused": 2},
    }
    assert [found[4] for found in told(result)] == [
        "closes a cycle: b → a → b",
        "closes a cycle: c → a → b → c",
    ]


async def test_a_row_with_several_problems_is_refused_once(desk):
    result = await desk.bring("objectives: [{id: a, title: A, score: x, level: y}]")
    assert result.counts["objective"]["refused"] == 1
    assert len(result.problems) == 2
    assert result.as_document()["problems"][0] == {
        "file": result.problems[0].origin.file,
        "list": "objectives",
        "row": 1,
        "line": 2,
        "field": "score",
        "code": "INVALID",
        "message": '"x" is not a number',
        "severity": "error",
    }


async def test_warnings_refuse_nothing(desk):
    result = await desk.bring("teams: [{id: t, name: T, color: red}]")
    assert [found[3] for found in told(result)] == ["UNKNOWN_KEY"]
    assert not result.refused
    assert changed(result) == {"team": {"created": 1}}


async def test_a_loop_through_stored_teams_is_refused(desk):
    await desk.bring("teams: [{id: a, name: A}, {id: b, name: B, parent: a}]")
    result = await desk.bring("teams: [{id: a, name: A, parent: b}]")
    assert told(result) == [
        ("teams", 1, "parent", "LOOP", "a → b → a is a loop: each is above the next")
    ]
