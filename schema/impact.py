"""Impact: what a key result moves, and how far."""

from asyncio import gather
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import strawberry

from schema.alignables import Alignable, alignable, named_alignable
from schema.context import Info
from schema.scalars import ratio
from service.alignment.analysis import analyze
from service.alignment.impact import Impact as Found
from service.alignment.impact import Moved, NoShare, impact
from service.alignment.snapshot import Snapshot


@strawberry.type(description="A node whose progress the subject moves.")
class ImpactedNode:
    node: Alignable = strawberry.field(description="The node.")
    share: Decimal | None = strawberry.field(
        description="How far it moves when the subject comes all its way, 0 to 1, over all ways "
        "together: weight by allocation among each parent's drivers, once every key result has "
        "data. Rounded half up to 6 places; null where there is a reason."
    )
    reason: NoShare | None = strawberry.field(
        description="Why there is no share; null where there is one."
    )


@strawberry.type(description="What one node moves.")
class Impact:
    snapshot: strawberry.Private[Snapshot]
    row: strawberry.Private[int]
    found: strawberry.Private[Found]

    @strawberry.field(description="The node that moves.")
    async def subject(self, info: Info) -> Alignable:
        return await self._node(info, self.row)

    @strawberry.field(
        description="Why it moves nothing, where it has no progress that could; else null."
    )
    def reason(self) -> NoShare | None:
        return self.found.reason

    @strawberry.field(
        description="Everything above whose progress it moves, the largest share first, those "
        "without a share last, ties by external id or id. An alignment to a key result moves "
        "nothing, nor does one to an objective that has key results of its own."
    )
    async def moved(self, info: Info) -> list[ImpactedNode]:
        return list(await gather(*(self._shown(info, one) for one in self.found.moved)))

    async def _shown(self, info: Info, moved: Moved) -> ImpactedNode:
        return ImpactedNode(
            node=await self._node(info, moved.row),
            share=None if moved.share is None else ratio(Decimal(str(moved.share))),
            reason=moved.reason,
        )

    async def _node(self, info: Info, row: int) -> Alignable:
        return await alignable(info.context.reads, UUID(self.snapshot.nodes.id[row]))


@strawberry.type
class ImpactQueries:
    @strawberry.field(
        description="What a key result, or an objective as a whole, moves today: everything above "
        "whose progress rises with it. Null with an error where the argument names nothing."
    )
    async def impact(
        self,
        info: Info,
        from_id: Annotated[strawberry.ID, strawberry.argument(description="What moves.")],
    ) -> Impact | None:
        reads = info.context.reads
        node_id = await named_alignable(info, from_id, "fromId")
        snapshot, today = await reads.snapshot(), await reads.today()
        row = snapshot.row_by_id[str(node_id)]
        found = await reads.work(lambda: impact(analyze(snapshot, today), row))
        return Impact(snapshot=snapshot, row=row, found=found)
