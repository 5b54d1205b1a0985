"""Impact: what a key result moves, and how far."""

from decimal import Decimal
from typing import Annotated

import strawberry

from schema.alignables import Alignable, named_alignable
from schema.context import Info
from schema.scalars import ratio
from service.alignment.analysis import analyze
from service.alignment.impact import Impact as Found
from service.alignment.impact import Moved, NoShare, impact
from service.alignment.snapshot import Snapshot


@strawberry.type(description="A node whose progress the subject moves.")
class ImpactedNode:
    snapshot: strawberry.Private[Snapshot]
    found: strawberry.Private[Moved]

    @strawberry.field(description="The node.")
    async def node(self, info: Info) -> Alignable:
        return await _node(info, self.snapshot, self.found.row)

    @strawberry.field(
        description="How far it moves when the subject comes all its way, 0 to 1, over all ways "
        "together: weight by allocation among each parent's drivers, once every key result has "
        "data. Rounded half up to 6 places; null where there is a reason."
    )
    def share(self) -> Decimal | None:
        share = self.found.share
        return None if share is None else ratio(Decimal(str(share)))

    @strawberry.field(description="Why there is no share; null where there is one.")
    def reason(self) -> NoShare | None:
        return self.found.reason


@strawberry.type(description="What one node moves.")
class Impact:
    snapshot: strawberry.Private[Snapshot]
    row: strawberry.Private[int]
    found: strawberry.Private[Found]

    @strawberry.field(description="The node that moves.")
    async def subject(self, info: Info) -> Alignable:
        return await _node(info, self.snapshot, self.row)

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
    def moved(self) -> list[ImpactedNode]:
        return [ImpactedNode(snapshot=self.snapshot, found=one) for one in self.found.moved]


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


async def _node(info: Info, snapshot: Snapshot, row: int) -> Alignable:
    node: Alignable = (await info.context.reads.nodes(info, [snapshot.nodes.id[row]]))[0]
    return node
