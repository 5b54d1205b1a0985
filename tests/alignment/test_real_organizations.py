"""Two companies' public OKRs, node by node against plain networkx on the raw file."""

import json
from collections import Counter
from datetime import date

import networkx as nx
import pytest

from service.alignment.analysis import analyze
from service.alignment.line_of_sight import lines_of_sight
from service.alignment.paths import path_counts
from service.alignment.records import AlignmentRecord, NodeRecord, OrganizationRecords
from service.alignment.rules import AlignmentClass, Reach
from service.alignment.snapshot import snapshot_from_records
from service.nodes.rules import NodeKind
from service.objectives.rules import Level, Lifecycle
from tests.real_data import NAMES, real_file

TODAY = date(2026, 5, 1)


@pytest.fixture(scope="module", params=NAMES)
def document(request):
    return json.loads(real_file(request.param).read_text())


@pytest.fixture(scope="module")
def plain(document):
    graph = nx.DiGraph()
    for row in document["objectives"]:
        graph.add_node(row["id"], company=row["level"] == "company")
        graph.add_edges_from((row["id"], parent) for parent in row["parents"])
    for row in document["key_results"]:
        graph.add_node(row["id"], company=False)
        graph.add_edge(row["id"], row["objective"])
    return graph


@pytest.fixture(scope="module")
def records(document):
    objectives = [
        NodeRecord(
            id=row["id"],
            key=row["id"],
            kind=NodeKind.OBJECTIVE,
            title=row["title"],
            level=Level(row["level"].upper()),
            lifecycle=Lifecycle.ACTIVE,
        )
        for row in document["objectives"]
    ]
    key_results = [
        NodeRecord(row["id"], row["id"], NodeKind.KEY_RESULT, row["title"], parent=row["objective"])
        for row in document["key_results"]
    ]
    edges = [
        AlignmentRecord(row["id"], parent)
        for row in document["objectives"]
        for parent in row["parents"]
    ]
    return OrganizationRecords(document["organization"], [*objectives, *key_results], edges)


def nearest_company(graph, name):
    lengths = nx.single_source_shortest_path_length(graph, name)
    return min((lengths[above] for above in lengths if graph.nodes[above]["company"]), default=-1)


def plain_class(document, graph, name):
    own = {row["id"]: row["objective"] for row in document["key_results"]}
    touching = [*graph.in_edges(name), *graph.out_edges(name)]
    if nearest_company(graph, name) >= 0:
        return AlignmentClass.ALIGNED
    if all(own.get(child) == parent for child, parent in touching):
        return AlignmentClass.UNALIGNED
    return AlignmentClass.MISALIGNED


def plain_path_count(graph, name):
    if graph.nodes[name]["company"]:
        return 1
    return sum(plain_path_count(graph, parent) for parent in graph[name])


def test_reach_distance_class_and_path_count_of_every_node(document, plain, records):
    analysis = analyze(snapshot_from_records(records), TODAY)
    counts = path_counts(analysis)
    for row, name in enumerate(analysis.snapshot.nodes.id):
        distance = nearest_company(plain, name)
        assert analysis.distance[row] == distance, name
        expected = Reach.NONE if distance < 0 else Reach.PARTIAL
        assert list(Reach)[analysis.reach[row] - 1] is expected, name
        found = list(AlignmentClass)[analysis.alignment_class[row] - 1]
        assert found is plain_class(document, plain, name), name
        assert counts[row] == plain_path_count(plain, name), name


def test_components_are_those_of_networkx(plain, records):
    analysis = analyze(snapshot_from_records(records), TODAY)
    ids = analysis.snapshot.nodes.id
    assert [{ids[row] for row in one.members} for one in analysis.components] == [
        members
        for members in nx.strongly_connected_components(plain)
        if len(members) > 1 or any(plain.has_edge(name, name) for name in members)
    ]


def test_lines_of_sight_agree_for_every_node(document, plain, records):
    names = [node.id for node in records.nodes]
    lines = lines_of_sight(records, names, TODAY, records_strategy=False)
    for line in lines:
        distance = nearest_company(plain, line.subject)
        assert line.distance == (None if distance < 0 else distance), line.subject
        assert line.alignment_class is plain_class(document, plain, line.subject)
        assert line.path_count == plain_path_count(plain, line.subject)
        assert all(nx.is_path(plain, path) for path in line.paths)
    classes = Counter(line.alignment_class for line in lines)
    assert sum(classes.values()) == len(document["objectives"]) + len(document["key_results"])
