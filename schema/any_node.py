"""`node` and `nodes`: anything by its id."""

from asyncio import gather
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import strawberry

from schema.alignables import DEFAULT_PATHS, LineOfSight, MaxPaths, line_of_sight, named_alignable
from schema.context import Info
from schema.failures import bad_input
from schema.findings import finding_by_fingerprint
from schema.identifiers import GlobalId, parse_id
from schema.nodes import Node
from schema.nouns import NOUN_BY_TYPE
from schema.page_sizes import MOST
from schema.prepared.specs import SPEC, AnyNode, AnyNodes


@strawberry.type
class NodeQueries:
    @strawberry.field(
        description="Anything by its id; null where the organization has none such. A finding is "
        "looked for on record, then in today's audit.",
        metadata={SPEC: AnyNode()},
    )
    async def node(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The id of anything.")],
    ) -> Node | None:
        return (await _nodes(info, [id]))[0]

    @strawberry.field(
        description="The same for up to 100 ids, in their order, with null for those that name "
        "nothing.",
        metadata={SPEC: AnyNodes()},
    )
    async def nodes(
        self,
        info: Info,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="The ids.")],
    ) -> list[Node | None]:
        return await _nodes(info, ids)

    @strawberry.field(
        description="How a node connects to the strategy today; null with an error where the "
        "argument names nothing."
    )
    async def line_of_sight(
        self,
        info: Info,
        from_id: Annotated[strawberry.ID, strawberry.argument(description="Who looks up.")],
        max_paths: MaxPaths = DEFAULT_PATHS,
    ) -> LineOfSight | None:
        node_id = await named_alignable(info, from_id, "fromId")
        return await line_of_sight(info.context.reads, node_id, max_paths)


async def _nodes(info: Info, ids: Sequence[str]) -> list[Node | None]:
    if len(ids) > MOST:
        raise bad_input(f"ask for at most {MOST} nodes at once")
    return list(await gather(*(_node(info, parse_id(text)) for text in ids)))


async def _node(info: Info, named: GlobalId | None) -> Node | None:
    match named:
        case GlobalId(type="Finding", key=fingerprint):
            finding: Node | None = await finding_by_fingerprint(info, fingerprint)
            return finding
        case GlobalId(type=type_name, uuid=UUID() as key) if type_name in NOUN_BY_TYPE:
            node: Node | None = await info.context.reads.object(info, (type_name, key))
            return node
        case _:
            return None
