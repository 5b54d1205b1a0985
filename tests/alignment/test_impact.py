"""Impact: what a node moves, against Fractions along every path."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import networkx as nx
import pytest
from hypothesis import given

from service.alignment.analysis import analyze
from service.alignment.graph import build_graph, is_accepted
from service.alignment.impact import NoShare, impact
from service.alignment.records import AlignmentRecord
from service.alignment.rules import AlignmentKind
from service.alignment.snapshot import snapshot_from_records
from tests.alignment.conftest import TODAY, draw
from tests.alignment.organizations import organizations

IN_CYCLE = NoShare.IN_CYCLE


def moved(records, name):
    """By id, the share or the reason, in order; and the reason of the node itself."""
    analysis = analyze(snapshot_from_records(records), TODAY)
    ids = analysis.snapshot.nodes.id
    found = impact(analysis, ids.index(name))
    assert all((one.share is None) == (one.reason is not None) for one in found.moved)
    answer = [(ids[one.row], one.reason if one.share is None else one.share) for one in found.moved]
    return answer, found.reason


CASES = {
    "an objective by its key results": ("team T\nkr K of T\nkr L of T", [("T", 0.5)]),
    "up to the strategy": (
        "strategy S\ncompany C -> S\nteam T -> C\nkr K of T",
        [("C", 1.0), ("S", 1.0), ("T", 1.0)],
    ),
    "two parents share the child": (
        "team A\nteam B\nteam T -> A -> B\nteam U -> B\nkr K of T\nkr U1 of U",
        [("A", 1.0), ("T", 1.0), ("B", 0.333333333333)],
    ),
    "two ways add up": (
        """team Top
        team A -> Top
        team B -> Top
        team C -> Top
        team T -> A -> B
        kr K of T
        kr C1 of C""",
        [("A", 1.0), ("B", 1.0), ("T", 1.0), ("Top", 0.666666666667)],
    ),
    "an objective with key results is moved by them alone": (
        "team A\nkr A1 of A\nteam T -> A\nkr K of T",
        [("T", 1.0)],
    ),
    "nothing moves a key result": ("team A\nkr A1 of A\nteam T -> A1\nkr K of T", [("T", 1.0)]),
    "a key result may contribute by itself": (
        "team A\nteam T\nkr K of T -> A",
        [("A", 1.0), ("T", 1.0)],
    ),
    "what can have no progress does not count": (
        "team Top\nteam Empty -> Top\nteam T -> Top\nkr K of T",
        [("T", 1.0), ("Top", 1.0)],
    ),
    "a proposal moves nothing yet": ("team A\nteam T ?> A\nkr K of T", [("T", 1.0)]),
    "what is cancelled is not moved": ("team A cancelled\nteam T -> A\nkr K of T", [("T", 1.0)]),
    "a dead key result moves nothing": ("team T archived\nkr K of T", []),
    "a circle above has no share, and nothing comes through it": (
        "team Top\nteam A -> B -> Top\nteam B -> A\nteam T -> A\nkr K of T",
        [("T", 1.0), ("A", IN_CYCLE), ("B", IN_CYCLE)],
    ),
    "a way beside the circle": (
        "team Top\nteam A -> B -> Top\nteam B -> A\nteam T -> A -> Top\nkr K of T",
        [("T", 1.0), ("Top", 1.0), ("A", IN_CYCLE), ("B", IN_CYCLE)],
    ),
}


@pytest.mark.parametrize(("drawn", "expected"), CASES.values(), ids=CASES)
def test_what_a_key_result_moves(drawn, expected):
    assert moved(draw(drawn), "K") == (expected, None)


def test_weights_and_allocations_make_the_shares():
    drawn = draw("team Top\nteam T\nteam U\nkr K of T\nkr L of T\nkr U1 of U")
    weights = {"K": Decimal(3), "L": Decimal(1)}
    records = replace(
        drawn,
        nodes=[replace(node, weight=weights.get(node.id, node.weight)) for node in drawn.nodes],
        alignments=[
            AlignmentRecord("T", "Top", weight=Decimal(2), allocation=Decimal("0.5")),
            AlignmentRecord("U", "Top", weight=Decimal(3)),
        ],
    )
    assert moved(records, "K") == ([("T", 0.75), ("Top", 0.1875)], None)


def test_what_supports_only_or_weighs_nothing_moves_nothing():
    drawn = draw("team A\nteam B\nteam T\nkr K of T")
    edges = [
        AlignmentRecord("T", "A", AlignmentKind.SUPPORTS),
        AlignmentRecord("T", "B", weight=Decimal(0)),
    ]
    assert moved(replace(drawn, alignments=edges), "K") == ([("T", 1.0)], None)


def test_an_objective_moves_what_is_above_whatever_it_is_made_of():
    records = draw("team Top\nteam T -> Top\nkr K of T\nteam U -> Top\nkr U1 of U")
    assert moved(records, "T") == ([("Top", 0.5)], None)


def test_initiatives_and_tops_move_nothing():
    records = draw("strategy S\nteam T -> S\nkr K of T\ninitiative I serves K")
    assert [moved(records, name) for name in "IS"] == [([], None)] * 2


def test_a_node_on_a_circle_moves_nothing_and_says_why():
    records = draw("team T -> K2\nteam U\nkr K of T\nkr K2 of U -> T")
    assert moved(records, "K2") == ([], IN_CYCLE)
    records = draw("team Top\nteam T -> U -> Top\nkr K of T\nteam U -> K\nkr U1 of U")
    assert moved(records, "K") == ([("T", IN_CYCLE)], IN_CYCLE)


def drivers(records, graph):
    """Of each node, what moves it: by child the weight by allocation."""
    node_by_id = {node.id: node for node in records.nodes}
    driven = {node.parent for node in records.nodes if node.id in graph and node.id[0] == "K"}
    given = [
        edge
        for edge in records.alignments
        if is_accepted(edge, TODAY)
        and edge.kind is AlignmentKind.CONTRIBUTES
        and edge.child in graph
        and edge.parent in graph
    ]
    found = {name: [] for name in graph}
    for name in graph:
        if name[0] == "K" and node_by_id[name].parent in graph:
            found[node_by_id[name].parent].append((name, Fraction(node_by_id[name].weight)))
    for edge in given:
        if edge.parent[0] == "K" or edge.parent in driven:
            continue
        count = sum(other.child == edge.child for other in given)
        share = Fraction(1, count) if edge.allocation is None else Fraction(edge.allocation)
        found[edge.parent].append((edge.child, Fraction(edge.weight) * share))
    return {name: [one for one in found[name] if one[1]] for name in found}


def normalized(drivers, graph, cyclic):
    """The same where only what can have progress counts, adding up to 1."""
    has_data = {name for name in graph if name[0] == "K"} - cyclic
    for _ in graph:
        has_data |= {
            name
            for name in set(graph) - cyclic
            if any(child in has_data for child, _ in drivers[name])
        }
    shares = {}
    for name in set(graph) - cyclic:
        known = [(child, weight) for child, weight in drivers[name] if child in has_data]
        total = sum(weight for _, weight in known)
        shares[name] = [(child, weight / total) for child, weight in known]
    return shares


def along_every_path(shares, subject, name):
    """The products of the shares on each way from the subject up, added up."""
    if name == subject:
        return Fraction(1)
    return sum(
        share * along_every_path(shares, subject, child) for child, share in shares.get(name, [])
    )


@given(organizations())
def test_shares_are_the_products_along_every_path(records):
    graph = build_graph(records.nodes, records.alignments, TODAY)
    cyclic = {
        name
        for component in nx.strongly_connected_components(graph)
        if len(component) > 1 or any(graph.has_edge(name, name) for name in component)
        for name in component
    }
    driven_by = drivers(records, graph)
    shares = normalized(driven_by, graph, cyclic)
    moves = nx.DiGraph((child, name) for name in driven_by for child, _ in driven_by[name])
    for subject in (node.id for node in records.nodes if node.id[0] == "K"):
        above = nx.descendants(moves, subject) if subject in moves else set()
        expected = {
            name: along_every_path({} if subject in cyclic else shares, subject, name)
            for name in above - cyclic
        }
        answer, reason = moved(records, subject)
        assert reason is (IN_CYCLE if subject in cyclic else None)
        assert dict(answer) == {
            **{name: round(float(share), 12) for name, share in expected.items() if share},
            **dict.fromkeys((above & cyclic) - {subject}, IN_CYCLE),
        }
        assert [name for name, _ in answer] == sorted(
            (name for name, _ in answer),
            key=lambda name: (-round(float(expected.get(name, 0)), 12), name[::-1]),
        )
