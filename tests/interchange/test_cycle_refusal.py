"""What is refused for closing cycles, against plain networkx."""

from collections.abc import Iterable
from itertools import pairwise

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from service.alignment.records import AlignmentRecord, NodeRecord, OrganizationRecords
from service.interchange.cycle_refusal import closed_cycles
from service.interchange.document import Document
from service.interchange.entries import AlignmentEntry, KeyResultEntry, ObjectiveEntry
from service.interchange.graph_change import GraphChange, graph_of
from service.interchange.problems import Origin
from service.nodes.rules import NodeKind

OBJECTIVES = [f"o{number}" for number in range(5)]
HOME = {f"k{number}": f"o{number}" for number in range(5)}
NODES = [*OBJECTIVES, *HOME]
PAIRS = st.lists(
    st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)).filter(
        lambda pair: pair[0] != pair[1]
    ),
    unique=True,
    max_size=20,
)


def document(pairs: Iterable[tuple[str, str]]) -> Document:
    objectives = [
        ObjectiveEntry(origin=Origin("f", "objectives", row), id=own, title=own)
        for row, own in enumerate(OBJECTIVES, 1)
    ]
    key_results = [
        KeyResultEntry(origin=Origin("f", "key_results", row), id=own, objective=home, title=own)
        for row, (own, home) in enumerate(HOME.items(), 1)
    ]
    alignments = [
        AlignmentEntry(origin=Origin("f", "alignments", row), child=child, parent=parent)
        for row, (child, parent) in enumerate(pairs, 1)
    ]
    return Document(
        objectives=tuple(objectives),
        key_results=tuple(key_results),
        alignments=tuple(alignments),
    )


def stored(pairs: Iterable[tuple[str, str]]) -> OrganizationRecords:
    nodes = [NodeRecord(own, own, NodeKind.OBJECTIVE, own) for own in OBJECTIVES]
    nodes += [
        NodeRecord(own, own, NodeKind.KEY_RESULT, own, parent=home) for own, home in HOME.items()
    ]
    return OrganizationRecords("", nodes, [AlignmentRecord(*pair) for pair in pairs])


def cyclic_pairs(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    graph = nx.DiGraph([*pairs, *HOME.items()])
    return {
        pair
        for members in nx.strongly_connected_components(graph)
        for pair in graph.subgraph(members).edges
    }


@settings(max_examples=300, deadline=None)
@given(before=PAIRS, brought=PAIRS)
def test_what_is_left_closes_no_cycle_and_each_refused_row_closes_one(before, brought):
    change = GraphChange(graph_of(stored(before), {}), document(brought))
    problems = closed_cycles(change)
    refused = {brought[problem.origin.row - 1] for problem in problems}
    new = [pair for pair in brought if pair not in before and pair not in HOME.items()]
    left = [pair for pair in new if pair not in refused]
    assert not cyclic_pairs([*before, *left]).intersection(left)
    assert refused <= set(new)
    assert bool(refused) == bool(cyclic_pairs([*before, *new]).intersection(new))
    for problem in problems:
        path = problem.message.removeprefix("closes a cycle: ").split(" → ")
        steps = set(pairwise(path))
        assert path[0] == path[-1]
        assert steps <= {*before, *brought, *HOME.items()}
        assert (path[0], path[1]) == brought[problem.origin.row - 1]
