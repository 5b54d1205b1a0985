"""The alignment graph, for whoever draws it."""

from asyncio import sleep
from collections.abc import AsyncIterator, Iterator
from enum import StrEnum
from functools import partial
from typing import Annotated, Any
from uuid import UUID

import strawberry

from schema.alignables import Alignable
from schema.context import Info
from schema.enums.describing import described
from schema.failures import bad_input
from schema.identifiers import global_id
from schema.lookups import all_named, given
from schema.nouns import CYCLE, NOUN_BY_KIND, TEAM
from schema.reads import Reference
from service.alignment.excerpt import Excerpt, excerpt
from service.alignment.rules import AlignmentKind, AlignmentState, EdgeOrigin
from service.alignment.snapshot import Rows, Snapshot
from service.nodes.rules import NodeKind

MOST_NODES = 10_000
DEFAULT_NODES = 500
# So many at a time, with room for others between: a list of thousands takes a second to complete.
_PIECE = 250


class GraphEdgeKind(StrEnum):
    """Which fact an edge stands for."""

    CONTAINMENT = "CONTAINMENT"
    CONTRIBUTES = "CONTRIBUTES"
    SUPPORTS = "SUPPORTS"
    SERVES = "SERVES"
    STRATEGY = "STRATEGY"


described(
    GraphEdgeKind,
    "Which fact an edge stands for.",
    {
        "CONTAINMENT": "A key result measures its objective.",
        "CONTRIBUTES": "An alignment that moves the parent's progress.",
        "SUPPORTS": "An alignment that gives line of sight only.",
        "SERVES": "An initiative serves a key result or an objective.",
        "STRATEGY": "An element of the strategy is a part of another.",
    },
)


@strawberry.type(description="One edge of the alignment graph; edges point up.")
class GraphEdge:
    from_id: strawberry.ID = strawberry.field(description="What serves.")
    to_id: strawberry.ID = strawberry.field(description="What is served.")
    kind: GraphEdgeKind = strawberry.field(description="Which fact it stands for.")
    state: AlignmentState = strawberry.field(
        description="Where its proposal stands; what is no alignment is always ACCEPTED."
    )


@strawberry.type(description="Nodes in use and the edges between them, of any state.")
class AlignmentGraph:
    snapshot: strawberry.Private[Snapshot]
    excerpt: strawberry.Private[Excerpt]

    @strawberry.field(description="The nodes: strategy first, then objectives, then the rest.")
    def nodes(self, info: Info) -> list[Alignable]:
        return self._nodes(info)  # type: ignore[return-value] # graphql-core takes either

    @strawberry.field(description="The edges between these nodes.")
    def edges(self) -> list[GraphEdge]:
        return self._edges()  # type: ignore[return-value] # graphql-core takes either

    @strawberry.field(description="Whether there are more nodes than the limit let through.")
    def truncated(self) -> bool:
        return self.excerpt.truncated

    async def _nodes(self, info: Info) -> AsyncIterator[Any]:
        for rows in _pieces(self.excerpt.nodes):
            references = [_reference(self.snapshot, row) for row in rows]
            for node in await info.context.reads.objects(info, references):
                yield node

    async def _edges(self) -> AsyncIterator[GraphEdge]:
        for places in _pieces(self.excerpt.edges):
            for place in places:
                yield _edge(self.snapshot, place)
            await sleep(0)


@strawberry.type
class AlignmentGraphQueries:
    @strawberry.field(
        description="The alignment graph, or the part of it below and above some objectives; "
        "null with an error where an argument names nothing."
    )
    async def alignment_graph(
        self,
        info: Info,
        cycle_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="This cycle, its child cycles, and all above."),
        ] = strawberry.UNSET,
        team_ids: Annotated[
            list[strawberry.ID] | None,
            strawberry.argument(description="These teams, their parts, and all above."),
        ] = strawberry.UNSET,
        limit: Annotated[
            int | None, strawberry.argument(description="Nodes at most, up to 10,000.")
        ] = DEFAULT_NODES,
    ) -> AlignmentGraph | None:
        most = DEFAULT_NODES if limit is None else limit
        if not 0 <= most <= MOST_NODES:
            raise bad_input(f"limit is from 0 to {MOST_NODES}, not {most}")
        cycles = await all_named(info, CYCLE, given(cycle_id), "cycleId")
        teams = await all_named(info, TEAM, team_ids or (), "teamIds")
        snapshot = await info.context.reads.snapshot()
        take = partial(excerpt, snapshot, cycles=cycles, teams=teams, limit=most)
        return AlignmentGraph(snapshot=snapshot, excerpt=await info.context.reads.work(take))


_TYPES = tuple(NOUN_BY_KIND[kind].name for kind in NodeKind)
_KINDS = tuple(GraphEdgeKind(kind.value) for kind in AlignmentKind)
_ORIGINS = tuple(
    None if origin is EdgeOrigin.ALIGNMENT else GraphEdgeKind(origin.value) for origin in EdgeOrigin
)
_STATES = tuple(AlignmentState)


def _pieces(rows: Rows) -> Iterator[list[int]]:
    for start in range(0, len(rows), _PIECE):
        yield rows[start : start + _PIECE].tolist()


def _reference(snapshot: Snapshot, row: int) -> Reference:
    nodes = snapshot.nodes
    return _TYPES[nodes.kind[row] - 1], UUID(nodes.id[row])


def _edge(snapshot: Snapshot, place: int) -> GraphEdge:
    edges = snapshot.edges
    return GraphEdge(
        from_id=_global(snapshot, edges.child[place]),
        to_id=_global(snapshot, edges.parent[place]),
        kind=_ORIGINS[edges.origin[place] - 1] or _KINDS[edges.kind[place] - 1],
        state=_STATES[edges.state[place] - 1],
    )


def _global(snapshot: Snapshot, row: int) -> strawberry.ID:
    nodes = snapshot.nodes
    return strawberry.ID(global_id(_TYPES[nodes.kind[row] - 1], nodes.id[row]))
