"""Alignments by import: complete lists, refinements, primaries, and cycles refused."""

import pytest

from service.alignment.rules import CyclePolicy
from service.interchange.formats import to_json
from tests.interchange.desk import changed, told

GOALS = """\
strategy: [{id: p, kind: pillar, title: P}]
objectives: [{id: a, title: A}, {id: b, title: B}, {id: c, title: C}]
key_results: [{id: k, objective: a, title: K}, {id: m, objective: b, title: M}]
"""


def edges(document) -> dict[str, list[str]]:
    rows = [*document["objectives"], *document["key_results"]]
    return {row["id"]: row["parents"] for row in rows if "parents" in row}


async def test_a_list_of_parents_is_complete_and_its_absence_says_nothing(desk):
    await desk.bring(GOALS)
    await desk.bring("objectives: [{id: a, title: A, parents: [b, p]}]")
    assert changed(await desk.bring("objectives: [{id: a, title: A}]")) == {
        "objective": {"unchanged": 1}
    }
    result = await desk.bring("objectives: [{id: a, title: A, parents: [p, c]}]")
    assert changed(result) == {
        "objective": {"unchanged": 1},
        "alignment": {"created": 1, "updated": 2},
    }
    assert edges(await desk.export()) == {"a": ["p", "c"]}
    types = [event.type for event in await desk.events()]
    assert types.count("alignment.archived") == 1
    await desk.bring("objectives: [{id: a, title: A, parents: []}]")
    assert edges(await desk.export()) == {}


async def test_the_first_parent_is_primary_and_gives_way_to_another(desk):
    await desk.bring(GOALS)
    await desk.bring("objectives: [{id: a, title: A, parents: [b, c]}]")
    await desk.bring("objectives: [{id: a, title: A, parents: [c, b]}]")
    assert edges(await desk.export()) == {"a": ["c", "b"]}
    await desk.bring("alignments: [{child: a, parent: b, is_primary: true}]")
    assert edges(await desk.export()) == {"a": ["b", "c"]}
    await desk.bring("alignments: [{child: a, parent: p, is_primary: true}]")
    assert edges(await desk.export()) == {"a": ["p", "b", "c"]}


async def test_alignments_alone_have_a_primary_too(desk):
    await desk.bring(GOALS + "alignments: [{child: a, parent: b}, {child: a, parent: c}]")
    await desk.bring("alignments: [{child: a, parent: p}]")
    document = await desk.export()
    assert edges(document) == {"a": ["b", "c", "p"]}
    assert "alignments" not in document


async def test_a_row_of_alignments_changes_only_what_it_says(desk):
    await desk.bring(GOALS)
    await desk.bring("alignments: [{child: a, parent: b, weight: 2, state: proposed}]")
    result = await desk.bring("alignments: [{child: a, parent: b, state: accepted}]")
    assert changed(result) == {"alignment": {"updated": 1}}
    last = (await desk.events())[-1]
    assert last.changes.pop("decided_at")[0] is None
    assert last.changes == {"state": ["PROPOSED", "ACCEPTED"]}
    assert (await desk.export())["alignments"] == [{"child": "a", "parent": "b", "weight": 2}]


CYCLES = [
    pytest.param(
        "objectives: [{id: a, title: A, parents: [b]}, {id: b, title: B, parents: [a]}]",
        ("objectives", 2, "parents[1]", "closes a cycle: b → a → b"),
        id="objectives",
    ),
    pytest.param(
        "objectives: [{id: a, title: A, parents: [m]}, {id: b, title: B, parents: [k]}]",
        ("objectives", 2, "parents[1]", "closes a cycle: b → k → a → m → b"),
        id="through key results",
    ),
    pytest.param(
        "objectives: [{id: a, title: A, parents: [k]}]",
        ("objectives", 1, "parents[1]", "closes a cycle: a → k → a"),
        id="its own key result",
    ),
    pytest.param(
        "alignments: [{child: a, parent: b}, {child: b, parent: c}, {child: c, parent: a}]",
        ("alignments", 3, "parent", "closes a cycle: c → a → b → c"),
        id="alignments",
    ),
    pytest.param(
        "alignments: [{child: a, parent: b, valid_to: 2020-01-01},"
        " {child: b, parent: a, valid_from: 2021-01-01}]",
        ("alignments", 2, "parent", "closes a cycle: b → a → b"),
        id="never at the same time",
    ),
]


@pytest.mark.parametrize(("text", "problem"), CYCLES)
async def test_a_cycle_is_refused_with_its_path(desk, text, problem):
    await desk.bring(GOALS)
    before = len(await desk.events())
    result = await desk.bring(text)
    name, row, field, message = problem
    assert told(result) == [(name, row, field, "ALIGNMENT_CYCLE", message)]
    assert len(await desk.events()) == before
    assert edges(await desk.export()) == {}


async def test_a_cycle_in_a_new_organization_is_refused_the_same(desk):
    result = await desk.bring("""
    objectives: [{id: a, title: A, parents: [m]}, {id: b, title: B, parents: [k]}]
    key_results: [{id: k, objective: a, title: K}, {id: m, objective: b, title: M}]
    """)
    assert [found[4] for found in told(result)] == ["closes a cycle: b → k → a → m → b"]
    assert await desk.events() == []


