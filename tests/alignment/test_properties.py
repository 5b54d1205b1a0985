"""Every fast way against plain networkx, on graphs of any shape."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.alignment import peel, reach
from service.alignment.arrays import graph_from_edges
from service.alignment.components import cyclic_components
from service.alignment.peel import roll_up
from service.alignment.reach import has_support, reach_and_distance
from service.alignment.rules import Reach
from service.alignment.snapshot import code


@pytest.fixture(autouse=True, params=["wide", "narrow"], scope="module")
def _width(request):
    """Each level by numpy and each residue by scipy, or all of them one by one."""
    wide = request.param == "wide"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(peel, "NARROW", 1 if wide else 1_000_000)
        patch.setattr(reach, "NARROW", 1 if wide else 1_000_000)
        patch.setattr(peel, "SMALL_RESIDUE", 0 if wide else 1_000)
        yield


@st.composite
def graphs(draw):
    """A size and edges with weights; parallel edges and loops included."""
    size = draw(st.integers(1, 25))
    row = st.integers(0, size - 1)
    edges = draw(st.lists(st.tuples(row, row, st.sampled_from([0, 1, 2.5])), max_size=50))
    child, parent, weight = np.array(edges, np.float64).reshape(-1, 3).T
    return size, child.astype(np.int32), parent.astype(np.int32), weight.copy()


def masks(size):
    return st.lists(st.booleans(), min_size=size, max_size=size).map(
        lambda flags: np.array(flags, np.bool_)
    )


def plain(size, child, parent):
    graph = nx.DiGraph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(zip(child.tolist(), parent.tolist(), strict=True))
    return graph


def plain_distance(graph, row, tops):
    lengths = nx.single_source_shortest_path_length(graph, row)
    return min((length for above, length in lengths.items() if tops[above]), default=-1)


def plain_cycles(graph):
    return sorted(
        sorted(members)
        for members in nx.strongly_connected_components(graph)
        if len(members) > 1 or any(graph.has_edge(row, row) for row in members)
    )


@given(graphs(), st.data())
def test_reach_and_distance_are_those_of_networkx(drawn, data):
    size, child, parent, _ = drawn
    strategy, company = data.draw(masks(size)), data.draw(masks(size))
    reached, distance = reach_and_distance(graph_from_edges(*drawn), strategy, company)
    graph = plain(size, child, parent)
    for row in range(size):
        full, partial = plain_distance(graph, row, strategy), plain_distance(graph, row, company)
        expected = Reach.FULL if full >= 0 else Reach.PARTIAL if partial >= 0 else Reach.NONE
        assert reached[row] == code(expected)
        assert distance[row] == (full if full >= 0 else partial)


@given(graphs(), st.data())
def test_support_comes_from_anything_below(drawn, data):
    size, child, parent, _ = drawn
    supporters = data.draw(masks(size))
    graph = plain(size, child, parent)
    assert has_support(graph_from_edges(*drawn), supporters).tolist() == [
        bool(supporters[row] or any(supporters[below] for below in nx.ancestors(graph, row)))
        for row in range(size)
    ]


@given(graphs())
def test_components_are_those_of_networkx_and_witnesses_shortest_cycles(drawn):
    size, child, parent, _ = drawn
    graph = plain(size, child, parent)
    components = cyclic_components(size, child, parent)
    assert [list(one.members) for one in components] == plain_cycles(graph)
    for one in components:
        within = graph.subgraph(one.members)
        turns = zip(one.witness, (*one.witness[1:], one.witness[0]), strict=True)
        assert all(within.has_edge(*turn) for turn in turns)
        assert len(one.witness) == min(
            1 + nx.shortest_path_length(within, above, below) for below, above in within.edges
        )
        assert one.witness[0] == min(one.witness)


@given(graphs(), st.data())
def test_the_roll_up_is_that_of_a_loop_in_topological_order(drawn, data):
    size, child, parent, weight = drawn
    measured = st.none() | st.floats(-0.5, 1.5)
    progress = np.array(
        data.draw(st.lists(measured, min_size=size, max_size=size)), dtype=np.float64
    )
    graph = plain(size, child, parent)
    cyclic = {row for members in plain_cycles(graph) for row in members}
    condensed = nx.condensation(graph)
    expected = progress.copy()
    expected[list(cyclic)] = np.nan
    for step in nx.topological_sort(condensed):
        for row in condensed.nodes[step]["members"] - cyclic:
            edges = [
                (expected[c], w)
                for c, p, w in zip(child, parent, weight, strict=True)
                if p == row and w > 0 and not np.isnan(expected[c])
            ]
            if edges:
                total = sum(w for _, w in edges)
                expected[row] = sum(min(max(value, 0), 1) * w for value, w in edges) / total
    np.testing.assert_allclose(roll_up(graph_from_edges(*drawn), progress), expected, rtol=1e-12)


@given(graphs(), st.randoms(use_true_random=False))
def test_the_order_of_edges_changes_nothing(drawn, random):
    size, child, parent, _ = drawn
    order = list(range(len(child)))
    random.shuffle(order)
    shuffled = cyclic_components(size, child[order], parent[order])
    assert shuffled == cyclic_components(size, child, parent)


@pytest.mark.parametrize("length", [3, 3_000])
def test_chains_rings_and_stars_of_any_size(length):
    rows = np.arange(length, dtype=np.int32)
    weight = np.ones(length)
    ring = cyclic_components(length, rows, np.roll(rows, -1))
    assert [(one.members, one.witness) for one in ring] == [(tuple(rows), tuple(rows))]
    top = np.arange(length + 1) == length
    chain = graph_from_edges(length + 1, rows, rows + 1, weight)
    assert reach_and_distance(chain, top, top)[1].tolist() == list(range(length, -1, -1))
    star = graph_from_edges(length + 1, rows, np.full(length, length, np.int32), weight)
    progress = np.append(np.full(length, 0.25), np.nan)
    assert roll_up(star, progress)[length] == 0.25
