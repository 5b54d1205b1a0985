"""Nodes of the alignment graph, and how far each can see."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from schema.context import Info
from schema.failures import bad_input, not_found
from schema.finding_nouns import FINDINGS_OF_SUBJECT
from schema.listings import many
from schema.lookups import named_row
from schema.nodes import Node
from schema.nouns import ALIGNABLE_TYPES, ALIGNMENTS_OF_CHILD, ALIGNMENTS_OF_PARENT
from schema.reads import Fetched, Reads, key_of
from service.alignment.breaks import Break
from service.alignment.line_of_sight import LineOfSight as Sight
from service.alignment.rules import AlignmentClass, BreakReason, Reach

if TYPE_CHECKING:
    from schema.alignments import Alignment
    from schema.findings import Finding

MOST_PATHS = 100

LazyAlignment = Annotated["Alignment", strawberry.lazy("schema.alignments")]
DEFAULT_PATHS = 3
MaxPaths = Annotated[
    int | None,
    strawberry.argument(description="How many of the shortest paths to list, at most 100."),
]


async def _line_of_sight_of(
    root: strawberry.Parent[Fetched], info: Info, max_paths: MaxPaths = DEFAULT_PATHS
) -> "LineOfSight":
    return await line_of_sight(info.context.reads, key_of(root), max_paths)


@strawberry.interface(
    description="A node of the alignment graph: what can be aligned, or be aligned to."
)
class Alignable(Node):
    title: str = strawberry.field(description="What it says.")
    external_id: str | None = strawberry.field(
        description="What its sender calls it; null when it was made here."
    )
    line_of_sight: "LineOfSight" = strawberry.field(
        resolver=_line_of_sight_of,
        description="How it connects to the strategy today, or where that breaks.",
    )
    aligned_to = many(
        LazyAlignment, ALIGNMENTS_OF_CHILD, "Its alignments upward, of any state: what it is for."
    )
    aligned_from = many(
        LazyAlignment, ALIGNMENTS_OF_PARENT, "The alignments of others to it, of any state."
    )
    findings = many(
        Annotated["Finding", strawberry.lazy("schema.findings")],
        FINDINGS_OF_SUBJECT,
        "What stored audits found about it and stands, the worst first; `findings` at the root has"
        " those that are resolved, too.",
    )


@strawberry.type(description="One way up: from the subject to the first top that it meets.")
class LineOfSightPath:
    path: strawberry.Private[tuple[str, ...]]

    @strawberry.field(description="The nodes, from the subject up.")
    async def nodes(self, info: Info) -> list[Alignable]:
        return await info.context.reads.nodes(info, self.path)

    @strawberry.field(description="How many steps it takes: one less than its nodes.")
    def length(self) -> int:
        return len(self.path) - 1


@strawberry.type(description="Where a line of sight goes no further.")
class LineOfSightBreak:
    broken: strawberry.Private[Break]

    @strawberry.field(description="The last node on the way up.")
    async def node(self, info: Info) -> Alignable:
        return await _node(info, self.broken.node)

    @strawberry.field(description="Why it goes no further from there.")
    def reason(self) -> BreakReason:
        return self.broken.reason


@strawberry.type(description="How one node connects to the strategy.")
class LineOfSight:
    sight: strawberry.Private[Sight]

    @strawberry.field(description="The node that looks up.")
    async def subject(self, info: Info) -> Alignable:
        return await _node(info, self.sight.subject)

    @strawberry.field(description="How far up it goes.")
    def reach(self) -> Reach:
        return self.sight.reach

    @strawberry.field(description="The subject's standing in the alignment graph.")
    def alignment_class(self) -> AlignmentClass:
        return self.sight.alignment_class

    @strawberry.field(
        description="Steps to the nearest strategy element if FULL, to the nearest company "
        "objective if PARTIAL; null if NONE."
    )
    def distance(self) -> int | None:
        return self.sight.distance

    @strawberry.field(
        description="How many different ways up there are, exactly: a whole number as a string, "
        "since it can be huge."
    )
    def path_count(self) -> str:
        return str(self.sight.path_count)

    @strawberry.field(description="The shortest ways up, up to `maxPaths`, ties by id.")
    def paths(self) -> list[LineOfSightPath]:
        return [LineOfSightPath(path=path) for path in self.sight.paths]

    @strawberry.field(description="Where the ways up end before they reach; empty if FULL.")
    def broken_at(self) -> list[LineOfSightBreak]:
        return [LineOfSightBreak(broken=broken) for broken in self.sight.broken_at]


async def line_of_sight(reads: Reads, node_id: UUID, max_paths: int | None) -> LineOfSight:
    """The line of sight of one of the organization's own nodes.

    Raises:
        GraphQLError: more paths than we list.
    """
    paths = DEFAULT_PATHS if max_paths is None else max_paths
    if not 0 <= paths <= MOST_PATHS:
        raise bad_input(f"maxPaths is from 0 to {MOST_PATHS}, not {paths}")
    return LineOfSight(sight=await reads.line_of_sight(node_id, paths))


async def named_alignable(info: Info, text: str, argument: str) -> UUID:
    """The node, archived or not, that an argument must name.

    Raises:
        GraphQLError: NOT_FOUND: the organization has none such.
    """
    node_id = await named_row(info, text, ALIGNABLE_TYPES)
    if node_id is None:
        raise not_found(f"{argument} names no node of this organization")
    return node_id


async def _node(info: Info, node_id: str) -> Alignable:
    node: Alignable = (await info.context.reads.nodes(info, [node_id]))[0]
    return node
