"""A part of the alignment graph to look at: some cycles, some teams, and what is above."""

from collections.abc import Collection
from dataclasses import dataclass

from service.alignment.analysis import live_nodes
from service.alignment.arrays import graph_from_edges
from service.alignment.reach import hops
from service.alignment.rules import AlignmentState, EdgeOrigin
from service.alignment.snapshot import NO_ROW, Mask, Nodes, Rows, Snapshot, code
from service.alignment.trees import with_children
from service.libraries import np
from service.nodes.rules import NodeKind


@dataclass(frozen=True, eq=False, slots=True)
class Excerpt:
    """Live nodes and every edge between them, of any state.

    Attributes:
        nodes: their rows.
        edges: which edges of the snapshot, by place.
    """

    nodes: Rows
    edges: Rows
    truncated: bool


def excerpt(
    snapshot: Snapshot,
    *,
    cycles: Collection[str] = (),
    teams: Collection[str] = (),
    limit: int,
) -> Excerpt:
    """Up to `limit` live nodes: those in scope and all above them, strategy first.

    Args:
        snapshot: the whole organization.
        cycles: ids, with their child cycles; none is no limit.
        teams: ids, with their sub-teams; none is no limit.
        limit: nodes at most.
    """
    rows = from_the_top(snapshot.nodes, seen_from(snapshot, cycles, teams))
    kept = rows[:limit]
    return Excerpt(kept, edges_among(snapshot, kept), truncated=len(rows) > limit)


def seen_from(snapshot: Snapshot, cycles: Collection[str], teams: Collection[str]) -> Mask:
    """The live nodes of these cycles and teams, and all above them; none chosen is no limit."""
    live = live_nodes(snapshot.nodes)
    if not cycles and not teams:
        return live
    return _above(snapshot, live, _in_scope(snapshot, live, cycles, teams))


def from_the_top(nodes: Nodes, chosen: Mask, distance: Rows | None = None) -> Rows:
    """The chosen rows: strategy, objectives, key results, initiatives.

    Of each kind the nearest to the top come first, where distances are given, -1 for far off; then
    the oldest.
    """
    rows = np.flatnonzero(chosen).astype(np.int32)
    far = (
        nodes.kind[rows] if distance is None else np.where(distance < 0, len(nodes), distance)[rows]
    )
    return rows[np.lexsort((far, nodes.kind[rows]))]


def edges_among(snapshot: Snapshot, rows: Rows) -> Rows:
    """Which edges run between two of the rows, by place."""
    inside = np.zeros(len(snapshot.nodes), np.bool_)
    inside[rows] = True
    edges = snapshot.edges
    return np.flatnonzero(inside[edges.child] & inside[edges.parent]).astype(np.int32)


def _in_scope(
    snapshot: Snapshot, live: Mask, cycles: Collection[str], teams: Collection[str]
) -> Mask:
    """Objectives of the scope, their key results, and the initiatives that serve either."""
    nodes, edges = snapshot.nodes, snapshot.edges
    scope: Mask = live & (nodes.kind == code(NodeKind.OBJECTIVE))
    if cycles:
        inside = with_children(snapshot.cycles, snapshot.cycle_row_by_id, cycles)
        scope &= np.append(inside, False)[nodes.cycle]
    if teams:
        inside = with_children(snapshot.teams, snapshot.team_row_by_id, teams)
        scope &= np.append(inside, False)[nodes.team]
    scope |= live & (nodes.home != NO_ROW) & scope[nodes.home]
    serving = (edges.origin == code(EdgeOrigin.SERVES)) & live[edges.child] & scope[edges.parent]
    scope[edges.child[serving]] = True
    return scope


def _above(snapshot: Snapshot, live: Mask, scope: Mask) -> Mask:
    """The scope and everything that accepted edges between live nodes lead to from it."""
    edges = snapshot.edges
    up = (edges.state == code(AlignmentState.ACCEPTED)) & live[edges.child] & live[edges.parent]
    graph = graph_from_edges(len(live), edges.child[up], edges.parent[up], edges.weight[up])
    above: Mask = hops(graph.up_start, graph.up, scope, owner=graph.up_child) >= 0
    return above
