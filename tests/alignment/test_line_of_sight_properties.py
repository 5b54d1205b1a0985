"""Single lines of sight, the bulk analysis and plain searches say the same of every node."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.alignment import dominators
from service.alignment.analysis import analyze
from service.alignment.dominators import carried_key_results
from service.alignment.graph import build_graph
from service.alignment.line_of_sight import ancestors_of, lines_of_sight
from service.alignment.paths import path_counts
from service.alignment.records import AlignmentRecord, NodeRecord, OrganizationRecords
from service.alignment.rules import AlignmentClass, AlignmentState, BreakReason, Reach
from service.alignment.snapshot import snapshot_from_records
from service.nodes.rules import NodeKind
from service.objectives.rules import Level, Lifecycle

TODAY = date(2026, 5, 1)
KINDS = {"S": NodeKind.STRATEGY_ELEMENT, "O": NodeKind.OBJECTIVE, "K": NodeKind.KEY_RESULT}
KINDS["I"] = NodeKind.INITIATIVE
seldom = st.sampled_from([False] * 9 + [True])
days = st.none() | st.integers(-2, 2).map(lambda days: TODAY + timedelta(days=days))


@st.composite
def nodes(draw, kinds):
    names = [f"{kind}{number}" for number, kind in enumerate(kinds)]
    of = {letter: [name for name in names if name[0] == letter] for letter in KINDS}

    def node(name):
        letter = name[0]
        tops = {"S": of["S"], "K": of["O"]}.get(letter, [])
        parent = draw(st.sampled_from(tops)) if tops and (letter == "K" or draw(seldom)) else None
        served = st.lists(st.sampled_from(of["O"] + of["K"]), unique=True, max_size=2)
        is_objective = letter == "O"
        return NodeRecord(
            id=name,
            key=name[::-1],
            kind=KINDS[letter],
            title=name,
            archived=draw(seldom),
            cancelled=letter in "OI" and draw(seldom),
            standalone=is_objective and draw(seldom),
            parent=parent,
            serves=tuple(draw(served)) if letter == "I" else (),
            level=draw(st.sampled_from([Level.COMPANY, Level.TEAM, None]))
            if is_objective
            else None,
            lifecycle=Lifecycle.ACTIVE if is_objective else None,
        )

    return [node(name) for name in names]


@st.composite
def organizations(draw, *, acyclic=False):
    records = draw(nodes(["O", *draw(st.lists(st.sampled_from("SOOOOKKKI"), max_size=12))]))
    names = [record.id for record in records]
    children = [name for name in names if name[0] in "OK"]
    parents = [name for name in names if name[0] in "SOK"]
    pairs = st.tuples(st.sampled_from(children), st.sampled_from(parents))
    chosen = draw(st.lists(pairs, max_size=25, unique=True))
    states = st.sampled_from([*[AlignmentState.ACCEPTED] * 5, *AlignmentState])
    edges = [
        AlignmentRecord(*pair, state=draw(states), valid_from=draw(days), valid_to=draw(days))
        for pair in chosen
    ]
    whole = OrganizationRecords("Acme", records, edges)
    return _without_cycles(whole) if acyclic else whole


def _without_cycles(records):
    kept = []
    nodes = [
        replace(node, parent=None) if node.kind is NodeKind.STRATEGY_ELEMENT else node
        for node in records.nodes
    ]
    for edge in records.alignments:
        if nx.is_directed_acyclic_graph(build_graph(nodes, [*kept, edge], TODAY)):
            kept.append(edge)
    return OrganizationRecords("Acme", nodes, kept)


def members(column, enum):
    return [list(enum)[number - 1] for number in column]


def walk(graph, tops, path):
    """Every path up to the first top, one by one."""
    if path[-1] in tops:
        yield path
        return
    for parent in graph[path[-1]]:
        yield from walk(graph, tops, (*path, parent))


@given(organizations())
def test_single_lines_agree_with_the_bulk_for_every_node(records):
    analysis = analyze(snapshot_from_records(records), TODAY)
    subjects = [node.id for node in records.nodes]
    recorded = analysis.records_strategy
    lines = lines_of_sight(records, subjects, TODAY, records_strategy=recorded)
    assert [line.reach for line in lines] == members(analysis.reach, Reach)
    assert [line.alignment_class for line in lines] == members(
        analysis.alignment_class, AlignmentClass
    )
    distances = [-1 if line.distance is None else line.distance for line in lines]
    assert distances == analysis.distance.tolist()
    assert [line.path_count for line in lines] == path_counts(analysis)


@given(organizations())
def test_the_ancestors_alone_give_the_same_answer(records):
    for node in records.nodes:
        few = ancestors_of(records, [node.id])
        assert lines_of_sight(few, [node.id], TODAY, records_strategy=True) == lines_of_sight(
            records, [node.id], TODAY, records_strategy=True
        )


@given(organizations())
def test_a_line_either_arrives_or_says_where_it_breaks(records):
    graph = build_graph(records.nodes, records.alignments, TODAY)
    subjects = [node.id for node in records.nodes]
    for line in lines_of_sight(records, subjects, TODAY, records_strategy=True):
        assert len(line.paths) == min(3, line.path_count)
        assert (line.path_count == 0) == (line.reach is Reach.NONE)
        for path in line.paths:
            assert len(set(path)) == len(path)
            assert all(graph.has_edge(*step) for step in pairwise(path))
        if line.paths:
            assert len(line.paths[0]) - 1 == line.distance
        assert bool(line.broken_at) == (line.reach is not Reach.FULL)
        for one in line.broken_at:
            stuck = one.node not in graph or not graph[one.node]
            assert stuck == (one.reason is not BreakReason.IN_CYCLE)


@given(organizations(acyclic=True))
def test_without_cycles_every_path_is_counted_and_the_shortest_listed(records):
    graph = build_graph(records.nodes, records.alignments, TODAY)
    node_by_id = {node.id: node for node in records.nodes}
    strategy = {name for name in graph if name[0] == "S"}
    company = {name for name in graph if node_by_id[name].level is Level.COMPANY}

    def rank(path):
        return len(path), [node_by_id[name].key for name in path]

    for line in lines_of_sight(records, list(graph), TODAY, records_strategy=True):
        paths = list(walk(graph, strategy, (line.subject,)))
        paths = sorted(paths or walk(graph, company, (line.subject,)), key=rank)
        assert line.path_count == len(paths)
        assert line.paths == tuple(paths[:3])


@pytest.mark.parametrize("mean_width", [0, 1_000_000])
@given(records=organizations())
def test_a_bottleneck_is_what_cannot_be_taken_out(mean_width, records):
    analysis = analyze(snapshot_from_records(records), TODAY)
    graph = build_graph(records.nodes, records.alignments, TODAY)
    ids = analysis.snapshot.nodes.id
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dominators, "MEAN_WIDTH", mean_width)
        for element in (name for name in graph if name[0] == "S"):
            rows, counts = carried_key_results(analysis, ids.index(element))
            below = nx.ancestors(graph, element)
            assert rows.tolist() == sorted(ids.index(name) for name in below)
            for row, count in zip(rows.tolist(), counts.tolist(), strict=True):
                rest = graph.subgraph(set(graph) - {ids[row]})
                lost = below - nx.ancestors(rest, element) - {ids[row]}
                assert count == sum(name[0] == "K" for name in lost)
