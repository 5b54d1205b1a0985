"""Two companies' public OKRs: what the rules find, against plain loops over the raw file."""

import json
from collections import Counter, defaultdict

import networkx as nx
import pytest

from service.alignment.snapshot import snapshot_from_records
from service.audit.report import audit
from service.interchange.reading import read_documents
from service.interchange.records import records_from_document
from tests.audit.organization import NOW, TODAY
from tests.real_data import NAMES, real_file

LEVELS = ["company", "department", "team", "individual"]


@pytest.fixture(scope="module", params=NAMES)
def path(request):
    return real_file(request.param)


@pytest.fixture(scope="module")
def document(path):
    return json.loads(path.read_text())


@pytest.fixture(scope="module")
def subjects(path):
    records = records_from_document(read_documents([path]).document, TODAY)
    report = audit(snapshot_from_records(records), TODAY, generated_at=NOW)
    by_rule = defaultdict(set)
    for finding in report.findings:
        by_rule[finding.rule].add(finding.subject.key)
    return by_rule


@pytest.fixture(scope="module")
def sighted(document):
    """Everything from which a company objective can be reached."""
    graph = nx.DiGraph()
    for row in document["objectives"]:
        graph.add_node(row["id"])
        graph.add_edges_from((row["id"], parent) for parent in row["parents"])
    graph.add_edges_from((row["id"], row["objective"]) for row in document["key_results"])
    tops = [row["id"] for row in document["objectives"] if row["level"] == "company"]
    return set(tops).union(*(nx.ancestors(graph, top) for top in tops))


def test_orphans(document, subjects):
    assert subjects["ALN002"] == {
        row["id"]
        for row in document["objectives"]
        if row["level"] != "company" and not row["parents"]
    }


def test_key_results_without_line_of_sight(document, subjects, sighted):
    assert subjects["ALN007"] == {row["id"] for row in document["key_results"]} - sighted


def test_unsupported_company_objectives(document, subjects):
    home = {row["id"]: row["objective"] for row in document["key_results"]}
    parents = {parent for row in document["objectives"] for parent in row["parents"]}
    supported = parents | {home[parent] for parent in parents if parent in home}
    tops = {row["id"] for row in document["objectives"] if row["level"] == "company"}

    assert subjects["ALN005"] == tops - supported


def test_skipped_and_inverted_levels(document, subjects):
    level = {row["id"]: LEVELS.index(row["level"]) for row in document["objectives"]}
    level |= {row["id"]: level[row["objective"]] for row in document["key_results"]}
    in_use = set(level.values())
    edges = [(row["id"], up) for row in document["objectives"] for up in row["parents"]]

    assert subjects["ALN010"] == {
        child for child, up in edges if in_use.intersection(range(level[up] + 1, level[child]))
    }
    assert subjects["ALN011"] == {child for child, up in edges if level[up] > level[child]}


def test_numbers_of_key_results(document, subjects):
    counts = Counter(row["objective"] for row in document["key_results"])
    ids = {row["id"] for row in document["objectives"]}

    assert subjects["OBJ002"] == {id_ for id_ in ids if not counts[id_]}
    assert subjects["OBJ003"] == {id_ for id_ in ids if counts[id_] == 1 or counts[id_] > 5}
    assert subjects["KR001"] == {
        row["id"] for row in document["key_results"] if row["target"] is None
    }


def test_silos(document, subjects):
    home = {row["id"]: row["objective"] for row in document["key_results"]}
    by_id = {row["id"]: row for row in document["objectives"]}
    ends = [
        (row, by_id[home.get(parent, parent)])
        for row in document["objectives"]
        for parent in row["parents"]
    ]
    parent_by_team = {row["id"]: row["parent"] for row in document["teams"]}
    trees = nx.DiGraph((parent, team) for team, parent in parent_by_team.items() if parent)

    def is_silo(team):
        inside = {team} | (nx.descendants(trees, team) if team in trees else set())
        own = [row for row in document["objectives"] if row["team"] in inside]
        outside = {
            far["level"] == "company" or (far["team"] or team) not in inside
            for near, far in [*ends, *((up, row) for row, up in ends)]
            if near["team"] in inside
        }
        of_the_company = any(row["level"] == "company" for row in own)
        return len(own) >= 3 and not of_the_company and True not in outside

    below_the_root = {team for team, parent in parent_by_team.items() if parent}
    assert subjects["ALN016"] == {team for team in below_the_root if is_silo(team)}
