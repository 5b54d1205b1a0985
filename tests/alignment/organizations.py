"""Organizations of any shape, drawn by hypothesis."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import networkx as nx
from hypothesis import strategies as st

from service.alignment.graph import build_graph
from service.alignment.records import AlignmentRecord, NodeRecord, OrganizationRecords
from service.alignment.rules import AlignmentKind, AlignmentState
from service.nodes.rules import NodeKind
from service.objectives.rules import Level, Lifecycle
from tests.alignment.conftest import TODAY

KINDS = {"S": NodeKind.STRATEGY_ELEMENT, "O": NodeKind.OBJECTIVE, "K": NodeKind.KEY_RESULT}
KINDS["I"] = NodeKind.INITIATIVE
seldom = st.sampled_from([False] * 9 + [True])
numbers = st.sampled_from([Decimal(text) for text in ("1", "1", "1", "0", "2.5", "0.1")])
shares = st.none() | st.sampled_from([Decimal(text) for text in ("0.3", "0.5", "1")])
kinds_of_edge = st.sampled_from([*[AlignmentKind.CONTRIBUTES] * 3, AlignmentKind.SUPPORTS])
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
            weight=draw(numbers) if letter == "K" else Decimal(1),
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
        AlignmentRecord(
            *pair,
            kind=draw(kinds_of_edge),
            state=draw(states),
            weight=draw(numbers),
            allocation=draw(shares),
            valid_from=draw(days),
            valid_to=draw(days),
        )
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
