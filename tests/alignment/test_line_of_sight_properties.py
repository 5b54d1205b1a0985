"""Single lines of sight, the bulk analysis and plain searches say the same of every node."""

from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given

from service.alignment import dominators
from service.alignment.analysis import analyze
from service.alignment.dominators import carried_key_results
from service.alignment.graph import build_graph
from service.alignment.line_of_sight import ancestors_of, lines_of_sight
from service.alignment.paths import path_counts
from service.alignment.rules import AlignmentClass, BreakReason, Reach
from service.alignment.snapshot import snapshot_from_records
from service.objectives.rules import Level
from tests.alignment.conftest import TODAY
from tests.alignment.organizations import organizations


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
