"""`node` and `nodes`: anything by its id."""

from asyncio import gather
from typing import Annotated

import strawberry

from schema.alignables import DEFAULT_PATHS, LineOfSight, MaxPaths, line_of_sight, named_alignable
from schema.connections import MOST
from schema.context import Info
from schema.failures import bad_input
from schema.findings import finding_by_fingerprint
from schema.identifiers import parse_id
from schema.nodes import Node, present, presented
from schema.nouns import NOUN_BY_TYPE


@strawberry.type
class NodeQueries:
    @strawberry.field(
        description="Anything by its id; null where the organization has none such. A finding is "
        "looked for in today's audit."
    )
    async def node(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The id of anything.")],
    ) -> Node | None:
        return await _node(info, id)

    @strawberry.field(
        description="The same for up to 100 ids, in their order, with null for those that name "
        "nothing."
    )
    async def nodes(
        self,
        info: Info,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="The ids.")],
    ) -> list[Node | None]:
        if len(ids) > MOST:
            raise bad_input(f"ask for at most {MOST} nodes at once")
        return list(await gather(*(_node(info, one) for one in ids)))

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


async def _node(info: Info, text: str) -> Node | None:
    parsed, reads = parse_id(text), info.context.reads
    if parsed is None:
        return None
    if parsed.type == "Finding":
        return await finding_by_fingerprint(reads, parsed.key)
    if parsed.type == "Organization":
        organization = await reads.organization()
        return present(organization) if parsed.uuid == organization.id else None
    noun = NOUN_BY_TYPE.get(parsed.type)
    return None if noun is None else presented(await reads.row(noun, parsed.uuid))