@pytest.mark.parametrize(
    ("before", "text", "cycle"),
    [
        (
            "objectives: [{id: a, title: A, parents: [b]}]",
            "alignments: [{child: b, parent: a}]",
            "b → a → b",
        ),
        (
            "alignments: [{child: a, parent: m}]",
            "key_results: [{id: m, objective: a, title: M}]",
            "m → a → m",
        ),
        (
            "alignments: [{child: a, parent: b}, {child: b, parent: a, state: proposed}]",
            "alignments: [{child: b, parent: a, state: accepted}]",
            "b → a → b",
        ),
        (
            """objectives:
              - {id: b, title: B, parents: [a], status: cancelled}
              - {id: a, title: A, parents: [b]}""",
            "objectives: [{id: b, title: B, status: active}]",
            "a → b → a",
        ),
        (
            """objectives:
              - {id: b, title: B, parents: [a], archived: true}
              - {id: a, title: A, parents: [b]}""",
            "objectives: [{id: b, title: B, archived: false}]",
            "a → b → a",
        ),
    ],
    ids=["stored edge", "moved key result", "accepted", "reopened", "restored"],
)
async def test_a_cycle_through_what_is_stored_is_refused(desk, before, text, cycle):
    await desk.bring(GOALS)
    assert (await desk.bring(before)).problems == ()
    result = await desk.bring(text)
    ((_, row, _, code, message),) = told(result)
    assert (row, code, message) == (1, "ALIGNMENT_CYCLE", f"closes a cycle: {cycle}")


async def test_turning_an_edge_around_closes_nothing(desk):
    await desk.bring(GOALS)
    await desk.bring("objectives: [{id: a, title: A, parents: [b]}]")
    result = await desk.bring(
        "objectives: [{id: a, title: A, parents: []}, {id: b, title: B, parents: [a]}]"
    )
    assert result.problems == ()
    assert edges(await desk.export()) == {"b": ["a"]}


async def test_cycles_to_report_are_stored_and_become_the_policy(desk):
    ring = GOALS.replace("title: A}", "title: A, parents: [b]}").replace(
        "title: B}", "title: B, parents: [a]}"
    )
    result = await desk.bring(ring, cycles=CyclePolicy.REPORT)
    assert result.problems == ()
    document = await desk.export()
    assert document["organization"]["settings"] == {"cycle_policy": "REPORT"}
    assert edges(document) == {"a": ["b"], "b": ["a"]}
    assert (await desk.bring("alignments: [{child: c, parent: c}]")).refused
    assert not (await desk.bring("alignments: [{child: b, parent: k}]")).refused


async def test_stored_cycles_are_exported_and_come_back(desk, other_desk, write):
    ring = "alignments: [{child: a, parent: b}, {child: b, parent: a}]"
    await desk.bring(GOALS + ring, cycles=CyclePolicy.REPORT)
    exported = to_json(await desk.export())
    result = await other_desk.bring_file(write(exported, "out.json"))
    assert result.problems == ()
    assert to_json(await other_desk.export()) == exported


async def test_a_stored_cycle_does_not_stand_in_the_way_of_other_rows(desk):
    await desk.bring(GOALS)
    ring = "alignments: [{child: a, parent: b}, {child: b, parent: a}]"
    await desk.bring(ring, cycles=CyclePolicy.REPORT)
    result = await desk.bring(ring + "\nteams: [{id: t, name: T}]", cycles=CyclePolicy.REFUSE)
    assert changed(result) == {"alignment": {"unchanged": 2}, "team": {"created": 1}}


async def test_every_row_that_closes_a_cycle_is_told(desk):
    ids = "abcdef"
    rows = ", ".join(f"{{id: {own}, title: T}}" for own in ids)
    links = [("a", "b"), ("b", "a"), ("c", "d"), ("d", "e"), ("e", "c"), ("f", "a")]
    text = ", ".join(f"{{child: {child}, parent: {parent}}}" for child, parent in links)
    result = await desk.bring(f"objectives: [{rows}]\nalignments: [{text}]")
    assert [found[4] for found in told(result)] == [
        "closes a cycle: b → a → b",
        "closes a cycle: e → c → d → e",
    ]


async def test_a_cycle_is_found_in_a_graph_too_large_to_look_up_from_each_node(desk):
    chain = [f"{{id: o{n}, title: T, parents: [o{n + 1}]}}" for n in range(2_100)]
    rows = ", ".join([*chain, "{id: o2100, title: T}"])
    await desk.bring(f"objectives: [{rows}]")
    result = await desk.bring(f"objectives: [{rows[:-1]}, parents: [o0]}}]")
    ((_, row, _, code, message),) = told(result)
    assert (row, code) == (2_101, "ALIGNMENT_CYCLE")
    assert message == (
        "closes a cycle: o2100 → o0 → o1 → o2 → o3 → o4 → o5 → o6 → o7 → o8 → o9"
        " → … (2090 more) … → o2100"
    )
