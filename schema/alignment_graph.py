"""The alignment graph, for whoever draws it."""

import asyncio
from enum import StrEnum
from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry

from schema.alignables import Alignable
from schema.context import Info
from schema.enums.describing import described
from schema.failures import bad_input
from schema.identifiers import global_id
from schema.lookups import all_named, given
from schema.nouns import CYCLE, NOUN_BY_KIND, TEAM
from service.alignment.excerpt import Excerpt, Link, excerpt
from service.alignment.records import NodeRecord
from service.alignment.rules import AlignmentState, EdgeOrigin

MOST_NODES = 10_000
DEFAULT_NODES = 500


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
    excerpt: strawberry.Private[Excerpt]

    @strawberry.field(description="The nodes: strategy first, then objectives, then the rest.")
    async def nodes(self, info: Info) -> list[Alignable]:
        references = [(NOUN_BY_KIND[node.kind].name, UUID(node.id)) for node in self.excerpt.nodes]
        return await info.context.reads.objects(info, references)

    @strawberry.field(description="The edges between these nodes.")
    def edges(self) -> list[GraphEdge]:
        node_by_id = {node.id: node for node in self.excerpt.nodes}
        return [_edge(link, node_by_id) for link in self.excerpt.links]

    @strawberry.field(description="Whether there are more nodes than the limit let through.")
    def truncated(self) -> bool:
        return self.excerpt.truncated


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
        records = await info.context.reads.records()
        take = partial(excerpt, records, cycles=cycles, teams=teams, limit=most)
        return AlignmentGraph(excerpt=await asyncio.to_thread(take))


def _edge(link: Link, node_by_id: dict[str, NodeRecord]) -> GraphEdge:
    is_alignment = link.origin is EdgeOrigin.ALIGNMENT
    kind = link.edge.kind if is_alignment else link.origin
    return GraphEdge(
        from_id=_global(node_by_id[link.edge.child]),
        to_id=_global(node_by_id[link.edge.parent]),
        kind=GraphEdgeKind(kind.value),
        state=link.edge.state,
    )


def _global(node: NodeRecord) -> strawberry.ID:
    return strawberry.ID(global_id(NOUN_BY_KIND[node.kind].name, node.id))
