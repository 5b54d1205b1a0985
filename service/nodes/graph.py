"""Cycles that a write would close, judged from the few rows above what it touches."""

from collections.abc import Collection, Mapping, Sequence
from textwrap import shorten
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from service.actor import Actor
from service.database import Session
from service.errors import AlignmentCycle
from service.libraries import loaded, nx

# Objectives and key results above some, over accepted alignments and through the dead, too: who
# lives is judged with the change. Nothing above a strategy element, or below the rest, is on a
# cycle that is no loop of strategy elements. Where cycles are only reported, there are no rows.
_ABOVE = text("""
WITH RECURSIVE above(id) AS (
    SELECT unnest(CAST(:ids AS uuid[]))
     WHERE NOT EXISTS (SELECT 1 FROM organization
                        WHERE id = :organization AND settings ->> 'cycle_policy' = 'REPORT')
    UNION
    SELECT edge.parent_id FROM above CROSS JOIN LATERAL (
        SELECT objective_id AS parent_id FROM key_result
         WHERE organization_id = :organization AND id = above.id
        UNION ALL
        SELECT parent_id FROM alignment
         WHERE organization_id = :organization AND child_id = above.id
           AND archived_at IS NULL AND state = 'ACCEPTED'
    ) edge
)
SELECT above.id, coalesce(o.title, k.title) AS title, k.objective_id AS home_id,
       o.archived_at IS NOT NULL OR k.archived_at IS NOT NULL
           OR o.lifecycle IS NOT DISTINCT FROM 'CANCELLED' AS dead,
       ARRAY(SELECT parent_id FROM alignment
              WHERE organization_id = :organization AND child_id = above.id
                AND archived_at IS NULL AND state = 'ACCEPTED') AS parent_ids
  FROM above
  LEFT JOIN objective o ON o.organization_id = :organization AND o.id = above.id
  LEFT JOIN key_result k ON k.organization_id = :organization AND k.id = above.id
 WHERE o.id IS NOT NULL OR k.id IS NOT NULL
""")

# id, title, home_id, dead, parent_ids
_Node = Row[UUID, str, UUID | None, bool, list[UUID]]


async def cycles_closed(
    session: Session,
    actor: Actor,
    path: str,
    *,
    revived: Collection[UUID] = (),
    home_by_key_result: Mapping[UUID, UUID] = MappingProxyType({}),
) -> dict[UUID, AlignmentCycle]:
    """The refusal of each touched node that would be on a cycle, with one of the shortest.

    Touched are objectives and key results that will live, `revived`, and key results that will
    belong to other objectives. The caller holds the graph, and has written nothing of this yet.
    Nothing is refused where the organization has its cycles reported. `path` is the input field
    that the refusals are about.
    """
    touched = list(dict.fromkeys([*revived, *home_by_key_result]))
    if not touched:
        return {}
    await loaded(nx)
    ids = [*touched, *home_by_key_result.values()]
    scope = {"organization": actor.organization_id, "ids": ids}
    nodes = {row.id: row for row in await session.execute(_ABOVE, scope)}
    graph = _graph_after(nodes, revived, home_by_key_result)
    cycle_by_node = {node: _shortest_cycle(graph, node) for node in touched}
    return {
        node: _refusal(cycle, nodes, path)
        for node, cycle in cycle_by_node.items()
        if cycle is not None
    }


def _graph_after(
    nodes: Mapping[UUID, _Node],
    revived: Collection[UUID],
    home_by_key_result: Mapping[UUID, UUID],
) -> "nx.DiGraph[UUID]":
    homes = {id_: row.home_id for id_, row in nodes.items() if row.home_id is not None}
    homes |= home_by_key_result
    dead = {id_ for id_, row in nodes.items() if row.dead} - set(revived)
    dead |= {id_ for id_, home in homes.items() if home in dead}
    pairs = [(id_, parent) for id_, row in nodes.items() for parent in row.parent_ids]
    live = nodes.keys() - dead
    graph: nx.DiGraph[UUID] = nx.DiGraph()
    graph.add_edges_from(
        (child, parent)
        for child, parent in [*homes.items(), *pairs]
        if child in live and parent in live
    )
    return graph


def _shortest_cycle(graph: "nx.DiGraph[UUID]", node: UUID) -> list[UUID] | None:
    """The nodes in order, the given one first and not repeated."""
    if node not in graph:
        return None
    way_by_end: dict[UUID, list[Any]] = nx.single_source_shortest_path(graph, node)
    ends = [end for end in graph.predecessors(node) if end in way_by_end]
    return min((way_by_end[end] for end in ends), key=len, default=None)


def _refusal(cycle: Sequence[UUID], nodes: Mapping[UUID, _Node], path: str) -> AlignmentCycle:
    titles = " → ".join(f"“{shorten(nodes[id_].title, 60)}”" for id_ in [*cycle, cycle[0]])
    return AlignmentCycle(f"this would close a cycle: {titles}", cycle, [path])


class GraphAbove:
    """The live objectives and key results above some, to be asked one alignment at a time."""

    def __init__(self, nodes: Mapping[UUID, _Node]) -> None:
        self._nodes = nodes
        self._graph = _graph_after(nodes, (), {})

    def closing(self, child: UUID, parent: UUID, path: str = "id") -> AlignmentCycle | None:
        """The refusal of an alignment child → parent, where it would close a cycle."""
        graph = self._graph
        if child not in graph or parent not in graph or not nx.has_path(graph, parent, child):
            return None
        way = nx.shortest_path(graph, parent, child)
        return _refusal([child, *way[:-1]], self._nodes, path)

    def add(self, child: UUID, parent: UUID) -> None:
        """The alignment counts for whatever is asked from now on.

        Unless nothing is known above its parent: that is a strategy element, or cycles are only
        reported.
        """
        if parent in self._nodes:
            self._graph.add_edge(child, parent)


async def graph_above(session: Session, actor: Actor, ids: Sequence[UUID]) -> GraphAbove:
    """What is above the parents of alignments to be; the caller holds the graph.

    Empty where the organization has its cycles reported: nothing closes one then.
    """
    await loaded(nx)
    scope = {"organization": actor.organization_id, "ids": list(ids)}
    return GraphAbove({row.id: row for row in await session.execute(_ABOVE, scope)})
