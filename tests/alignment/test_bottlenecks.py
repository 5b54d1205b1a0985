"""Bottlenecks: what the most key results cannot do without, on any way up."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.alignment import dominators
from service.alignment.analysis import analyze
from service.alignment.bottlenecks import bottlenecks
from service.alignment.graph import build_graph
from service.alignment.snapshot import snapshot_from_records
from service.objectives.rules import Level
from tests.alignment.conftest import TODAY
from tests.alignment.organizations import organizations


def ranking(analysis, first=10, *, without=()):
    ids = analysis.snapshot.nodes.id
    counted = np.array([name not in without for name in ids], np.bool_)
    found = bottlenecks(analysis, counted, first)
    return [(ids[one.row], one.key_results) for one in found.ranking], found.in_sight


CASES = {
    "nothing": ("", [], 0),
    "no key result in sight": ("strategy S\nteam T -> S\nteam U\nkr U1 of U", [], 0),
    "a chain": (
        "strategy S\ncompany C -> S\nteam T -> C\nkr T1 of T\nkr T2 of T",
        [("C", 2), ("T", 2)],
        2,
    ),
    "two ways to one element": (
        "strategy S\ncompany A -> S\ncompany B -> S\nteam T -> A -> B\nkr T1 of T\nkr A1 of A",
        [("A", 1), ("T", 1)],
        2,
    ),
    "a way to each of two elements, one a part of the other": (
        "strategy S\nstrategy P under S\nteam A -> S\nteam B -> P\nteam T -> A -> B\nkr T1 of T",
        [("T", 1)],
        1,
    ),
    "a key result that others serve is not counted itself": (
        "strategy S\nteam A -> S\nkr A1 of A\nteam T -> A1\nkr T1 of T\ninitiative I serves T1",
        [("A", 2), ("A1", 1), ("T", 1)],
        2,
    ),
    "a company objective is no end where strategy is recorded": (
        "strategy S\ncompany C\nteam T -> C\nkr T1 of T",
        [],
        0,
    ),
    "company objectives are ends where no strategy is recorded": (
        "company C\nteam T -> C\nkr T1 of T\nkr C1 of C",
        [("T", 1)],
        2,
    ),
    "what is dead, proposed or on a circle without an end carries nothing": (
        """strategy S
        strategy Old archived
        team D cancelled -> S
        kr D1 of D
        team A ?> S
        kr A1 of A
        team X -> Y -> Old
        team Y -> X
        kr X1 of X""",
        [],
        0,
    ),
    "a circle with an end": (
        "strategy S\nteam X -> Y -> S\nteam Y -> X\nkr X1 of X\nkr Y1 of Y",
        [("X", 2), ("Y", 1)],
        2,
    ),
}


@pytest.mark.parametrize(("drawn", "expected", "in_sight"), CASES.values(), ids=CASES)
def test_the_ranking(analyzed, drawn, expected, in_sight):
    assert ranking(analyzed(drawn)) == (expected, in_sight)


def test_only_the_first_are_listed_and_ties_go_by_key(analyzed):
    teams = "".join(f"team {name} -> S\nkr {name}1 of {name}\n" for name in "DBCA")
    analysis = analyzed(f"strategy S\n{teams}team Z -> S\nkr Z1 of Z\nkr Z2 of Z")
    assert ranking(analysis, 3) == ([("Z", 2), ("A", 1), ("B", 1)], 6)
    assert ranking(analysis, 0) == ([], 6)
    assert len(ranking(analysis, 100)[0]) == 5


def test_key_results_that_are_not_counted_weigh_nothing(analyzed):
    analysis = analyzed("strategy S\nteam A -> S\nteam B -> S\nkr A1 of A\nkr A2 of A\nkr B1 of B")
    assert ranking(analysis, without=("A1", "A2")) == ([("B", 1)], 1)


@pytest.mark.parametrize("mean_width", [0, 1_000_000])
@given(records=organizations(), skipped=st.sets(st.integers(0, 12)))
def test_the_ranking_is_that_of_taking_out_every_node(mean_width, records, skipped):
    node_by_id = {node.id: node for node in records.nodes}
    graph = build_graph(records.nodes, records.alignments, TODAY)
    tops = {name for name in graph if name[0] == "S"} or {
        name for name in graph if node_by_id[name].level is Level.COMPANY
    }
    without = [node.id for place, node in enumerate(records.nodes) if place in skipped]

    def in_sight(rest):
        below = set().union(*(nx.ancestors(rest, top) for top in tops))
        return {name for name in below if name[0] == "K"}.difference(without)

    everyone = in_sight(graph)
    lost = {
        name: len(everyone - in_sight(graph.subgraph(set(graph) - {name})) - {name})
        for name in set(graph) - tops
    }
    expected = sorted(
        ((name, count) for name, count in lost.items() if count),
        key=lambda one: (-one[1], node_by_id[one[0]].key),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dominators, "MEAN_WIDTH", mean_width)
        analysis = analyze(snapshot_from_records(records), TODAY)
        assert ranking(analysis, 100, without=without) == (expected, len(everyone))
        assert ranking(analysis, 2, without=without) == (expected[:2], len(everyone))


@pytest.mark.parametrize("mean_width", [0, 1_000_000])
@given(records=organizations())
def test_the_ranking_is_that_of_the_immediate_dominators(mean_width, records):
    analysis = analyze(snapshot_from_records(records), TODAY)
    graph = build_graph(records.nodes, records.alignments, TODAY)
    tops = [name for name in graph if name[0] == "S"]
    down = graph.reverse()
    down.remove_edges_from([*down.in_edges(tops)])
    down.add_edges_from(("above", top) for top in tops)
    expected: dict[str, int] = {}
    dominator = nx.immediate_dominators(down, "above") if tops else {}
    for name in (name for name in dominator if name[0] == "K"):
        above = dominator[name]
        while above not in ("above", *tops):
            expected[above] = expected.get(above, 0) + 1
            above = dominator[above]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dominators, "MEAN_WIDTH", mean_width)
        if tops:
            assert dict(ranking(analysis, 100)[0]) == expected
