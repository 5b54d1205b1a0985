"""A part of the alignment graph to look at: some cycles, some teams, and what is above."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import networkx as nx

from service.alignment.graph import edges_up, is_live
from service.alignment.records import (
    AlignmentRecord,
    CycleRecord,
    NodeRecord,
    OrganizationRecords,
    TeamRecord,
)
from service.alignment.rules import AlignmentState, EdgeOrigin
from service.nodes.rules import NodeKind

Graph = nx.DiGraph  # of node ids

# The top first: a graph that is cut short keeps what lines of sight end at.
_RANK = [
    NodeKind.STRATEGY_ELEMENT,
    NodeKind.OBJECTIVE,
    NodeKind.KEY_RESULT,
    NodeKind.INITIATIVE,
]
_ORIGIN = {
    NodeKind.KEY_RESULT: EdgeOrigin.CONTAINMENT,
    NodeKind.INITIATIVE: EdgeOrigin.SERVES,
    NodeKind.STRATEGY_ELEMENT: EdgeOrigin.STRATEGY,
}


@dataclass(frozen=True, slots=True)
class Link:
    """One edge child → parent between two nodes of an excerpt, whatever it stands for."""

    edge: AlignmentRecord
    origin: EdgeOrigin


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Live nodes and every edge between them, of any state."""

    nodes: tuple[NodeRecord, ...]
    links: tuple[Link, ...]
    truncated: bool


def excerpt(
    records: OrganizationRecords,
    *,
    cycles: Collection[str] = (),
    teams: Collection[str] = (),
    limit: int,
) -> Excerpt:
    """Up to `limit` live nodes: those in scope and all above them, strategy first.

    Args:
        records: the whole organization.
        cycles: ids, with their child cycles; none is no limit.
        teams: ids, with their sub-teams; none is no limit.
        limit: nodes at most.
    """
    node_by_id = {node.id: node for node in records.nodes}
    live = {node.id: node for node in records.nodes if is_live(node, node_by_id)}
    links = [
        link
        for link in _links(records, node_by_id)
        if link.edge.child in live and link.edge.parent in live
    ]
    chosen = list(live.values())
    if cycles or teams:
        wanted = _above(_in_scope(records, live, cycles, teams), links)
        chosen = [node for node in chosen if node.id in wanted]
    chosen.sort(key=lambda node: _RANK.index(node.kind))
    kept = {node.id for node in chosen[:limit]}
    return Excerpt(
        nodes=tuple(chosen[:limit]),
        links=tuple(link for link in links if link.edge.child in kept and link.edge.parent in kept),
        truncated=len(chosen) > limit,
    )


def with_children(
    records: Sequence[CycleRecord] | Sequence[TeamRecord], chosen: Collection[str]
) -> set[str]:
    """The chosen ones and all below them."""
    tree: Graph[str] = nx.DiGraph(
        (record.parent, record.id) for record in records if record.parent is not None
    )
    below = (nx.descendants(tree, one) for one in chosen if one in tree)
    return set(chosen).union(*below)


def _in_scope(
    records: OrganizationRecords,
    live: dict[str, NodeRecord],
    cycles: Collection[str],
    teams: Collection[str],
) -> set[str]:
    """Objectives of the scope, their key results, and the initiatives that serve either."""
    all_cycles = with_children(records.cycles, cycles)
    all_teams = with_children(records.teams, teams)
    scope = {
        node.id
        for node in live.values()
        if node.kind is NodeKind.OBJECTIVE
        and (not cycles or node.cycle in all_cycles)
        and (not teams or node.team in all_teams)
    }
    scope |= {
        node.id
        for node in live.values()
        if node.kind is NodeKind.KEY_RESULT and node.parent in scope
    }
    serving = {node.id for node in live.values() if not scope.isdisjoint(node.serves)}
    return scope | serving


def _above(scope: set[str], links: Iterable[Link]) -> set[str]:
    """The scope and everything that accepted edges lead to from it."""
    up: Graph[str] = nx.DiGraph(
        (link.edge.child, link.edge.parent)
        for link in links
        if link.edge.state is AlignmentState.ACCEPTED
    )
    reached = set(scope)
    for layer in nx.bfs_layers(up, [one for one in scope if one in up]):
        reached.update(layer)
    return reached


def _links(records: OrganizationRecords, node_by_id: dict[str, NodeRecord]) -> Iterable[Link]:
    structure = edges_up(records.nodes, ())
    return chain(
        (Link(edge, EdgeOrigin.ALIGNMENT) for edge in records.alignments),
        (Link(edge, _ORIGIN[node_by_id[edge.child].kind]) for edge in structure),
    )
